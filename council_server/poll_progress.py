"""How a poll stands while it runs, without anybody's choice.

What a page may show before counting ended is made here and nowhere else: `Progress` has no field that could hold a
choice. The tally is asked for only by `tally_of`, which gives none before the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from protocol.poll_states import ENDED, PollState, Stage, Tally
from protocol.polls import NO_ATTENDANCE
from protocol.times import read_time


@dataclass(frozen=True, slots=True)
class Progress:
    """`received` counts the voters whose vote is in the record; `waiting` who of those present has none, `absent` who
    else has none; `by_hand` whose hand was recorded. `ends` is when the announced seconds are over.
    """

    poll: str
    stage: Stage
    received: int
    eligible: int
    total: int
    present: int
    waiting: tuple[str, ...]
    absent: tuple[str, ...]
    by_hand: tuple[str, ...]
    late: int
    ends: datetime | None

    def seconds_left(self, now: datetime) -> int:
        """Whole seconds until the announced ones are over, 0 afterwards and without any."""
        if self.ends is None:
            return 0
        return max(0, -int((now - self.ends) // timedelta(seconds=1)))


def progress_of(state: PollState) -> Progress:
    """How the poll stands now."""
    there = state.attended
    silent = [person for person in state.definition.electorate if person not in state.standing]
    return Progress(
        poll=state.definition.poll,
        stage=state.stage,
        received=len(state.standing),
        eligible=len(state.definition.electorate),
        total=state.definition.total,
        present=NO_ATTENDANCE if there is None else len(there & {*state.definition.electorate}),
        waiting=tuple(person for person in silent if there is None or person in there),
        absent=tuple(person for person in silent if there is not None and person not in there),
        by_hand=tuple(vote.voter for vote in state.standing.values() if vote.hand),
        late=len(state.late),
        ends=_ends(state),
    )


def tally_of(state: PollState) -> Tally | None:
    """The count once counting ended (protocol.md 6.2), None before, and for a poll that is void."""
    return state.tally() if state.stage in ENDED else None


def _ends(state: PollState) -> datetime | None:
    """By the later of the chair's time and the server's, since both must have passed (6.2)."""
    if state.stage is Stage.CLOSING and state.closing:
        said, heard = state.closing.announced_at, state.closing_received
        seconds = state.closing.seconds
    elif state.stage is Stage.GRACE and state.closed:
        said, heard = state.closed.closed_at, state.close_received
        seconds = state.definition.grace_seconds
    else:
        return None
    start = read_time(said)
    return max(start, heard or start) + timedelta(seconds=seconds)
