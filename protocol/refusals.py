"""Signed refusals (protocol.md 4.7): the server's word that a statement will never be logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.errors import Code, Invalid, Refused
from protocol.signed_notes import open_note, sign_note
from protocol.times import read_time, write_time

_HEADER = "hdnd-refusal/1"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which statement was refused, why and when, in the server's words."""

    origin: str
    statement: str
    code: Code
    time: datetime


def sign_refusal(refusal: Refusal, key: Ed25519PrivateKey) -> str:
    """The refusal as a signed note of the log's key under the record's origin."""
    lines = (_HEADER, refusal.origin, refusal.statement, refusal.code, write_time(refusal.time))
    return sign_note("".join(f"{line}\n" for line in lines), refusal.origin, key)


def open_refusal(text: str, statement: str, log_key: bytes, origin: str) -> Refusal:
    """The refusal of the statement with that identity; raises `Invalid(BAD_NOTE)`."""
    lines = open_note(text, origin, log_key).split("\n")
    if len(lines) != 6 or lines[:3] != [_HEADER, origin, statement] or lines[5]:
        raise Invalid(Code.BAD_NOTE, "not a refusal of this statement")
    try:
        return Refusal(origin, statement, Code(lines[3]), read_time(lines[4]))
    except (ValueError, Refused):
        raise Invalid(Code.BAD_NOTE, "refusal") from None
