"""The replica's side of files: what is missing, in the order of need, and chunks that are checked before they count."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from delegate_app.domain.blobs import CHUNK, BlobWant
from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.domain.council_sessions import CouncilSession, nearest
from delegate_app.domain.documents import Document
from delegate_app.errors import Code, IntegrityError
from delegate_app.storage.blobs import BlobRow, BlobTable
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.sessions import SessionTable
from delegate_app.storage.vault import Vault

ARRIVED: Changes = frozenset({Kind.BLOBS, Kind.DOCUMENTS})


class BlobReplica:
    """Files that documents name."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._blobs = BlobTable(vault)
        self._sessions = SessionTable(vault)
        self._documents = DocumentTable(vault)

    def wanted(self) -> tuple[BlobWant, ...]:
        """Incomplete files that a shown document names: the nearest session's first, newest versions before older
        ones, and what is read before the files that it was made from."""
        incomplete = {b.sha256: b for b in self._blobs.incomplete()}
        if not incomplete:
            return ()
        places = self._places(self._sessions.all())
        ranked: dict[str, tuple[int, int, int, str]] = {}
        for document in self._documents.all():
            for sha256, rank in _ranks(document, places.get(document.session_id, len(places))):
                ranked[sha256] = min(rank, ranked.get(sha256, rank))
        order = sorted((rank, sha) for sha, rank in ranked.items() if sha in incomplete)
        return tuple(_want(incomplete[sha]) for _, sha in order)

    @staticmethod
    def _places(sessions: tuple[CouncilSession, ...]) -> dict[str, int]:
        """Rank of each session: the nearest first, then the coming ones by date, then the past ones, latest first."""
        now = datetime.now(UTC)
        first = nearest(sessions, now)
        rest = [session for session in sessions if session != first]
        coming = sorted((s for s in rest if s.starts > now), key=lambda s: s.starts)
        past = sorted((s for s in rest if s.starts <= now), key=lambda s: s.starts, reverse=True)
        order = ([first] if first else []) + coming + past
        return {session.id: place for place, session in enumerate(order)}

    def put_chunk(self, sha256: str, index: int, data: bytes) -> Changes:
        """Store a chunk once its digest is the signed one; after the last one the whole file is checked as well.

        A complete file is durable; the last chunks of an incomplete one may be asked for again after a power cut.
        A chunk that is here already, or not the next, changes nothing. Raises IntegrityError BLOB_DAMAGED: for a
        wrong chunk nothing changes; a whole that does not fit is dropped and not asked for again.
        """
        blob = self._blobs.blob(sha256)
        if blob is None or blob.faulty or index != blob.chunks_here or index >= len(blob.chunks):
            return NOTHING
        expected = min(CHUNK, blob.size - index * CHUNK)
        if len(data) != expected or hashlib.sha256(data).hexdigest() != blob.chunks[index]:
            raise IntegrityError(Code.BLOB_DAMAGED, f"chunk {index} of {sha256}")
        whole = self._blobs.whole_digest(blob, index, data)
        if index + 1 == len(blob.chunks) and whole != sha256:
            with self._vault.transaction():
                self._blobs.reject(blob)
            raise IntegrityError(Code.BLOB_DAMAGED, f"the chunks of {sha256} make up another file")
        try:
            with self._vault.transaction(durable=index + 1 == len(blob.chunks)):
                self._blobs.store(blob, index, data)
        except BaseException:
            self._blobs.forget_digests()
            raise
        return ARRIVED if index + 1 == len(blob.chunks) else frozenset({Kind.BLOBS})


def _ranks(document: Document, place: int) -> list[tuple[str, tuple[int, int, int, str]]]:
    """Rank of each file of a document: session, reading file before original, newest version first."""
    ranks = []
    for age, version in enumerate(reversed(document.versions)):
        ranks.append((version.sha256, (place, 0, age, document.id)))
        if version.original:
            ranks.append((version.original.sha256, (place, 1, age, document.id)))
    return ranks


def _want(blob: BlobRow) -> BlobWant:
    return BlobWant(blob.sha256, blob.size, blob.chunks, blob.chunks_here)
