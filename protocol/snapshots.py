"""A feed in one file for a new device (protocol.md 7.14, 8.13): every leaf, and the body of each object's newest row.

The file holds one line for each row, so whoever reads it computes the whole tree and needs to believe nothing: a row
that a later one replaced travels without its body, and the newest row of every object must have one.

Rules for a file, in this order; one that fails one changes nothing.
1. Its manifest opens under the log's key for this feed and epoch, and keeps the limits (BAD_NOTE).
2. Its checkpoint opens likewise, at the manifest's size (BAD_CHECKPOINT, BAD_PAGE).
3. The file has the digest, and unpacks to no more than the manifest says (BAD_PAGE).
4. It has as many lines as the feed has rows; each body has its digest; no object ends without a body (BAD_PAGE).
5. The leaves lead to the checkpoint's root (BAD_PAGE).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import limits
from protocol.checkpoints import Checkpoint, open_checkpoint
from protocol.errors import Code, Invalid
from protocol.feeds import Row, digest_of, row_hash
from protocol.merkle import Edge
from protocol.signed_notes import open_note, sign_note

_HEADER = "hdnd-snapshot/1"


@dataclass(frozen=True, slots=True)
class SnapshotManifest:
    """What the log's key says of a file: `rows` of the feed from the first, its digest, its bytes packed and unpacked."""

    origin: str
    rows: int
    sha256: str
    packed: int
    unpacked: int


def sign_manifest(manifest: SnapshotManifest, *keys: Ed25519PrivateKey) -> str:
    """The manifest as a signed note of the log's key under the feed's origin; further keys add their lines."""
    lines = (
        _HEADER,
        manifest.origin,
        str(manifest.rows),
        manifest.sha256,
        str(manifest.packed),
        str(manifest.unpacked),
    )
    text = "".join(f"{line}\n" for line in lines)
    note = f"{text}\n"
    for key in keys:
        note += sign_note(text, manifest.origin, key).removeprefix(f"{text}\n")
    return note


def open_manifest(text: str, log_key: bytes, origin: str) -> SnapshotManifest:
    """The manifest of a file of this feed and epoch, within the limits; raises `Invalid(BAD_NOTE)`."""
    lines = open_note(text, origin, log_key).split("\n")
    if len(lines) != 7 or lines[:2] != [_HEADER, origin] or lines[6]:
        raise Invalid(Code.BAD_NOTE, "not a snapshot of this feed")
    numbers = (lines[2], lines[4], lines[5])
    if not all(n.isascii() and n.isdecimal() and len(n) < 17 for n in numbers):
        raise Invalid(Code.BAD_NOTE, "snapshot")
    found = SnapshotManifest(origin, int(lines[2]), lines[3], int(lines[4]), int(lines[5]))
    if not 0 < found.packed <= limits.SNAPSHOT or found.unpacked > limits.SNAPSHOT_UNPACKED:
        raise Invalid(Code.BAD_NOTE, "a snapshot larger than allowed")
    if len(found.sha256) != 64 or set(found.sha256) - set("0123456789abcdef"):
        raise Invalid(Code.BAD_NOTE, "snapshot")
    return found


def head_of(manifest: SnapshotManifest, text: str, log_key: bytes) -> Checkpoint:
    """The checkpoint at the manifest's size; raises `Invalid`."""
    checkpoint = open_checkpoint(text, log_key, manifest.origin)
    if checkpoint.size != manifest.rows:
        raise Invalid(Code.BAD_PAGE, "a checkpoint of another size")
    return checkpoint


def lines_of(rows: Iterable[tuple[Row, bool]]) -> Iterator[bytes]:
    """The lines of rows in order, each with whether it is the newest of its object."""
    for row, is_newest in rows:
        fields: list[Any] = [row.id, row.kind, row.rev, int(row.deleted), row.digest]
        if is_newest:
            fields.append(row.body)
        yield json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class SnapshotReading:
    """One reading of a file's lines, from the first; `edge` is the tree so far."""

    def __init__(self) -> None:
        self.edge = Edge()
        self._bare: set[tuple[str, str]] = set()

    def read(self, line: bytes) -> Row | None:
        """The row of the next line, None for one that a later row replaced; raises `Invalid(BAD_PAGE)`."""
        row, has_body = _row(line, self.edge.size + 1)
        if has_body and digest_of(row.body) != row.digest:
            raise Invalid(Code.BAD_PAGE, f"digest of row {row.seq}")
        if row.deleted and row.body:
            raise Invalid(Code.BAD_PAGE, "a deleted row with a body")
        self.edge.append(row_hash(row))
        if not has_body:
            self._bare.add((row.kind, row.id))
            return None
        self._bare.discard((row.kind, row.id))
        return row

    def finish(self, checkpoint: Checkpoint) -> None:
        """Returns when the file was the whole feed up to the checkpoint; raises `Invalid(BAD_PAGE)`."""
        if self._bare:
            raise Invalid(Code.BAD_PAGE, "an object without its newest row")
        if self.edge.size != checkpoint.size or self.edge.root() != checkpoint.root:
            raise Invalid(Code.BAD_PAGE, "rows that do not lead to the root")


def _row(line: bytes, seq: int) -> tuple[Row, bool]:
    try:
        fields = json.loads(line.decode())
        if b"\\u" in line:  # only an escape can bring an unpaired surrogate
            json.dumps(fields, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Invalid(Code.BAD_PAGE, f"line {seq}") from None
    match fields:
        case [str(name), str(kind), int(rev), (0 | 1) as deleted, str(digest), *rest]:
            whole = len(rest) == 1 and isinstance(rest[0], str)
            plain = type(rev) is int and type(deleted) is int
            if plain and (whole or not rest) and "\n" not in name + kind + digest:
                body = str(rest[0]) if whole else ""
                return Row(seq, name, kind, rev, bool(deleted), digest, body), whole
    raise Invalid(Code.BAD_PAGE, f"line {seq}")
