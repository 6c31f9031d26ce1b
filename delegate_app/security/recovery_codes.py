"""The recovery code as it is printed and typed (`protocol.md 11.4`).

128 random bits as 26 Crockford base32 digits and two check digits, the number modulo 1021, in seven groups of four:
any single wrong digit and any two neighbours exchanged are found before anything is tried.
"""

from __future__ import annotations

import secrets

from delegate_app.errors import Code, UserError

SECRET_LENGTH = 16
DIGITS = 28
GROUP = 4
_BODY = 26
_PRIME = 1021
"""The largest prime under 32 * 32; it divides no difference that one wrong digit or one exchange makes."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110", " -.\t")


def new_secret() -> bytes:
    """16 bytes from the system's random source."""
    return secrets.token_bytes(SECRET_LENGTH)


def written(secret: bytes) -> str:
    """`7K2M-...`, seven groups of four."""
    number = int.from_bytes(secret, "big")
    digits = _digits(number, _BODY) + _digits(number % _PRIME, DIGITS - _BODY)
    return "-".join(digits[at : at + GROUP] for at in range(0, DIGITS, GROUP))


def read(text: str) -> bytes:
    """The secret of a typed code: case, spaces and hyphens are free, I and L read 1, O reads 0.

    Raises RECOVERY_MALFORMED when it was typed wrongly.
    """
    digits = text.strip().upper().translate(_READ_AS)
    if len(digits) != DIGITS or any(digit not in _ALPHABET for digit in digits):
        raise UserError(Code.RECOVERY_MALFORMED)
    number, check = _number(digits[:_BODY]), _number(digits[_BODY:])
    if number >> (8 * SECRET_LENGTH) or number % _PRIME != check:
        raise UserError(Code.RECOVERY_MALFORMED)
    return number.to_bytes(SECRET_LENGTH, "big")


def _digits(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (count - 1), -1, -5))


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number << 5 | _ALPHABET.index(digit)
    return number
