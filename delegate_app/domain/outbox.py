"""What this desk still owes the council, in the order it is sent: votes first, then notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class EntryPayload:
    """A signed statement; the same bytes on every try (`protocol.md 7.10`)."""

    statement: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class NotePayload:
    """A sealed note (`protocol.md 7.12`). `base` is "" for the first edit."""

    note_id: str
    hlc: str
    device: str
    base: str
    deleted: bool
    cipher: bytes


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One thing to deliver. `next_try` None: at once; `last_error` is a code, or "" when never tried."""

    id: str
    kind: Literal["entry", "note"]
    payload: EntryPayload | NotePayload
    tries: int
    next_try: datetime | None
    last_error: str
