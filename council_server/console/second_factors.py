"""The second factor: codes of RFC 6238 from a telephone, and ten one-time codes on paper for the day it is lost."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from council_server.console.sealing import ConsoleKey

STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1
"""Steps that a telephone's clock may be off."""
SECRET_SIZE = 20
RECOVERY_CODES = 10
RECOVERY_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without what is easily mistaken: I, L, O, 0 and 1."""
RECOVERY_LENGTH, RECOVERY_GROUP = 24, 4
QR_SCALE = 5


def new_secret() -> bytes:
    """160 bits (RFC 4226 4, R6)."""
    return secrets.token_bytes(SECRET_SIZE)


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - what telephones speak (RFC 6238 1.2)


def step_of(now: datetime) -> int:
    """The number of the half minute."""
    return int(now.timestamp()) // STEP_SECONDS


def code_at(secret: bytes, step: int) -> str:
    """The six digits of a step."""
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def accepted_step(secret: bytes, code: str, now: datetime, last: int) -> int | None:
    """The step whose code this is, None for a wrong one; a step up to `last` was used and is not taken again."""
    found = None
    for step in range(step_of(now) - DRIFT, step_of(now) + DRIFT + 1):
        same = hmac.compare_digest(code_at(secret, step).encode(), code.encode(errors="replace"))
        if same and step > last:
            found = step
    return found


def enrolment_uri(secret: bytes, account: str, council: str) -> str:
    """What the QR code holds (otpauth)."""
    return _totp(secret).get_provisioning_uri(account, council)


def qr_image(text: str) -> str:
    """A QR code as an address of an image that is its own content."""
    return segno.make(text, error="m").svg_data_uri(scale=QR_SCALE, border=3, light="#fff")


def secret_text(secret: bytes) -> str:
    """The secret to be typed where no camera is: base32 in groups of four."""

    return grouped(base64.b32encode(secret).decode().rstrip("="))


def grouped(text: str) -> str:
    return " ".join(text[i : i + RECOVERY_GROUP] for i in range(0, len(text), RECOVERY_GROUP))


def new_recovery_codes() -> list[str]:
    """Ten codes of 118 bits."""
    return [
        "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]


def plain_code(text: str) -> str:
    """A code as it was typed, without spaces and hyphens, in capital letters."""
    return "".join(c for c in text.upper() if c.isalnum())


def sealed_about(council: str, account: str) -> str:
    """The place that an account's secret is sealed for."""
    return f"factor\n{council}\n{account}"


def recovery_hash(key: ConsoleKey, council: str, account: str, code: str) -> str:
    """What the database keeps of a recovery code."""
    return key.mark(f"recovery\n{council}\n{account}\n{code}")
