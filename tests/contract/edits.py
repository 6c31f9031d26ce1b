"""Edits of notes as a device sends them; what they seal is of no account here."""

from __future__ import annotations

from protocol.fields import b64
from protocol.notes import next_hlc
from protocol.wire import NoteRequest


def note(
    clock: str, base: str = "", text: bytes = b"cipher", *, deleted: bool = False
) -> NoteRequest:
    device = clock[len("000000000000-0000-") :]
    return NoteRequest(hlc=clock, device=device, base=base, deleted=deleted, cipher=b64(text))


def clock(milliseconds: int, device: str = "tb-a1") -> str:
    return str(next_hlc(None, milliseconds, device))
