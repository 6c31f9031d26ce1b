"""Files that are wanted from the council, in the order of need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

CHUNK = 1024 * 1024
"""Bytes of a chunk, the unit that is checked and resumed (`protocol.md 8.3`)."""


class Hold(StrEnum):
    """Why a file is not fetched now."""

    NONE = ""
    METERED = "metered"
    """The budget of a metered line is spent; it comes when the delegate asks for it."""
    DISK = "disk"
    """The disk is almost full."""
    FAULTY = "faulty"
    """Its chunks do not make up what the council signed; the office has to publish it again."""


@dataclass(frozen=True, slots=True)
class BlobWant:
    """A file of which chunks are missing. `chunks` are the hex digests of all; `missing` counts from 0, those that a
    reader waits for first. `asked`: the delegate has it open or asked for it. `trouble`: code of the last failure."""

    sha256: str
    size: int
    chunks: tuple[str, ...]
    missing: tuple[int, ...]
    asked: bool = False
    trouble: str = ""

    @property
    def first_missing(self) -> int:
        """The first chunk, in the file's order, that is not here."""
        return min(self.missing)

    @property
    def missing_bytes(self) -> int:
        """How much is still to be fetched."""
        return bytes_of_chunks(self.size, self.missing)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many bytes of papers may come now: `room` on the disk, `budget` of a metered line (None: no bound)."""

    room: int
    budget: int | None = None

    def bound(self, needed: int = CHUNK, *, asked: bool) -> tuple[int, Hold]:
        """Bytes of the next paper that may come, and what forbids it when that is 0. Its next chunk has `needed` bytes; one
        that was asked for needs room alone."""
        if self.room < CHUNK:
            return 0, Hold.DISK
        if asked or self.budget is None:
            return self.room, Hold.NONE
        if self.budget < needed:
            return 0, Hold.METERED
        return min(self.room, self.budget), Hold.NONE

    def begins(self, needed: int, *, asked: bool) -> Hold:
        """What forbids a feed's first file, of which `needed` bytes are missing: it comes as a whole or not at all, since
        a part of it shows nothing. The disk is not asked: rows are not papers."""
        waits = not asked and self.budget is not None and self.budget < needed
        return Hold.METERED if waits else Hold.NONE

    def after(self, used: int) -> Allowance:
        """What is left once so many bytes came."""
        budget = None if self.budget is None else max(0, self.budget - used)
        return Allowance(max(0, self.room - used), budget)


def bytes_of_chunks(size: int, chunks: Iterable[int]) -> int:
    """How long these chunks of a file of `size` bytes are together."""
    return sum(min(CHUNK, size - index * CHUNK) for index in chunks)
