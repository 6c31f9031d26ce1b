"""PDFium in a process of its own, seen from the window's side.

Order of things
1. The process is started by the first request (or `start`) and again after it ended.
2. `open` gives a number to a document. The bytes stay with the caller's `ByteSource`; begin and end go with the
   request to open it, and while a request runs, the engine asks ranges of that request's document, and gets no other.
3. A request has a deadline, in which the time spent in `ByteSource.read` does not count. After it
   the process is ended: PDF_TIMEOUT.
4. A process that dies during a request raises PDF_ENGINE_CRASHED for it. The next request starts
   a new one and opens its document again by itself. One that died between two requests is replaced
   in silence.
5. A document during whose requests the process died or hung twice is refused with PDF_BROKEN.
6. What `ByteSource.read` raises is raised by the request unchanged, and the document is opened
   afresh by the next one: PDFium may have kept half of a page.

Used by one thread (the render thread); only `abort` may be called from another.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from delegate_app.domain.annotations import Rect
from delegate_app.errors import Code
from delegate_app.pdf import engine_entry
from delegate_app.pdf.engine_source import ends_of
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.frames import LONGEST, Header, pack, unpack
from delegate_app.pdf.pages import (
    ByteSource,
    OpenDocument,
    OutlineEntry,
    PageLink,
    PageShape,
    Pixels,
)
from delegate_app.pdf.pixel_buffer import LARGEST_BUFFER, PixelBuffer
from delegate_app.pdf.text_layer import PageText
from delegate_app.pdf.text_message import page_text_from

START_SECONDS = 30.0
REQUEST_SECONDS = 20.0
STRIKES = 2
LARGEST_FILE = 2**32 - 1
"""PDFium's own length field is 32 bits wide on Windows."""
LONGEST_SIDE = 30_000
"""Pixels of a page's side beyond which drawing is refused."""


@dataclass
class _Held:
    """An open document on this side; `generation` is the process that knows it."""

    source: ByteSource
    name: str
    password: str | None
    generation: int


class _DiedBefore(PdfError):
    """The process was dead when a request came: no document's fault, and worth a new process."""


