"""Which places of a block hold a word: sets of 4,096 places as integers, so that a query is a few ANDs.

A **place** is a number: block * 4,096 + position. A block holds the pages of one session, or short texts of one sort, so
that the newest session is searched first and older ones only while hits are missing. The places of a word in a block are
one row, either up to 255 positions of two bytes, or 512 bytes of bits (trailing zeros left out).

Measured with 100,000 pages in the encrypted vault against FTS5: see `docs/search.md`.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from delegate_app.domain.search_words import Word
from delegate_app.storage.vault import Vault

SHIFT = 12
BLOCK = 1 << SHIFT
FEW = 40
"""Up to so many places of a word are kept as a list: that is read as quickly and takes less room."""
ASKED = 400
"""Words that one statement asks for."""
MOST_CACHED = 6_000
_LIST, _BITS = b"\0", b"\1"


def packed(places: int) -> bytes:
    """A set of positions as its row keeps it."""
    if places.bit_count() <= FEW:
        return _LIST + array("H", positions(places)).tobytes()
    return _BITS + places.to_bytes((places.bit_length() + 7) >> 3, "little")


def unpacked(data: bytes) -> int:
    """Undo `packed`."""
    if data[:1] == _BITS:
        return int.from_bytes(data[1:], "little")
    places = 0
    for position in array("H", data[1:]):
        places |= 1 << position
    return places


def positions(places: int, most: int = BLOCK) -> list[int]:
    """The positions of a set, the lowest first, at most `most` of them."""
    found: list[int] = []
    while places and len(found) < most:
        lowest = places & -places
        found.append(lowest.bit_length() - 1)
        places ^= lowest
    return found


class BlockTable:
    """The blocks: which sort each is of, and how much of it is used."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def allot(self, sort: str, count: int) -> tuple[int, int]:
        """The first of at most `count` places that follow each other in the newest block of a sort, and their number.

        They are used from now on, whatever becomes of them. Call it inside a transaction.
        """
        row = self._vault.one(
            "SELECT number, used FROM search_blocks WHERE sort = ? ORDER BY number DESC LIMIT 1",
            [sort],
        )
        if row is None or row["used"] >= BLOCK:
            self._vault.run("INSERT INTO search_blocks (sort) VALUES (?)", [sort])
            number, used = int(self._vault.value("SELECT max(number) FROM search_blocks")), 0
        else:
            number, used = int(row["number"]), int(row["used"])
        taken = min(count, BLOCK - used)
        self._vault.run(
            "UPDATE search_blocks SET used = ? WHERE number = ?", [used + taken, number]
        )
        return (number << SHIFT) + used, taken

    def drop(self, number: int) -> None:
        """Forget a block of which no place is alive any more."""
        self._vault.run("DELETE FROM search_postings WHERE block = ?", [number])
        self._vault.run("DELETE FROM search_blocks WHERE number = ?", [number])


class PostingWriter:
    """Adds places to words, on the vault thread. Remembers what it wrote of the block that is being filled."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._block = -1
        self._held: dict[str, int] = {}

    def forget(self) -> None:
        """Forget what was written: a transaction was undone, or the vault is locked."""
        self._block, self._held = -1, {}

    def add(self, block: int, words: Mapping[str, int], *, remember: bool = False) -> None:
        """Add sets of positions to the words of a block; call it inside a transaction."""
        held = self._held if self._block == block else {}
        missing = [word for word in words if word not in held]
        before = self._read(block, missing) if missing else {}
        rows = []
        for word, places in words.items():
            merged = places | (held.get(word) or before.get(word, 0))
            if remember:
                held[word] = merged
            rows.append((block, word, packed(merged)))
        rows.sort(key=lambda row: row[1])
        self._vault.run_many("INSERT OR REPLACE INTO search_postings VALUES (?, ?, ?)", rows)
        if remember:
            self._block, self._held = block, held

    def _read(self, block: int, words: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for start in range(0, len(words), ASKED):
            asked = words[start : start + ASKED]
            marks = ", ".join("?" * len(asked))
            rows = self._vault.tuples(
                f"SELECT word, places FROM search_postings WHERE block = ? AND word IN ({marks})",  # noqa: S608
                [block, *asked],
            )
            found.update((word, unpacked(places)) for word, places in rows)
        return found


@dataclass(frozen=True, slots=True)
class WordPlaces:
    """Where a word of a query stands in a block: spelt exactly so, and with any diacritics; and what it stands for there."""

    exact: int
    loose: int
    folded: tuple[str, ...]


class PostingReader:
    """Reads sets of places through the reading connection; each once as long as nothing was written."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._cache: OrderedDict[tuple[int, str, str, bool], WordPlaces] = OrderedDict()

    def forget(self) -> None:
        """The index moved, or the vault is locked."""
        self._cache.clear()

    def places(self, block: int, word: Word, *, opened: bool) -> WordPlaces:
        """The places of `word` in a block; with `opened` of every word that begins so.

        A word without diacritics was typed by somebody who left them out: then exactly so and with any are the same.
        """
        asked = (block, word.folded, word.exact, opened)
        found = self._cache.get(asked)
        if found is None:
            found = self._read(block, word, opened=opened)
            self._cache[asked] = found
            if len(self._cache) > MOST_CACHED:
                self._cache.popitem(last=False)
        return found

    def _read(self, block: int, word: Word, *, opened: bool) -> WordPlaces:
        high = word.folded + "!" if not opened else after(word.folded)
        rows = self._vault.read_tuples(
            "SELECT word, places FROM search_postings WHERE block = ? AND word >= ? AND word < ?",
            [block, word.folded, high],
        )
        plain = word.exact == word.folded
        exact = loose = 0
        for key, packed_places in rows:
            places = unpacked(packed_places)
            loose |= places
            if not plain:
                spelt = key.rpartition(" ")[2]
                if spelt == word.exact or (opened and spelt.startswith(word.exact)):
                    exact |= places
        folded = {key.partition(" ")[0] for key, _ in rows} if opened else (word.folded,)
        return WordPlaces(loose if plain else exact, loose, tuple(folded))


def after(folded: str) -> str:
    """The first string after every string that begins with `folded`."""
    return folded[:-1] + chr(ord(folded[-1]) + 1)
