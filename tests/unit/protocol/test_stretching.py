"""Argon2id by its RFC, and by several threads at once."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

from protocol.stretching import stretched

SALT = bytes(16)


def made(passphrase: str, lanes: int = 4) -> bytes:
    return stretched(passphrase, SALT, length=32, memory_kib=1024, passes=1, lanes=lanes)


def test_derivations_of_several_threads_all_end_with_their_own_key() -> None:
    words = [f"thuyền về bến {number}" for number in range(8)]
    alone = [made(word) for word in words]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(made, words * 20))
    assert together == alone * 20
    assert len(set(alone)) == len(words)


def test_a_passphrase_is_the_same_however_its_letters_are_composed() -> None:
    composed = unicodedata.normalize("NFC", "thuyền về bến")
    assert made(unicodedata.normalize("NFD", composed)) == made(composed)


def test_lanes_and_salt_are_part_of_the_key() -> None:
    assert made("bến", lanes=1) != made("bến", lanes=4)
    other = stretched("bến", bytes([1]) * 16, length=32, memory_kib=1024, passes=1, lanes=4)
    assert other != made("bến")
