"""A delegate's private notes on the wire (protocol.md 9): sealed envelopes, their clock, and the keys on their way to
another device of the same delegate."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from protocol import canonical, limits
from protocol.errors import Code, Invalid, ProtocolError
from protocol.fields import b64, unb64

Key = bytes | bytearray
VERSION = 0x01
KEYS_VERSION = 0x02
KEY_LENGTH = 32
KEYS_PREFIX = "key."
KEYS_FORMAT = "hdnd-notes-keys/1"
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


def place_id(key: Key, version: str) -> str:
    """The id under which the place in a version is kept: only who holds the notes key can tell which (9.15)."""
    named = hmac.digest(key, b"hdnd-place/1\n" + version.encode(), "sha256")
    return "gc-" + named.hex()[:24]


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


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A notes key and the device that made it."""

    device: str
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Between which two devices of one person notes keys travel; the box keys are the logged public ones (9.6)."""

    council: str
    person: str
    sender: str
    sender_box: bytes
    recipient: str
    recipient_box: bytes


def named_key(cipher: bytes) -> bytes:
    """The key id that a note's envelope names; b"" for anything else."""
    return cipher[1 : 1 + _KEY_ID] if cipher[:1] == bytes((VERSION,)) else b""


def seal_keys(keys: Sequence[MadeKey], box: X25519PrivateKey, passage: Passage) -> bytes:
    """The envelope that carries notes keys to one device (9.6); `box` is the sender's private box key."""
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    recipient = X25519PublicKey.from_public_bytes(passage.recipient_box)
    try:
        shared = ephemeral.exchange(recipient) + box.exchange(recipient)
    except ValueError:
        raise Invalid(Code.BAD_ENVELOPE, "box key") from None
    listed = [{"device": made.device, "key": b64(made.key)} for made in keys]
    plain = canonical.encode({"format": KEYS_FORMAT, "keys": listed})
    nonce = secrets.token_bytes(_NONCE)
    padded = plain + b" " * (-len(plain) % _BLOCK)
    sealed = AESGCM(_passage_key(shared, public, passage)).encrypt(nonce, padded, _about(passage))
    return bytes((KEYS_VERSION,)) + public + nonce + sealed


def open_keys(cipher: bytes, box: X25519PrivateKey, passage: Passage) -> tuple[MadeKey, ...]:
    """The keys in an envelope; `box` is the recipient's private box key. Raises `Invalid(BAD_ENVELOPE)`.

    Only somebody who holds the sender's or the recipient's private box key can make one that opens.
    """
    head = 1 + KEY_LENGTH + _NONCE
    if not head < len(cipher) <= limits.NOTE_CIPHER or cipher[0] != KEYS_VERSION:
        raise Invalid(Code.BAD_ENVELOPE, "form")
    public, nonce = cipher[1 : 1 + KEY_LENGTH], cipher[1 + KEY_LENGTH : head]
    try:
        shared = box.exchange(X25519PublicKey.from_public_bytes(public)) + box.exchange(
            X25519PublicKey.from_public_bytes(passage.sender_box)
        )
        key = _passage_key(shared, public, passage)
        padded = AESGCM(key).decrypt(nonce, cipher[head:], _about(passage))
        return _listed(canonical.decode(padded.rstrip(b" ")))
    except (InvalidTag, ValueError, TypeError, KeyError, ProtocolError):
        raise Invalid(Code.BAD_ENVELOPE, "does not open") from None


def _listed(content: Any) -> tuple[MadeKey, ...]:
    if content["format"] != KEYS_FORMAT:
        raise Invalid(Code.BAD_ENVELOPE, "format")
    keys = tuple(MadeKey(str(one["device"]), unb64(one["key"])) for one in content["keys"])
    if any(len(made.key) != KEY_LENGTH for made in keys):
        raise Invalid(Code.BAD_ENVELOPE, "length of a key")
    return keys


def _passage_key(shared: bytes, ephemeral: bytes, passage: Passage) -> bytes:
    info = f"hdnd-notes-key/1\n{passage.sender}\n{passage.recipient}\n".encode()
    info += ephemeral + passage.sender_box + passage.recipient_box
    return HKDF(hashes.SHA256(), KEY_LENGTH, None, info).derive(shared)


def _about(passage: Passage) -> bytes:
    names = (passage.council, passage.person, passage.sender, passage.recipient)
    return ("hdnd-notes-keys/1\n" + "".join(f"{name}\n" for name in names)).encode()


def _aad(council: str, person: str, note: str, hlc: str) -> bytes:
    return f"hdnd-note/1\n{council}\n{person}\n{note}\n{hlc}\n".encode()
