"""A private key sealed with a passphrase: Argon2id (RFC 9106), then AES-256-GCM over the key, its costs authenticated.

What `cryptography` writes for a passphrase by itself (PKCS#8 with 2,048 rounds of PBKDF2) is guessed in days by whoever
copied the disk; one guess here takes 64 MiB and a good part of a second. Files of that older kind are still opened.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol.errors import Invalid
from protocol.fields import b64, unb64
from protocol.stretching import stretched

FORMAT = "hdnd-sealed-key/1"
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 4
MOST_MEMORY_KIB, MOST_PASSES, MOST_LANES = 1024 * 1024, 64, 64
"""A file that asks for more is not one of ours."""
SALT, NONCE, KEY = 16, 12, 32


class NotOpened(Exception):
    """The passphrase is another, or the file was changed."""


def is_sealed(data: bytes) -> bool:
    """Whether a key file needs a passphrase, of this kind or of the older one."""
    return data.startswith(b"{") or b"ENCRYPTED" in data


def seal_key(plain: bytes, passphrase: str) -> bytes:
    """The file that holds the key (any bytes) sealed; every sealing draws its own salt and nonce."""
    head = {
        "format": FORMAT,
        "kdf": "argon2id",
        "memory_kib": MEMORY_KIB,
        "passes": PASSES,
        "lanes": LANES,
        "salt": b64(secrets.token_bytes(SALT)),
        "nonce": b64(secrets.token_bytes(NONCE)),
    }
    cipher = AESGCM(_stretch(head, passphrase))
    sealed = cipher.encrypt(unb64(str(head["nonce"])), plain, _bytes_of(head))
    return json.dumps({**head, "sealed": b64(sealed)}, indent=1).encode() + b"\n"


def open_key(data: bytes, passphrase: str) -> bytes:
    """What `seal_key` sealed. Raises NotOpened."""
    try:
        head = json.loads(data)
        sealed = unb64(head.pop("sealed"))
        cipher = AESGCM(_stretch(head, passphrase))
        return cipher.decrypt(unb64(head["nonce"]), sealed, _bytes_of(head))
    except (ValueError, TypeError, KeyError, AttributeError, Invalid, InvalidTag):
        raise NotOpened from None


def _bytes_of(head: dict[str, Any]) -> bytes:
    return json.dumps(head, sort_keys=True, separators=(",", ":")).encode()


def _stretch(head: dict[str, Any], passphrase: str) -> bytes:
    costs = head["memory_kib"], head["passes"], head["lanes"]
    if (head["format"], head["kdf"]) != (FORMAT, "argon2id") or any(
        type(cost) is not int or not 0 < cost <= most
        for cost, most in zip(costs, (MOST_MEMORY_KIB, MOST_PASSES, MOST_LANES), strict=True)
    ):
        raise NotOpened
    memory, passes, lanes = costs
    return stretched(
        passphrase, unb64(head["salt"]), length=KEY, memory_kib=memory, passes=passes, lanes=lanes
    )
