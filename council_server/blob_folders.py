"""The object store in a folder of this machine: the default."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import obstore
from obstore.store import LocalStore

from council_server.blobs import PIECE, Blob, measure, place_of
from council_server.durable_files import settle_folder
from council_server.errors import CommandError


class BlobFolder:
    """The store in a folder, which several servers may share by a file system."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._store = LocalStore(prefix=folder)

    def _path(self, sha256: str) -> Path:
        return self._folder / place_of(sha256)

    def keep(self, blob: Blob, path: Path) -> None:
        target = self._path(blob.sha256)
        if target.is_file() and measure(target, mime=blob.mime, name=blob.name) == blob:
            make_durable(target)  # whoever put it there may have been cut off before this
            return
        with path.open("rb") as file:
            obstore.put(self._store, place_of(blob.sha256), file)
        if measure(target, mime=blob.mime, name=blob.name).sha256 != blob.sha256:
            target.unlink()
            raise CommandError(
                f"{blob.name}: the file changed while it was read; publish again",
                sentence="file_changed",
                name=blob.name,
            )
        make_durable(target)

    async def open(self, sha256: str, start: int, stop: int) -> AsyncIterator[bytes]:
        first = await asyncio.to_thread(self.read, sha256, start, min(start + PIECE, stop))
        return self._pieces(sha256, first, start, stop)

    def read(self, sha256: str, start: int, stop: int) -> bytes:
        with self._path(sha256).open("rb") as file:
            file.seek(start)
            data = file.read(stop - start)
        if len(data) != stop - start:
            raise FileNotFoundError(f"{sha256}: the file was cut off")
        return data

    async def _pieces(
        self, sha256: str, first: bytes, start: int, stop: int
    ) -> AsyncIterator[bytes]:
        """The file is opened for each piece: a slow client holds none open, and the loop waits for no disk.

        The store's library reads 8 KiB at a time on threads of its own, four times the processor time (ADR 22).
        """
        yield first
        for at in range(start + PIECE, stop, PIECE):
            yield await asyncio.to_thread(self.read, sha256, at, min(at + PIECE, stop))

    def file_of(self, sha256: str, work: Path) -> Path:
        path = self._path(sha256)
        if not path.is_file():
            raise FileNotFoundError(sha256)
        return path

    def has(self, blob: Blob) -> bool:
        target = self._path(blob.sha256)
        return target.is_file() and target.stat().st_size == blob.size

    def remove(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        for path in sorted(self._folder.glob("??/*")):
            if path.name.startswith(path.parent.name) and len(path.name) == 64:
                yield path.name


def make_durable(path: Path) -> None:
    """The file and its name survive a power cut from here on."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    for folder in (path.parent, path.parent.parent):
        settle_folder(folder)
