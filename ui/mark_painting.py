"""How marks and notes are drawn on a page: on the screen, in a preview and on paper alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTransform,
)

from delegate_app.domain.annotations import Annotation, AnnotationKind, Colour, Rect
from delegate_app.domain.ink import Stroke, arrow_head, curves
from ui.assets import FAMILY
from ui.paper_tones import ink_on, lay_over
from ui.theme import INKS, MARKERS, PAPER

INK: Final = QColor("#1a2230")
PIN = 18.0
"""Side of a note's sign on the page, in points."""
LETTERS = 11.0
"""Size of the letters in a text box, in points."""
MARGIN = 4.0
"""Points between a text box and its letters."""
SPARE = 20.0
"""Points around a mark's rectangles within which its signs lie."""
_SPAN = 1000.0
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class PageGeometry(Protocol):
    """Where a page's rectangles lie as it is shown."""

    def rect_on_page(self, rect: Rect) -> tuple[float, float, float, float]:
        """Left, top, width, height in pixels from the page's shown corner."""


def transform_of(geometry: PageGeometry, corner: QPointF) -> QTransform:
    """From points of page space to what is painted on, turned as the page is."""
    x, y, _, _ = geometry.rect_on_page(Rect(0, 0, 0, 0))
    right = geometry.rect_on_page(Rect(_SPAN, 0, _SPAN, 0))
    down = geometry.rect_on_page(Rect(0, _SPAN, 0, _SPAN))
    return QTransform(
        (right[0] - x) / _SPAN,
        (right[1] - y) / _SPAN,
        (down[0] - x) / _SPAN,
        (down[1] - y) / _SPAN,
        corner.x() + x,
        corner.y() + y,
    )


def marks(
    painter: QPainter, geometry: PageGeometry, corner: QPointF, found: Sequence[Annotation]
) -> None:
    """Draw the marks of a page whose shown corner is at `corner`; what has a text or is to be asked gets a tab."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(transform_of(geometry, corner), True)
    seen = painter.clipBoundingRect() if painter.hasClipping() else None
    for mark in found:
        if seen is None or _may_be_seen(mark, seen):
            _PAINTERS[mark.kind](painter, mark)
    painter.restore()
    for mark in found:
        if mark.anchor.rects and (mark.text or mark.ask) and mark.kind in _WITH_TAB:
            _, top, _, _ = geometry.rect_on_page(mark.anchor.rects[0])
            _tab(painter, corner, corner.y() + top, mark)


def _may_be_seen(mark: Annotation, seen: QRectF) -> bool:
    """Whether anything of a mark may lie in that part of the page; a text box grows downwards."""
    below = SPARE if mark.kind is not AnnotationKind.TEXT_BOX else _SPAN
    around = [_box(rect).adjusted(-SPARE, -SPARE, SPARE, below) for rect in mark.anchor.rects]
    return not around or any(box.intersects(seen) for box in around)


def _box(rect: Rect) -> QRectF:
    return QRectF(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)


def _highlight(painter: QPainter, mark: Annotation) -> None:
    for rect in mark.anchor.rects:
        lay_over(painter, _box(rect), QColor(MARKERS[mark.colour]))


def _line_at(share: float) -> Callable[[QPainter, Annotation], None]:
    """A line through each rectangle at a share of its height from its top."""

    def paint(painter: QPainter, mark: Annotation) -> None:
        painter.setPen(QPen(ink_on(painter, INKS[mark.colour]), 1.4))
        for rect in mark.anchor.rects:
            y = rect.top + share * (rect.bottom - rect.top)
            painter.drawLine(QPointF(rect.left, y), QPointF(rect.right, y))

    return paint


def _note(painter: QPainter, mark: Annotation) -> None:
    if mark.anchor.quote:
        _highlight(painter, mark)
        return
    for rect in mark.anchor.rects:
        _pin(painter, _box(rect), QColor(MARKERS[mark.colour]))


def _bookmark(painter: QPainter, mark: Annotation) -> None:
    """A ribbon beside the first line, and dots below the words."""
    painter.setPen(QPen(ink_on(painter, INKS[mark.colour]), 1.2, Qt.PenStyle.DotLine))
    for rect in mark.anchor.rects:
        painter.drawLine(QPointF(rect.left, rect.bottom), QPointF(rect.right, rect.bottom))
    if mark.anchor.rects:
        first = mark.anchor.rects[0]
        left, top = first.left - 13, first.top - 1
        ribbon = [(0, 0), (9, 0), (9, 15), (4.5, 11), (0, 15)]
        painter.setPen(QPen(INK, 0.8))
        painter.setBrush(QColor(MARKERS[mark.colour]))
        painter.drawPolygon(QPolygonF([QPointF(left + x, top + y) for x, y in ribbon]))


def _ink(painter: QPainter, mark: Annotation) -> None:
    for stroke in mark.strokes:
        draw_stroke(painter, stroke, mark.colour)


def draw_stroke(painter: QPainter, stroke: Stroke, colour: Colour) -> None:
    """Draw a stroke in page points, as wide at each place as the pen was pressed."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for width, path in _lines(stroke):
        painter.setPen(_pen(painter, colour, width))
        painter.drawPath(path)


