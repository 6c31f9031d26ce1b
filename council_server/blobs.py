"""Papers' bytes in an object store under their SHA-256: put once, never changed (protocol.md 7.9, 8.3)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import obstore
from obstore.store import LocalStore

from council_server.durable_files import settle_folder
from council_server.errors import CommandError
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


class BlobStore:
    """The store in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._store = LocalStore(prefix=folder)

    @staticmethod
    def _key(sha256: str) -> str:
        return f"{sha256[:2]}/{sha256}"

    def path_of(self, sha256: str) -> Path:
        """Where the bytes of a paper lie when they are here."""
        return self._folder / self._key(sha256)

    def keep(self, blob: Blob, path: Path) -> None:
        """Afterwards the bytes of `path`, which are those of `blob`, are on the disk.

        Raises CommandError when the file changed since it was measured.
        """
        target = self._folder / self._key(blob.sha256)
        if target.is_file() and measure(target, mime=blob.mime, name=blob.name) == blob:
            make_durable(target)  # whoever put it there may have been cut off before this
            return
        with path.open("rb") as file:
            obstore.put(self._store, self._key(blob.sha256), file)
        if measure(target, mime=blob.mime, name=blob.name).sha256 != blob.sha256:
            target.unlink()
            raise CommandError(f"{blob.name}: the file changed while it was read; publish again")
        make_durable(target)

    async def open(self, sha256: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes start..stop-1, at least one, in pieces; FileNotFoundError when the store lacks them."""
        found = await obstore.get_async(
            self._store, self._key(sha256), options={"range": (start, stop)}
        )
        return _pieces(found)

    def remove(self, sha256: str) -> None:
        """The blob is no longer kept; nothing happens when it was not."""
        (self._folder / self._key(sha256)).unlink(missing_ok=True)

    def has(self, blob: Blob) -> bool:
        """Whether the whole blob is there."""
        target = self._folder / self._key(blob.sha256)
        return target.is_file() and target.stat().st_size == blob.size


async def _pieces(found: obstore.GetResult) -> AsyncIterator[bytes]:
    async for piece in found.stream(min_chunk_size=PIECE):
        yield bytes(piece)


def make_durable(path: Path) -> None:
    """The file and its name survive a power cut from here on."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    for folder in (path.parent, path.parent.parent):
        settle_folder(folder)
