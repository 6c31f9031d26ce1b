"""The short code of a checkpoint, for people who compare it by eye across a hall (protocol.md 4.11)."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from protocol.enrolments import CODE_BYTES, write_code

MEMORY_KIB = 64 * 1024
PASSES = 3


@lru_cache(maxsize=64)
def checkpoint_code(origin: str, size: int, root: bytes) -> str:
    """16 Crockford characters in groups of four; costs about a quarter of a second and 64 MiB.

    A record that is forged to show the code of another has to try this stretched hash, not a bare one.
    """
    salt = hashlib.sha256(origin.encode()).digest()[:16]
    kdf = Argon2id(salt=salt, length=CODE_BYTES, iterations=PASSES, lanes=1, memory_cost=MEMORY_KIB)
    text = f"hdnd-checkpoint-code/1\n{origin}\n{size}\n{root.hex()}\n"
    return write_code(kdf.derive(text.encode()))
