"""The vote record as this desk holds and checks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from delegate_app.errors import Code


@dataclass(frozen=True, slots=True)
class Alarm:
    """The record contradicts itself or what was seen before. Signing stays frozen; both sides are kept.

    `ours` and `theirs` are the texts of the two checkpoints, or "" where there is none.
    """

    code: Code
    detail: str
    raised_at: datetime
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """What a full check from the first entry found. `alarm` None: everything agrees.

    `root` is hex; `code` is what people compare with the hall's screen at the same size (`protocol.md 4.11`).
    `checkpoint_time` is when the council signed the checkpoint that covers the entries.
    """

    origin: str
    size: int
    root: str
    code: str
    checkpoint_time: datetime | None
    entries_checked: int
    polls_checked: int
    own_statements: int
    alarm: Code | None
    detail: str
