"""Entries of the vote record: their leaf (protocol.md 4.3) and the framing of bundles (4.8)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from protocol import limits
from protocol.errors import Code, Invalid
from protocol.merkle import leaf_hash


class Record(NamedTuple):
    """One logged entry: a statement and its detached signature, both as received."""

    statement: bytes
    signature: bytes


def record_leaf(kind: str, statement: bytes, signature: bytes) -> bytes:
    """The leaf's bytes (4.3); its hash is `merkle.leaf_hash` of them."""
    first, second = (hashlib.sha256(part).hexdigest() for part in (statement, signature))
    return f"hdnd-leaf/1\n{kind}\n{first}\n{second}\n".encode()


def record_hash(kind: str, statement: bytes, signature: bytes) -> bytes:
    """The leaf hash of an entry."""
    return leaf_hash(record_leaf(kind, statement, signature))


def write_records(records: Iterable[Record]) -> bytes:
    """A `records` bundle: per entry length and statement, length and signature, 4 bytes each."""
    return b"".join(
        len(part).to_bytes(4, "big") + part
        for record in records
        for part in (record.statement, record.signature)
    )


def read_records(data: bytes) -> list[Record]:
    """The entries of a bundle; raises `Invalid(BAD_TILE)`."""
    parts: list[bytes] = []
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        most = limits.SIGNATURE if len(parts) % 2 else limits.STATEMENT
        if length > most or at + 4 + length > len(data) or len(parts) == 2 * limits.TILE_WIDTH:
            raise Invalid(Code.BAD_TILE, "record cut short, too large or one too many")
        parts.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    if len(parts) % 2:
        raise Invalid(Code.BAD_TILE, "records")
    return [Record(parts[at], parts[at + 1]) for at in range(0, len(parts), 2)]
