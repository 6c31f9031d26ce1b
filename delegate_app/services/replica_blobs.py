"""The replica's side of files: what is missing, in the order of need, and chunks that are checked before they count."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from delegate_app.domain.blobs import Allowance, BlobWant, bytes_of_chunks
from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.domain.council_sessions import CouncilSession, nearest
from delegate_app.domain.documents import Document
from delegate_app.errors import Code, IntegrityError
from delegate_app.services.deliveries import Deliveries
from delegate_app.storage.blobs import BlobRow, BlobTable
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.sessions import SessionTable
from delegate_app.storage.vault import Vault

ARRIVED: Changes = frozenset({Kind.BLOBS, Kind.DOCUMENTS})
MORE: Changes = frozenset({Kind.BLOBS})
Rank = tuple[int, int, int, int, str]


class BlobReplica:
    """Files that documents name."""

    def __init__(self, vault: Vault, deliveries: Deliveries) -> None:
        self._vault = vault
        self._deliveries = deliveries
        self._blobs = BlobTable(vault)
        self._sessions = SessionTable(vault)
        self._documents = DocumentTable(vault)

    def wanted(self) -> tuple[BlobWant, ...]:
        """Files that come, in the order of need: those asked for, then the nearest session's, the committees', the
        coming sessions' and the past ones'. Of one session texts come before scans, the texts in force before older ones,
        and what is read before the files that it was made from. Files that were removed to make room come when asked for.
        """
        incomplete = {b.sha256: b for b in self._blobs.incomplete() if not b.faulty}
        if not incomplete:
            return ()
        ranked = self._ranked()
        asked = self._deliveries.asked
        first = [sha for sha in asked if sha in incomplete and sha in ranked]
        rest = sorted((rank, sha) for sha, rank in ranked.items() if sha in incomplete)
        rest_in_order = [sha for _, sha in rest if sha not in asked and not incomplete[sha].freed]
        return tuple(
            _want(incomplete[sha], asked.get(sha), fresh=sha in asked)
            for sha in [*first, *rest_in_order]
        )

    def _ranked(self) -> dict[str, Rank]:
        places = self._places(self._sessions.all())
        committees = self._documents.in_committees()
        ranked: dict[str, Rank] = {}
        for document in self._documents.all():
            place = places.get(document.session_id, (3, len(places)))
            if document.id in committees and place[0]:
                place = (1, place[1])
            for sha256, rank in _ranks(document, place):
                ranked[sha256] = min(rank, ranked.get(sha256, rank))
        return ranked

    @staticmethod
    def _places(sessions: tuple[CouncilSession, ...]) -> dict[str, tuple[int, int]]:
        """Group and rank of each session: 0 the nearest, 2 the coming ones by date, 3 the past ones, latest first."""
        now = datetime.now(UTC)
        first = nearest(sessions, now)
        rest = [session for session in sessions if session != first]
        coming = sorted((s for s in rest if s.starts > now), key=lambda s: s.starts)
        past = sorted((s for s in rest if s.starts <= now), key=lambda s: s.starts, reverse=True)
        places = {session.id: (2, place) for place, session in enumerate(coming)}
        places |= {session.id: (3, place) for place, session in enumerate(past)}
        return places | ({first.id: (0, 0)} if first else {})

    def allowance(self, now: datetime) -> Allowance:
        """How much may come now."""
        return self._deliveries.allowance(now)

    def count_traffic(self, used: int, now: datetime) -> None:
        """So many bytes went over the network."""
        self._deliveries.count(used, now)

    def failed(self, sha256: str, code: str) -> Changes:
        """Why a file did not come, to be shown."""
        return MORE if self._blobs.set_trouble(sha256, code) else NOTHING

    def put_chunk(self, sha256: str, index: int, data: bytes) -> Changes:
        """Store a chunk once its digest is the signed one; after the last one the whole file is checked as well.

        Chunks come in any order. A complete file is durable; the last chunks of an incomplete one may be asked for again
        after a power cut. A chunk that is here already changes nothing. Raises IntegrityError BLOB_DAMAGED: for a
        wrong chunk nothing changes; a whole that does not fit is dropped and not asked for again.
        """
        blob = self._blobs.blob(sha256)
        if blob is None or blob.faulty or index >= len(blob.chunks) or blob.has(index):
            return NOTHING
        expected = bytes_of_chunks(blob.size, [index])
        of_chunk = hashlib.sha256(data)
        if len(data) != expected or of_chunk.hexdigest() != blob.chunks[index]:
            raise IntegrityError(Code.BLOB_DAMAGED, f"chunk {index} of {sha256}")
        completes = blob.missing == (index,)
        whole = self._blobs.digest(blob, index, data, of_chunk)
        if completes and whole != sha256:
            with self._vault.transaction():
                self._blobs.reject(blob)
            self._deliveries.arrived(sha256)
            raise IntegrityError(Code.BLOB_DAMAGED, f"the chunks of {sha256} make up another file")
        self._store(blob, index, data, last=completes)
        return ARRIVED if completes else MORE

    def _store(self, blob: BlobRow, index: int, data: bytes, *, last: bool) -> None:
        try:
            with self._vault.transaction(durable=last):
                self._blobs.store(blob, index, data)
                self._blobs.want_again(blob.sha256)
        except BaseException:
            self._blobs.forget_digests()
            raise
        if last:
            self._deliveries.arrived(blob.sha256)


def _ranks(document: Document, place: tuple[int, int]) -> list[tuple[str, Rank]]:
    """Rank of each file of a document: its session's, texts before scans and these before older versions, which come
    before the office's own files."""
    ranks: list[tuple[str, Rank]] = []
    for age, version in enumerate(reversed(document.versions)):
        stage = 2 * min(age, 1) + version.is_heavy_scan
        ranks.append((version.sha256, (*place, stage, age, document.id)))
        if version.words:
            ranks.append((version.words, (*place, 2 * min(age, 1), age, document.id)))
        if version.original:
            ranks.append((version.original.sha256, (*place, 4, age, document.id)))
    return ranks


def _want(blob: BlobRow, waited_for: tuple[int, ...] | None, *, fresh: bool) -> BlobWant:
    """The chunks in the order they come: those that are waited for, the rest from the first of these on."""
    first = [chunk for chunk in waited_for or () if chunk in blob.missing]
    start = first[0] if first else 0
    rest = [chunk for chunk in blob.missing if chunk not in first]
    ahead = [chunk for chunk in rest if chunk >= start]
    behind = [chunk for chunk in rest if chunk < start]
    return BlobWant(
        blob.sha256, blob.size, blob.chunks, (*first, *ahead, *behind), fresh, trouble=blob.trouble
    )
