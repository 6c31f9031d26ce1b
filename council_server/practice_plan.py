"""practice.toml: what secretary, chair and the other delegates do in the practice council, and when."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from council_server.errors import CommandError
from protocol.passing import Rule

Timed = tuple[str, int]
"""Choice, and seconds after the opening (or after the close, for a late vote)."""


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`auto`: acts follow each other by their own clocks; else each waits to be asked for."""

    session: str
    auto: bool = True
    absent: tuple[str, ...] = ()


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One act. `after` starts its clock in auto mode, `wait` and `at_latest` are seconds on it."""

    name: str
    do: Literal["open", "close", "result", "revise"]
    title_vi: str
    title_en: str
    after: Literal["sync", "vote", "act"]
    wait: int
    at_latest: int = 0
    poll: str = ""
    item: str = ""
    document: str = ""
    file: str = ""
    title: str = ""
    issued: date | None = None
    step: str = ""


class Ballot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One poll and who votes how; the learner and the absent stand nowhere in it."""

    id: str
    item: str
    document: str
    title: str
    question: str
    scope: str
    rule: Rule
    late: str
    last_call: int
    silent: tuple[str, ...] = ()
    votes: dict[str, Timed] = {}
    hand_votes: dict[str, Timed] = {}
    late_votes: dict[str, Timed] = {}


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole morning."""

    practice: Setting
    act: tuple[Act, ...]
    poll: tuple[Ballot, ...]

    def ballot(self, name: str) -> Ballot:
        """The poll of this id; raises CommandError."""
        found = next((ballot for ballot in self.poll if ballot.id == name), None)
        if found is None:
            raise CommandError(f"practice.toml has no poll {name}")
        return found


def read_plan(path: Path) -> Plan:
    """Raises CommandError naming the file and the key that is wrong."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Plan)
    except OSError:
        raise CommandError(f"{path} cannot be read") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from None


def practice_resources() -> Path:
    """Where the practice council's texts lie: in the packed application, or in this checkout."""
    packed = getattr(sys, "_MEIPASS", None)
    root = Path(packed) if packed else Path(__file__).resolve().parents[1]
    return root / "resources" / "practice_council"
