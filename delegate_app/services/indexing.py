"""Filling the search index in the background: the newest session first, a few pages at a time, and where it stopped.

    indexing.start()        # its thread "index" begins; `wake` whenever something arrived
    indexing.run_once()     # or: everything there is, now, on this thread
    indexing.state()
    indexing.close()

Rules
1. Words come from a `TextSource`: the PDF engine's text layer in a child process of its own, so that reading never
   waits behind indexing, and on scanned pages the words that the council's server recognised. When these come later
   than the scan itself, it is indexed again.
2. Cutting text into words is done on this thread. The vault thread gets short jobs only (`storage/search_pages.py`).
3. A paper that cannot be read is marked so and not tried again; one that is locked away or not whole is tried later.
4. Nothing is kept in memory once the vault is locked, and the engine's process is ended when there is nothing to do.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from delegate_app.domain.changes import Kind
from delegate_app.domain.search import IndexState
from delegate_app.errors import Code, DeskError, UserError
from delegate_app.pdf.engine import PdfEngine
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.pages import ByteSource, OpenDocument
from delegate_app.services.announcer import Announcer
from delegate_app.services.recognised_words import RecognisedWords
from delegate_app.services.vault_thread import VaultThread
from delegate_app.storage.search_entries import SearchEntryTable
from delegate_app.storage.search_pages import Batch, PageWords, PaperToIndex, SearchPageTable
from delegate_app.storage.search_reading import SearchReading
from delegate_app.storage.vault import Vault

logger = logging.getLogger(__name__)

BATCH_PAGES = 128
LOOK_AGAIN_SECONDS = 5.0
"""While papers arrive, what is newest is looked for again this often."""
SAY_SECONDS = 0.5
"""How far the index is, is told this often."""
JOIN_SECONDS = 1.0
REST_SECONDS = 10.0
"""The engine's process is ended when so long nothing arrived."""
NO_WORDS = "no-words"
_DONE = object()


class TextSource(Protocol):
    """Gives the words of papers, one paper at a time. Raises `PdfError` for one that cannot be read."""

    def open(self, version: str) -> int:
        """Begin with a version; the number of its pages."""

    def page(self, number: int) -> PageWords:
        """The words of a page of the version that is open, from 0."""

    def recognised(self) -> str:
        """The file of recognised words that pages of the open version are taken from, "" for none."""

    def close(self) -> None:
        """The version is done with."""

    def rest(self) -> None:
        """There is nothing to do: let go of everything."""

    def abort(self) -> None:
        """From any thread: make a call that is running end soon."""


class EngineTexts:
    """The text layer of the file itself, read by a PDF engine of its own; on scanned pages the recognised words."""

    def __init__(
        self,
        blob_source: Callable[[str], ByteSource],
        words: RecognisedWords,
        engine: PdfEngine | None = None,
    ) -> None:
        self._blob_source = blob_source
        self._words = words
        self._engine = engine or PdfEngine()
        self._document: OpenDocument | None = None
        self._version = ""

    def open(self, version: str) -> int:
        """Open the file; raises `PdfError`, DOCUMENT_INCOMPLETE, VAULT_LOCKED."""
        self._document = self._engine.open(self._blob_source(version), name=version)
        self._version = version
        return self._document.page_count

    def page(self, number: int) -> PageWords:
        """The page's words; none for a page that cannot be read."""
        if self._document is None:
            raise UserError(Code.PDF_PAGE, "no paper is open")
        try:
            text = self._words.fill(self._version, self._engine.page_text(self._document, number))
            return PageWords(text.text, "ocr" if text.recognised else "pdf")
        except PdfError as error:
            if error.code is not Code.PDF_PAGE:
                raise
            return PageWords("")

    def recognised(self) -> str:
        return self._words.used_by(self._version)

    def close(self) -> None:
        """Close the file."""
        if self._document is not None:
            self._engine.close(self._document)
            self._document = None

    def rest(self) -> None:
        """End the engine's process."""
        self._document = None
        self._words.forget()
        self._engine.shutdown()

    def abort(self) -> None:
        """End the engine's process at once."""
        self._engine.abort()


