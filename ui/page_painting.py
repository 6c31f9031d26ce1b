"""How a page's paper, marks, hits, selection and focus are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from delegate_app.domain.annotations import Annotation, AnnotationKind
from delegate_app.services.reader import Rect
from ui.page_layout import Sheet
from ui.theme import MARKERS, PAPER, Theme

SELECTION = QColor(29, 75, 128, 90)
HIT = QColor("#ffd166")
CURRENT_HIT = QColor("#ff9f1c")
INK = QColor("#1a2230")
PIN = 18.0
"""Side of a note's sign on the page, in points."""


def paper(painter: QPainter, theme: Theme, page: QRectF, ground: str = PAPER) -> None:
    """The sheet, white in every theme unless the reader chose another paper."""
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.setBrush(QColor(ground))
    painter.drawRect(page.adjusted(-0.5, -0.5, 0.5, 0.5))


def sentence(painter: QPainter, theme: Theme, area: QRectF, text: str) -> None:
    """A sentence in the middle of a page that cannot be drawn."""
    painter.setPen(INK)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)


def focus_ring(painter: QPainter, theme: Theme, area: QRectF) -> None:
    """The ring around the pages while the keyboard moves them."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("focus"), 3))
    painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))


def marks(painter: QPainter, sheet: Sheet, corner: QPointF, found: Sequence[Annotation]) -> None:
    """Highlights multiplied over the print, underlines below it, and a tab in the margin for what has a text."""
    for mark in found:
        colour = QColor(MARKERS[mark.colour])
        boxes = [_box(sheet, corner, rect) for rect in mark.anchor.rects]
        if not mark.anchor.quote:
            for box in boxes:
                _pin(painter, box, colour)
            continue
        if mark.kind is AnnotationKind.UNDERLINE:
            painter.setPen(QPen(colour.darker(160), 2))
            for box in boxes:
                painter.drawLine(box.bottomLeft(), box.bottomRight())
        else:
            _multiply(painter, boxes, colour)
        if mark.text and boxes:
            _tab(painter, corner, boxes[0], colour)


def hit(
    painter: QPainter, sheet: Sheet, corner: QPointF, rects: Sequence[Rect], *, current: bool
) -> None:
    """A hit of the search; the current one is framed as well."""
    boxes = [_box(sheet, corner, rect) for rect in rects]
    _multiply(painter, boxes, CURRENT_HIT if current else HIT)
    if current:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(INK, 2))
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
        painter.fillRect(QRectF(box.left() - 1, box.top() - 1, 2, box.height() + 2), INK)


def _multiply(painter: QPainter, boxes: Sequence[QRectF], colour: QColor) -> None:
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    for box in boxes:
        painter.fillRect(box, colour)
    painter.restore()


def _pin(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """A folded sheet: a note that belongs to a place and not to words."""
    fold = box.width() / 3
    sheet = QPolygonF(
        [
            box.topLeft(),
            QPointF(box.right() - fold, box.top()),
            QPointF(box.right(), box.top() + fold),
            box.bottomRight(),
            box.bottomLeft(),
        ]
    )
    painter.setPen(QPen(INK, 1.5))
    painter.setBrush(colour)
    painter.drawPolygon(sheet)
    for share in (0.5, 0.75):
        y = box.top() + share * box.height()
        painter.drawLine(QPointF(box.left() + fold / 2, y), QPointF(box.right() - fold / 2, y))


def _tab(painter: QPainter, corner: QPointF, first: QRectF, colour: QColor) -> None:
    painter.setPen(QPen(INK, 1))
    painter.setBrush(colour)
    painter.drawRect(QRectF(corner.x() + 4, first.top(), 10, 14))


def _box(sheet: Sheet, corner: QPointF, rect: Rect) -> QRectF:
    left, top, width, height = sheet.rect_on_page(rect)
    return QRectF(corner.x() + left, corner.y() + top, width, height)
