"""Wrong ways to keep papers."""

from __future__ import annotations

from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.services.replica_blobs import BlobReplica
from delegate_app.storage.blobs import BlobRow, BlobTable

_store = BlobTable.store


def _unchecked(self: BlobReplica, sha256: str, index: int, data: bytes) -> Changes:
    blob = self._blobs.blob(sha256)
    if blob is None or blob.has(index):
        return NOTHING
    with self._vault.transaction():
        self._blobs.store(blob, index, data)
    return frozenset({Kind.BLOBS})


def _counted_first(self: BlobReplica, sha256: str, index: int, data: bytes) -> Changes:
    blob = self._blobs.blob(sha256)
    if blob is None or index != blob.chunks_here:
        return NOTHING
    values = [index + 1, sha256]
    self._vault.run("UPDATE blobs SET chunks_here = ? WHERE sha256 = ?", values)
    return _put_chunk(self, sha256, index, data)


_put_chunk = BlobReplica.put_chunk


def _part_trusted(self: BlobTable, blob: BlobRow, index: int, data: bytes) -> None:
    """The pieces first; what they amount to is what counts as here after a crash."""
    with_rest = data if index + 1 == len(blob.chunks) else data[: len(data) // 2]
    _store(self, blob, index, with_rest)


UNCHECKED = (BlobReplica, "put_chunk", _unchecked)
COUNTED_FIRST = (BlobReplica, "put_chunk", _counted_first)
PART_TRUSTED = (BlobTable, "store", _part_trusted)
