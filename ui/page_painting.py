"""How a page's paper, hits, selection and focus are drawn; its marks are in `mark_painting`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from delegate_app.services.reader import Rect
from ui.page_layout import Sheet
from ui.paper_tones import ink_on, lay_over
from ui.theme import PAPER, Theme

SELECTION = QColor(58, 120, 190, 100)
HIT = QColor("#ffd166")
CURRENT_HIT = QColor("#ff9f1c")
INK = QColor("#1a2230")


def paper(painter: QPainter, theme: Theme, page: QRectF, ground: str = PAPER) -> None:
    """The sheet, white in every theme unless the reader chose another paper."""
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.setBrush(QColor(ground))
    painter.drawRect(page.adjusted(-0.5, -0.5, 0.5, 0.5))


def sentence(painter: QPainter, theme: Theme, area: QRectF, text: str) -> None:
    """A sentence in the middle of a page that cannot be drawn."""
    painter.setPen(ink_on(painter, INK.name()))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)


def focus_ring(painter: QPainter, theme: Theme, area: QRectF) -> None:
    """The ring around the pages while the keyboard moves them."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("focus"), 3))
    painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))


def hit(
    painter: QPainter, sheet: Sheet, corner: QPointF, rects: Sequence[Rect], *, current: bool
) -> None:
    """A hit of the search; the current one is framed as well."""
    boxes = [_box(sheet, corner, rect) for rect in rects]
    _lay_over(painter, boxes, CURRENT_HIT if current else HIT)
    if current:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink_on(painter, INK.name()), 2))
        for box in boxes:
            painter.drawRect(box.adjusted(-2, -2, 2, 2))


def selection(
    painter: QPainter,
    sheet: Sheet,
    corner: QPointF,
    rects: Sequence[Rect],
    caret: Rect | None,
) -> None:
    """The selected words and the caret."""
    painter.setPen(Qt.PenStyle.NoPen)
    for rect in rects:
        painter.fillRect(_box(sheet, corner, rect), SELECTION)
    if caret is not None:
        box = _box(sheet, corner, caret)
        painter.fillRect(
            QRectF(box.left() - 1, box.top() - 1, 2, box.height() + 2), ink_on(painter, INK.name())
        )


def _lay_over(painter: QPainter, boxes: Sequence[QRectF], colour: QColor) -> None:
    for box in boxes:
        lay_over(painter, box, colour)


def _box(sheet: Sheet, corner: QPointF, rect: Rect) -> QRectF:
    left, top, width, height = sheet.rect_on_page(rect)
    return QRectF(corner.x() + left, corner.y() + top, width, height)
