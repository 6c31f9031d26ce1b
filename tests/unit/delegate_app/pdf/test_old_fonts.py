"""TCVN3 and VNI: both tables, which fonts they belong to, and what the engine reads from a page drawn in them."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Iterator

import pytest

from delegate_app.pdf.engine import PdfEngine
from delegate_app.pdf.old_fonts import (
    TCVN3_FIRST,
    TCVN3_LETTERS,
    VNI_LETTERS,
    VNI_MARKS,
    OldFont,
    modern,
    old_font,
)
from tests.unit.delegate_app.pdf.small_pdf import BytesSource, SmallPdf

SENTENCE = (
    "Nghị quyết về phân bổ dự toán của Hội đồng nhân dân xã, đường thuỷ, giữ gìn ưu đãi, lỗ ỷ ỵ"
)
LETTERS = [
    unicodedata.normalize("NFC", base + shape + tone)
    for base, shapes in {
        "a": "\0\u0302\u0306",
        "e": "\0\u0302",
        "o": "\0\u0302\u031b",
        "u": "\0\u031b",
        "i": "\0",
        "y": "\0",
    }.items()
    for shape in ["" if s == "\0" else s for s in shapes]
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
] + ["đ"]
"""The 73 small letters of Vietnamese with a mark, and the plain vowels."""


def in_tcvn3(text: str) -> bytes:
    table = {letter: TCVN3_FIRST + at for at, letter in enumerate(TCVN3_LETTERS)}
    return bytes(table.get(letter, ord(letter)) for letter in text)


def in_vni(text: str) -> bytes:
    """The way a person of that time typed it: the letter, then the byte of its marks."""
    whole = {letter: code for code, letter in VNI_LETTERS.items()}
    marks = {unicodedata.normalize("NFC", mark): code for code, mark in VNI_MARKS.items()}
    out = bytearray()
    for letter in text:
        low = letter.lower()
        if low in whole or low.isascii():
            code = whole.get(low, ord(low))
            out.append(code if letter == low else code - 0x20)
            continue
        parts = unicodedata.normalize("NFD", low)
        base = parts[0]
        rest = parts[1:]
        if "\u031b" in rest:
            base, rest = {"o": "ơ", "u": "ư"}[base], rest.replace("\u031b", "")
        shape = "".join(c for c in rest if c in "\u0302\u0306")
        tone = "".join(c for c in rest if c not in "\u0302\u0306")
        code = next(c for mark, c in marks.items() if sorted(mark) == sorted(shape + tone))
        up = letter != low
        first = whole.get(base, ord(base))
        out += bytes([first - 0x20 * up, code - 0x20 * up])
    return bytes(out)


def read(font: OldFont, data: bytes) -> str:
    """The text of bytes, letter by letter, as the engine does it."""
    out: list[str] = []
    for code in data:
        before = out[-1] if out and out[-1].isalpha() else ""
        text, joined = modern(font, code, before)
        if joined:
            out[-1] = text
        else:
            out.append(text)
    return "".join(out)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_comes_back_from_both_encodings(letter: str) -> None:
    assert read(OldFont.TCVN3, in_tcvn3(letter)) == letter
    assert read(OldFont.VNI, in_vni(letter)) == letter
    assert read(OldFont.VNI, in_vni(letter.upper())) == letter.upper()


def test_the_table_of_tcvn3_is_the_one_the_system_knows() -> None:
    if shutil.which("iconv") is None:
        pytest.skip("iconv is not installed")
    for at, letter in enumerate(TCVN3_LETTERS):
        asked = [shutil.which("iconv") or "", "-f", "TCVN", "-t", "UTF-8"]
        known = subprocess.run(
            asked, input=bytes([TCVN3_FIRST + at]), capture_output=True, check=False
        )
        if known.returncode:
            pytest.skip("this iconv does not know TCVN")
        assert unicodedata.normalize("NFC", known.stdout.decode()) == letter


def test_a_sentence_comes_back_and_capital_fonts_give_capitals() -> None:
    assert read(OldFont.TCVN3, in_tcvn3(SENTENCE)) == SENTENCE
    assert read(OldFont.VNI, in_vni(SENTENCE)) == SENTENCE
    assert read(OldFont.TCVN3_CAPITALS, in_tcvn3("nghị quyết")) == "NGHỊ QUYẾT"


@pytest.mark.parametrize(
    ("name", "font"),
    [
        (".VnTime", OldFont.TCVN3),
        ("ABCDEF+.VnTime,Bold", OldFont.TCVN3),
        (".VnTimeH", OldFont.TCVN3_CAPITALS),
        ("ABCDEF+.VnArialH-Bold", OldFont.TCVN3_CAPITALS),
        (".VnCentury Schoolbook", OldFont.TCVN3),
        ("VnTime", OldFont.TCVN3),
        ("VNI-Times", OldFont.VNI),
        ("ABCDEF+VNI-Helve-Condense", OldFont.VNI),
        ("TimesNewRomanPSMT", None),
        ("Vnithin", None),
        ("VNtimes New Roman", None),
        ("", None),
    ],
)
def test_a_font_is_known_by_its_name(name: str, font: OldFont | None) -> None:
    assert old_font(name) is font


# ---------------------------------------------------------------------- the engine


@pytest.fixture(scope="module")
def engine() -> Iterator[PdfEngine]:
    made = PdfEngine()
    yield made
    made.shutdown()


def drawn(name: str, lines: list[bytes]) -> bytes:
    """A page whose lines are drawn in a font of that name, as bytes of its own encoding."""
    pdf = SmallPdf()
    pdf.page(pdf.words(72, 750, "Unicode: phường"))
    font = pdf.add(
        f"<< /Type /Font /Subtype /TrueType /BaseFont /{name.replace(' ', '#20')} "
        f"/Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 255 /Widths [{'500 ' * 13}333 {'500 ' * 210}] >>".encode()
    )
    content = b"".join(
        f"BT /F2 12 Tf 1 0 0 1 72 {700 - 20 * at} Tm <{line.hex()}> Tj ET\n".encode()
        for at, line in enumerate(lines)
    )
    stream = pdf.stream(content)
    pdf.kids.append(
        pdf.add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {stream} 0 R "
            f"/Resources << /Font << /F2 {font} 0 R >> >> >>".encode()
        )
    )
    return pdf.build()


def text_of(engine: PdfEngine, data: bytes) -> str:
    document = engine.open(BytesSource(data), name=str(hash(data)))
    try:
        assert engine.page_text(document, 0).text == "Unicode: phường"
        return engine.page_text(document, 1).text
    finally:
        engine.close(document)


def test_a_page_in_tcvn3_is_read_as_it_looks(engine: PdfEngine) -> None:
    lines = [SENTENCE, "các xã như", "ưu tiên - số 12/NQ-UBND", "ươm ưu"]
    data = drawn("ABCDEF+.VnTime", [in_tcvn3(line) for line in lines])
    assert text_of(engine, data) == "\n".join(lines)


def test_a_page_in_capitals_is_read_as_it_looks(engine: PdfEngine) -> None:
    data = drawn(".VnTimeH", [in_tcvn3("nghị quyết số 5")])
    assert text_of(engine, data) == "NGHỊ QUYẾT SỐ 5"


def test_a_page_in_vni_is_read_as_it_looks(engine: PdfEngine) -> None:
    lines = [SENTENCE, "HỘI ĐỒNG NHÂN DÂN XÃ ĐỨC HOÀ"]
    data = drawn("VNI-Times", [in_vni(line) for line in lines])
    assert text_of(engine, data) == "\n".join(lines)


def test_the_same_bytes_in_another_font_stay_as_they_are(engine: PdfEngine) -> None:
    data = drawn("TimesNewRoman", [b"caf\xe9 \xe0 la"])
    assert text_of(engine, data) == "café à la"
