"""Hostile and broken files: an error code or a page, and an engine that goes on."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from delegate_app.pdf.engine import PdfEngine
from delegate_app.pdf.faults import PdfError
from tests.unit.delegate_app.pdf.small_pdf import BytesSource, SmallPdf, paper

FLIPPED = int(os.environ.get("PDF_FUZZ_ROUNDS", "150"))
"""Files with flipped bytes that are tried; the seed is fixed."""


@pytest.fixture(scope="module")
def engine() -> Iterator[PdfEngine]:
    engine = PdfEngine()
    yield engine
    engine.shutdown()


@pytest.fixture
def own_engine() -> Iterator[PdfEngine]:
    """An engine whose process the test may harm."""
    engine = PdfEngine(request_seconds=1.0)
    yield engine
    engine.shutdown()


def exercise(engine: PdfEngine, data: bytes, name: str) -> str:
    """Open, draw and read a file; the name of the code, or "shown"."""
    try:
        document = engine.open(BytesSource(data), name=name)
        for page in range(min(2, document.page_count)):
            engine.render_strip(document, page, 0.5, 0, 256)
            engine.page_text(document, page)
        engine.outline(document)
        engine.close(document)
    except PdfError as error:
        return error.code.value
    return "shown"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\x00" * 5000, b"PK\x03\x04" + b"a" * 9000])
def test_what_is_no_pdf_is_called_broken(engine: PdfEngine, data: bytes) -> None:
    assert exercise(engine, data, "no pdf") == "PDF_BROKEN"


def test_a_file_cut_anywhere_is_an_error_or_shown(engine: PdfEngine) -> None:
    whole = paper("Điều 1. Thông qua", "Điều 2. Giao")
    process = engine.process_id
    outcomes = {exercise(engine, whole[:cut], "cut") for cut in range(0, len(whole), 97)}
    assert "PDF_BROKEN" in outcomes
    assert outcomes <= {"PDF_BROKEN", "PDF_PAGE", "shown"}
    assert process in (None, engine.process_id)


def test_flipped_bytes_never_harm_the_engine(engine: PdfEngine) -> None:
    whole = paper("Điều 1. Thông qua", "Điều 2. Giao")
    dice = random.Random(20261122)
    for round_number in range(FLIPPED):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 30)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        assert exercise(engine, bytes(data), f"flipped {round_number}") in {
            "PDF_BROKEN", "PDF_PAGE", "PDF_PASSWORD", "shown",
        }  # fmt: skip
    assert exercise(engine, whole, "good") == "shown"


LOOPS = {
    "pages within themselves": (b"/Kids [", b"/Kids [2 0 R "),
    "content that is its own page": (b"/Contents ", b"/Contents 2 0 R /Old "),
    "a million pages": (b"/Count 1", b"/Count 1000000"),
    "a font that is the catalogue": (b"/F1 3 0 R", b"/F1 1 0 R"),
    "a page without end": (b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 1e30 1e30]"),
    "a page without size": (b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 0 0]      "),
}


@pytest.mark.parametrize("loop", LOOPS)
def test_loops_and_absurd_numbers_end(engine: PdfEngine, loop: str) -> None:
    data = paper("Điều 1").replace(*LOOPS[loop])
    assert exercise(engine, data, loop) in {"PDF_BROKEN", "PDF_PAGE", "shown"}
    assert exercise(engine, paper("tốt"), "good") == "shown"


def test_a_form_that_draws_itself_costs_the_engine_at_most(own_engine: PdfEngine) -> None:
    """PDFium draws 3 x 3 x 3 x ... forms until its process may have no more memory or time."""
    pdf = SmallPdf()
    own = len(pdf.objects) + 1
    entries = f"/Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /X {own} 0 R >> >>"
    pdf.stream(b"/X Do /X Do /X Do", f"/Type /XObject {entries}")
    pdf.page(b"/X Do", entries=f"/Resources << /XObject << /X {own} 0 R >> >>")
    ended = {"PDF_ENGINE_CRASHED", "PDF_TIMEOUT", "PDF_PAGE", "shown"}
    assert exercise(own_engine, pdf.build(), "self") in ended
    assert exercise(own_engine, paper("tốt"), "good") == "shown"
