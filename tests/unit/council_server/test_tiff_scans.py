"""A TIFF becomes a PDF with the same pixels on as many pages; what is broken or strange is refused by name."""

from __future__ import annotations

import struct
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from council_server.errors import CommandError
from council_server.tiff_scans import wrap_picture, wrap_tiff
from tests.tiff_samples import PACKED, tiff
from tests.uploaded_files import png

DARK, LIGHT = 130, 225


def shade(pdf: bytes, page: int, x: int, y: int) -> int:
    """How light it is at a pixel, from 0 to 255."""
    document = pdfium.PdfDocument(pdf)
    width, _ = document[page].get_size()
    bitmap = document[page].render(scale=48 / width, grayscale=True)
    found = bytes(bitmap.buffer)[y * int(bitmap.stride) + x]
    document.close()
    return found


@pytest.mark.parametrize("name", PACKED)
def test_a_scan_keeps_its_pixels(name: str) -> None:
    pdf = wrap_tiff(tiff(name))
    assert shade(pdf, 0, 14, 12) < DARK
    assert shade(pdf, 0, 36, 12) > LIGHT
    assert shade(pdf, 0, 35, 50) < DARK


def test_every_page_of_a_fax_is_kept() -> None:
    pdf = wrap_tiff(tiff("fax, two pages"))
    assert shade(pdf, 0, 19, 21) > LIGHT
    assert shade(pdf, 1, 19, 21) < DARK  # the second page stands on its head
    with pytest.raises(pdfium.PdfiumError):
        shade(pdf, 2, 0, 0)
    assert wrap_tiff(tiff("fax, two pages")) == pdf


def entry(tag: int, value: int) -> bytes:
    return struct.pack("<HHII", tag, 4, 1, value)


def directory(entries: list[bytes], following: int = 0) -> bytes:
    head = b"II*\0" + struct.pack("<I", 8)
    return head + struct.pack("<H", len(entries)) + b"".join(entries) + struct.pack("<I", following)


SOUND = [
    entry(256, 4),
    entry(257, 4),
    entry(258, 8),
    entry(262, 1),
    entry(273, 8),
    entry(279, 16),
]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"II*\0", "damaged TIFF"),
        (tiff("LZW, strips, predictor")[:200], "damaged TIFF|ends early"),
        (directory(SOUND, following=8), "go in a circle"),
        (directory([*SOUND, entry(322, 16)]), "tiles"),
        (directory([*SOUND, entry(338, 2)]), "transparent"),
        (directory([*SOUND, entry(259, 34712)]), "not kept"),
        (directory([entry(256, 60_000), entry(257, 60_000), *SOUND[2:]]), "too large"),
        (directory([*SOUND[:4], entry(273, 9_000_000), SOUND[5]]), "ends early"),
        (directory(SOUND[:3]), "damaged TIFF"),
        (directory([*SOUND, entry(278, 0)]), "damaged TIFF"),
        (b"II*\0" + struct.pack("<I", 0), "no page"),
    ],
)
def test_a_scan_that_cannot_be_kept_whole_is_refused_by_name(
    tmp_path: Path, data: bytes, says: str
) -> None:
    path = tmp_path / "scan.tif"
    path.write_bytes(data)
    with pytest.raises(
        CommandError, match=rf"scan\.tif: the image cannot be published: .*({says})"
    ):
        wrap_picture(path, "scan.tif")


def test_other_pictures_go_their_own_way(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(png())
    assert wrap_picture(path, "scan.png").startswith(b"%PDF-1.4")
