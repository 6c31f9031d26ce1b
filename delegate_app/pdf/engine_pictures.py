"""Where a page has print and where it has pictures, inside the engine's process."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from delegate_app.pdf.page_frame import PageFrame

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

PRINT_SIDE = 300
"""Pixels of the longer side of the small drawing on which print is looked for."""
BLANK = 0xF0
"""Channels at least this bright are paper; scans have grey margins."""
SPECKS = 2
"""A row or column with at most this many dark pixels is dirt, not print."""
MOST_OBJECTS = 20_000
MOST_PICTURES = 500
DEEPEST_FORM = 4
PAPER_SHARE = 0.8
"""A picture that covers this share of its page is the page itself: a scan."""

_DARK = bytes(0 if value >= BLANK else 1 for value in range(256))


def print_box(page: Any, frame: PageFrame) -> Box | None:
    """The part of a page that is not blank, in page space; None for an empty page."""
    longer = max(frame.width, frame.height)
    scale = PRINT_SIDE / longer
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
    if not bitmap:
        return None
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = int(pdfium.FPDFBitmap_GetStride(bitmap))
        address = pdfium.FPDFBitmap_GetBuffer(bitmap)
        data = ctypes.string_at(address, stride * height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    # Green alone tells dark from light well enough.
    rows = [
        data[y * stride + 1 : y * stride + 4 * width : 4].translate(_DARK) for y in range(height)
    ]
    down = [y for y, row in enumerate(rows) if row.count(1) > SPECKS]
    if not down:
        return None
    columns = [bytes(row[x] for row in rows).count(1) > SPECKS for x in range(width)]
    across = [x for x, dark in enumerate(columns) if dark]
    if not across:
        return None
    left, right = across[0] / scale, (across[-1] + 1) / scale
    top, bottom = down[0] / scale, (down[-1] + 1) / scale
    return left, top, min(right, frame.width), min(bottom, frame.height)


def picture_boxes(page: Any, frame: PageFrame) -> list[Box]:
    """Where a page shows pictures, in page space. A picture that is the paper itself (a scan) is not one of them."""
    area = frame.width * frame.height
    found: list[Box] = []
    for box in _pictures(page, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0):
        left, top, right, bottom = frame.enter(*box)
        left, top = max(0.0, left), max(0.0, top)
        right, bottom = min(frame.width, right), min(frame.height, bottom)
        if right > left and bottom > top and (right - left) * (bottom - top) < PAPER_SHARE * area:
            found.append((left, top, right, bottom))
        if len(found) >= MOST_PICTURES:
            break
    return found


def _pictures(holder: Any, matrix: Matrix, depth: int) -> Iterator[Box]:
    in_form = depth > 0
    count = pdfium.FPDFFormObj_CountObjects if in_form else pdfium.FPDFPage_CountObjects
    get = pdfium.FPDFFormObj_GetObject if in_form else pdfium.FPDFPage_GetObject
    for number in range(min(int(count(holder)), MOST_OBJECTS)):
        item = get(holder, number)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield _placed(_bounds(item), matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            yield from _pictures(item, _joined(_matrix(item), matrix), depth + 1)


def _bounds(item: Any) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _matrix(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _joined(inner: Matrix, outer: Matrix) -> Matrix:
    """`inner` applied first (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _placed(box: Box, matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    left, bottom, right, top = box
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
