"""A PDF looked into by a process of its own: what somebody uploads may crash PDFium or make it ask without end.

The child has one file to look at, no connection and no key in its memory, a limit of memory and of processor time, and
is ended when it takes too long. Whatever happens to it, the server goes on.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from council_server import marking
from council_server.pdf_files import HEADER_WITHIN, NEEDS_PASSWORD, WORDS
from council_server.upload_refusals import Reason, UploadRefused
from protocol.limits import UPLOAD_PAGES

MEMORY = 2 * 1024**3
PROCESSOR_SECONDS = 60
SECONDS = 90.0
LINES_OF_A_LATER_HEAD = 8
"""A stamp on a later page (papers bound into one file) stands at its very top; further down it is a word of a table."""


@dataclass(frozen=True, slots=True)
class PdfReport:
    """Number of pages, of those that hold words, and the first page's text ("" for a scan)."""

    pages: int
    text_pages: int
    first_text: str


def inspect_pdf(path: Path, seconds: float = SECONDS) -> PdfReport:
    """What is in the PDF. Raises UploadRefused, TOO_HARD where the child came to grief over it."""
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(HEADER_WITHIN):
            raise UploadRefused(Reason.UNKNOWN_KIND)
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    child = context.Process(target=look, args=(theirs, str(path)), daemon=True)
    child.start()
    theirs.close()
    try:
        # EOFError: the child died and its end of the pipe closed.
        found = mine.recv() if mine.poll(seconds) else None
    except (EOFError, OSError):
        found = None
    finally:
        mine.close()
        child.kill()
        child.join()
        child.close()
    if isinstance(found, PdfReport):
        return found
    if isinstance(found, tuple):
        raise UploadRefused(Reason(found[0]), found[1])
    raise UploadRefused(Reason.TOO_HARD)


# ------------------------------------------------------------------------------------ in the child


def look(parent: Connection, path: str) -> None:
    """Look into the file, answer once, and end. Runs as the target of a spawned process."""
    _confine()
    try:
        parent.send(_report(Path(path)))
    except UploadRefused as error:
        parent.send((error.reason.value, error.detail))
    except Exception:  # any other end is told as none
        parent.send(None)
    parent.close()
    os._exit(0)


def _confine() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silent = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        with contextlib.suppress(OSError):
            os.dup2(silent, descriptor)
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - POSIX only

    for what, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower limit of the administrator stands
            resource.setrlimit(what, (limit, limit))


def _report(path: Path) -> PdfReport:
    import pypdfium2 as pdfium  # noqa: PLC0415 - after the limits stand

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == NEEDS_PASSWORD
        raise UploadRefused(Reason.PASSWORD if locked else Reason.DAMAGED) from None
    _refuse_whole(document)
    text_pages, first = 0, ""
    try:
        for number in range(len(document)):
            words = _words(document, number)
            text_pages += len(words) >= WORDS
            _refuse_secret(words, number)
            if number == 0:
                first = words
    except pdfium.PdfiumError:
        raise UploadRefused(Reason.DAMAGED, str(number + 1)) from None
    return PdfReport(len(document), text_pages, first)


def _refuse_whole(document: object) -> None:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - after the limits stand

    if pdfium.FPDF_GetSecurityHandlerRevision(document) >= 0:
        raise UploadRefused(Reason.PASSWORD)
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        raise UploadRefused(Reason.SCRIPT)
    pages = pdfium.FPDF_GetPageCount(document)
    if pages == 0:
        raise UploadRefused(Reason.DAMAGED)
    if pages > UPLOAD_PAGES:
        raise UploadRefused(Reason.TOO_MANY_PAGES, str(pages))


def _words(document: object, number: int) -> str:
    page = document[number]  # type: ignore[index]
    text = page.get_textpage()
    try:
        return str(text.get_text_bounded()).replace("\r\n", "\n")
    finally:
        text.close()
        page.close()


def _refuse_secret(words: str, number: int) -> None:
    head = (
        words
        if number == 0
        else "\n".join(
            [line for line in words.splitlines() if line.strip()][:LINES_OF_A_LATER_HEAD]
        )
    )
    level = marking.level_on_page(head)
    if level:
        raise UploadRefused(Reason.SECRET, level)
