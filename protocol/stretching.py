"""A passphrase made into a key by Argon2id (RFC 9106), one at a time in a process.

OpenSSL gives a process as many threads for Argon2 as the machine has cores. Two derivations with several lanes at once
take them from each other: one of them fails as if memory were short, or waits for ever (seen with OpenSSL 4.0.3 on two
cores: half of all derivations of two threads). So each waits for the one before.
"""

from __future__ import annotations

import threading
import unicodedata

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_alone = threading.Lock()


def stretched(
    passphrase: str, salt: bytes, *, length: int, memory_kib: int, passes: int, lanes: int
) -> bytes:
    """`length` bytes from the passphrase in NFC, as UTF-8. Raises MemoryError when there is not so much memory."""
    kdf = Argon2id(salt=salt, length=length, iterations=passes, lanes=lanes, memory_cost=memory_kib)
    with _alone:
        return kdf.derive(unicodedata.normalize("NFC", passphrase).encode())
