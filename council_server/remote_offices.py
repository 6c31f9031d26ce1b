"""Offices whose key is elsewhere: what they would say is captured, signed there, and handed over (ADR 19).

with batch.rehearsal() as trial:
    act.run(council, trial, CapturingOffice(...), arguments)    # what is to be signed
...                                                             # the key answers
act.run(council, batch, PresignedOffice(...), arguments)        # the same, for good
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import get_type_hints

from council_server.errors import CommandError
from council_server.offices import Envelope, enter, envelope_of
from council_server.record import Logged
from council_server.writer import Batch
from protocol.canonical import decode
from protocol.fields import Time
from protocol.records import Record
from protocol.statements import Statement


class Changed(CommandError):
    """The act would make another statement now than the one that was shown and signed: nothing was done."""


@dataclass(slots=True)
class CapturingOffice:
    """Keeps the statements that it is asked to sign. For rehearsals only: what it enters carries no signature."""

    council: str
    origin: str
    certificate: bytes
    captured: list[bytes] = field(default_factory=list)

    @property
    def envelope(self) -> Envelope:
        """The first fields of a statement by this office."""
        return envelope_of(self.council, self.origin, self.certificate)

    def sign(self, statement: Statement, now: datetime) -> tuple[bytes, bytes]:
        """The statement's bytes, and nothing."""
        data = statement.to_bytes()
        self.captured.append(data)
        return data, b""

    def speak(self, batch: Batch, statement: Statement) -> Logged:
        """The statement is in the rehearsed record; raises CommandError as the real one would."""
        return enter(batch, statement, *self.sign(statement, batch.now), authenticated=True)


@dataclass(slots=True)
class PresignedOffice:
    """Hands over what was signed before, in the same order; never anything else."""

    council: str
    origin: str
    certificate: bytes
    signed: Sequence[Record]
    used: int = 0

    @property
    def envelope(self) -> Envelope:
        """The first fields of a statement by this office."""
        return envelope_of(self.council, self.origin, self.certificate)

    def sign(self, statement: Statement, now: datetime) -> tuple[bytes, bytes]:
        """The signed bytes of the statement that was shown; raises Changed unless only its time differs."""
        if self.used == len(self.signed):
            raise Changed("there would be more to sign now")
        prepared = self.signed[self.used]
        if not same_but_for_time(statement, prepared.statement):
            raise Changed(f"another {statement.KIND} would be signed now")
        self.used += 1
        return prepared.statement, prepared.signature

    def speak(self, batch: Batch, statement: Statement) -> Logged:
        """The signed statement is in the record; raises Changed, or CommandError when the record refuses it."""
        return enter(batch, statement, *self.sign(statement, batch.now))

    def check_all_used(self) -> None:
        """Raises Changed when something was signed that the act does not say any more."""
        if self.used < len(self.signed):
            raise Changed("there would be less to sign now")


def same_but_for_time(statement: Statement, prepared: bytes) -> bool:
    """Whether the prepared bytes are this statement, said at another time."""
    value = decode(prepared)
    if not isinstance(value, dict) or not value:
        return False
    hints = get_type_hints(type(statement), include_extras=True)
    times = {one.name for one in fields(statement) if hints[one.name] == Time}
    told = {name: str(value[name]) for name in times & value.keys()}
    return replace(statement, **told).to_bytes() == prepared
