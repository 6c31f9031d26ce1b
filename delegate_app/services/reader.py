"""The reader's desk: pages as pixels and words, off the GUI thread.

How the window uses it
----------------------
    reader = Reader(blob_source)                 # one for the application; its thread is "render"
    reader.warm_up()                             # when a dossier is shown, before a paper is opened
    reader.open(version, on_open)                # on_open(OpenDocument | None, error | None)
    reader.request_strip(StripKey(version, page, scale, rotation, index), on_strip, urgent=True)
    reader.cancel_stale(wanted_keys)             # after each scroll: queued strips not wanted go
    reader.request_text(version, page, on_text)  # on_text(PageText | None, error | None)
    reader.find(version, "phan bo", on_page, on_end)
    reader.forget_all()                          # when the vault locks
    reader.close()                               # before the application dies

Rules
1. Every call returns at once and may come from any thread.
2. Every callback runs on the render thread, exactly once unless its request was cancelled or the
   reader closed, with plain values: the window hands them to the GUI thread. `error` is the
   exception of the request (`DeskError` with a `code`), and then the result is None.
3. Order of work: opening, urgent strips and texts, other strips and texts, outline and links,
   page shapes, finding. Within one rank the last asked strip comes first: it is what is seen now.
4. `scale` is device pixels a point (zoom 100 % at 96 dpi is 96 / 72, times the device pixel ratio).
   Strip `index` holds rows `index * STRIP_HEIGHT` and on, over the whole width of the page.
5. A crash of the PDF engine is tried again once; the second time the error is given. A document
   that keeps crashing is refused.
6. Of a document that is still arriving each request is answered as soon as its bytes are here; else its
   error is `ChunkMissing`, and the asker asks again when more has come. Opening and urgent strips
   make their chunk come first.
7. Words and rectangles are in page space (see `delegate_app.pdf.pages`): points from the top left.
"""

from __future__ import annotations

import contextlib
import math
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypeVar

from delegate_app.domain.annotations import Anchor, Rect
from delegate_app.domain.text_folding import fold
from delegate_app.errors import ChunkMissing, Code
from delegate_app.pdf.anchors import anchor_at_place, anchor_for
from delegate_app.pdf.engine import PdfEngine
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.pages import (
    STRIP_HEIGHT,
    ByteSource,
    OpenDocument,
    OutlineEntry,
    PageLink,
    PageShape,
    Pixels,
)
from delegate_app.pdf.text_layer import PageText
from delegate_app.services.findings import Finding, PageMatches, Walk, context_of
from delegate_app.services.render_queue import Rank, RenderQueue, StripKey

__all__ = [
    "STRIP_HEIGHT",
    "Anchor",
    "ByteSource",
    "Finding",
    "OpenDocument",
    "OutlineEntry",
    "PageLink",
    "PageMatches",
    "PageShape",
    "PageText",
    "PdfError",
    "Pixels",
    "Reader",
    "Rect",
    "StripKey",
    "Walk",
    "anchor_at_place",
    "anchor_for",
]

T = TypeVar("T")
OnDone = Callable[[T | None, Exception | None], None]

TEXT_CACHE_BYTES = 32 * 1024 * 1024
PICTURE_PAGES = 64
"""Pages of which the reader remembers where pictures are."""


