"""Where print and pictures stand on a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from delegate_app.domain.annotations import Rect
from delegate_app.pdf.engine import PdfEngine
from tests.unit.delegate_app.pdf.small_pdf import BytesSource, SmallPdf


@pytest.fixture(scope="module")
def engine() -> Iterator[PdfEngine]:
    engine = PdfEngine()
    yield engine
    engine.shutdown()


def picture(pdf: SmallPdf) -> int:
    """A dark image of one pixel."""
    entries = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8"
    return pdf.stream(b"\x20", f"{entries} /ColorSpace /DeviceGray")


def with_pictures(content: bytes, *, rotate: int = 0, in_form: bool = False) -> bytes:
    """A page that draws /I1 as `content` says, itself or inside a form that is moved by (10, 20)."""
    pdf = SmallPdf()
    resources = f"/Resources << /XObject << /I1 {picture(pdf)} 0 R >> >>"
    if in_form:
        form = f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources}"
        number = pdf.stream(content, form)
        resources = f"/Resources << /XObject << /F1 {number} 0 R >> >>"
        content = b"q 1 0 0 1 10 20 cm /F1 Do Q"
    drawn = pdf.stream(content)
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} {resources}"
    pdf.kids.append(pdf.add(f"{page} /Contents {drawn} 0 R >>".encode()))
    return pdf.build()


PLACED = b"q 100 0 0 50 200 700 cm /I1 Do Q"


def pictures(engine: PdfEngine, data: bytes) -> list[tuple[int, ...]]:
    document = engine.open(BytesSource(data), name=str(hash(data)))
    found = engine.pictures(document, 0)
    engine.close(document)
    return [tuple(round(side) for side in (r.left, r.top, r.right, r.bottom)) for r in found]


def test_a_picture_is_found_where_it_is_shown(engine: PdfEngine) -> None:
    assert pictures(engine, with_pictures(PLACED)) == [(200, 92, 300, 142)]


def test_a_picture_of_a_turned_page_is_found_in_page_space(engine: PdfEngine) -> None:
    assert pictures(engine, with_pictures(PLACED, rotate=90)) == [(700, 200, 750, 300)]


def test_a_picture_inside_a_form_is_found_where_the_form_puts_it(engine: PdfEngine) -> None:
    assert pictures(engine, with_pictures(PLACED, in_form=True)) == [(210, 72, 310, 122)]


def test_a_scan_is_the_paper_and_no_picture(engine: PdfEngine) -> None:
    assert pictures(engine, with_pictures(b"q 595 0 0 842 0 0 cm /I1 Do Q")) == []


def print_box(engine: PdfEngine, data: bytes) -> Rect | None:
    document = engine.open(BytesSource(data), name=str(hash(data)))
    box = engine.print_box(document, 0)
    engine.close(document)
    return box


def test_print_is_found_within_the_margins(engine: PdfEngine) -> None:
    box = print_box(engine, with_pictures(PLACED))
    assert box is not None
    sides = (box.left, box.top, box.right, box.bottom)
    assert sides == pytest.approx((200, 92, 300, 142), abs=4)


def test_an_empty_page_has_no_print(engine: PdfEngine) -> None:
    assert print_box(engine, with_pictures(b"")) is None