class PdfEngine:
    """Opens documents and gives their pixels and words. Raises `PdfError`."""

    def __init__(self, *, request_seconds: float = REQUEST_SECONDS) -> None:
        self._request_seconds = request_seconds
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._buffer: PixelBuffer | None = None
        self._generation = 0
        self._held: dict[int, _Held] = {}
        self._last_id = 0
        self._strikes: dict[str, int] = {}

    # ------------------------------------------------------------------ documents

    def open(self, source: ByteSource, *, name: str, password: str | None = None) -> OpenDocument:
        """Open a document. Crashes are remembered under `name` (the version's SHA-256).

        Raises PDF_BROKEN, PDF_PASSWORD (none given), PDF_PASSWORD_WRONG, and what `source.read` raises.
        """
        if not 0 < source.size <= LARGEST_FILE:
            raise PdfError(Code.PDF_BROKEN, f"{source.size} bytes")
        self._refuse_twice_crashed(name)
        self._last_id += 1
        number = self._last_id
        self._held[number] = _Held(source, name, password, 0)
        try:
            facts = self._open_in_process(number)
        except BaseException:
            del self._held[number]
            raise
        shapes = _shapes_of(facts["shapes"], facts["page_count"])
        exact = len(facts["shapes"])
        return OpenDocument(
            number, facts["page_count"], shapes, exact, facts["encrypted"], facts["title"]
        )

    def close(self, document: OpenDocument) -> None:
        """Forget a document; closing it again does nothing."""
        held = self._held.pop(document.id, None)
        if held is not None and held.generation == self._generation and self._alive():
            # A process that dies now has closed it too.
            with contextlib.suppress(PdfError):
                self._exchange({"do": "close", "document": document.id}, None)

    # ------------------------------------------------------------------ pages

    def render_strip(
        self,
        document: OpenDocument,
        page: int,
        scale: float,
        y: int,
        rows: int,
        *,
        rotation: int = 0,
    ) -> Pixels:
        """Rows `y` to `y + rows` of a page at `scale` pixels a point, cut at the page's end.

        `rotation` is clockwise in quarter turns of 90. Raises PDF_PAGE for a page that cannot be
        loaded or would be wider or higher than 30,000 pixels, and for rows outside of it.
        """
        shape = self.exact_shape(document, page)
        width, height = shape.pixel_size(scale, rotation)
        rows = min(rows, height - y)
        stride = width * 4
        too_large = max(width, height) > LONGEST_SIDE or stride * rows > LARGEST_BUFFER
        if too_large or y < 0 or rows <= 0:
            raise PdfError(Code.PDF_PAGE, f"{width} x {height} pixels, rows {y} + {rows}")
        self._make_room(stride * rows)
        ask = {"do": "strip", "page": page, "width": width, "height": height, "y": y}
        ask |= {"rows": rows, "stride": stride, "quarter_turns": rotation // 90 % 4}
        self._request(document, ask)
        return Pixels(width, rows, stride, self._pixels().copy(stride * rows))

    def page_text(self, document: OpenDocument, page: int) -> PageText:
        """The words of a page with their places."""
        header, body = self._request(document, {"do": "text", "page": page})
        return page_text_from(page, header, body)

    def page_shapes(self, document: OpenDocument) -> tuple[PageShape, ...]:
        """The exact size of every page; reads from all over a large file. From the first page on that has not arrived
        the last known size is repeated."""
        header, _ = self._request(document, {"do": "shapes"})
        return _shapes_of(header["shapes"], document.page_count)

    def outline(self, document: OpenDocument) -> list[OutlineEntry]:
        """The table of contents, empty when the file has none."""
        header, _ = self._request(document, {"do": "outline"})
        return [OutlineEntry(**entry) for entry in header["entries"]]

    def links(self, document: OpenDocument, page: int) -> list[PageLink]:
        """Link areas of a page that lead to a page, or to a web or mail address."""
        header, _ = self._request(document, {"do": "links", "page": page})
        return [PageLink(Rect(*e["rect"]), e["page"], e["uri"]) for e in header["links"]]

    def labels(self, document: OpenDocument) -> tuple[str, ...]:
        """The file's own name of each page, empty when it has none or only numbers them from 1."""
        header, _ = self._request(document, {"do": "labels"})
        return tuple(str(label) for label in header["labels"])

    def print_box(self, document: OpenDocument, page: int) -> Rect | None:
        """The part of a page that is not blank, None for an empty page."""
        header, _ = self._request(document, {"do": "print", "page": page})
        return Rect(*header["box"]) if header["box"] else None

    def pictures(self, document: OpenDocument, page: int) -> tuple[Rect, ...]:
        """Where a page shows pictures; a scan, which is the paper itself, is none."""
        header, _ = self._request(document, {"do": "pictures", "page": page})
        return tuple(Rect(*box) for box in header["boxes"])

    # ------------------------------------------------------------------ the process

    def start(self) -> None:
        """Make sure that the process runs, so that the first document need not wait for it."""
        if not self._alive():
            self._stop()
            self._start()

    @property
    def process_id(self) -> int | None:
        """The engine's process, or None while none runs."""
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    def shutdown(self) -> None:
        """End the process and forget every document. A later request starts afresh."""
        self._stop()
        self._held.clear()

    def abort(self) -> None:
        """End the process at once, from any thread: a running request fails."""
        process = self._process
        # Closed meanwhile by its own thread: then it is gone already.
        with contextlib.suppress(ValueError):
            if process is not None:
                process.kill()

    def _alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._buffer = PixelBuffer()
        self._pipe, theirs = context.Pipe()
        process = context.Process(
            target=engine_entry.main,
            args=(theirs, self._buffer.name),
            name="pdf-engine",
            daemon=True,
        )
        self._process = process
        self._generation += 1
        try:
            process.start()
            theirs.close()
            ready = self._receive(START_SECONDS)[0].get("ready")
        except (EOFError, OSError, ValueError, TimeoutError) as error:
            self._stop()
            raise PdfError(Code.PDF_ENGINE_CRASHED, "the engine did not start") from error
        if not ready:
            self._stop()
            raise PdfError(Code.PDF_ENGINE_CRASHED, "the engine did not greet")
        self._buffer.unlink()

    def _stop(self) -> None:
        process, pipe, buffer = self._process, self._pipe, self._buffer
        self._process = self._pipe = self._buffer = None
        if pipe is not None:
            pipe.close()
        if process is not None and process.pid is not None:
            process.kill()
            process.join()
            process.close()
        if buffer is not None:
            buffer.close()

    # ------------------------------------------------------------------ requests

    def _request(self, document: OpenDocument, ask: Header) -> tuple[Header, bytes]:
        held = self._held.get(document.id)
        if held is None:
            raise PdfError(Code.PDF_BROKEN, "the document is closed")
        self._refuse_twice_crashed(held.name)
        ask = ask | {"document": document.id}
        try:
            return self._ask_about(held, document.id, ask)
        except _DiedBefore:
            return self._ask_about(held, document.id, ask)

    def _ask_about(self, held: _Held, number: int, ask: Header) -> tuple[Header, bytes]:
        self.start()
        if held.generation != self._generation:
            self._open_in_process(number)
        return self._exchange(ask, held)

    def _open_in_process(self, number: int) -> Header:
        held = self._held[number]
        self.start()
        ask = {"do": "open", "document": number, "size": held.source.size}
        ask |= {"password": held.password}
        ends = _ends_of(held.source)
        try:
            facts, _ = self._exchange(ask, held, ends)
        except _DiedBefore:
            self.start()
            facts, _ = self._exchange(ask, held, ends)
        held.generation = self._generation
        return facts

    def _exchange(self, ask: Header, held: _Held | None, ends: bytes = b"") -> tuple[Header, bytes]:
        """Send a request and serve the ranges it needs until its answer comes."""
        failure: Exception | None = None
        deadline = time.monotonic() + self._request_seconds
        self._begin(ask, held, ends)
        try:
            header, body = self._receive(deadline - time.monotonic())
            while "range" in header:
                began = time.monotonic()
                read, reply = True, b""
                try:
                    reply = _range_of(held, header)
                except Exception as error:
                    # Told to the engine as "not to be had", and to the asker as it is.
                    read, failure = False, error
                deadline += time.monotonic() - began
                self._send({"read": read}, reply)
                header, body = self._receive(deadline - time.monotonic())
        except TimeoutError as error:
            raise self._strike(held, Code.PDF_TIMEOUT, "took too long") from error
        except (EOFError, OSError, ValueError) as error:
            raise self._strike(held, Code.PDF_ENGINE_CRASHED, "the process died") from error
        if "error" not in header:
            return header, body
        if header["error"] == Code.DOCUMENT_INCOMPLETE and held is not None:
            held.generation = 0
            if failure is not None:
                raise failure
        raise PdfError(Code(header["error"]), str(header["detail"]))

    def _begin(self, ask: Header, held: _Held | None, ends: bytes) -> None:
        """Send a request and wait until the process has taken it up."""
        try:
            self._send(ask, ends)
            self._receive(self._request_seconds)
        except TimeoutError as error:
            raise self._strike(held, Code.PDF_TIMEOUT, "not taken up") from error
        except (EOFError, OSError, ValueError) as error:
            self._stop()
            raise _DiedBefore(Code.PDF_ENGINE_CRASHED, "dead before the request") from error

    def _send(self, header: Header, body: bytes = b"") -> None:
        if self._pipe is None:
            raise EOFError
        self._pipe.send_bytes(pack(header, body))

    def _receive(self, seconds: float) -> tuple[Header, bytes]:
        if self._pipe is None:
            raise EOFError
        if not self._pipe.poll(max(0.0, seconds)):
            raise TimeoutError
        return unpack(self._pipe.recv_bytes(LONGEST))

    def _strike(self, held: _Held | None, code: Code, detail: str) -> PdfError:
        self._stop()
        if held is not None:
            self._strikes[held.name] = self._strikes.get(held.name, 0) + 1
        return PdfError(code, detail)

    def _refuse_twice_crashed(self, name: str) -> None:
        if self._strikes.get(name, 0) >= STRIKES:
            raise PdfError(Code.PDF_BROKEN, "refused: it ended the engine twice")

    def exact_shape(self, document: OpenDocument, page: int) -> PageShape:
        """The size of one page. Raises PDF_PAGE for one that the document does not have."""
        if not 0 <= page < document.page_count:
            raise PdfError(Code.PDF_PAGE, f"page {page} of {document.page_count}")
        if page < document.exact_shapes:
            return document.shapes[page]
        header, _ = self._request(document, {"do": "shape", "page": page})
        return PageShape(*header["shape"])

    def _make_room(self, size: int) -> None:
        self.start()
        if self._pixels().size >= size:
            return
        larger = PixelBuffer(size)
        try:
            self._exchange({"do": "buffer", "document": 0, "name": larger.name}, None)
        except PdfError:
            larger.unlink()
            larger.close()
            raise
        larger.unlink()
        self._pixels().close()
        self._buffer = larger

    def _pixels(self) -> PixelBuffer:
        if self._buffer is None:
            raise PdfError(Code.PDF_ENGINE_CRASHED, "no pixel buffer")
        return self._buffer


def _shapes_of(sizes: list[tuple[float, float]], page_count: int) -> tuple[PageShape, ...]:
    """One shape a page: the last known one stands for those after it."""
    shapes = [PageShape(*size) for size in sizes]
    return tuple(shapes + [shapes[-1]] * (page_count - len(shapes)))


def _ends_of(source: ByteSource) -> bytes:
    """Begin and end of a file, to go with the request that opens it; nothing when they cannot be had just now: the engine
    asks for what it needs then, and the asker hears what is wrong."""
    try:
        return b"".join(source.read(*part) for part in ends_of(source.size))
    except Exception:
        return b""


def _range_of(held: _Held | None, ask: dict[str, Any]) -> bytes:
    """The bytes that the engine asks, which may lie only inside the document of its request."""
    offset, length = ask["offset"], ask["length"]
    if held is None or not (offset >= 0 and 0 <= length <= LONGEST // 2):
        raise ValueError("the engine asked for a range it may not have")
    if offset + length > held.source.size:
        raise ValueError("the engine asked beyond the document's end")
    return held.source.read(offset, length)
