"""Documents: reading them from the vault, exporting them."""

from __future__ import annotations

import os
from pathlib import Path

from delegate_app.domain.blobs import CHUNK
from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.domain.documents import Arrival, Document, DocumentVersion
from delegate_app.errors import ChunkMissing, Code, IntegrityError, UserError
from delegate_app.pdf.pages import ByteSource
from delegate_app.services.announcer import Announcer
from delegate_app.storage.blobs import BlobRow, BlobTable
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.vault import Vault

NEWEST = "newest"
EXPORT_STEP = 4 * 1024 * 1024


class VaultSource:
    """The bytes of a complete file, read by ranges through the reading connection."""

    def __init__(self, blobs: BlobTable, blob: BlobRow) -> None:
        self._blobs = blobs
        self._blob = blob

    @property
    def size(self) -> int:
        """Length of the file in bytes."""
        return self._blob.size

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`. Raises VAULT_LOCKED, VAULT_DAMAGED."""
        data = self._blobs.read(self._blob, offset, length)
        if len(data) != length:
            raise UserError(Code.VAULT_DAMAGED, "pieces of a file are missing")
        return data


class ArrivingSource:
    """The bytes of a file of which chunks may be missing, read by ranges through the reading connection.

    Every chunk was checked before it was stored; what is not here is said, never made up.
    """

    def __init__(self, blobs: BlobTable, blob: BlobRow) -> None:
        self._blobs = blobs
        self._blob = blob

    @property
    def size(self) -> int:
        """Length of the whole file in bytes."""
        return self._blob.size

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`. Raises ChunkMissing for the first chunk of them that is not here, VAULT_LOCKED."""
        data = self._blobs.read(self._blob, offset, length)
        if len(data) == length and self._has(offset, length):
            return data
        self._look()
        for chunk in range(offset // CHUNK, (offset + length - 1) // CHUNK + 1):
            if not self._blob.has(chunk):
                raise ChunkMissing(self._blob.sha256, chunk)
        data = self._blobs.read(self._blob, offset, length)
        if len(data) != length:
            raise UserError(Code.VAULT_DAMAGED, "pieces of a file are missing")
        return data

    def _has(self, offset: int, length: int) -> bool:
        return all(
            self._blob.has(chunk)
            for chunk in range(offset // CHUNK, (offset + max(length, 1) - 1) // CHUNK + 1)
        )

    def _look(self) -> None:
        """See which chunks are here now."""
        self._blob = self._blobs.find(self._blob.sha256) or self._blob


class Documents:
    """All papers of the council on this desk."""

    def __init__(self, vault: Vault, changes: Announcer) -> None:
        self._vault = vault
        self._changes = changes
        self._documents = DocumentTable(vault)
        self._blobs = BlobTable(vault)

    def all(self) -> tuple[Document, ...]:
        """All papers of all sessions, in the order of their ids."""
        return self._documents.all()

    def document(self, document_id: str) -> Document:
        """One paper; raises DOCUMENT_UNKNOWN."""
        found = self._documents.document(document_id)
        if found is None:
            raise UserError(Code.DOCUMENT_UNKNOWN)
        return found

    def by_version(self, sha256: str) -> Document:
        """The paper that has a version with this hash; raises VERSION_UNKNOWN."""
        document_id = self._documents.document_of(sha256)
        found = self._documents.document(document_id) if document_id else None
        if found is None:
            raise UserError(Code.VERSION_UNKNOWN)
        return found

    def source(self, sha256: str) -> ByteSource:
        """The bytes of a version or an original, from any thread.

        Raises DOCUMENT_INCOMPLETE while bytes are missing, VERSION_UNKNOWN, PAPER_WITHDRAWN, VAULT_LOCKED.
        """
        blob = self._blobs.find(sha256)
        if blob is None:
            raise UserError(Code.VERSION_UNKNOWN)
        if self._documents.is_withdrawn(sha256):
            raise UserError(Code.PAPER_WITHDRAWN)
        if not blob.complete:
            raise UserError(Code.DOCUMENT_INCOMPLETE)
        return VaultSource(self._blobs, blob)

    def arriving_source(self, sha256: str) -> ByteSource:
        """The bytes of a version of which some may still be missing, from any thread.

        Raises VERSION_UNKNOWN, VAULT_LOCKED, BLOB_DAMAGED when they make up another file than was signed.
        """
        blob = self._blobs.find(sha256)
        if blob is None:
            raise UserError(Code.VERSION_UNKNOWN)
        if blob.faulty:
            raise IntegrityError(Code.BLOB_DAMAGED, "a file that is not what was signed")
        return ArrivingSource(self._blobs, blob)

    def mark_seen(self, sha256: str) -> Changes:
        """The delegate opened this version: it is no news any more."""
        changes = frozenset({Kind.DOCUMENTS}) if self._documents.mark_seen(sha256) else NOTHING
        self._changes.announce(changes)
        return changes

    def arrival(self, session_id: str) -> Arrival:
        """How many of a session's files, older versions and originals included, are here."""
        wanted: dict[str, int] = {}
        for document in self._documents.of_session(session_id):
            for version in document.versions:
                wanted[version.sha256] = version.size
                if version.original:
                    wanted[version.original.sha256] = version.original.size
        here = self._blobs.received(list(wanted))
        received = {sha: min(size, here.get(sha, 0)) for sha, size in wanted.items()}
        complete = sum(received[sha] == size for sha, size in wanted.items())
        return Arrival(complete, len(wanted), sum(received.values()), sum(wanted.values()))

    # ------------------------------------------------------------------ export

    def version(self, document_id: str, version: str) -> DocumentVersion:
        """A version by its hash, its ordinal or "newest". Raises DOCUMENT_UNKNOWN, VERSION_UNKNOWN."""
        document = self.document(document_id)
        if version == NEWEST:
            return document.newest
        for candidate in document.versions:
            if version in (candidate.sha256, str(candidate.ordinal)):
                return candidate
        raise UserError(Code.VERSION_UNKNOWN)

    def export(
        self,
        document_id: str,
        version: str,
        target: Path,
        *,
        as_published: bool,
        overwrite: bool = False,
    ) -> None:
        """Write a version to `target` in the clear: the file as the office published it, or the PDF that is read.

        Raises DOCUMENT_UNKNOWN, VERSION_UNKNOWN, DOCUMENT_INCOMPLETE, EXPORT_EXISTS unless `overwrite`, and
        EXPORT_FAILED or DISK_FULL, after which no half-written file stays.
        """
        chosen = self.version(document_id, version)
        original = chosen.original if as_published else None
        source = self.source(original.sha256 if original else chosen.sha256)
        if target.exists() and not overwrite:
            raise UserError(Code.EXPORT_EXISTS)
        part = target.with_name(target.name + ".part")
        try:
            with part.open("wb") as file:
                for offset in range(0, source.size, EXPORT_STEP):
                    file.write(source.read(offset, min(EXPORT_STEP, source.size - offset)))
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, target)
        except OSError as error:
            raise UserError(Code.EXPORT_FAILED, type(error).__name__) from error
        finally:
            part.unlink(missing_ok=True)
