"""The engine: documents by ranges, pixels, words; crashes, hangs and hostile files."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from delegate_app.errors import Code, UserError
from delegate_app.pdf.engine import PdfEngine
from delegate_app.pdf.engine_source import ends_of
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.pages import OpenDocument, Pixels
from tests.unit.delegate_app.pdf.small_pdf import GLYPH_WIDTH, BytesSource, SmallPdf, paper


@pytest.fixture(scope="module")
def engine() -> Iterator[PdfEngine]:
    engine = PdfEngine()
    yield engine
    engine.shutdown()


def opened(engine: PdfEngine, data: bytes, name: str = "paper") -> OpenDocument:
    return engine.open(BytesSource(data), name=name)


def dark_share(pixels: Pixels) -> float:
    """Share of pixels that are not white."""
    return sum(byte < 128 for byte in pixels.data[0::4]) / (pixels.width * pixels.height)


def pixel(pixels: Pixels, x: int, y: int) -> tuple[int, int, int]:
    at = y * pixels.stride + 4 * x
    blue, green, red = pixels.data[at : at + 3]
    return red, green, blue


# ---------------------------------------------------------------------- documents


def test_a_document_tells_its_pages_and_sizes(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    pdf.page()
    pdf.page(size=(842, 595))
    document = opened(engine, pdf.build())
    assert document.page_count == 2
    assert [(s.width, s.height) for s in document.shapes] == [(595, 842), (842, 595)]
    assert not document.encrypted
    assert engine.page_shapes(document) == document.shapes


def test_a_rotated_page_is_as_wide_as_it_is_shown(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    pdf.page(entries="/Rotate 90")
    document = opened(engine, pdf.build())
    assert (document.shapes[0].width, document.shapes[0].height) == (842, 595)


def test_an_encrypted_document_needs_its_password(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    pdf.page(pdf.words(72, 700, "Tờ trình"))
    data = pdf.build(password="mat-khau")
    for password, code in ((None, Code.PDF_PASSWORD), ("sai", Code.PDF_PASSWORD_WRONG)):
        with pytest.raises(PdfError) as refused:
            engine.open(BytesSource(data), name="locked", password=password)
        assert refused.value.code is code
    document = engine.open(BytesSource(data), name="locked", password="mat-khau")
    assert document.encrypted
    assert engine.page_text(document, 0).text == "Tờ trình"


def test_a_large_document_is_not_read_whole(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    pdf.stream(random.Random(1).randbytes(5_000_000))
    pdf.page(pdf.words(72, 700, "Trang"))
    source = BytesSource(pdf.build())
    document = engine.open(source, name="large")
    engine.render_strip(document, 0, 1.0, 0, 256)
    assert sum(length for _, length in source.asked) < 500_000


def test_a_block_is_asked_for_once(engine: PdfEngine) -> None:
    source = BytesSource(paper("một", "hai"))
    document = engine.open(source, name="paper")
    asked = len(source.asked)
    for page in (0, 1, 0, 1):
        engine.page_text(document, page)
    assert len(source.asked) == asked


def test_a_closed_document_is_not_served(engine: PdfEngine) -> None:
    document = opened(engine, paper("một"))
    engine.close(document)
    engine.close(document)
    with pytest.raises(PdfError) as refused:
        engine.page_text(document, 0)
    assert refused.value.code is Code.PDF_BROKEN


def test_a_long_document_is_opened_afresh_so_that_its_pages_do_not_pile_up(
    engine: PdfEngine,
) -> None:
    pdf = SmallPdf()
    dice = random.Random(6)
    for _ in range(20):
        pdf.image_page(1500, 1500, dice.randbytes(1500 * 1500), "", "DeviceGray")
    source = ArrivingSource(pdf.build())
    source.here = source.size
    document = engine.open(source, name="long")
    for page in range(20):
        assert dark_share(engine.render_strip(document, page, 0.2, 0, 99)) > 0
    tail = [ask for ask in source.asked if sum(ask) == source.size]
    assert len(tail) == 2
    assert engine.page_text(document, 19).scanned


def test_sizes_of_pages_all_over_a_large_file_are_not_read_before_the_first_page_is_seen(
    engine: PdfEngine,
) -> None:
    pdf = SmallPdf()
    for number in range(12):
        pdf.stream(bytes(300_000))
        pdf.page(size=(400 + number, 842))
    source = BytesSource(pdf.build())
    document = engine.open(source, name="spread")
    asked = [ask for ask in source.asked if ask not in ends_of(source.size)]
    assert document.page_count == 12
    assert max(len(asked), document.exact_shapes) <= 2
    shapes = engine.page_shapes(document)
    assert [shape.width for shape in shapes] == [400 + number for number in range(12)]


@dataclass
class ArrivingSource(BytesSource):
    """A document still being downloaded: bytes from `here` on are not there yet."""

    here: int = 0

    def read(self, offset: int, length: int) -> bytes:
        if offset + length > self.here:
            raise UserError(Code.DOCUMENT_INCOMPLETE, "not downloaded yet")
        return super().read(offset, length)


def test_a_document_still_arriving_says_so_and_opens_later(engine: PdfEngine) -> None:
    source = ArrivingSource(paper("Nghị quyết"))
    process = engine.process_id
    with pytest.raises(UserError) as missing:
        engine.open(source, name="arriving")
    assert missing.value.code is Code.DOCUMENT_INCOMPLETE
    source.here = source.size
    document = engine.open(source, name="arriving")
    assert engine.page_text(document, 0).text == "Nghị quyết"
    assert process in (None, engine.process_id)


def test_a_page_not_yet_there_is_never_shown_half(engine: PdfEngine) -> None:
    """The document opens, its first page misses a range; once that is there, all of it is shown."""
    pdf = SmallPdf()
    pdf.stream(bytes(2_000_000))
    pdf.page(pdf.words(72, 700, "Nghị quyết"))
    source = ArrivingSource(pdf.build())
    source.here = source.size
    document = engine.open(source, name="half")
    source.here = 1_000_000
    engine.start()
    reopened = PdfEngine()
    try:
        with pytest.raises(UserError) as missing:
            reopened.open(source, name="half")
        assert missing.value.code is Code.DOCUMENT_INCOMPLETE
        source.here = source.size
        assert reopened.open(source, name="half").page_count == 1
    finally:
        reopened.shutdown()
    assert engine.page_text(document, 0).text == "Nghị quyết"


def test_a_bug_in_the_source_reaches_the_asker_as_it_is(engine: PdfEngine) -> None:
    class Faulty(BytesSource):
        def read(self, offset: int, length: int) -> bytes:
            raise LookupError("no such chunk")

    with pytest.raises(LookupError, match="no such chunk"):
        engine.open(Faulty(paper("một")), name="faulty")


# ---------------------------------------------------------------------- pixels


def test_strips_put_together_are_the_page(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    pdf.page(b"1 0 0 rg 100 0 50 842 re f")
    document = opened(engine, pdf.build())
    strips = [engine.render_strip(document, 0, 1.0, y, 256) for y in range(0, 842, 256)]
    assert [s.height for s in strips] == [256, 256, 256, 74]
    assert {(s.width, s.stride) for s in strips} == {(595, 595 * 4)}
    for strip in strips:
        for y in (0, strip.height - 1):
            assert pixel(strip, 125, y) == (255, 0, 0)
            assert pixel(strip, 90, y) == (255, 255, 255)


def test_a_view_can_be_turned(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    pdf.page(b"0 0 1 rg 0 742 100 100 re f")
    document = opened(engine, pdf.build())
    corners = {0: (10, 10), 90: (831, 10), 180: (584, 831), 270: (10, 584)}
    for rotation, (x, y) in corners.items():
        strip = engine.render_strip(document, 0, 1.0, y // 256 * 256, 256, rotation=rotation)
        assert pixel(strip, x, y % 256) == (0, 0, 255)


def test_letters_are_grey_never_coloured(engine: PdfEngine) -> None:
    strip = engine.render_strip(opened(engine, paper("Hội đồng")), 0, 2.0, 256, 128)
    data = strip.data
    assert data[0::4] == data[1::4] == data[2::4]
    assert dark_share(strip) > 0


def test_form_fields_of_a_document_are_drawn(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    look = pdf.stream(
        b"0 1 0 rg 0 0 100 50 re f", "/Type /XObject /Subtype /Form /BBox [0 0 100 50]"
    )
    widget = pdf.add(
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /F 4 /Rect [0 792 100 842] "
        f"/AP << /N {look} 0 R >> >>".encode()
    )
    pdf.page(entries=f"/Annots [{widget} 0 R]")
    pdf.catalog = f"/AcroForm << /Fields [{widget} 0 R] >>"
    strip = engine.render_strip(opened(engine, pdf.build()), 0, 1.0, 0, 256)
    assert pixel(strip, 50, 25) == (0, 255, 0)


def test_a_strip_larger_than_the_shared_memory_gets_a_larger_one(engine: PdfEngine) -> None:
    document = opened(engine, paper("Bản đồ"))
    strip = engine.render_strip(document, 0, 25.0, 0, 256)
    assert len(strip.data) == strip.stride * 256 > 8 * 1024 * 1024
    assert engine.render_strip(document, 0, 1.0, 0, 256).width == 595


@pytest.mark.parametrize(
    ("page", "scale", "y"), [(1, 1.0, 0), (-1, 1.0, 0), (0, 100.0, 0), (0, 1.0, 900), (0, 1.0, -1)]
)
def test_what_cannot_be_drawn_is_refused(
    engine: PdfEngine, page: int, scale: float, y: int
) -> None:
    with pytest.raises(PdfError) as refused:
        engine.render_strip(opened(engine, paper("một")), page, scale, y, 256)
    assert refused.value.code is Code.PDF_PAGE


# ---------------------------------------------------------------------- words, outline, links


def test_words_have_their_places_in_page_space(engine: PdfEngine) -> None:
    text = engine.page_text(opened(engine, paper("Hội đồng nhân dân")), 0)
    assert text.text == "Hội đồng nhân dân"
    (rect,) = text.rects(4, 8)
    assert rect.left == pytest.approx(72 + 4 * 12 * GLYPH_WIDTH, abs=0.5)
    assert rect.right == pytest.approx(72 + 8 * 12 * GLYPH_WIDTH, abs=0.5)
    assert rect.top < 842 - 700 < rect.bottom


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("writing", ["1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0"])
def test_the_box_of_a_word_covers_its_ink_however_page_and_writing_are_turned(
    engine: PdfEngine, rotate: int, writing: str
) -> None:
    pdf = SmallPdf()
    entries = f"/Rotate {rotate} /CropBox [50 60 550 760]"
    pdf.page(pdf.words(0, 0, "mmmm mmm", size=20, matrix=f"{writing} 300 400"), entries=entries)
    document = opened(engine, pdf.build())
    text = engine.page_text(document, 0)
    assert text.text == "mmmm mmm"
    (rect,) = text.rects(0, len(text.text))
    strips = [engine.render_strip(document, 0, 1.0, y, 256) for y in (0, 256)]
    ink = [
        (i % strip.width, number * 256 + i // strip.width)
        for number, strip in enumerate(strips)
        for i, byte in enumerate(strip.data[0::4])
        if byte < 100
    ]
    assert ink
    for x, y in ink:
        assert rect.left - 1 <= x <= rect.right + 1
        assert rect.top - 1 <= y <= rect.bottom + 1


def test_a_scan_has_no_words_and_says_so(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    pdf.image_page(2, 2, b"\x00\xff\xff\x00", "", "DeviceGray")
    pdf.page()
    document = opened(engine, pdf.build())
    scan, blank = engine.page_text(document, 0), engine.page_text(document, 1)
    assert (scan.text, scan.has_text, scan.scanned) == ("", False, True)
    assert (blank.text, blank.has_text, blank.scanned) == ("", False, False)


def test_the_outline_keeps_order_and_depth_and_a_loop_ends(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    first = pdf.page()
    root = len(pdf.objects) + 1
    goal = f"/Dest [{first} 0 R /XYZ 0 742 0]"
    pdf.add(f"<< /Type /Outlines /First {root + 1} 0 R /Last {root + 2} 0 R >>".encode())
    title = "Chương I".encode("utf-16-be").hex()
    pdf.add(
        f"<< /Title <feff{title}> /Parent {root} 0 R {goal} /First {root + 3} 0 R "
        f"/Next {root + 2} 0 R >>".encode()
    )
    pdf.add(f"<< /Title (II) /Parent {root} 0 R /Next {root + 1} 0 R >>".encode())
    pdf.add(f"<< /Title (1) /Parent {root + 1} 0 R {goal} /Next {root + 3} 0 R >>".encode())
    pdf.catalog = f"/Outlines {root} 0 R"
    entries = engine.outline(opened(engine, pdf.build()))
    assert [(e.title, e.depth, e.page) for e in entries] == [
        ("Chương I", 0, 0),
        ("1", 1, 0),
        ("II", 0, None),
    ]
    assert entries[0].y == pytest.approx(100)


def test_links_lead_to_pages_and_the_web_only(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    goal = pdf.page()
    area = "/Type /Annot /Subtype /Link /Rect [100 700 200 720]"
    actions = [
        f"/Dest [{goal} 0 R /Fit]",
        "/A << /S /URI /URI (https://example.org/) >>",
        "/A << /S /URI /URI (file:///etc/passwd) >>",
        "/A << /S /Launch /F (calc.exe) >>",
    ]
    annots = [pdf.add(f"<< {area} {action} >>".encode()) for action in actions]
    pdf.page(entries="/Annots [" + " ".join(f"{n} 0 R" for n in annots) + "]")
    links = engine.links(opened(engine, pdf.build()), 1)
    assert [(link.page, link.uri) for link in links] == [(0, None), (None, "https://example.org/")]
    rect = links[0].rect
    assert (rect.left, rect.top, rect.right, rect.bottom) == (100, 122, 200, 142)
