"""Documents and their versions, read from the feeds, with what this desk knows of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from delegate_app.domain.documents import Document, DocumentVersion, Original, PaperType
from delegate_app.storage.blobs import BlobTable
from delegate_app.storage.bodies import Fields
from delegate_app.storage.feeds import SHOWN, FeedTable, read_body
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
        return self._documents(
            self._feeds.bodies("document", parent=session_id),
            self._feeds.versions_of_session(session_id),
        )

    def all(self) -> tuple[Document, ...]:
        """All papers of all sessions, in the order of their ids."""
        return self._documents(self._feeds.bodies("document"), self._feeds.bodies("version"))

    def document(self, document_id: str) -> Document | None:
        """One paper, or None."""
        body = self._feeds.body("document", document_id)
        if body is None:
            return None
        found = self._documents([body], self._feeds.bodies("version", parent=document_id))
        return found[0] if found else None

    def document_of(self, sha256: str) -> str | None:
        """The document that has a version with this hash."""
        return self._feeds.parent_of_file(sha256)

    def in_committees(self) -> frozenset[str]:
        """The papers that came in the feed of a committee."""
        return frozenset(self._feeds.ids_in_committees("document"))

    def is_withdrawn(self, sha256: str) -> bool:
        """Whether only feeds that may no longer be read have a version with this hash. From any thread."""
        return bool(
            self._vault.read_rows(
                "SELECT 1 FROM feed_rows WHERE file = ?1 AND file <> '' AND feed IN "  # noqa: S608
                "(SELECT feed FROM feed_holds WHERE reason = 'withdrawn') AND NOT EXISTS "
                f"(SELECT 1 FROM feed_rows WHERE file = ?1 AND file <> '' AND {SHOWN}) LIMIT 1",
                [sha256],
            )
        )

    def words_of(self, sha256: str) -> str:
        """The file of recognised words of a version, "" for none. From any thread."""
        rows = self._vault.read_rows(
            f"SELECT body FROM feed_rows WHERE file = ? AND {SHOWN} ORDER BY seq DESC LIMIT 1",  # noqa: S608
            [sha256],
        )
        words = blob_name(Fields(read_body(rows[0]["body"]) or {}), "words") if rows else None
        return words.sha256 if words else ""

    def newest_versions(self, document_ids: Iterable[str]) -> dict[str, str]:
        """The hash of the version in force of each of these documents that is known."""
        newest: dict[str, str] = {}
        for document in set(document_ids):
            versions = map(Fields, self._feeds.bodies("version", parent=document))
            ranked = [
                (v.number("ordinal"), blob.sha256)
                for v in versions
                if (blob := blob_name(v, "blob"))
            ]
            if ranked:
                newest[document] = max(ranked)[1]
        return newest

    def mark_seen(self, sha256: str) -> bool:
        """Remember that the delegate opened this version; False when that was known."""
        return bool(self._vault.run("INSERT OR IGNORE INTO seen_versions VALUES (?)", [sha256]))

    def add_checked(self, papers: set[tuple[str, str]]) -> None:
        """Remember (document, version) pairs that a logged manifest names."""
        self._vault.run_many("INSERT OR IGNORE INTO manifest_papers VALUES (?, ?)", sorted(papers))

    def _documents(
        self, bodies: list[dict[str, Any]], version_bodies: list[dict[str, Any]]
    ) -> tuple[Document, ...]:
        named = [(f, blob) for f in map(Fields, version_bodies) if (blob := blob_name(f, "blob"))]
        looks = _Looks.of(self._vault, self._blobs.received([blob.sha256 for _, blob in named]))
        versions: defaultdict[str, list[DocumentVersion]] = defaultdict(list)
        for fields, blob in named:
            version = looks.version(fields, blob)
            versions[version.document_id].append(version)
        return tuple(
            _document(fields, versions[fields.text("id")])
            for fields in map(Fields, bodies)
            if fields.text("id") in versions
        )


@dataclass(frozen=True, slots=True)
class _Looks:
    """What is known of versions beside their rows."""

    received: dict[str, int]
    checked: set[tuple[str, str]]
    seen: set[str]

    @classmethod
    def of(cls, vault: Vault, received: dict[str, int]) -> _Looks:
        checked = vault.rows("SELECT document, version FROM manifest_papers")
        seen = vault.rows("SELECT version FROM seen_versions")
        return cls(
            received,
            {(row["document"], row["version"]) for row in checked},
            {row["version"] for row in seen},
        )

    def version(self, fields: Fields, blob: BlobName) -> DocumentVersion:
        """The version of a row that names this file."""
        document = fields.text("document")
        original, words = blob_name(fields, "original"), blob_name(fields, "words")
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
            received=self.received.get(blob.sha256, 0),
            checked=(document, blob.sha256) in self.checked,
            seen=blob.sha256 in self.seen,
            text_pages=fields.number("text_pages") if fields.has("text_pages") else None,
            words=words.sha256 if words else "",
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
        committee=fields.text("committee"),
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
