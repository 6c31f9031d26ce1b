"""The hall's own server, as this desk knows it (`protocol.md 13`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class HallPlace:
    """Where a hall's server is said to be. The council's pinned root decides whether it is one."""

    address: str
    host: str
    port: int

    @property
    def words(self) -> str:
        """As one reads it out."""
        return f"{self.host}:{self.port}"


class HallConflict(StrEnum):
    """How the council's record contradicts what a hall signed (`protocol.md 13.10`)."""

    OTHER = "OTHER"
    """In the vote's place of this device's chain stands something else."""
    REFUSED = "REFUSED"
    LATE = "LATE"
    """The hall dates its receipt before the close, the record has the vote after it."""
    MISSING = "MISSING"
    """Counting ended, and the vote is not in the record."""


@dataclass(frozen=True, slots=True)
class HallWord:
    """A hall's provisional receipt of a vote: number `seq` in its order, at `received_at` by its own clock. `conflict`
    None: the record does not contradict it."""

    hall: str
    seq: int
    received_at: datetime
    conflict: HallConflict | None
