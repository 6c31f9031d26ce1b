"""The engine's process: PDFium alone with hostile files, answering one request at a time.

It holds no key, opens no file and no connection; bytes of documents come from its parent by ranges.
It ends with its parent, leaves no core dump (that would be a decrypted document on the disk) and
prints nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.shared_memory import SharedMemory
from typing import Any

from delegate_app.errors import Code
from delegate_app.pdf.engine_document import EngineDocument
from delegate_app.pdf.engine_source import BlockCache, ends_of
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.frames import LONGEST, Header, pack, unpack
from delegate_app.pdf.text_message import message_of

MEMORY_LIMIT = 2 * 1024**3
"""Bytes of address space, where the system can limit them: some files make PDFium ask without end,
and the laptops have 4 GB."""
FRESH_AFTER = 32 * 1024 * 1024
"""Bytes asked of one document after which it is opened afresh."""
PR_SET_DUMPABLE = 4
M_MMAP_THRESHOLD = -3

Answer = tuple[Header, bytes]


def main(parent: Connection, buffer_name: str) -> None:
    """Serve `parent` until it closes the pipe. Runs as the target of a spawned process."""
    _confine()
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - after the limits stand

    pdfium.FPDF_InitLibrary()
    desk = _Desk(parent, SharedMemory(buffer_name))
    parent.send_bytes(pack({"ready": True}))
    # EOF or a broken pipe: the parent is gone or does not want us any more.
    with contextlib.suppress(EOFError, OSError):
        while True:
            desk.serve(*unpack(parent.recv_bytes(LONGEST)))
    # No clean-up: handles and shared memory go with the process.
    os._exit(0)


def _confine() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silent = os.open(os.devnull, os.O_RDWR)
    for descriptor in (1, 2):
        # A windowed program on Windows has no standard output to silence.
        with contextlib.suppress(OSError):
            os.dup2(silent, descriptor)
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - POSIX only

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A lower limit of the administrator stands; macOS refuses this one.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        # A stream or bitmap goes back to the system when it is freed; glibc would raise the limit.
        libc.mallopt(M_MMAP_THRESHOLD, 128 * 1024)


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)


class _Desk:
    """The open documents, the pixel buffer shared with the parent, and the requests."""

    def __init__(self, parent: Connection, buffer: SharedMemory) -> None:
        self._parent = parent
        self._buffer = buffer
        self._documents: dict[int, EngineDocument] = {}
        self._requests: dict[str, Callable[[Header], Answer]] = {
            "open": self._open,
            "close": self._close,
            "buffer": self._change_buffer,
            "strip": self._strip,
            "text": self._text,
            "shape": lambda ask: ({"shape": self._document(ask).shape(ask["page"])}, b""),
            "shapes": self._shapes,
            "outline": lambda ask: ({"entries": self._document(ask).outline()}, b""),
            "links": lambda ask: ({"links": self._document(ask).links(ask["page"])}, b""),
            "labels": lambda ask: ({"labels": self._document(ask).labels()}, b""),
            "print": lambda ask: ({"box": self._document(ask).print_box(ask["page"])}, b""),
            "pictures": lambda ask: ({"boxes": self._document(ask).pictures(ask["page"])}, b""),
        }

    def serve(self, ask: Header, body: bytes) -> None:
        """Answer one request; a failure becomes a code."""
        ask["ends"] = body  # only the request that opens a file carries bytes: its begin and end
        # From here on a death is this document's doing; before, it was not.
        self._parent.send_bytes(pack({"begun": True}))
        try:
            header, body = self._requests[ask["do"]](ask)
        except PdfError as error:
            header, body = {"error": error.code.value, "detail": error.detail}, b""
        if self._lost(ask["document"]):
            header, body = {"error": Code.DOCUMENT_INCOMPLETE.value, "detail": "lost"}, b""
        self._parent.send_bytes(pack(header, body))

    def _lost(self, number: int) -> bool:
        """Close a document of which a range could not be read: PDFium may hold half of a page."""
        document = self._documents.get(number)
        if document is None or not document.cache.failed:
            return False
        del self._documents[number]
        document.close()
        return True

    def _document(self, ask: Header) -> EngineDocument:
        """The open document. PDFium keeps every stream it has met until a document is closed, so
        after `FRESH_AFTER` bytes it is closed and opened again (a few milliseconds)."""
        number = ask["document"]
        document = self._documents[number]
        if document.cache.asked_bytes <= FRESH_AFTER:
            return document
        del self._documents[number]
        document.close()
        self._give_back()
        try:
            return self._load(number, document.cache.size, document.password)
        except PdfError as error:
            # The parent opens it anew and learns what is wrong.
            raise PdfError(Code.DOCUMENT_INCOMPLETE, error.detail) from error

    def _open(self, ask: Header) -> Answer:
        """Facts about the document; sizes of pages that have not arrived are left out."""
        document = self._load(ask["document"], ask["size"], ask["password"], ask["ends"])
        facts = document.facts()
        if document.cache.failed and facts["shapes"]:
            facts = self._afresh(ask["document"]).facts(len(facts["shapes"]))
        return facts, b""

    def _shapes(self, ask: Header) -> Answer:
        document = self._document(ask)
        shapes = document.shapes()
        if document.cache.failed and shapes:
            self._afresh(ask["document"])
        return {"shapes": shapes}, b""

    def _afresh(self, number: int) -> EngineDocument:
        """The same document without what PDFium made of ranges that could not be read."""
        document = self._documents.pop(number)
        document.close()
        return self._load(number, document.cache.size, document.password)

    def _load(
        self, number: int, size: int, password: str | None, ends: bytes = b""
    ) -> EngineDocument:
        cache = BlockCache(size, lambda at, length: self._read_range(number, at, length))
        for offset, length in ends_of(size) if ends else ():
            cache.keep(offset, ends[:length])
            ends = ends[length:]
        try:
            document = EngineDocument(cache, password)
        except PdfError as error:
            if cache.failed:
                raise PdfError(Code.DOCUMENT_INCOMPLETE, "lost while opening") from error
            raise
        self._documents[number] = document
        return document

    def _read_range(self, number: int, offset: int, length: int) -> bytes | None:
        """Ask the parent, who is waiting for our answer. Runs inside PDFium's callback, through
        which no exception can travel."""
        try:
            ask = {"range": number, "offset": offset, "length": length}
            self._parent.send_bytes(pack(ask))
            header, body = unpack(self._parent.recv_bytes(LONGEST))
        except (EOFError, OSError, ValueError):
            os._exit(0)
        return body if header.get("read") else None

    def _close(self, ask: Header) -> Answer:
        document = self._documents.pop(ask["document"], None)
        if document is not None:
            document.close()
            self._give_back()
        return {}, b""

    def _give_back(self) -> None:
        """Hand freed memory back to the system."""
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)

    def _change_buffer(self, ask: Header) -> Answer:
        self._buffer.close()
        self._buffer = SharedMemory(ask["name"])
        return {}, b""

    def _strip(self, ask: Header) -> Answer:
        size = ask["stride"] * ask["rows"]
        pixels: Any = (ctypes.c_ubyte * size).from_buffer(self._buffer.buf)
        self._document(ask).draw(ask["page"], ask, pixels)
        return {}, b""

    def _text(self, ask: Header) -> Answer:
        return message_of(self._document(ask).text(ask["page"]))
