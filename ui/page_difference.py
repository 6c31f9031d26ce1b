"""Where two pictures of a page differ: for scans, whose words cannot be compared."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from delegate_app.services.reader import Rect

CELLS = 96
"""Cells across a page. Coarse enough that the dust of a scanner does not count."""
DIFFERENT = 40
"""Difference of grey (0 to 255) from which a cell is another one."""


def differences(old: QImage, new: QImage, width: float) -> list[Rect]:
    """The places, in points of a page of that `width`, that are not the same: one rectangle a stretch of cells."""
    rows = max(1, round(CELLS * new.height() / max(1, new.width())))
    before, after = (_cells(image, QSize(CELLS, rows)) for image in (old, new))
    side = width / CELLS
    found: list[Rect] = []
    for row in range(rows):
        start = -1
        for column in range(CELLS + 1):
            at = row * CELLS + column
            differs = column < CELLS and abs(before[at] - after[at]) >= DIFFERENT
            if differs and start < 0:
                start = column
            elif not differs and start >= 0:
                found.append(Rect(start * side, row * side, column * side, (row + 1) * side))
                start = -1
    return found


def _cells(image: QImage, size: QSize) -> bytes:
    """The picture's grey in cells, row by row."""
    mode = Qt.TransformationMode.SmoothTransformation
    small = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
    grey = small.convertToFormat(QImage.Format.Format_Grayscale8)
    data, stride = bytes(grey.constBits()), grey.bytesPerLine()
    return b"".join(
        data[row * stride : row * stride + size.width()] for row in range(size.height())
    )
