"""Receipts (protocol.md 4.6): a C2SP tlog-proof@v1 that an entry stands in the log."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from protocol import limits
from protocol.checkpoints import Checkpoint, open_checkpoint
from protocol.errors import Code, Invalid, Refused
from protocol.fields import b64, unb64
from protocol.merkle import check_inclusion
from protocol.roots import LogKeys
from protocol.times import read_time, write_time

_HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """A receipt that holds: the entry's index, the checkpoint it stands in, and the time at which
    the server says that it received the entry (the server's word, not covered by the proof).
    """

    index: int
    checkpoint: Checkpoint
    received: datetime


def make_receipt(index: int, proof: Sequence[bytes], checkpoint: str, received: datetime) -> str:
    """The receipt for entry `index`; `checkpoint` is the signed text the proof leads to."""
    extra = b64(f"received {write_time(received)}".encode())
    hashes = "".join(f"{base64.b64encode(value).decode()}\n" for value in proof)
    return f"{_HEADER}\nextra {extra}\nindex {index}\n{hashes}\n{checkpoint}"


def check_receipt(text: str, leaf: bytes, log_key: bytes | LogKeys, origin: str) -> ReceiptCheck:
    """What the receipt proves about the leaf with hash `leaf`.

    Raises `Invalid`: BAD_PROOF for the receipt's form or proof, BAD_CHECKPOINT for its checkpoint.
    """
    if len(text) > limits.RECEIPT:
        raise Invalid(Code.BAD_PROOF, "too large")
    head, separator, checkpoint_text = text.partition("\n\n")
    lines = head.split("\n")
    if not separator or len(lines) < 3 or lines[0] != _HEADER:
        raise Invalid(Code.BAD_PROOF, "form")
    received = _read_extra(lines[1])
    index = _read_index(lines[2])
    try:
        proof = [unb64(line) for line in lines[3:]]
    except Refused:
        raise Invalid(Code.BAD_PROOF, "hash") from None
    checkpoint = open_checkpoint(checkpoint_text, log_key, origin)
    check_inclusion(leaf, index, checkpoint.size, proof, checkpoint.root)
    return ReceiptCheck(index, checkpoint, received)


def _read_extra(line: str) -> datetime:
    try:
        text = unb64(line.removeprefix("extra ")).decode()
        if line.startswith("extra ") and text.startswith("received "):
            return read_time(text.removeprefix("received "))
    except (Refused, UnicodeDecodeError):
        pass
    raise Invalid(Code.BAD_PROOF, "extra")


def _read_index(line: str) -> int:
    digits = line.removeprefix("index ")
    if not line.startswith("index ") or not digits.isascii() or not digits.isdecimal():
        raise Invalid(Code.BAD_PROOF, "index")
    if len(digits) > 16 or (digits[0] == "0" and digits != "0"):
        raise Invalid(Code.BAD_PROOF, "index")
    return int(digits)
