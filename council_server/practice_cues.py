"""When the acts of the practice day start by themselves: their clocks, without a clock of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from council_server.practice_plan import Act

SYNCED = "synced"


def voted_on(poll: str) -> str:
    """The fact that the learner's vote on this poll is in the record."""
    return f"voted {poll}"


class Cues:
    """Facts and when they were first seen. Waiting begins anew when the program does.

    So somebody who opens yesterday's practice finds the poll still open, not closed before they
    could look. A fact is the name of a done act, `SYNCED`, or `voted_on` a poll.
    """

    def __init__(self, began: datetime) -> None:
        self._began = began
        self._seen: dict[str, datetime] = {}

    def see(self, facts: Iterable[str], now: datetime) -> None:
        """These facts hold now."""
        for fact in facts:
            self._seen.setdefault(fact, now)

    def due(self, act: Act, before: Act | None) -> datetime | None:
        """When `act`, which follows `before`, starts by itself; None while nothing starts its clock."""
        wait = timedelta(seconds=act.wait)
        previous = self._seen.get(before.name, self._began) if before else self._began
        match act.after:
            case "sync":
                synced = self._seen.get(SYNCED)
                return None if synced is None else max(synced, previous) + wait
            case "act":
                return previous + wait
            case "vote":
                voted = self._seen.get(voted_on(act.poll))
                if voted is None:
                    return previous + timedelta(seconds=act.at_latest)
                return max(voted, previous) + wait
