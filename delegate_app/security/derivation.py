"""From a passphrase to a key: Argon2id (RFC 9106) with a cost measured on this machine, then HKDF."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from delegate_app.errors import Code, UserError
from protocol.stretching import stretched

Key = bytes | bytearray
"""A key in memory: a bytearray where it is held longer than one call, so that it can be wiped."""
MIB = 1024
FLOOR_KIB = 64 * MIB
AIM_KIB = 256 * MIB
CEILING_KIB = 4096 * MIB
"""A file that asks for more is damaged or hostile: it would only fill the memory."""
KEY_LENGTH = 32
AIM_SECONDS = 0.5
SLOWEST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ArgonCost:
    """What one guess costs: memory in KiB, passes over it, and lanes."""

    memory_kib: int
    iterations: int
    lanes: int

    def is_acceptable(self) -> bool:
        """False when the cost lies under the floor of `protocol.md 11.2`, or is absurd."""
        return (
            FLOOR_KIB <= self.memory_kib <= CEILING_KIB
            and 1 <= self.iterations <= 64
            and 1 <= self.lanes <= 64
        )


AIM = ArgonCost(AIM_KIB, 3, 4)
CHEAPEST = ArgonCost(FLOOR_KIB, 1, 4)


def stretch(passphrase: str, salt: bytes, cost: ArgonCost) -> bytes:
    """32 bytes from the passphrase in NFC. Takes about half a second on purpose. Raises MEMORY_SHORT."""
    try:
        return stretched(
            passphrase,
            salt,
            length=KEY_LENGTH,
            memory_kib=cost.memory_kib,
            passes=cost.iterations,
            lanes=cost.lanes,
        )
    except MemoryError as error:
        raise UserError(Code.MEMORY_SHORT, f"{cost.memory_kib} KiB") from error


def calibrated() -> ArgonCost:
    """The dearest cost that this machine computes in about half a second to a second.

    256 MiB with three passes where that takes no longer; else fewer passes, then less memory, never
    under 64 MiB; more passes on a fast machine. Measures at most five times: the first also pays for fresh memory.
    """
    cost, seconds = AIM, _seconds(AIM)
    if seconds > SLOWEST_SECONDS:
        seconds = _seconds(AIM)
    if seconds < AIM_SECONDS:
        passes = min(16, round(cost.iterations * AIM_SECONDS / max(seconds, 0.01)) + 1)
        return ArgonCost(cost.memory_kib, passes, cost.lanes)
    for candidate in (ArgonCost(AIM_KIB, 2, 4), ArgonCost(128 * MIB, 3, 4)):
        if seconds <= SLOWEST_SECONDS:
            return cost
        cost, seconds = candidate, _seconds(candidate)
    return cost if seconds <= SLOWEST_SECONDS else ArgonCost(FLOOR_KIB, 3, 4)


def wipe(key: bytearray) -> None:
    """Overwrite a key in place. Copies that a library or Python itself made are out of reach (docs/protocol.md 11.7)."""
    key[:] = bytes(len(key))


def _seconds(cost: ArgonCost) -> float:
    """How long one guess takes here, for ever when there is no memory for it."""
    started = time.perf_counter()
    try:
        stretch("đo", bytes(16), cost)
    except UserError:
        return math.inf
    return time.perf_counter() - started


def derived(key: Key, info: str, *, salt: bytes = b"") -> bytes:
    """HKDF-SHA-256: a 32-byte key for one purpose, named by `info` (`protocol.md 11.3`)."""
    return HKDF(SHA256(), KEY_LENGTH, salt or None, info.encode()).derive(key)
