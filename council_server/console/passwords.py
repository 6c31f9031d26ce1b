"""Passwords: which are taken, and their Argon2id strings (RFC 9106), made one at a time so that memory stays bounded."""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from council_server.console.pages import RESOURCES
from council_server.console.troubles import Trouble

T = TypeVar("T")
LEAST, MOST = 12, 128
"""Characters. No kind of character is demanded; a sentence is a good password."""
MEMORY_KIB, PASSES, LANES = 32 * 1024, 3, 1
WAITING = 16
FEWEST_KINDS = 5
LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
)
KEYS = {
    key: (row, column)
    for row, keys in enumerate(("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for column, key in enumerate(keys)
}
WALK_SHARE = 0.72
COMMON_FILE = RESOURCES / "common_passwords.txt"


def fault_of(password: str, *, about: tuple[str, ...] = ()) -> str:
    """The key of words that says why this password is not taken, "" when it is; `about`: the account's own words."""
    if len(password) < LEAST:
        return "password.short"
    if len(password) > MOST:
        return "password.long"
    if password.isdecimal():
        return "password.digits"
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.lower())
    letters = {spelling(text) for text in (core, core.translate(LEET), password.translate(LEET))}
    known = common() | {spelling(word) for word in about if len(spelling(word)) >= 4}
    if any(len(set(text)) < FEWEST_KINDS or made_of(text, known) for text in letters):
        return "password.common"
    if is_repeated(password.lower()) or is_walk(password.lower()):
        return "password.common"
    return ""


def spelling(text: str) -> str:
    """Only the letters a-z of the text, without diacritics; đ is d."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z]", "", plain)


@cache
def common() -> frozenset[str]:
    """Words and runs of keys that common passwords are made of."""
    lines = COMMON_FILE.read_text("utf-8").split()
    return frozenset(spelling(line) for line in lines) - {""}


def made_of(text: str, words: frozenset[str] | set[str]) -> bool:
    """Whether the text is nothing but such words, one after the other, with at most two letters over."""
    longest = max(map(len, words))
    ends = {0}
    for start in range(len(text)):
        if start in ends:
            ends |= {
                start + size
                for size in range(1, min(longest, len(text) - start) + 1)
                if text[start : start + size] in words
            }
    return any(end >= len(text) - 2 for end in ends if end)


def is_repeated(text: str) -> bool:
    """Whether the text is a short piece again and again, as abcabcabcabc, or steps through neighbours, as 123456."""
    pieces = any(
        (text[:size] * (len(text) // size + 1))[: len(text)] == text for size in range(1, 5)
    )
    steps = {ord(b) - ord(a) for a, b in itertools.pairwise(text)}
    return pieces or len(steps) == 1


def is_walk(text: str) -> bool:
    """Whether the fingers mostly walk to a key beside the last one, as 1qaz2wsx3edc."""
    near = 0
    for a, b in itertools.pairwise(text):
        one, other = KEYS.get(a), KEYS.get(b)
        if one and other and max(abs(one[0] - other[0]), abs(one[1] - other[1])) <= 1:
            near += 1
    return near >= WALK_SHARE * (len(text) - 1)


def hash_password(password: str) -> str:
    """The Argon2id string; slow on purpose, 32 MiB."""
    kdf = Argon2id(
        salt=secrets.token_bytes(16),
        length=32,
        iterations=PASSES,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    )
    return kdf.derive_phc_encoded(password.encode())


@cache
def nobodys() -> str:
    """A string that no password fits: checking it takes the time of any other."""
    return hash_password(secrets.token_hex(32))


def is_password(password: str, kept: str) -> bool:
    """Whether the password made this string; an empty string takes as long and is nobody's."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), kept or nobodys())
    except InvalidKey:
        return False
    return bool(kept)


class Line:
    """Work with passwords stands in line for one thread of its own: 32 MiB in all, whoever knocks."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="password")
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        """The work's result; raises Trouble 429 when the line is long."""
        if self._waiting >= WAITING:
            raise Trouble(429)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1
