"""A vault with sessions, papers and notes whose pages are given as text: what searching is tested on."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from pathlib import Path

from delegate_app.domain.blobs import CHUNK
from delegate_app.domain.search import Filters, Found, FoundKind, SearchResult
from delegate_app.errors import Code
from delegate_app.pdf.faults import PdfError
from delegate_app.services.announcer import Announcer
from delegate_app.services.indexing import Indexing
from delegate_app.services.search import Search
from delegate_app.services.vault_thread import VaultThread
from delegate_app.storage.annotations import AnnotationRow, AnnotationTable
from delegate_app.storage.blobs import BlobTable
from delegate_app.storage.feeds import FeedRow, FeedTable
from delegate_app.storage.search_entries import SearchEntryTable
from delegate_app.storage.search_pages import PageWords
from delegate_app.storage.vault import Vault

FEED, EPOCH = "public", "0123456789abcdef"


@dataclass
class ShelfTexts:
    """The words of papers from memory, as a `TextSource`. `read` are the pages that were asked for."""

    papers: dict[str, list[str]] = field(default_factory=dict)
    origin: str = "pdf"
    read: list[tuple[str, int]] = field(default_factory=list)
    rested: threading.Event = field(default_factory=threading.Event)
    _open: str = ""

    def open(self, version: str) -> int:
        if version not in self.papers:
            raise PdfError(Code.PDF_BROKEN, "no such paper")
        self._open = version
        return len(self.papers[version])

    def page(self, number: int) -> PageWords:
        self.read.append((self._open, number))
        return PageWords(self.papers[self._open][number], self.origin)

    def recognised(self) -> str:
        return ""

    def close(self) -> None:
        self._open = ""

    def rest(self) -> None:
        self.rested.set()

    def abort(self) -> None:
        self._open = ""


class Shelf:
    """Fills the vault, keeps the index, asks the search. Everything on the test's own thread but the vault's jobs."""

    def __init__(self, path: Path) -> None:
        self.vault = Vault(path)
        self.vault.create(bytes(range(32)))
        self.thread, self.changes = VaultThread(), Announcer()
        self.texts = ShelfTexts()
        self.search = Search(self.vault)
        self.indexing = Indexing(self.vault, self.thread, self.texts, self.changes)
        self.changes.subscribe(lambda _moved: self.search.index_moved())
        self.feeds = FeedTable(self.vault)
        self._seq = 0
        with self.vault.transaction():
            self.feeds.start(FEED, EPOCH, b"")

    def close(self) -> None:
        self.indexing.close()
        self.thread.close()
        self.vault.close()

    # ------------------------------------------------------------------ filling

    def row(
        self, kind: str, name: str, body: dict[str, object], parent: str = "", file: str = ""
    ) -> None:
        """A row of the public feed, in a transaction as the replica writes it."""
        self._seq += 1
        text = json.dumps(body, ensure_ascii=False)
        row = FeedRow(
            kind=kind,
            id=name,
            seq=self._seq,
            rev=1,
            deleted=False,
            body=text,
            parent=parent,
            file=file,
        )
        with self.vault.transaction():
            self.feeds.write(FEED, EPOCH, [row])
            SearchEntryTable(self.vault).take_few()
        self.search.index_moved()

    def drop(self, kind: str, name: str) -> None:
        """The row is deleted."""
        self._seq += 1
        row = FeedRow(
            kind=kind, id=name, seq=self._seq, rev=2, deleted=True, body="", parent="", file=""
        )
        with self.vault.transaction():
            self.feeds.write(FEED, EPOCH, [row])
            SearchEntryTable(self.vault).take_few()
        self.search.index_moved()

    def session(self, name: str, day: str, title: str = "Kỳ họp") -> None:
        starts = f"{day}T08:00:00+07:00"
        self.row("session", name, {"id": name, "title": title, "starts": starts, "ends": starts})

    def item(self, name: str, session: str, title: str) -> None:
        self.row("item", name, {"id": name, "session": session, "title": title}, session)

    def paper(
        self,
        name: str,
        session: str,
        pages: list[str],
        *,
        title: str = "",
        number: str = "",
        ordinal: int = 1,
        **more: str,
    ) -> str:
        """A paper with a version that is here whole; the version's hash."""
        body = {"id": name, "session": session, "title": title or name, "number": number}
        self.row("document", name, {**body, "type": "bao-cao", "item": "", **more}, session)
        sha = hashlib.sha256("\f".join([name, str(ordinal), *pages]).encode()).hexdigest()
        blob = {"sha256": sha, "size": CHUNK, "chunks": ["00" * 32]}
        version = {"document": name, "ordinal": ordinal, "blob": blob}
        self.row("version", f"{name}@{ordinal}", version, name, sha)
        BlobTable(self.vault).want([(sha, CHUNK, ("00" * 32,))])
        self.vault.run("UPDATE blobs SET chunks_here = 1 WHERE sha256 = ?", [sha])
        self.texts.papers[sha] = pages
        return sha

    def note(
        self, name: str, version: str, text: str, quote: str = "", *, deleted: bool = False
    ) -> None:
        body = {"text": [text], "quote": quote, "version": version, "page": 2, "tags": []}
        row = AnnotationRow(name, "", version, json.dumps(body), "h1", "tb", "", deleted)
        with self.vault.transaction():
            AnnotationTable(self.vault).write(row)
        self.search.index_moved()

    # ------------------------------------------------------------------ asking

    def index(self) -> None:
        self.indexing.run_once()

    def find(self, text: str, filters: Filters | None = None) -> SearchResult:
        return self.search.find(text, filters)

    def ids(self, text: str, filters: Filters | None = None) -> list[str]:
        """What is found, in order."""
        return [found.id for found in self.find(text, filters).found]

    def pages(self, text: str) -> list[tuple[str, int]]:
        """The pages found, in order, each with its paper."""
        return [(f.id, page.page) for f in self.find(text).found for page in f.pages]

    def first(self, text: str, kind: FoundKind) -> Found:
        """The first of a kind."""
        return next(found for found in self.find(text).found if found.kind is kind)