class Reader:
    """One thread named "render" that owns the PDF engine and answers requests by rank."""

    def __init__(
        self,
        blob_source: Callable[[str], ByteSource],
        *,
        engine: PdfEngine | None = None,
        need: Callable[[str, int], None] = lambda _version, _chunk: None,
        fill: Callable[[str, PageText], PageText] = lambda _version, text: text,
    ) -> None:
        """Starts the thread. `blob_source` gives the bytes of a version
        (its SHA-256) and is called on the render thread, as are the sources it returns and `need`,
        which hears of each chunk (version, number) that what is seen now waits for, and `fill`, which
        may give a page without words those that were recognised on it."""
        self._blob_source = blob_source
        self._need = need
        self._fill = fill
        self._engine = engine or PdfEngine()
        self._documents: dict[str, OpenDocument] = {}
        self._texts: OrderedDict[tuple[str, int], PageText] = OrderedDict()
        self._text_bytes = 0
        self._shown_pictures: OrderedDict[tuple[str, int], tuple[Rect, ...]] = OrderedDict()
        self._queue = RenderQueue(at_end=self._engine.shutdown)

    # ------------------------------------------------------------------ requests, any thread

    def warm_up(self) -> None:
        """Start the engine's process before the first document is asked for (about 0.1 s of work);
        a failure shows itself at that document."""
        self._queue.push(Rank.OPEN, self._warm_up)

    def open(
        self, version: str, on_done: OnDone[OpenDocument], *, password: str | None = None
    ) -> None:
        """Open a document, or answer at once when it is open. Needed first only for a password:
        every other request opens its document by itself."""
        self._submit(Rank.OPEN, on_done, lambda: self._document(version, password))

    def request_strip(
        self,
        key: StripKey,
        on_done: OnDone[Pixels],
        *,
        urgent: bool = True,
        with_pictures: bool = False,
        asker: object = None,
    ) -> None:
        """Render one strip; `urgent` is what is seen now, the rest is prefetched. `asker` names whose strip it is.

        With `with_pictures` the strip says where the page shows pictures.
        """
        rank = Rank.URGENT if urgent else Rank.SOON
        run = self._answering(rank, on_done, lambda: self._strip(key, with_pictures=with_pictures))
        self._queue.push(rank, run, newest_first=True, strip=key, asker=asker)

    def cancel_stale(self, keep: Collection[StripKey], *, asker: object = None) -> None:
        """Drop the queued strips of `asker` that are not in `keep`; their callbacks never run."""
        self._queue.drop_strips(keep, asker)

    def request_text(
        self, version: str, page: int, on_done: OnDone[PageText], *, urgent: bool = False
    ) -> None:
        """The words of a page with their places; empty for a scan without a text layer."""
        rank = Rank.URGENT if urgent else Rank.SOON
        self._submit(rank, on_done, lambda: self._text(version, page), newest_first=True)

    def request_outline(self, version: str, on_done: OnDone[list[OutlineEntry]]) -> None:
        """The document's own table of contents, empty when it has none."""
        self._submit(Rank.STRUCTURE, on_done, lambda: self._engine.outline(self._document(version)))

    def request_links(self, version: str, page: int, on_done: OnDone[list[PageLink]]) -> None:
        """The link areas of a page."""
        self._submit(
            Rank.STRUCTURE, on_done, lambda: self._engine.links(self._document(version), page)
        )

    def request_labels(self, version: str, on_done: OnDone[tuple[str, ...]]) -> None:
        """The file's own name of each page; empty when it has none."""
        self._submit(Rank.STRUCTURE, on_done, lambda: self._engine.labels(self._document(version)))

    def request_print_box(self, version: str, page: int, on_done: OnDone[Rect | None]) -> None:
        """The part of a page that is not blank."""
        self._submit(
            Rank.STRUCTURE, on_done, lambda: self._engine.print_box(self._document(version), page)
        )

    def request_shapes(self, version: str, on_done: OnDone[tuple[PageShape, ...]]) -> None:
        """The exact size of every page, for a document opened with `exact_shapes < page_count`."""
        self._submit(Rank.SHAPES, on_done, lambda: self._shapes(version))

    def find(
        self,
        version: str,
        query: str,
        on_page: Callable[[PageMatches], None],
        on_end: OnDone[int],
        *,
        start_page: int = 0,
    ) -> Finding:
        """Search from `start_page` round to the page before it, case and diacritics ignored.

        `on_page` runs for each page that has matches, `on_end` once with their number. Strips asked
        meanwhile come between two pages. An empty query finds nothing.
        """
        finding = Finding(version, fold(query).text.strip(), start_page, on_page, on_end)
        self._queue.push(Rank.FIND, lambda: self._find_on_next_page(finding))
        return finding

    def request_pages(self, version: str, on_done: OnDone[tuple[PageText, ...]]) -> None:
        """The words of every page, read one page after the other so that strips come between."""
        self._queue.push(Rank.FIND, lambda: self._read_next_page(version, [], on_done))

    def aside(self, work: Callable[[], T], on_done: OnDone[T]) -> None:
        """Do work on words that are here (comparing, following) after everything that is seen now."""
        self._submit(Rank.FIND, on_done, work)

    def walk(self, version: str, on_page: Callable[[PageText], None], on_end: OnDone[int]) -> Walk:
        """The words of every page from the first to the last, when nothing else is to be done; then `on_end`."""
        walk = Walk(version, on_page, on_end)
        self._queue.push(Rank.FIND, lambda: self._walk_on(walk))
        return walk

    def release(self, version: str) -> None:
        """Close a document and forget its words; a later request opens it again."""
        self._queue.push(Rank.OPEN, lambda: self._release(version))

    @property
    def engine_process(self) -> int | None:
        """The id of the PDF engine's process, None while none runs."""
        return self._engine.process_id

    def forget_all(self) -> None:
        """Drop every queued request, close every document and end the engine's process, so that no
        page stays in memory. The next request starts it again."""
        self._queue.clear()
        self._queue.push(Rank.OPEN, self._forget_all)

    def close(self) -> None:
        """Stop and join the thread; no callback runs afterwards. Not from a callback."""
        self._queue.close(self._engine.abort)

    # ------------------------------------------------------------------ the render thread

    def _submit(
        self,
        rank: Rank,
        on_done: OnDone[T],
        work: Callable[[], T],
        *,
        newest_first: bool = False,
    ) -> None:
        self._queue.push(rank, self._answering(rank, on_done, work), newest_first=newest_first)

    def _answering(
        self, rank: Rank, on_done: OnDone[T], work: Callable[[], T]
    ) -> Callable[[], None]:
        def run() -> None:
            try:
                result = self._try_twice(work)
            except Exception as error:
                if isinstance(error, ChunkMissing) and rank <= Rank.URGENT:
                    self._need(error.sha256, error.chunk)
                # The asker judges: a DeskError is told to the person, anything else is a bug.
                if not self._queue.closing:
                    on_done(None, error)
            else:
                if not self._queue.closing:
                    on_done(result, None)

        return run

    def _try_twice(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except PdfError as error:
            if error.code != Code.PDF_ENGINE_CRASHED or self._queue.closing:
                raise
            return work()

    def _warm_up(self) -> None:
        with contextlib.suppress(PdfError):
            self._engine.start()

    def _document(self, version: str, password: str | None = None) -> OpenDocument:
        document = self._documents.get(version)
        if document is None:
            source = self._blob_source(version)
            document = self._engine.open(source, name=version, password=password)
            self._documents[version] = document
        return document

    def _strip(self, key: StripKey, *, with_pictures: bool) -> Pixels:
        document, top = self._document(key.version), key.index * STRIP_HEIGHT
        drawn = self._engine.render_strip(
            document, key.page, key.scale, top, STRIP_HEIGHT, rotation=key.rotation
        )
        if not with_pictures:
            return drawn
        shape = self._engine.exact_shape(document, key.page)
        boxes = []
        for rect in self._pictures(key.version, key.page):
            seen = shape.to_view(rect, key.rotation)
            left, right = int(seen.left * key.scale), math.ceil(seen.right * key.scale)
            above = max(0, int(seen.top * key.scale) - top)
            below = min(drawn.height, math.ceil(seen.bottom * key.scale) - top)
            if above < below:
                boxes.append((left, above, right - left, below - above))
        return replace(drawn, pictures=tuple(boxes))

    def _pictures(self, version: str, page: int) -> tuple[Rect, ...]:
        key = (version, page)
        if key not in self._shown_pictures:
            found = self._engine.pictures(self._document(version), page)
            self._shown_pictures[key] = found
            if len(self._shown_pictures) > PICTURE_PAGES:
                self._shown_pictures.popitem(last=False)
        return self._shown_pictures[key]

    def _shapes(self, version: str) -> tuple[PageShape, ...]:
        document = self._document(version)
        if document.exact_shapes < document.page_count:
            return self._engine.page_shapes(document)
        return document.shapes

    def _text(self, version: str, page: int) -> PageText:
        key = (version, page)
        text = self._texts.pop(key, None)
        if text is None:
            text = self._engine.page_text(self._document(version), page)
            text = self._fill(version, text)
            self._text_bytes += text.memory_bytes
        self._texts[key] = text
        while self._text_bytes > TEXT_CACHE_BYTES and len(self._texts) > 1:
            self._text_bytes -= self._texts.popitem(last=False)[1].memory_bytes
        return text

    def _read_next_page(
        self, version: str, read: list[PageText], on_done: OnDone[tuple[PageText, ...]]
    ) -> None:
        try:
            if len(read) < self._document(version).page_count:
                read.append(self._try_twice(lambda: self._text(version, len(read))))
                self._queue.push(Rank.FIND, lambda: self._read_next_page(version, read, on_done))
                return
        except Exception as error:  # the asker judges, as in _submit
            on_done(None, error)
            return
        on_done(tuple(read), None)

    def _find_on_next_page(self, finding: Finding) -> None:
        if finding.cancelled:
            return
        try:
            document = self._document(finding.version)
            if not finding.folded_query or finding.searched >= document.page_count:
                finding.on_end(finding.found, None)
                return
            page = (finding.start_page + finding.searched) % document.page_count
            text = self._try_twice(lambda: self._text(finding.version, page))
        except Exception as error:
            finding.on_end(None, error)
            return
        finding.searched += 1
        spans = tuple(text.find_folded(finding.folded_query))
        if spans:
            finding.found += len(spans)
            rects = tuple(tuple(text.rects(start, end)) for start, end in spans)
            contexts = tuple(context_of(text, start, end) for start, end in spans)
            finding.on_page(PageMatches(page, spans, rects, contexts))
        self._queue.push(Rank.FIND, lambda: self._find_on_next_page(finding))

    def _walk_on(self, walk: Walk) -> None:
        if walk.cancelled:
            return
        try:
            if walk.page >= self._document(walk.version).page_count:
                walk.on_end(walk.page, None)
                return
            text = self._try_twice(lambda: self._text(walk.version, walk.page))
        except PdfError as error:
            if error.code != Code.PDF_PAGE:
                walk.on_end(None, error)
                return
        except Exception as error:
            walk.on_end(None, error)
            return
        else:
            walk.on_page(text)
        walk.page += 1
        self._queue.push(Rank.FIND, lambda: self._walk_on(walk))

    def _release(self, version: str) -> None:
        document = self._documents.pop(version, None)
        for key in [key for key in self._texts if key[0] == version]:
            self._text_bytes -= self._texts.pop(key).memory_bytes
        if document is not None:
            self._engine.close(document)

    def _forget_all(self) -> None:
        self._documents.clear()
        self._texts.clear()
        self._shown_pictures.clear()
        self._text_bytes = 0
        self._engine.shutdown()
