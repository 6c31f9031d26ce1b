"""Enrolment: the statements that certify and revoke devices, and the code on the printed sheet.

The functions of protocol.md 10 bind a certificate request to the code; the code alone enrols
nobody, because the clerk compares `comparison` on both screens first.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated, ClassVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from protocol.envelope import Statement
from protocol.errors import Code, Invalid
from protocol.fields import (
    CertificateB64,
    Hex32,
    Ident,
    KeyB64OrEmpty,
    Line,
    Text,
    Time,
    one_of,
)

DELEGATE = "delegate"
CHAIR = "chair"
SECRETARY = "secretary"
ROLES = (DELEGATE, CHAIR, SECRETARY)
"""Of people, who enrol with a printed sheet."""
HALL = "hall"
"""Of a hall's server, which the root enrols and which signs no statement (13.1)."""

CODE_BYTES = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110", " -")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol(Statement):
    """A device's certificate enters the record: from here on its signatures count."""

    KIND: ClassVar[str] = "enrol"

    role: Annotated[str, one_of(*ROLES, HALL)]
    person: Ident
    name: Line
    device: Ident
    device_name: Line
    member_cert: CertificateB64
    box_key: KeyB64OrEmpty
    enrolled_at: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke(Statement):
    """A device's certificate leaves the record: later entries signed with it are refused."""

    KIND: ClassVar[str] = "revoke"

    person: Ident
    device: Ident
    member_cert: Hex32
    reason: Text
    revoked_at: Time


def new_code() -> bytes:
    """80 random bits (10.1), drawn from the system's source."""
    return secrets.token_bytes(CODE_BYTES)


def write_code(code: bytes) -> str:
    """16 Crockford base32 characters in groups of four: `7K2M-...`."""
    number = int.from_bytes(code, "big")
    digits = [_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5)]
    return "-".join("".join(digits[at : at + 4]) for at in range(0, 16, 4))


def read_code(text: str) -> bytes:
    """The code that a person typed: case, spaces and hyphens are free, I and L read 1, O reads 0.

    Raises `Invalid(BAD_CODE)` when it is no code.
    """
    digits = text.strip().upper().translate(_READ_AS)
    if len(digits) != 16 or any(digit not in _ALPHABET for digit in digits):
        raise Invalid(Code.BAD_CODE)
    number = 0
    for digit in digits:
        number = number << 5 | _ALPHABET.index(digit)
    return number.to_bytes(CODE_BYTES, "big")


def code_id(code: bytes) -> str:
    """The public name of a code (10.1): what the server looks it up by."""
    return hashlib.sha256(b"hdnd-code-id/1\n" + code).digest()[:8].hex()


def proof(code: bytes, *, root: bytes, csr: bytes, box_key: bytes, device: str) -> str:
    """Shows knowledge of the code, bound to this request (10.2).

    `root` is the 32-byte SHA-256 of the root certificate, `csr` its DER, `box_key` 32 bytes or empty.
    """
    key = HKDF(hashes.SHA256(), length=32, salt=None, info=b"hdnd-enrol/1").derive(code)
    message = root + _h(csr) + _h(box_key) + device.encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def proof_holds(
    claimed: str, code: bytes, *, root: bytes, csr: bytes, box_key: bytes, device: str
) -> bool:
    """Whether `claimed` is the proof of this request, compared in constant time."""
    right = proof(code, root=root, csr=csr, box_key=box_key, device=device)
    return hmac.compare_digest(right.encode(), claimed.encode(errors="replace"))


def comparison(code: bytes, *, root: bytes, csr: bytes, box_key: bytes) -> str:
    """What both screens show and the clerk compares in person (10.3), in groups of four."""
    digest = _h(b"hdnd-compare/1\n" + root + _h(csr) + _h(box_key) + code)
    return write_code(digest[:CODE_BYTES])


def _h(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
