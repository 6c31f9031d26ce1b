"""Reading scans: Tesseract's table becomes lines, only pages without words are read, clean print is read well."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from rapidfuzz.distance import Levenshtein

from council_server import recognition
from council_server.errors import CommandError
from council_server.recognition import find_recogniser, lines_of, recognise, scanned_pages
from council_server.scans import wrap_scan
from tests.house.sources import ROOT
from tests.session_folders import small_pdf

DRAFT = (
    ROOT
    / "resources/practice_council/sessions/2026-ky-hop-3-chuyen-de"
    / "02-du-thao-nghi-quyet-dieu-chinh-bien-che.pdf"
)
TABLE = (
    "level page_num block_num par_num line_num word_num left top width height conf text"
).replace(" ", "\t")
needs_tesseract = pytest.mark.skipif(
    not find_recogniser(), reason="Tesseract with its Vietnamese model is not installed"
)


def row(level: int, line: int, left: int, text: str) -> str:
    numbers = [level, 1, 1, 1, line, 1, left, 100, 40, 20, 96]
    return "\t".join([*map(str, numbers), text])


def scan_of(page: int, target: Path) -> Path:
    """A page of the practice council's draft as an office would scan it: 200 dots an inch, grey, no words."""
    document = pdfium.PdfDocument(DRAFT)
    picture = document[page].render(scale=200 / 72, grayscale=True).to_pil()
    document.close()
    image = target.with_suffix(".jpg")
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=85)
    image.write_bytes(held.getvalue())
    target.write_bytes(wrap_scan(image, "scan"))
    return target


def test_words_of_a_line_stay_together_in_points_of_the_page() -> None:
    rows = [
        TABLE,
        row(1, 0, 0, ""),
        row(5, 1, 100, "Điều"),
        row(5, 1, 150, "1."),
        row(5, 2, 100, '"Luật'),
    ]
    first, second = lines_of("\n".join(rows), 36.0)
    assert [word.text for word in first] == ["Điều", "1."]
    assert (first[0].left, first[0].top, first[0].right, first[0].bottom) == (
        3600,
        3600,
        5040,
        4320,
    )
    assert [word.text for word in second] == ['"Luật']


def test_pages_with_words_of_their_own_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "words.pdf"
    path.write_bytes(small_pdf("A page that holds words of its own"))
    assert scanned_pages(path) == []
    assert scanned_pages(scan_of(0, tmp_path / "scan.pdf")) == [0]


def test_without_the_program_the_office_reads_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "find_recogniser", lambda: "")
    with pytest.raises(CommandError, match="install tesseract-ocr and tesseract-ocr-vie"):
        recognise(tmp_path / "scan.pdf", "scan.pdf")


@needs_tesseract
def test_clean_print_is_read_with_few_errors_and_in_its_place(tmp_path: Path) -> None:
    layer = recognise(scan_of(0, tmp_path / "scan.pdf"), "scan.pdf")
    read = [word for line in layer.pages[0] for word in line]
    document = pdfium.PdfDocument(DRAFT)
    page = document[0]
    words = page.get_textpage()
    truth = " ".join(words.get_text_bounded().split())
    width, height = page.get_size()
    words.close()
    page.close()
    document.close()
    said = " ".join(word.text for word in read)
    # The head of an official paper has two columns, which the two read in another order: compare words sorted.
    wrong = Levenshtein.distance(sorted(said.split()), sorted(truth.split()))
    assert wrong / len(truth.split()) < 0.06
    assert all(word.left < word.right <= width * 100 for word in read)
    assert all(word.top < word.bottom <= height * 100 for word in read)
    assert layer.engine.startswith("tesseract")