def draw_raw_stroke(painter: QPainter, stroke: Stroke, colour: Colour) -> None:
    """Draw a stroke while it is being drawn: piece by piece, none of it is kept."""
    points = stroke.points
    painter.setPen(_pen(painter, colour, stroke.width_at(points[0].pressure)))
    painter.drawPoint(QPointF(points[0].x, points[0].y))
    for before, after in pairwise(points):
        painter.setPen(
            _pen(painter, colour, stroke.width_at((before.pressure + after.pressure) / 2))
        )
        painter.drawLine(QPointF(before.x, before.y), QPointF(after.x, after.y))


def _pen(painter: QPainter, colour: Colour, width: float) -> QPen:
    round_ = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(ink_on(painter, INKS[colour]), width, Qt.PenStyle.SolidLine, *round_)


@lru_cache(maxsize=4096)
def _lines(stroke: Stroke) -> tuple[tuple[float, QPainterPath], ...]:
    """The stroke's curve in stretches of about one width each."""
    points = stroke.points
    step = max(stroke.width * 0.12, 0.05)
    found: list[tuple[float, QPainterPath]] = []
    for index, (x1, y1, x2, y2, x, y) in enumerate(curves(points)):
        pressure = (points[index].pressure + points[index + 1].pressure) / 2
        width = round(stroke.width_at(pressure) / step) * step
        if not found or found[-1][0] != width:
            found.append((width, QPainterPath(QPointF(points[index].x, points[index].y))))
        found[-1][1].cubicTo(x1, y1, x2, y2, x, y)
    if not found:
        dot = QPainterPath(QPointF(points[0].x, points[0].y))
        dot.lineTo(points[0].x + 0.01, points[0].y)
        found.append((stroke.width_at(points[0].pressure), dot))
    return tuple(found)


def _arrow(painter: QPainter, mark: Annotation) -> None:
    for stroke in mark.strokes:
        draw_arrow(painter, stroke, mark.colour)


def draw_arrow(painter: QPainter, stroke: Stroke, colour: Colour) -> None:
    """Draw an arrow in page points."""
    tail, head = stroke.points[0], stroke.points[-1]
    left, right = arrow_head(tail, head, stroke.width)
    painter.setPen(_pen(painter, colour, stroke.width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(QPointF(tail.x, tail.y))
    path.lineTo(head.x, head.y)
    path.moveTo(left.x, left.y)
    path.lineTo(head.x, head.y)
    path.lineTo(right.x, right.y)
    painter.drawPath(path)


def letters() -> QFont:
    """The font of text boxes, in points of the page."""
    font = QFont(FAMILY)
    font.setPixelSize(round(LETTERS))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def text_box_area(mark: Annotation) -> QRectF:
    """The box of a text box as it is drawn: as wide as it was made, and as high as its text needs."""
    box = _box(mark.anchor.rects[0])
    room = QRectF(0, 0, box.width() - 2 * MARGIN, 10_000)
    needed = QFontMetricsF(letters()).boundingRect(room, int(_WRAP), mark.text).height()
    box.setHeight(max(box.height(), needed + 2 * MARGIN))
    return box


def _text_box(painter: QPainter, mark: Annotation) -> None:
    if not mark.anchor.rects:
        return
    box = text_box_area(mark)
    ground = QColor(PAPER)
    ground.setAlpha(235)
    painter.setPen(QPen(ink_on(painter, INKS[mark.colour]), 1))
    painter.setBrush(ground)
    painter.drawRect(box)
    painter.setFont(letters())
    inner = box.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    painter.drawText(inner, int(_WRAP), mark.text)


def _newer(painter: QPainter, mark: Annotation) -> None:
    """A grey sheet in the page's corner, or where the newer program put its note."""
    place = _box(mark.anchor.rects[0]) if mark.anchor.rects else QRectF(12, 12, PIN, PIN)
    _pin(painter, QRectF(place.topLeft(), place.topLeft() + QPointF(PIN, PIN)), QColor("#c9ced6"))


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
    painter.setPen(QPen(INK, 1))
    painter.setBrush(colour)
    painter.drawPolygon(sheet)
    for share in (0.5, 0.75):
        y = box.top() + share * box.height()
        painter.drawLine(QPointF(box.left() + fold / 2, y), QPointF(box.right() - fold / 2, y))


def _tab(painter: QPainter, corner: QPointF, top: float, mark: Annotation) -> None:
    """In the margin: lines for a text, a question mark for what is to be asked in the sitting."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(INK, 1))
    painter.setBrush(QColor(MARKERS[mark.colour]))
    box = QRectF(corner.x() + 4, top, 14, 16)
    painter.drawRoundedRect(box, 2, 2)
    if mark.ask:
        font = QFont(FAMILY)
        font.setPixelSize(13)
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")
    else:
        for y in (5.0, 8.5, 12.0):
            painter.drawLine(box.topLeft() + QPointF(3, y), box.topLeft() + QPointF(11, y))
    painter.restore()


_WITH_TAB = frozenset(AnnotationKind) - {AnnotationKind.TEXT_BOX, AnnotationKind.NEWER}
_PAINTERS: Final[dict[AnnotationKind, Callable[[QPainter, Annotation], None]]] = {
    AnnotationKind.HIGHLIGHT: _highlight,
    AnnotationKind.UNDERLINE: _line_at(1.0),
    AnnotationKind.STRIKE_OUT: _line_at(0.55),
    AnnotationKind.NOTE: _note,
    AnnotationKind.BOOKMARK: _bookmark,
    AnnotationKind.INK: _ink,
    AnnotationKind.TEXT_BOX: _text_box,
    AnnotationKind.ARROW: _arrow,
    AnnotationKind.NEWER: _newer,
}
