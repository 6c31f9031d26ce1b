"""C2SP signed-note: a text signed by one or more Ed25519 keys (c2sp.org/signed-note)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol import limits
from protocol.errors import Code, Invalid

ED25519 = 0x01
COSIGNATURE_V1 = 0x04

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DASH = "\N{EM DASH} "


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: the key's name, its 4-byte id and the signature bytes."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A parsed note; nothing is verified yet. `text` ends in a newline."""

    text: str
    signatures: tuple[NoteSignature, ...]


def key_id(name: str, kind: int, public_key: bytes) -> bytes:
    """The first 4 bytes of SHA-256(name, newline, type byte, key)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes((kind,)) + public_key).digest()[:4]


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The note of `text` (ending in a newline) with one Ed25519 signature line."""
    signature = key.sign(text.encode())
    return text + "\n" + signature_line(name, key_id(name, ED25519, public(key)), signature)


def signature_line(name: str, identifier: bytes, signature: bytes) -> str:
    """One finished signature line."""
    return f"{_DASH}{name} {base64.b64encode(identifier + signature).decode()}\n"


def parse_note(note: str) -> SignedNote:
    """Text and signature lines of a note; raises `Invalid(BAD_NOTE)` for any other form."""
    if len(note.encode(errors="replace")) > limits.NOTE:
        raise Invalid(Code.BAD_NOTE, "too large")
    if _CONTROL.search(note):
        raise Invalid(Code.BAD_NOTE, "control character")
    head, separator, tail = note.rpartition("\n\n")
    if not separator or not head or not tail.endswith("\n"):
        raise Invalid(Code.BAD_NOTE, "no signatures")
    lines = tail[:-1].split("\n")
    if len(lines) > limits.NOTE_SIGNATURES:
        raise Invalid(Code.BAD_NOTE, "too many signatures")
    return SignedNote(head + "\n", tuple(_parse_line(line) for line in lines))


def open_note(note: str, name: str, public_key: bytes) -> str:
    """The text of a note that the key signed under that name (Ed25519).

    Raises `Invalid(BAD_NOTE)` when no such signature stands there or one does not verify.
    """
    parsed = parse_note(note)
    check_signature(parsed, name, public_key)
    return parsed.text


def check_signature(note: SignedNote, name: str, public_key: bytes) -> None:
    """Returns when the known key's line stands in the note once and verifies."""
    verify(public_key, signature_of(note, name, ED25519, public_key), note.text.encode())


def signature_of(note: SignedNote, name: str, kind: int, public_key: bytes) -> bytes:
    """The signature bytes of the one line of that key; raises `Invalid(BAD_NOTE)`."""
    wanted = key_id(name, kind, public_key)
    found = [
        line.signature for line in note.signatures if line.name == name and line.key_id == wanted
    ]
    if len(found) != 1:
        raise Invalid(Code.BAD_NOTE, "not signed by the known key")
    return found[0]


def verify(public_key: bytes, signature: bytes, message: bytes) -> None:
    """Returns when the Ed25519 signature holds; raises `Invalid(BAD_NOTE)`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Invalid(Code.BAD_NOTE, "signature does not verify") from None


def public(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public key."""
    return key.public_key().public_bytes_raw()


def _parse_line(line: str) -> NoteSignature:
    parts = line.removeprefix(_DASH).split(" ")
    if not line.startswith(_DASH) or len(parts) != 2:
        raise Invalid(Code.BAD_NOTE, "signature line")
    name, encoded = parts
    if not name or "+" in name or any(sign.isspace() for sign in name):
        raise Invalid(Code.BAD_NOTE, "key name")
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(Code.BAD_NOTE, "signature line") from None
    if len(data) < 5 or base64.b64encode(data).decode() != encoded:
        raise Invalid(Code.BAD_NOTE, "signature line")
    return NoteSignature(name, data[:4], data[4:])
