"""Reading the characters of a page inside the engine's process."""

from __future__ import annotations

import ctypes
import math
from array import array
from typing import Any

import pypdfium2.raw as pdfium

from delegate_app.pdf.engine_fonts import put_into_unicode
from delegate_app.pdf.page_frame import PageFrame
from delegate_app.pdf.runs import DrawnCharacters

MOST_CHARACTERS = 200_000
"""Characters of one page that are read; a page of print has about three thousand."""
QUARTER = math.pi / 2
MADE_UP = (0x20, 0x0D, 0x0A)
"""The only characters that PDFium generates."""


def read_characters(page: Any, frame: PageFrame) -> DrawnCharacters:
    """Codes and boxes of a loaded page in drawing order; the boxes are in page space."""
    drawn = DrawnCharacters(array("I"), array("f"), array("B"), array("B"))
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return drawn
    try:
        count = min(int(pdfium.FPDFText_CountChars(text_page)), MOST_CHARACTERS)
        for index in range(count):
            _read_character(text_page, index, frame, drawn)
        put_into_unicode(text_page, drawn)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    return drawn


def _read_character(text_page: Any, index: int, frame: PageFrame, drawn: DrawnCharacters) -> None:
    code = pdfium.FPDFText_GetUnicode(text_page, index)
    drawn.codes.append(code)
    if code in MADE_UP and pdfium.FPDFText_IsGenerated(text_page, index) == 1:
        drawn.generated.append(1)
        drawn.boxes.extend((0.0, 0.0, 0.0, 0.0))
        drawn.turns.append(drawn.turns[-1] if drawn.turns else frame.turns)
        return
    drawn.generated.append(0)
    box = frame.enter(*_box(text_page, index))
    drawn.turns.append(_turns(text_page, index, frame, drawn, box))
    drawn.boxes.extend(box)


def _turns(
    text_page: Any,
    index: int,
    frame: PageFrame,
    drawn: DrawnCharacters,
    box: tuple[float, float, float, float],
) -> int:
    """Quarter turns clockwise of a character as the page is shown."""
    if drawn.boxes and drawn.turns[-1] == 0 and box[1] == drawn.boxes[-3]:
        return (
            0  # goes on along the line of the one before; asking PDFium costs a fifth of the work
        )
    # PDFium's angle is clockwise and leaves out the page's own /Rotate.
    angle = pdfium.FPDFText_GetCharAngle(text_page, index)
    turns = round(angle / QUARTER) if math.isfinite(angle) else 0
    return int(turns + frame.turns) % 4


_BOX = pdfium.FS_RECTF()
_LEFT, _RIGHT, _BOTTOM, _TOP = (ctypes.c_double() for _ in range(4))


def _box(text_page: Any, index: int) -> tuple[float, float, float, float]:
    """The box of a character's advance and line height; of its ink where a font tells nonsense."""
    if pdfium.FPDFText_GetLooseCharBox(text_page, index, _BOX):
        width, height = _BOX.right - _BOX.left, _BOX.top - _BOX.bottom
        if 0 < width < 2000 and 0.5 < height < 2000:
            return _BOX.left, _BOX.bottom, _BOX.right, _BOX.top
    pdfium.FPDFText_GetCharBox(text_page, index, _LEFT, _RIGHT, _BOTTOM, _TOP)
    return _LEFT.value, _BOTTOM.value, _RIGHT.value, _TOP.value


def shows_image(page: Any) -> bool:
    """True when the page draws an image, itself or through one form object."""
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, number)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            return True
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            inner = range(pdfium.FPDFFormObj_CountObjects(item))
            parts = (pdfium.FPDFFormObj_GetObject(item, number) for number in inner)
            image = pdfium.FPDF_PAGEOBJ_IMAGE
            if any(pdfium.FPDFPageObj_GetType(part) == image for part in parts):
                return True
    return False
