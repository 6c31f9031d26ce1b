"""The Vietnamese order of names, one for every list that people read: window, commands and the record's summary."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng: the dictionary order of tones after the bare letter."""


# A syllable has one tone; where it is written (hoà, hòa) does not matter.
@lru_cache(maxsize=4096)  # names share their words, and every roll call sorts all names again
def _letter_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", word.lower()):
        decomposed = unicodedata.normalize("NFD", char)
        tone = next((_TONES.index(mark) + 1 for mark in decomposed if mark in _TONES), 0)
        bare = unicodedata.normalize(
            "NFC", "".join(mark for mark in decomposed if mark not in _TONES)
        )
        letters.append(_LETTERS.index(bare) if bare in _LETTERS else len(_LETTERS) + ord(bare[0]))
        if tone:
            tones.append(tone)
    return tuple(letters), tuple(tones)


def name_key(name: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Sort key of a full name: given name (the last word), family name, middle names, in Vietnamese letter order."""
    words = name.split()
    if not words:
        return ()
    return tuple(_letter_key(word) for word in [words[-1], *words[:-1]])