class Indexing:
    """Keeps the index of one vault up to date."""

    def __init__(
        self, vault: Vault, thread: VaultThread, texts: TextSource, changes: Announcer
    ) -> None:
        self._thread = thread
        self._texts = texts
        self._changes = changes
        self._reading = SearchReading(vault)
        self._pages = SearchPageTable(vault)
        self._entries = SearchEntryTable(vault)
        self._wanted = threading.Event()
        self._closing = False
        self._worker: threading.Thread | None = None
        self._turn = threading.Lock()
        self._papers = 0
        self._said = 0.0

    # ------------------------------------------------------------------ any thread

    def start(self) -> None:
        """Index from now on whenever there is something; may be called again."""
        if self._worker is None and not self._closing:
            self._worker = threading.Thread(target=self._work, name="index")
            self._worker.start()
        self.wake()

    def wake(self) -> None:
        """Something arrived, or the vault was opened."""
        self._wanted.set()

    def forget(self) -> None:
        """The vault was locked; called on the vault thread."""
        self._pages.forget()
        self._reading.forget()
        self.wake()  # the thread meets the lock and lets go of the engine's process

    def close(self) -> None:
        """End and join the thread. Not from the vault thread. May be called twice."""
        self._closing = True
        self._wanted.set()
        if self._worker is not None:
            self._worker.join(JOIN_SECONDS)
            if self._worker.is_alive():
                self._texts.abort()
                self._worker.join()
        else:
            self._texts.rest()

    def state(self) -> IndexState:
        """How far the index is. Raises VAULT_LOCKED."""
        done, unreadable = self._reading.index_counts()
        if not self._papers:
            self._papers = len(self._reading.newest_papers())
        return IndexState(done, max(self._papers, done), unreadable)

    # ------------------------------------------------------------------ the work

    def _work(self) -> None:
        while not self._closing:
            if not self._wanted.wait(REST_SECONDS):
                self._texts.rest()
                self._wanted.wait()
            if not self._closing:
                self._run_guarded()
        self._texts.rest()

    def _run_guarded(self) -> None:
        try:
            self.run_once()
        except DeskError as error:  # locked meanwhile, or a full disk: the next wake tries again
            logger.info("indexing stopped: %s", error.code.value)
            self._texts.rest()
        except Exception:
            # A bug here must not take the window with it; the log has it.
            logger.exception("indexing failed")
            self._texts.rest()

    def run_once(self) -> None:
        """Index everything that is here and not indexed. Raises VAULT_LOCKED, DISK_FULL; what was done stays done."""
        with self._turn:
            more = True
            while more and not self._closing:
                self._wanted.clear()
                more = self._round()
            self._announce(now=True)

    def _round(self) -> bool:
        """One look at what there is, and work on it until it is done or it is time to look again; True then."""
        self._vault(self._catch_up)
        self._reading.forget()
        for version in (*self._reading.gone(), *self._reading.outdated()):
            self._vault(partial(self._pages.remove, version))
        papers = self._reading.newest_papers()
        self._papers = len(papers)
        begun = time.monotonic()
        for paper, indexed in papers:
            if self._closing:
                return False
            if indexed:
                continue
            self._index(paper)
            if self._wanted.is_set() and time.monotonic() - begun > LOOK_AGAIN_SECONDS:
                return True
        return self._wanted.is_set()

    def _catch_up(self) -> None:
        if self._entries.catch_up():
            # The rest goes behind whatever else waits for the vault thread.
            self._wanted.set()

    def _index(self, paper: PaperToIndex) -> None:
        try:
            pages = self._texts.open(paper.version)
            try:
                self._index_pages(paper, pages)
            finally:
                self._texts.close()
        except PdfError as error:
            if self._closing:
                return
            logger.info("version %s has no words: %s", paper.version[:12], error.code.value)
            fault = error.code.value
            self._vault(lambda: self._pages.finish(paper, 0, fault))
        self._announce()

    def _index_pages(self, paper: PaperToIndex, pages: int) -> None:
        at, words = paper.done, paper.done > 0
        while at < pages:
            batch = Batch(PaperToIndex(paper.version, paper.document, paper.session, at))
            for number in range(at, min(pages, at + BATCH_PAGES)):
                if self._closing:
                    return
                batch.add(self._texts.page(number))
            words = words or bool(batch.words)
            self._write(batch)
            at += len(batch.texts)
            self._announce()
        fault, recognised = "" if words else NO_WORDS, self._texts.recognised()
        self._vault(lambda: self._pages.finish(paper, pages, fault, recognised))

    def _write(self, batch: Batch) -> None:
        steps: Iterator[None] = self._pages.write(batch)
        while self._vault(lambda: next(steps, _DONE)) is not _DONE:
            pass

    def _vault(self, job: Callable[[], object]) -> object:
        return self._thread.submit(job).result()

    def _announce(self, *, now: bool = False) -> None:
        if now or time.monotonic() - self._said > SAY_SECONDS:
            self._said = time.monotonic()
            self._changes.announce(frozenset({Kind.INDEX}))
