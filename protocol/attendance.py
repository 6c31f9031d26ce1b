"""Roll call (điểm danh) of a sitting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from protocol.envelope import Statement
from protocol.errors import Code, Refused
from protocol.fields import Ident, People, Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance(Statement):
    """Who was present and who absent when the roll was taken; the latest of a session stands."""

    KIND: ClassVar[str] = "attendance"

    session: Ident
    sitting: Ident
    present: People
    absent: People
    taken_at: Time

    def check(self) -> None:
        """Raises `Refused(FORMAT)` when somebody stands twice."""
        Statement.check(self)
        names = self.present + self.absent
        if len(set(names)) != len(names):
            raise Refused(Code.FORMAT, "a person twice")
