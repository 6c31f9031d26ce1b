"""Checkpoints (protocol.md 4.5): the log's signed word about its size and root at a time.

Rules when another checkpoint of a log is offered (4.9), in this order:
1. It opens under the log's key and origin, or it is no checkpoint (BAD_CHECKPOINT).
2. It is not smaller than the one held (LOG_SHRANK).
3. At the same size it has the same root (SPLIT_VIEW).
4. The new leaves lead from the held edge to its root (ROOT_MISMATCH).
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import limits, signed_notes
from protocol.errors import Alarm, Code, Invalid
from protocol.fields import unb64
from protocol.merkle import HASH_SIZE, Edge
from protocol.roots import LogKeys
from protocol.signed_notes import COSIGNATURE_V1, ED25519


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's head: `time` is the server's own, from the cosignature, in UTC."""

    origin: str
    size: int
    root: bytes
    time: datetime


def sign_checkpoint(checkpoint: Checkpoint, *keys: Ed25519PrivateKey) -> str:
    """The checkpoint's text, signed by the log's key as log and as cosigner.

    Further `keys` add their own two lines, for readers who know another key of this log.
    """
    text, name = _body(checkpoint), checkpoint.origin
    moment = int(checkpoint.time.timestamp())
    note = f"{text}\n"
    for key in keys:
        note += signed_notes.sign_note(text, name, key).removeprefix(f"{text}\n")
        cosignature = struct.pack(">Q", moment) + key.sign(_cosigned(text, moment))
        identifier = signed_notes.key_id(name, COSIGNATURE_V1, signed_notes.public(key))
        note += signed_notes.signature_line(name, identifier, cosignature)
    return note


def claimed_size(text: str) -> int:
    """The size that a checkpoint claims; nothing is verified. Raises `Invalid(BAD_CHECKPOINT)`."""
    lines = text.split("\n", 2)
    if len(lines) != 3 or not _is_decimal(lines[1]) or int(lines[1]) > limits.LOG_SIZE:
        raise Invalid(Code.BAD_CHECKPOINT, "text")
    return int(lines[1])


def open_checkpoint(text: str, log_key: bytes | LogKeys, origin: str) -> Checkpoint:
    """The checkpoint in `text`, once both signatures of the log's key hold for this origin.

    Of several keys it is the one that signs the size that the text claims (4.10).
    Raises `Invalid(BAD_CHECKPOINT)` in every other case. Lines of unknown keys are passed over.
    """
    if isinstance(log_key, LogKeys):
        log_key = log_key.at(claimed_size(text))
    try:
        note = signed_notes.parse_note(text)
        signed_notes.verify(
            log_key,
            signed_notes.signature_of(note, origin, ED25519, log_key),
            note.text.encode(),
        )
        cosignature = signed_notes.signature_of(note, origin, COSIGNATURE_V1, log_key)
        if len(cosignature) != 8 + 64:
            raise Invalid(Code.BAD_CHECKPOINT, "cosignature")
        (moment,) = struct.unpack(">Q", cosignature[:8])
        signed_notes.verify(log_key, cosignature[8:], _cosigned(note.text, moment))
    except Invalid as error:
        raise Invalid(Code.BAD_CHECKPOINT, error.detail) from None
    return _read_body(note.text, origin, moment)


def follow(
    held: Checkpoint | None, edge: Edge, offered: Checkpoint, leaves: Iterable[bytes]
) -> Edge:
    """The edge at `offered`, once the log only grew from `held` (4.9).

    `edge` is the tree at `held` and stays as it is; `leaves` are the hashes of all new leaves.
    Raises `Alarm` LOG_SHRANK, SPLIT_VIEW or ROOT_MISMATCH.
    """
    if held is not None:
        compare(held, offered)
    if offered.size < edge.size:
        raise Alarm(Code.LOG_SHRANK, f"{edge.size} -> {offered.size}")
    longer = edge.copy()
    longer.extend(leaves)
    if longer.size != offered.size or longer.root() != offered.root:
        same_size = offered.size == edge.size
        raise Alarm(Code.SPLIT_VIEW if same_size else Code.ROOT_MISMATCH, f"size {offered.size}")
    return longer


def compare(held: Checkpoint, offered: Checkpoint) -> None:
    """Returns when the sizes and roots of two checkpoints of one log do not contradict 4.9.

    Raises `Alarm` LOG_SHRANK or SPLIT_VIEW. A larger size still needs the leaves or a proof.
    """
    if offered.origin != held.origin:
        raise Invalid(Code.BAD_CHECKPOINT, "another log")
    if offered.size < held.size:
        raise Alarm(Code.LOG_SHRANK, f"{held.size} -> {offered.size}")
    if offered.size == held.size and offered.root != held.root:
        raise Alarm(Code.SPLIT_VIEW, f"size {held.size}")


def _body(checkpoint: Checkpoint) -> str:
    root = base64.b64encode(checkpoint.root).decode()
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n"


def _cosigned(text: str, moment: int) -> bytes:
    return f"cosignature/v1\ntime {moment}\n{text}".encode()


def _read_body(text: str, origin: str, moment: int) -> Checkpoint:
    lines = text.split("\n")
    # 4.5 knows no extension lines: a log that writes one is not this protocol's.
    if len(lines) != 4 or lines[0] != origin or not _is_decimal(lines[1]):
        raise Invalid(Code.BAD_CHECKPOINT, "text")
    try:
        root = unb64(lines[2])
        time = datetime.fromtimestamp(moment, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Invalid(Code.BAD_CHECKPOINT, type(error).__name__) from None
    size = int(lines[1])
    if len(root) != HASH_SIZE or size > limits.LOG_SIZE:
        raise Invalid(Code.BAD_CHECKPOINT, "text")
    return Checkpoint(origin, size, root, time)


def _is_decimal(text: str) -> bool:
    return (
        text.isascii() and text.isdecimal() and (text == "0" or text[0] != "0") and len(text) < 17
    )
