"""A delegate's private notes on the wire (protocol.md 9): sealed envelopes and their clock."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol import limits
from protocol.errors import Code, Invalid

Key = bytes | bytearray
VERSION = 0x01
_KEY_ID = 4
_NONCE = 12
_BLOCK = 256
_HLC = re.compile(r"([0-9a-f]{12})-([0-9a-f]{4})-([a-z0-9][a-z0-9._-]{0,79})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Hlc:
    """A hybrid logical clock value (9.3); its text form compares like the value itself."""

    milliseconds: int
    counter: int
    device: str

    def __str__(self) -> str:
        return f"{self.milliseconds:012x}-{self.counter:04x}-{self.device}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The value of its text form; raises `Invalid(BAD_ENVELOPE)`."""
        match = _HLC.fullmatch(text)
        if match is None:
            raise Invalid(Code.BAD_ENVELOPE, "hlc")
        return cls(int(match[1], 16), int(match[2], 16), match[3])


def next_hlc(last: Hlc | None, now_milliseconds: int, device: str) -> Hlc:
    """A value above `last`, whatever the wall clock says (9.3)."""
    if last is None or now_milliseconds > last.milliseconds:
        return Hlc(max(now_milliseconds, 0), 0, device)
    if last.counter < 0xFFFF:
        return Hlc(last.milliseconds, last.counter + 1, device)
    return Hlc(last.milliseconds + 1, 0, device)


def key_id(key: Key) -> bytes:
    """The 4 bytes by which an envelope names its key."""
    return hashlib.sha256(key).digest()[:_KEY_ID]


def seal_note(key: Key, plain: bytes, *, council: str, person: str, note: str, hlc: str) -> bytes:
    """The envelope of a note's canonical JSON; draws a random nonce.

    Raises `Invalid(BAD_ENVELOPE)` when it would be longer than the wire carries.
    """
    padded = plain + b" " * (-len(plain) % _BLOCK)
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, padded, _aad(council, person, note, hlc))
    cipher = bytes((VERSION,)) + key_id(key) + nonce + sealed
    if len(cipher) > limits.NOTE_CIPHER:
        raise Invalid(Code.BAD_ENVELOPE, "too long")
    return cipher


def open_note(key: Key, cipher: bytes, *, council: str, person: str, note: str, hlc: str) -> bytes:
    """The note's canonical JSON, padding removed; raises `Invalid(BAD_ENVELOPE)`."""
    if not 1 + _KEY_ID + _NONCE < len(cipher) <= limits.NOTE_CIPHER or cipher[0] != VERSION:
        raise Invalid(Code.BAD_ENVELOPE, "form")
    if cipher[1 : 1 + _KEY_ID] != key_id(key):
        raise Invalid(Code.BAD_ENVELOPE, "another key")
    nonce, sealed = cipher[5:17], cipher[17:]
    try:
        padded = AESGCM(key).decrypt(nonce, sealed, _aad(council, person, note, hlc))
    except InvalidTag:
        raise Invalid(Code.BAD_ENVELOPE, "does not open") from None
    return padded.rstrip(b" ")


def _aad(council: str, person: str, note: str, hlc: str) -> bytes:
    return f"hdnd-note/1\n{council}\n{person}\n{note}\n{hlc}\n".encode()
