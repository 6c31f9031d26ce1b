"""Real laws, precedents and scans: what the engine reads against what poppler reads."""

from __future__ import annotations

import difflib
import html
import random
import re
import shutil
import struct
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from delegate_app.domain.annotations import Rect
from delegate_app.domain.followed_notes import FollowState
from delegate_app.pdf.anchors import anchor_for
from delegate_app.pdf.engine import PdfEngine
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.following import Follower
from delegate_app.pdf.text_layer import PageText
from tests.real_papers import needs_real_papers, real_papers, real_scans
from tests.unit.delegate_app.pdf.small_pdf import BytesSource, SmallPdf

pytestmark = needs_real_papers

WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed"
)
names = pytest.mark.parametrize("path", real_papers(".pdf"), ids=lambda path: path.stem)


@dataclass(frozen=True)
class PopplerWord:
    """A word and its box as poppler sees them."""

    text: str
    rect: Rect


@pytest.fixture(scope="module")
def engine() -> Iterator[PdfEngine]:
    engine = PdfEngine()
    yield engine
    engine.shutdown()


def read_pages(engine: PdfEngine, path: Path, most: int = 8) -> list[PageText]:
    document = engine.open(BytesSource(path.read_bytes()), name=path.name)
    pages = [engine.page_text(document, n) for n in range(min(most, document.page_count))]
    engine.close(document)
    return pages


def poppler_pages(path: Path, last: int) -> list[list[PopplerWord]]:
    command = ["pdftotext", "-bbox", "-l", str(last), str(path), "-"]
    out = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    return [
        [
            PopplerWord(
                unicodedata.normalize("NFC", html.unescape(found[5])),
                Rect(*(float(found[n]) for n in range(1, 5))),
            )
            for found in WORD.finditer(page)
        ]
        for page in out.split("<page ")[1:]
    ]


def overlap(a: Rect, b: Rect) -> float:
    """Shared area over joined area."""
    width = max(0.0, min(a.right, b.right) - max(a.left, b.left))
    height = max(0.0, min(a.bottom, b.bottom) - max(a.top, b.top))
    areas = sum((r.right - r.left) * (r.bottom - r.top) for r in (a, b))
    return width * height / (areas - width * height)


@needs_poppler
@names
def test_words_and_their_places_agree_with_poppler(engine: PdfEngine, path: Path) -> None:
    """At least 98 of 100 words alike in order, and their boxes lie on each other."""
    pages = read_pages(engine, path)
    same = total = 0
    overlaps = []
    for page, theirs in zip(pages, poppler_pages(path, len(pages)), strict=True):
        spans = [found.span() for found in re.finditer(r"\S+", page.text)]
        mine = [page.text[start:end] for start, end in spans]
        matcher = difflib.SequenceMatcher(None, mine, [w.text for w in theirs], autojunk=False)
        for block in matcher.get_matching_blocks():
            same += 2 * block.size
            for step in range(block.size):
                rect = page.rects(*spans[block.a + step])[0]
                overlaps.append(overlap(rect, theirs[block.b + step].rect))
        total += len(mine) + len(theirs)
    # The gazette's first page carries a signature stamp that poppler reads as words of the page.
    assert same / total > (0.98 if "cong-bao" not in path.name else 0.97)
    assert median(overlaps) > 0.8
    assert sorted(overlaps)[len(overlaps) // 50] > 0.7


@names
def test_every_passage_is_followed_exactly_into_the_same_paper_read_again(
    engine: PdfEngine, path: Path
) -> None:
    first, again = read_pages(engine, path, 3), read_pages(engine, path, 3)
    dice, follower = random.Random(1), Follower(first, again)
    for page in first:
        for _ in range(20):
            start = dice.randrange(len(page.text) - 40)
            anchor = anchor_for(page, start, start + dice.randint(2, 40))
            found = follower.follow(anchor)
            if found.anchor is not None:  # else a running head or a footnote, which is no text
                assert found.state is FollowState.EXACT
                assert anchor.start <= found.anchor.start < found.anchor.end <= anchor.end


@names
def test_each_page_is_drawn_with_ink(engine: PdfEngine, path: Path) -> None:
    document = engine.open(BytesSource(path.read_bytes()), name=path.name)
    for page in range(min(3, document.page_count)):
        shape = document.shapes[page]
        strips = [
            engine.render_strip(document, page, 1.0, 256 * n, 256)
            for n in range(shape.strip_count(1.0))
        ]
        assert sum(strip.height for strip in strips) == shape.pixel_size(1.0)[1]
        assert min(min(strip.data[0::4]) for strip in strips) < 100
    engine.close(document)


def test_a_scanned_paper_has_no_words_and_says_so(engine: PdfEngine) -> None:
    pdf = SmallPdf()
    for path in real_scans():
        data = path.read_bytes()
        width, height, space = jpeg_frame(data)
        pdf.image_page(width, height, data, "/Filter /DCTDecode", space)
    document = engine.open(BytesSource(pdf.build()), name="scan")
    for page in range(document.page_count):
        text = engine.page_text(document, page)
        assert (text.text, text.scanned) == ("", True)
        assert min(engine.render_strip(document, page, 1.0, 256, 256).data[0::4]) < 128


def jpeg_frame(data: bytes) -> tuple[int, int, str]:
    """Width, height and colour space from the frame header (ITU T.81, B.2.2)."""
    at = 2
    while data[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    height, width, components = struct.unpack(">HHB", data[at + 5 : at + 10])
    return width, height, "DeviceGray" if components == 1 else "DeviceRGB"


def test_damaged_real_papers_never_harm_the_engine(engine: PdfEngine) -> None:
    whole = min(real_papers(".pdf"), key=lambda path: path.stat().st_size).read_bytes()
    dice = random.Random(2)
    for number in range(30):
        data = bytearray(whole[: dice.randrange(1000, len(whole))] if number % 3 == 0 else whole)
        for _ in range(dice.randint(1, 200)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            document = engine.open(BytesSource(bytes(data)), name=f"damaged {number}")
            for page in range(min(3, document.page_count)):
                engine.render_strip(document, page, 0.5, 0, 256)
                engine.page_text(document, page)
            engine.close(document)
        except PdfError as error:
            assert error.code.value in {"PDF_BROKEN", "PDF_PAGE", "PDF_PASSWORD"}  # noqa: PT017
