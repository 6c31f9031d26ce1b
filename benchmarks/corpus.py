"""What is measured on: papers and rows made from real ones with a fixed seed, and the folder where large ones are kept.

Real papers lie in `../shared/data/documents` of the checkout; without them pages are drawn here, and `source` says so.
"""

from __future__ import annotations

import ctypes
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

SEED = 20261122
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "documents"
CACHE = Path(tempfile.gettempdir()) / "nghi-truong-benchmarks"
MOST_REAL = 120
"""Real pages in a paper that is made; the rest is drawn."""
FORM = "2"
"""Raise it when what is made here changes: older caches are then left alone and made anew."""
MB = 1_000_000
WORDS = [
    "nghị",
    "quyết",
    "hội",
    "đồng",
    "nhân",
    "dân",
    "thành",
    "phố",
    "về",
    "việc",
    "điều",
    "chỉnh",
    "dự",
    "toán",
    "ngân",
    "sách",
    "kế",
    "hoạch",
    "đầu",
    "tư",
    "công",
    "trung",
    "hạn",
    "báo",
    "cáo",
    "thẩm",
    "tra",
    "tờ",
    "trình",
    "ủy",
    "ban",
    "thường",
    "trực",
    "phân",
    "bổ",
    "biên",
    "chế",
    "phụ",
    "lục",
    "kèm",
    "theo",
]


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """A folder in the cache that `make` filled once, wholly or not at all."""
    folder = CACHE / f"{name}-{FORM}"
    if not folder.exists():
        draft = CACHE / f"{name}-{FORM}.part"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        make(draft)
        draft.rename(folder)
    return folder


def real_papers() -> list[Path]:
    """The real papers that are PDFs, in the order of their names; none where they are absent."""
    return sorted(REAL.glob("*.pdf"))


def source() -> str:
    """What the papers are made of, for the report."""
    count = len(real_papers())
    return f"pages of {count} real papers" if count else "generated pages (no real papers here)"


def title(number: int) -> str:
    """A title in the length and letters of the office's own; the same number gives the same."""
    chance = random.Random(SEED + number)
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(12, 24))).capitalize()


def write_paper(target: Path, *, pages: int, size: int, real: int = MOST_REAL) -> None:
    """A PDF of `pages` text pages and about `size` bytes: pages after the first carry pictures that fill it up.

    The first page is the same whatever the size, so that only the file around it differs.
    """
    document = pdfium.PdfDocument.new()
    _import_text(document, pages, real)
    document.save(str(target))
    missing = size - target.stat().st_size
    if missing > 0:
        _fill_with_pictures(document, missing)
        document.save(str(target))
    document.close()


def _import_text(document: pdfium.PdfDocument, pages: int, real: int) -> None:
    """Real pages first, then drawn ones: all of them real would be twice the smallest size that is measured."""
    for paper in real_papers():
        wanted = min(pages, real) - len(document)
        if wanted > 0:
            with pdfium.PdfDocument(paper) as original:
                document.import_pages(original, list(range(min(wanted, len(original)))))
    for number in range(len(document), pages):
        _draw_page(document, number)


def _draw_page(document: pdfium.PdfDocument, number: int) -> None:
    page = document.new_page(595, 842)
    font = raw.FPDFText_LoadStandardFont(document, b"Helvetica")
    for line in range(46):
        text = title(number * 46 + line).encode("ascii", "ignore").decode()
        drawn = raw.FPDFPageObj_CreateTextObj(document, font, 11.0)
        raw.FPDFText_SetText(drawn, ctypes.cast(_utf16(text), raw.FPDF_WIDESTRING))
        raw.FPDFPageObj_Transform(drawn, 1, 0, 0, 1, 60, 780 - 16 * line)
        raw.FPDFPage_InsertObject(page, drawn)
    page.gen_content()
    page.close()


def _utf16(text: str) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(text.encode("utf-16-le") + b"\0\0")


def _fill_with_pictures(document: pdfium.PdfDocument, missing: int) -> None:
    """Noise cannot be packed, so a picture of n bytes takes n bytes of the file."""
    chance = random.Random(SEED)
    share = missing // (len(document) - 1)
    width = 600
    height = max(1, share // (width * 3))
    for number in range(1, len(document)):
        bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
        noise = chance.randbytes(bitmap.stride * height)
        ctypes.memmove(bitmap.buffer, noise, len(noise))
        picture = pdfium.PdfImage.new(document)
        picture.set_bitmap(bitmap)
        picture.set_matrix(pdfium.PdfMatrix().scale(60, 60).translate(20, 20))
        page = document[number]
        page.insert_obj(picture)
        page.gen_content()
        page.close()
        bitmap.close()


def write_files(folder: Path, *, count: int, size: int) -> None:
    """`count` PDFs of exactly `size` bytes, each with bytes of its own: a real paper and noise after its end."""
    chance = random.Random(SEED)
    papers = real_papers()
    for number in range(count):
        data = papers[number % len(papers)].read_bytes() if papers else _drawn_paper(folder)
        padding = _comments(chance, size - len(data))
        (folder / f"{number:04d}.pdf").write_bytes(data + padding)


def _drawn_paper(folder: Path) -> bytes:
    target = folder / ".drawn"
    write_paper(target, pages=10, size=0)
    data = target.read_bytes()
    target.unlink()
    return data


def _comments(chance: random.Random, length: int) -> bytes:
    """`length` bytes of noise that a PDF reader passes over."""
    if length < 0:
        raise ValueError("the paper is larger than the file asked for")
    noise = chance.randbytes(length).translate(NO_LINE_ENDS)
    return b"\n%" + noise[2:] if length > 2 else b"\n" * length


NO_LINE_ENDS = bytes(97 if byte in (10, 13) else byte for byte in range(256))
