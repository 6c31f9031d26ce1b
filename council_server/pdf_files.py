"""What the server must know of a PDF before it publishes it: that it opens, its pages, the text of its first page."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from council_server.errors import CommandError

# PDFium has global state and is not safe in several threads.
PDFIUM = threading.Lock()
HEADER_WITHIN = 1024
WORDS = 20
"""Characters from which a page is said to hold words: a stamp or a page number on a scan has fewer."""
NEEDS_PASSWORD = 4  # FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """Number of pages, of those that hold words, and the first page's text ("" for a scan)."""

    pages: int
    text_pages: int
    first_text: str


def look_into(path: Path, name: str) -> PdfFacts:
    """Open the PDF. Raises CommandError naming the paper as `name` when it is broken, empty or needs a password."""
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(HEADER_WITHIN):
            raise CommandError(f"{name}: this is not a PDF file", sentence="not_pdf", name=name)
    with PDFIUM:
        return _facts(path, name)


def _page_text(document: pdfium.PdfDocument, number: int) -> tuple[int, str]:
    """How many characters a page holds, and its text if it is the first."""
    page = document[number]
    text = page.get_textpage()
    try:
        words = str(text.get_text_bounded()) if number == 0 else ""
        return int(text.count_chars()), words.replace("\r\n", "\n")
    finally:
        text.close()
        page.close()


def _facts(path: Path, name: str) -> PdfFacts:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == NEEDS_PASSWORD:
            raise CommandError(
                f"{name}: the PDF opens only with a password; publish it without one",
                sentence="pdf_password",
                name=name,
            ) from None
        raise CommandError(
            f"{name}: the PDF is damaged and cannot be opened", sentence="pdf_damaged", name=name
        ) from None
    try:
        pages = len(document)
        if pages == 0:
            raise CommandError(f"{name}: the PDF has no page", sentence="pdf_empty", name=name)
        texts = [_page_text(document, number) for number in range(pages)]
        return PdfFacts(pages, sum(length >= WORDS for length, _ in texts), texts[0][1])
    except pdfium.PdfiumError:
        raise CommandError(
            f"{name}: the PDF is damaged: a page cannot be read", sentence="pdf_damaged", name=name
        ) from None
    finally:
        document.close()
