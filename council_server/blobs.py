"""Papers' bytes in an object store under their SHA-256: put once, never changed (protocol.md 7.9, 8.3).

A store is a folder of this machine (`blob_folders`) or a bucket that speaks S3 (`blob_buckets`); both pass the same
tests. Bytes lie there before any row names them, so a store that fails takes nothing with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from protocol.limits import CHUNK

PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes as the feed describes them: `chunks` are the SHA-256 of each 1 MiB, in hex."""

    sha256: str
    size: int
    mime: str
    name: str
    chunks: tuple[str, ...]

    def plain(self) -> dict[str, object]:
        """The JSON of protocol.md 8.3."""
        return {
            "sha256": self.sha256,
            "size": self.size,
            "mime": self.mime,
            "name": self.name,
            "chunks": list(self.chunks),
        }


def measure(path: Path, *, mime: str, name: str) -> Blob:
    """Digest a file, whole and by chunks."""
    whole, chunks, size = hashlib.sha256(), [], 0
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            whole.update(data)
            chunks.append(hashlib.sha256(data).hexdigest())
            size += len(data)
    return Blob(whole.hexdigest(), size, mime, name, tuple(chunks))


class BlobStore(Protocol):
    """Where papers lie. Every call raises StoreDown, and nothing was done, when the store does not answer."""

    def keep(self, blob: Blob, path: Path) -> None:
        """Afterwards the bytes of `path`, which are those of `blob`, outlive a power cut.

        Raises CommandError when the file changed since it was measured; nothing is kept under its name then.
        """
        ...

    async def open(self, sha256: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes start..stop-1, at least one, in pieces; FileNotFoundError when the store lacks them."""
        ...

    def read(self, sha256: str, start: int, stop: int) -> bytes:
        """The bytes start..stop-1, at least one, at once; FileNotFoundError when the store lacks them."""
        ...

    def file_of(self, sha256: str, work: Path) -> Path:
        """A file with the bytes: the store's own, or a copy in the folder `work`. FileNotFoundError as above."""
        ...

    def has(self, blob: Blob) -> bool:
        """Whether the whole blob is there."""
        ...

    def remove(self, sha256: str) -> None:
        """The blob is no longer kept; nothing happens when it was not."""
        ...

    def names(self) -> Iterator[str]:
        """The SHA-256 of everything kept."""
        ...


def place_of(sha256: str) -> str:
    """The path of a blob inside its store, the same in a folder, a bucket and a backup."""
    return f"{sha256[:2]}/{sha256}"
