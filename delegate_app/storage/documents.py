"""Documents and their versions, read from the feeds, with what this desk knows of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from delegate_app.domain.documents import Document, DocumentVersion, Original, PaperType
from delegate_app.storage.blobs import BlobRow, BlobTable
from delegate_app.storage.bodies import Fields
from delegate_app.storage.feeds import FeedTable
from delegate_app.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class BlobName:
    """A file as a version names it (`protocol.md 8.3`)."""

    sha256: str
    size: int
    mime: str
    name: str
    chunks: tuple[str, ...]


class DocumentTable:
    """Documents of all shown feeds; a document without a readable version is not shown."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._feeds = FeedTable(vault)
        self._blobs = BlobTable(vault)

    def of_session(self, session_id: str) -> tuple[Document, ...]:
        """The papers of a session, in no particular order."""
        return self._documents(self._feeds.bodies("document", parent=session_id))

    def all(self) -> tuple[Document, ...]:
        """All papers of all sessions, in the order of their ids."""
        return self._documents(self._feeds.bodies("document"))

    def document(self, document_id: str) -> Document | None:
        """One paper, or None."""
        body = self._feeds.body("document", document_id)
        found = self._documents([body]) if body else ()
        return found[0] if found else None

    def document_of(self, sha256: str) -> str | None:
        """The document that has a version with this hash."""
        return next(
            (
                fields.text("document")
                for fields in map(Fields, self._feeds.bodies("version"))
                if (blob := blob_name(fields, "blob")) and blob.sha256 == sha256
            ),
            None,
        )

    def newest_versions(self) -> dict[str, str]:
        """The hash of the version in force of every document."""
        newest: dict[str, tuple[int, str]] = {}
        for fields in map(Fields, self._feeds.bodies("version")):
            blob = blob_name(fields, "blob")
            if blob:
                document, ordinal = fields.text("document"), fields.number("ordinal")
                newest[document] = max(newest.get(document, (0, "")), (ordinal, blob.sha256))
        return {document: sha256 for document, (_, sha256) in newest.items()}

    def mark_seen(self, sha256: str) -> bool:
        """Remember that the delegate opened this version; False when that was known."""
        return bool(self._vault.run("INSERT OR IGNORE INTO seen_versions VALUES (?)", [sha256]))

    def add_checked(self, papers: set[tuple[str, str]]) -> None:
        """Remember (document, version) pairs that a logged manifest names."""
        self._vault.run_many("INSERT OR IGNORE INTO manifest_papers VALUES (?, ?)", sorted(papers))

    def _documents(self, bodies: list[dict[str, object]]) -> tuple[Document, ...]:
        looks = _Looks.of(self._vault, self._blobs)
        one = Fields(bodies[0]).text("id") if len(bodies) == 1 else None
        versions: defaultdict[str, list[DocumentVersion]] = defaultdict(list)
        for fields in map(Fields, self._feeds.bodies("version", parent=one)):
            version = looks.version(fields)
            if version:
                versions[version.document_id].append(version)
        return tuple(
            _document(fields, versions[fields.text("id")])
            for fields in map(Fields, bodies)
            if fields.text("id") in versions
        )


@dataclass(frozen=True, slots=True)
class _Looks:
    """What is known of versions beside their rows."""

    blobs: dict[str, BlobRow]
    checked: set[tuple[str, str]]
    seen: set[str]

    @classmethod
    def of(cls, vault: Vault, blobs: BlobTable) -> _Looks:
        checked = vault.rows("SELECT document, version FROM manifest_papers")
        seen = vault.rows("SELECT version FROM seen_versions")
        return cls(
            blobs.all(),
            {(row["document"], row["version"]) for row in checked},
            {row["version"] for row in seen},
        )

    def version(self, fields: Fields) -> DocumentVersion | None:
        """The version of a row, None when it names no file."""
        blob = blob_name(fields, "blob")
        if blob is None:
            return None
        held, document = self.blobs.get(blob.sha256), fields.text("document")
        original = blob_name(fields, "original")
        return DocumentVersion(
            sha256=blob.sha256,
            document_id=document,
            ordinal=fields.number("ordinal"),
            size=blob.size,
            pages=fields.number("pages"),
            published_at=fields.time("published_at"),
            note=fields.text("note"),
            original=Original(original.sha256, original.name, original.mime, original.size)
            if original
            else None,
            received=held.received if held else 0,
            checked=(document, blob.sha256) in self.checked,
            seen=blob.sha256 in self.seen,
        )


def _document(fields: Fields, versions: list[DocumentVersion]) -> Document:
    return Document(
        id=fields.text("id"),
        session_id=fields.text("session"),
        item_id=fields.text("item"),
        # A type of a newer council stands among the reports; its title says what it is.
        type=fields.member("type", PaperType, PaperType.REPORT),
        position=fields.number("position"),
        title=fields.text("title"),
        number=fields.text("number"),
        issued=fields.day("issued"),
        issuer=fields.text("issuer"),
        versions=tuple(sorted(versions, key=lambda v: v.ordinal)),
    )


def blob_name(fields: Fields, name: str) -> BlobName | None:
    """The file under `blob` or `original`; None when there is none or it is misshapen."""
    inner = fields.inner(name)
    if inner is None or len(inner.text("sha256")) != 64:
        return None
    return BlobName(
        inner.text("sha256"),
        inner.number("size"),
        inner.text("mime"),
        inner.text("name"),
        inner.texts("chunks"),
    )
