"""Vietnamese before Unicode: the two encodings of old papers, known by the names of their fonts.

TCVN3 ("ABC", `.VnTime` and its family; TCVN 5712:1993, VN3): one byte a letter; the fonts whose name ends in H draw the
small letters as capitals. VNI (`VNI-Times` and its family): a vowel, then a byte for its marks. A PDF gives these bytes
as Latin letters, so that a search for "nghị" meets "nghÞ" or "nghò"; what is drawn is not changed.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

GRAVE, HOOK, TILDE, ACUTE, DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
CIRCUMFLEX, BREVE = "\u0302", "\u0306"


class OldFont(Enum):
    """How the bytes of a font are to be read."""

    TCVN3 = "tcvn3"
    TCVN3_CAPITALS = "tcvn3-capitals"
    VNI = "vni"


_SUBSET = re.compile(r"^[A-Z]{6}\+")
_TCVN3 = re.compile(r"^\.?Vn(?!i)[A-Z0-9]")
_VNI = re.compile(r"^VNI[-_ ]", re.IGNORECASE)
_STYLE = re.compile(r"[-,]?(bold|italic|oblique|regular)+$", re.IGNORECASE)

TCVN3_FIRST = 0xA1
TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ"  # A1 to AF
    f"{GRAVE}{HOOK}{TILDE}{ACUTE}{DOT}"  # B0 to B4
    "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"  # B5 to FF
)
"""What the bytes from A1 on stand for."""

VNI_LETTERS = {
    0xF4: "ơ",
    0xF6: "ư",
    0xF1: "đ",
    0xED: "í",
    0xEC: "ì",
    0xE6: "ỉ",
    0xF3: "ĩ",
    0xF2: "ị",
    0xEE: "ỵ",
}
"""Bytes that are a letter by themselves; 32 less is its capital."""
VNI_MARKS = {
    0xF9: ACUTE,
    0xF8: GRAVE,
    0xFB: HOOK,
    0xF5: TILDE,
    0xEF: DOT,
    0xE2: CIRCUMFLEX,
    0xE1: CIRCUMFLEX + ACUTE,
    0xE0: CIRCUMFLEX + GRAVE,
    0xE5: CIRCUMFLEX + HOOK,
    0xE3: CIRCUMFLEX + TILDE,
    0xE4: CIRCUMFLEX + DOT,
    0xEA: BREVE,
    0xE9: BREVE + ACUTE,
    0xE8: BREVE + GRAVE,
    0xFA: BREVE + HOOK,
    0xFC: BREVE + TILDE,
    0xEB: BREVE + DOT,
}
"""Bytes that give marks to the vowel before them; 32 less after a capital."""
_TO_CAPITAL = 0x20
_VOWELS = frozenset("aeouyAEOUYơưƠƯ")
_HYPHENS = (0x2D, 0x02, 0xFFFE)
"""What PDFium gives for the byte of ư in TCVN3 (AD, a hyphen too for PDF), and for a hyphen itself."""
WIDE = 0.36
"""Width of a character, in heights of its line, from which such a hyphen is ư: hyphens have 0.3, ư 0.45 and more."""


def old_font(name: str) -> OldFont | None:
    """How a font of that name (as the PDF has it) is to be read; None for one that is Unicode as far as a name tells."""
    name = _STYLE.sub("", _SUBSET.sub("", name).strip())
    if _VNI.match(name):
        return OldFont.VNI
    if _TCVN3.match(name):
        return OldFont.TCVN3_CAPITALS if name.endswith("H") else OldFont.TCVN3
    return None


def modern(font: OldFont, code: int, before: str, *, wide: bool = False) -> tuple[str, bool]:
    """What a character of such a font stands for, after the letter `before` ("" at the start of a word).

    `wide`: it is too wide for a hyphen and stands beside a letter.
    Returns (text, joined): `joined` says that the text takes the place of `before` and this character together.
    """
    code = code & 0xFF if 0xF000 <= code <= 0xF0FF else code  # how a symbol font's bytes are given
    if font is OldFont.VNI:
        return _vni(code, before)
    if code in _HYPHENS:
        letter = "ư" if wide else "-"
    else:
        at = code - TCVN3_FIRST
        letter = TCVN3_LETTERS[at] if 0 <= at < len(TCVN3_LETTERS) else chr(code)
    if font is OldFont.TCVN3_CAPITALS:
        letter = letter.upper()
    if unicodedata.combining(letter):
        return _joined(before, letter)
    return letter, False


def _vni(code: int, before: str) -> tuple[str, bool]:
    marks = VNI_MARKS.get(code) or VNI_MARKS.get(code + _TO_CAPITAL)
    if marks:
        return _joined(before, marks) if before in _VOWELS else (chr(code), False)
    if letter := VNI_LETTERS.get(code):
        return letter, False
    if letter := VNI_LETTERS.get(code + _TO_CAPITAL):
        return letter.upper(), False
    return chr(code), False


def _joined(before: str, marks: str) -> tuple[str, bool]:
    composed = unicodedata.normalize("NFC", before + marks)
    return (composed, True) if before and len(composed) == 1 else (marks[0], False)


def is_unicode(code: int) -> bool:
    """True for a Vietnamese letter that neither old encoding can give: then the file's own map is right already."""
    return code in (0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1) or (
        code in (0x1AF, 0x1B0) or 0x1EA0 <= code <= 0x1EF9
    )


def is_suspicious(code: int) -> bool:
    """True for a character that both old encodings are made of; pure ASCII needs no look at its font."""
    return 0xA1 <= code <= 0xFF or 0xF0A1 <= code <= 0xF0FF
