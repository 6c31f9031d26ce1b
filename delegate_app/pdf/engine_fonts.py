"""Letters of old fonts put into Unicode, inside the engine's process (`old_fonts.py` has the tables)."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from delegate_app.pdf.old_fonts import WIDE, OldFont, is_suspicious, is_unicode, modern, old_font
from delegate_app.pdf.runs import DrawnCharacters

LONGEST_NAME = 256
NOTHING = 0
"""A code that gives no letter: of a mark that was joined to the letter before it."""


class _Fonts:
    """The fonts of a page by text object: characters drawn together share one."""

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._object: int | None = None
        self._name = ""

    def name(self, index: int) -> str:
        """The name of the font that a character is drawn in."""
        found = pdfium.FPDFText_GetTextObject(self._text_page, index)
        address = ctypes.cast(found, ctypes.c_void_p).value
        if address is None or address != self._object:
            self._object, self._name = address, self._asked(index)
        return self._name

    def _asked(self, index: int) -> str:
        buffer, flags = ctypes.create_string_buffer(LONGEST_NAME), ctypes.c_int()
        size = pdfium.FPDFText_GetFontInfo(self._text_page, index, buffer, LONGEST_NAME, flags)
        return buffer.value.decode("utf-8", "replace") if 0 < size <= LONGEST_NAME else ""


def put_into_unicode(text_page: Any, drawn: DrawnCharacters) -> None:
    """Change codes drawn in old fonts to what they stand for. The number of characters stays the same.

    A font whose file maps it to Unicode already is left alone, whatever its name.
    """
    fonts = _Fonts(text_page)
    codes, generated = drawn.codes, drawn.generated
    names = {fonts.name(i) for i, code in enumerate(codes) if is_suspicious(code)}
    old = {name: font for name in names if (font := old_font(name))}
    if not old:
        return
    of_index = {
        index: name
        for index in range(len(codes))
        if not generated[index] and (name := fonts.name(index)) in old
    }
    mapped = {name for index, name in of_index.items() if is_unicode(codes[index])}
    last = -1  # the letter that a mark would join
    for index in range(len(codes)):
        name = of_index.get(index, "")
        if not name or name in mapped:
            last = -1
            continue
        last = _change(drawn, index, old[name], last)


def _change(drawn: DrawnCharacters, index: int, font: OldFont, last: int) -> int:
    """Change one character; returns the letter that a mark after it would join."""
    before = chr(drawn.codes[last]) if last >= 0 else ""
    text, joined = modern(font, drawn.codes[index], before, wide=_is_wide(drawn, index))
    if not joined:
        drawn.codes[index] = ord(text)
        return index if text.isalpha() else -1
    drawn.codes[last], drawn.codes[index] = ord(text), NOTHING
    drawn.boxes[4 * last + 2] = max(drawn.boxes[4 * last + 2], drawn.boxes[4 * index + 2])
    return last


def _is_wide(drawn: DrawnCharacters, index: int) -> bool:
    """Whether a character is wider than a hyphen and stands beside a letter."""
    left, top, right, bottom = drawn.boxes[4 * index : 4 * index + 4]
    along, across = right - left, bottom - top
    if drawn.turns[index] % 2:
        along, across = across, along
    beside = (i for i in (index - 1, index + 1) if 0 <= i < len(drawn.codes))
    return along > WIDE * across and any(
        not drawn.generated[i] and (is_suspicious(drawn.codes[i]) or chr(drawn.codes[i]).isalpha())
        for i in beside
    )
