"""AES-256-GCM around keys that are kept in files."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_LENGTH = 12


class SealBroken(Exception):
    """The key is wrong or the sealed bytes were changed; which of the two cannot be known."""


def sealed(key: bytes, plain: bytes, *, about: bytes) -> tuple[bytes, bytes]:
    """(nonce, sealed bytes) of `plain`; `about` is authenticated with it."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce, AESGCM(key).encrypt(nonce, plain, about)


def unsealed(key: bytes, nonce: bytes, wrapped: bytes, *, about: bytes) -> bytes:
    """The plain bytes; SealBroken when key, bytes or `about` are not those of the sealing."""
    try:
        return AESGCM(key).decrypt(nonce, wrapped, about)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error
