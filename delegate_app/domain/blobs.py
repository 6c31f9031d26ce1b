"""Files that are wanted from the council, in the order of need."""

from __future__ import annotations

from dataclasses import dataclass

CHUNK = 1024 * 1024
"""Bytes of a chunk, the unit that is checked and resumed (`protocol.md 8.3`)."""


@dataclass(frozen=True, slots=True)
class BlobWant:
    """A file of which chunks are missing. `chunks` are the hex digests of all; `first_missing` counts from 0."""

    sha256: str
    size: int
    chunks: tuple[str, ...]
    first_missing: int

    @property
    def missing_bytes(self) -> int:
        """How much is still to be fetched."""
        return self.size - min(self.size, self.first_missing * CHUNK)
