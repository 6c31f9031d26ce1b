"""A delegate's signed objection to anything in the vote record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from protocol.envelope import Statement
from protocol.fields import Hex32, Ident, Natural, Nonce, Positive, Text, Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection(Statement):
    """`about` is the identity of the statement objected to."""

    KIND: ClassVar[str] = "objection"

    about: Hex32
    person: Ident
    device: Ident
    seq: Positive
    prev: Hex32
    text: Text
    raised_at: Time
    seen_size: Natural
    seen_root: Hex32
    nonce: Nonce
