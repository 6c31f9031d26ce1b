"""The first statement of every vote record: who the council is and which keys speak for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from protocol.envelope import Statement
from protocol.fields import CertificateB64, KeyB64, Line, Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Root(Statement):
    """Entry 0 of a vote record, signed by the council's root key."""

    KIND: ClassVar[str] = "root"

    name: Line
    root_cert: CertificateB64
    log_key: KeyB64
    created_at: Time
