"""Snapshots of feeds for new devices (protocol.md 7.14, 8.13): made when one is asked for, kept until the feed moved far.

A snapshot is a blob of its feed, so access, ranges and resuming are those of papers. The one before the newest stays,
since a client may be in the middle of it.
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard
from sqlalchemy import delete, func, select

from council_server.blobs import Blob, measure
from council_server.councils import Council
from council_server.logs import Head
from council_server.publishing import allow
from council_server.schema import blobs, rows
from council_server.writer import Batch
from protocol import limits
from protocol.feeds import Row
from protocol.snapshots import SnapshotManifest, lines_of, sign_manifest
from protocol.wire import SnapshotAnswer

MIME = "application/zstd"
LEAST_ROWS = limits.PAGE_ROWS
"""A shorter feed is one page, and needs no snapshot."""
GROWTH = 4
"""A new one is made once the feed grew by a quarter, or by a page: until then the rest comes as changes."""
LEVEL = 9
FETCHED = 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot in the store."""

    rows: int
    file: Blob
    unpacked: int


class Snapshots:
    """One per served council; called from the pool's threads."""

    def __init__(self, council: Council, *, least: int = LEAST_ROWS) -> None:
        self._council = council
        self._least = least
        self._kept: dict[str, Kept] = {}
        self._making = threading.Lock()

    def of(self, feed: str, head: Head) -> SnapshotAnswer | None:
        """The snapshot to begin with, made if need be; None for a short feed, and for one too large for a snapshot."""
        if head.size < self._least:
            return None
        with self._making:
            kept = self._kept.get(feed)
            if kept is None or not self._serves(kept, head):
                kept = self._make(feed, head.size, kept)
                if kept is None:
                    return None
                self._kept[feed] = kept
        return self._answer(feed, head, kept)

    def _serves(self, kept: Kept, head: Head) -> bool:
        far = max(self._least, kept.rows // GROWTH)
        there = self._council.blobs.has(kept.file)
        return there and kept.rows <= head.size < kept.rows + far

    def _answer(self, feed: str, head: Head, kept: Kept) -> SnapshotAnswer:
        council, origin = self._council, self._council.origin_of(feed, head.epoch)
        with council.nodes(feed) as nodes:
            checkpoint = council.checkpoint(nodes, origin, kept.rows, council.clock())
        manifest = SnapshotManifest(
            origin, kept.rows, kept.file.sha256, kept.file.size, kept.unpacked
        )
        return SnapshotAnswer(
            manifest=sign_manifest(manifest, *council.signers(origin, kept.rows)),
            checkpoint=checkpoint,
            chunks=kept.file.chunks,
        )

    # ---------------------------------------------------------------------------------- making

    def _make(self, feed: str, size: int, before: Kept | None) -> Kept | None:
        with tempfile.TemporaryDirectory(prefix="council-snapshot-") as folder:
            path = Path(folder) / "rows.zst"
            unpacked = self._pack(feed, size, path)
            if unpacked > limits.SNAPSHOT_UNPACKED or path.stat().st_size > limits.SNAPSHOT:
                return None
            file = measure(path, mime=MIME, name=f"{hashlib.sha256(feed.encode()).hexdigest()}.zst")
            self._council.blobs.keep(file, path)
        kept = {file.sha256} | ({before.file.sha256} if before else set())
        old: list[str] = self._council.writer.run(lambda batch: replace(batch, feed, file, kept))
        for sha256 in old:
            self._council.blobs.remove(sha256)
        return Kept(size, file, unpacked)

    def _pack(self, feed: str, size: int, path: Path) -> int:
        """Write the file; how many bytes it unpacks to."""
        unpacked = 0
        packer = zstandard.ZstdCompressor(level=LEVEL)
        with path.open("wb") as file, packer.stream_writer(file, closefd=False) as stream:
            for line in lines_of(self._rows(feed, size)):
                stream.write(line)
                unpacked += len(line)
        return unpacked

    def _rows(self, feed: str, size: int) -> Iterator[tuple[Row, bool]]:
        """The first rows of the feed, each with whether it is the newest of its object among them."""
        mine = (rows.c.council == self._council.id, rows.c.feed == feed, rows.c.seq <= size)
        newest = select(func.max(rows.c.seq)).where(*mine).group_by(rows.c.kind, rows.c.id)
        with self._council.database.reading() as connection:
            last = set(connection.execute(newest).scalars())
            query = select(rows).where(*mine).order_by(rows.c.seq)
            for r in connection.execute(query).yield_per(FETCHED):
                row = Row(r.seq, r.id, r.kind, r.rev, r.deleted, r.digest, r.body)
                yield row, row.seq in last


def replace(batch: Batch, feed: str, file: Blob, kept: set[str]) -> list[str]:
    """Let the feed's readers fetch the file, and those of `kept`; the digests that nobody may fetch any more."""
    allow(batch, file, feed)
    here = blobs.c.council == batch.council
    mine = (here, blobs.c.feed == feed, blobs.c.mime == MIME)
    known = set(batch.connection.execute(select(blobs.c.sha256).where(*mine)).scalars())
    old = known - kept
    batch.connection.execute(delete(blobs).where(*mine, blobs.c.sha256.in_(old)))
    others = select(blobs.c.sha256).where(here, blobs.c.sha256.in_(old))
    return sorted(old - set(batch.connection.execute(others).scalars()))
