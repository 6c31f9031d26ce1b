"""AES-256-GCM around keys that are kept in files."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from delegate_app.security.derivation import Key

NONCE_LENGTH, TAG_LENGTH = 12, 16


class SealBroken(Exception):
    """The key is wrong or the sealed bytes were changed; which of the two cannot be known."""


def sealed(key: Key, plain: Key, *, about: bytes) -> tuple[bytes, bytes]:
    """(nonce, sealed bytes) of `plain`; `about` is authenticated with it."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce, AESGCM(key).encrypt(nonce, plain, about)


def unsealed(key: Key, nonce: bytes, wrapped: bytes, *, about: bytes) -> bytearray:
    """The plain bytes, which can be wiped; SealBroken when key, bytes or `about` are not those of the sealing."""
    plain = bytearray(max(len(wrapped) - TAG_LENGTH, 0))
    try:
        AESGCM(key).decrypt_into(nonce, wrapped, about, plain)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error
    return plain
