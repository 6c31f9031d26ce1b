"""A scan becomes a PDF of one page with the same pixels, the same on every run."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from council_server.errors import CommandError
from council_server.pdf_files import look_into
from council_server.scans import wrap_scan
from tests.real_papers import WITHOUT_PAPERS, real_scans


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, colour: int, *, interlaced: int = 0, depth: int = 8) -> bytes:
    """A PNG with a red upper half (as far as the colour type can say so)."""
    pixel = {0: b"\x40", 2: b"\xff\x00\x00", 3: b"\x01", 6: b"\xff\x00\x00\xff"}[colour]
    rows = b"".join(b"\0" + pixel * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    palette = chunk(b"PLTE", b"\0\0\0\xff\0\0") if colour == 3 else b""
    body = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + palette + body


def first_pixel(path: Path) -> tuple[int, int, int]:
    document = pdfium.PdfDocument(path)
    bitmap = document[0].render(scale=0.2)
    blue, green, red = bytes(bitmap.buffer)[:3]
    document.close()
    return red, green, blue


@pytest.mark.parametrize(
    ("colour", "shown"), [(0, (64, 64, 64)), (2, (255, 0, 0)), (3, (255, 0, 0))]
)
def test_a_png_keeps_its_colours(tmp_path: Path, colour: int, shown: tuple[int, int, int]) -> None:
    scan, made = tmp_path / "scan.png", tmp_path / "scan.pdf"
    scan.write_bytes(png(40, 60, colour))
    made.write_bytes(wrap_scan(scan, "scan.png"))
    assert look_into(made, "scan.pdf").pages == 1
    assert first_pixel(made) == shown
    assert wrap_scan(scan, "scan.png") == made.read_bytes()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (png(4, 4, 6), "transparent"),
        (png(4, 4, 2, interlaced=1), "interlaced"),
        (png(4, 4, 2)[:-30], "cannot be published"),
        (b"\xff\xd8\xff\xe0\x00\x10", "cannot be published"),
        (b"GIF89a", "neither a JPEG nor a PNG"),
    ],
)
def test_an_image_that_cannot_be_kept_whole_is_refused_by_name(
    tmp_path: Path, data: bytes, words: str
) -> None:
    scan = tmp_path / "scan.png"
    scan.write_bytes(data)
    with pytest.raises(CommandError, match=rf"scan\.png: .*{words}"):
        wrap_scan(scan, "scan.png")


@pytest.mark.skipif(not real_scans(), reason=WITHOUT_PAPERS)
def test_a_real_scan_becomes_a_page_that_holds_the_same_jpeg(tmp_path: Path) -> None:
    for scan in real_scans():
        made = tmp_path / f"{scan.stem}.pdf"
        made.write_bytes(wrap_scan(scan, scan.name))
        facts = look_into(made, made.name)
        assert (facts.pages, facts.text_pages, facts.first_text) == (1, 0, "")
        assert scan.read_bytes() in made.read_bytes()
