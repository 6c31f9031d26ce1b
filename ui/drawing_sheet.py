"""The clear sheet over the pages that takes pen, mouse and finger while a drawing tool is in the hand.

Rules
1. A gesture is one press: it belongs to the page on which it began, and is given away when the press ends.
2. What was given away stays visible here until `settle` says that the vault has it or that it failed.
3. Once a pen was seen, the hand that rests on the screen draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QInputDevice,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from delegate_app.domain.annotations import Anchor, AnnotationKind, Colour, Rect
from delegate_app.domain.ink import EVEN_PRESSURE, MOST_POINTS, InkPoint, Stroke, drawn
from delegate_app.services.annotations import Draft
from ui import mark_painting
from ui.page_canvas import PageCanvas
from ui.theme import INKS
from ui.tools import DRAWING, ERASER_RADIUS, Tool, Tools

SHORTEST_ARROW = 6.0
SMALLEST_BOX = 24.0
TEXT_BOX_SIZE = (200.0, 44.0)
"""Points of a text box that was not drawn larger."""


@dataclass
class Gesture:
    """A press that is going on; `tool` may be the eraser at a pen's other end."""

    tool: Tool
    page: int
    points: list[InkPoint]
    erased: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Drawn:
    """What a gesture made on a version; `number` is what `settle` is called with."""

    number: int
    version: str
    page: int
    draft: Draft


class DrawingSheet(QWidget):
    """`drew` with each stroke, arrow and box when its gesture ends; `erased` with the ids that a gesture touched."""

    drew = Signal(object)
    erased = Signal(object)
    touched = Signal(object)
    """The ids that the eraser touched so far, while it is pressed."""

    def __init__(self, canvas: PageCanvas, tools: Tools) -> None:
        super().__init__(canvas.viewport())
        self._canvas = canvas
        self._tools = tools
        self._gesture: Gesture | None = None
        self._given: dict[int, Drawn] = {}
        self._number = 0
        self._pen_seen = False
        self.setObjectName("drawing-sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Drawing on the page"))
        canvas.viewport().installEventFilter(self)
        tools.changed.connect(self._follow_tool)
        self._follow_tool()

    def settle(self, number: int) -> None:
        """What was given away under that number is drawn by the page itself now, or failed."""
        self._given.pop(number, None)
        self._show_if_needed()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.resize(self._canvas.viewport().size())
        return False

    def _follow_tool(self) -> None:
        self._gesture = None
        shapes = {Tool.ERASER: Qt.CursorShape.PointingHandCursor}
        self.setCursor(shapes.get(self._tools.tool, Qt.CursorShape.CrossCursor))
        self._show_if_needed()

    def _show_if_needed(self) -> None:
        drawing = self._tools.tool in DRAWING
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not drawing)
        self.setVisible(drawing or bool(self._given))
        self.resize(self._canvas.viewport().size())
        self.raise_()

    # ------------------------------------------------------------------ pen, mouse, finger

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.accept()
        self._pen_seen = True
        at, pressure = event.position(), event.pressure()
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            other_end = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._begin(at, pressure, Tool.ERASER if other_end else self._tools.tool)
        elif kind == QEvent.Type.TabletMove:
            self._go_on(at, pressure)
        elif kind == QEvent.Type.TabletRelease:
            self._end(at, pressure)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._is_resting_hand(event):
            self._begin(event.position(), EVEN_PRESSURE, self._tools.tool)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position(), EVEN_PRESSURE)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end(event.position(), EVEN_PRESSURE)

    def _is_resting_hand(self, event: QMouseEvent) -> bool:
        """Rule 3: a mouse event that the system made of a touch."""
        touch = event.device().type() == QInputDevice.DeviceType.TouchScreen
        return touch and self._pen_seen

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            return self._touch(event)
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> bool:
        """One finger draws while no pen was seen; a second finger takes the gesture back."""
        points = event.points()
        if self._pen_seen or len(points) != 1 or event.type() == QEvent.Type.TouchCancel:
            self._gesture = None
            self.update()
            event.ignore()
            return False
        at = points[0].position()
        if event.type() == QEvent.Type.TouchBegin:
            self._begin(at, EVEN_PRESSURE, self._tools.tool)
        elif event.type() == QEvent.Type.TouchUpdate:
            self._go_on(at, EVEN_PRESSURE)
        else:
            self._end(at, EVEN_PRESSURE)
        event.accept()
        return True

    # ------------------------------------------------------------------ a gesture

    def _begin(self, at: QPointF, pressure: float, tool: Tool) -> None:
        if not self._canvas.page_count or tool not in DRAWING:
            return
        self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        page, x, y = self._canvas.point_on_page(at)
        self._gesture = Gesture(tool, page, [self._inside(page, x, y, pressure)])
        self._look_again()

    def _go_on(self, at: QPointF, pressure: float) -> None:
        gesture = self._gesture
        if gesture is None:
            return
        _, x, y = self._canvas.point_on_page(at, gesture.page)
        point = self._inside(gesture.page, x, y, pressure)
        if point == gesture.points[-1]:
            return
        gesture.points.append(point)
        if gesture.tool is Tool.PEN and len(gesture.points) >= MOST_POINTS:
            self._give(gesture)  # `protocol.md 9.12`: the drawing goes on in a further note
            self._gesture = Gesture(gesture.tool, gesture.page, [point])
        self._look_again()

    def _end(self, at: QPointF, pressure: float) -> None:
        self._go_on(at, pressure or EVEN_PRESSURE)
        gesture, self._gesture = self._gesture, None
        if gesture is None:
            return
        if gesture.tool is Tool.ERASER:
            self.erased.emit(tuple(gesture.erased))
        else:
            self._give(gesture)
        self.update()

    def _inside(self, page: int, x: float, y: float, pressure: float) -> InkPoint:
        shape = self._canvas.sheet(page).shape
        return InkPoint(min(max(x, 0.0), shape.width), min(max(y, 0.0), shape.height), pressure)

    def _look_again(self) -> None:
        gesture = self._gesture
        if gesture is None:
            return
        if gesture.tool is Tool.ERASER:
            self._rub(gesture)
        if gesture.tool is Tool.PEN:
            self.update(self._around_tip(gesture))
        else:
            self.update()

    def _around_tip(self, gesture: Gesture) -> QRect:
        """The part of the window that the last piece of a stroke changed."""
        sheet, corner = self._canvas.sheet(gesture.page), self._canvas.origin(gesture.page)
        ends = [corner + QPointF(*sheet.point_on_page(p.x, p.y)) for p in gesture.points[-2:]]
        margin = 2 + self._tools.width * 1.5 * sheet.factor
        area = QRectF(ends[0], ends[-1]).normalized()
        return area.adjusted(-margin, -margin, margin, margin).toAlignedRect()

    def _rub(self, gesture: Gesture) -> None:
        last = gesture.points[-2:]
        steps = [last[-1], InkPoint(*((a + b) / 2 for a, b in zip(last[0], last[-1], strict=True)))]
        before = len(gesture.erased)
        for mark in self._canvas.overlay.marks.get(gesture.page, ()):
            if any(
                stroke.touches(point.x, point.y, ERASER_RADIUS)
                for stroke in mark.strokes
                for point in steps
            ):
                gesture.erased.add(mark.id)
        if len(gesture.erased) != before:
            self.touched.emit(frozenset(gesture.erased))

    def _give(self, gesture: Gesture) -> None:
        draft = self._draft(gesture)
        if draft is None:
            return
        self._number += 1
        made = Drawn(self._number, self._canvas.version, gesture.page, draft)
        self._given[made.number] = made
        self.drew.emit(made)

    def _draft(self, gesture: Gesture) -> Draft | None:
        if gesture.tool is Tool.TEXT_BOX:
            return Draft(AnnotationKind.TEXT_BOX, self._tools.ink, self._box_anchor(gesture))
        if gesture.tool is Tool.PEN:
            kind, stroke = AnnotationKind.INK, drawn(self._tools.width, gesture.points)
        else:
            kind, stroke = AnnotationKind.ARROW, self._arrow(gesture)
            tail, head = stroke.points
            if abs(tail.x - head.x) + abs(tail.y - head.y) < SHORTEST_ARROW:
                return None
        anchor = Anchor(gesture.page, "", "", "", 0, 0, (Rect(*stroke.bounds),))
        return Draft(kind, self._tools.ink, anchor, strokes=(stroke,))

    def _arrow(self, gesture: Gesture) -> Stroke:
        ends = gesture.points[0], gesture.points[-1]
        return Stroke(self._tools.width, tuple(p._replace(pressure=EVEN_PRESSURE) for p in ends))

    def _box_anchor(self, gesture: Gesture) -> Anchor:
        return Anchor(gesture.page, "", "", "", 0, 0, (self._box(gesture),))

    def _box(self, gesture: Gesture) -> Rect:
        first, last = gesture.points[0], gesture.points[-1]
        left, right = sorted((first.x, last.x))
        top, bottom = sorted((first.y, last.y))
        if right - left < SMALLEST_BOX:
            right = left + TEXT_BOX_SIZE[0]
        shape = self._canvas.sheet(gesture.page).shape
        over = max(0.0, right - shape.width)
        left, right = max(0.0, left - over), right - over
        return Rect(left, top, right, max(bottom, top + TEXT_BOX_SIZE[1] / 2))

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for made in self._given.values():
            if made.version == self._canvas.version:
                self._paint(painter, made.page, made.draft)
        gesture = self._gesture
        if gesture is not None:
            self._paint_gesture(painter, gesture)
        painter.end()

    def _paint_gesture(self, painter: QPainter, gesture: Gesture) -> None:
        if gesture.tool is Tool.ERASER:
            self._on_page(painter, gesture.page)
            point = gesture.points[-1]
            painter.setPen(QPen(QColor(INKS[Colour.BLACK]), 0.8))
            painter.drawEllipse(QPointF(point.x, point.y), ERASER_RADIUS, ERASER_RADIUS)
        elif gesture.tool is Tool.PEN:
            self._on_page(painter, gesture.page)
            stroke = Stroke(self._tools.width, tuple(gesture.points))
            mark_painting.draw_raw_stroke(painter, stroke, self._tools.ink)
        elif gesture.tool is Tool.ARROW:
            self._on_page(painter, gesture.page)
            mark_painting.draw_arrow(painter, self._arrow(gesture), self._tools.ink)
        else:
            self._on_page(painter, gesture.page)
            self._paint_box(painter, self._box(gesture), self._tools.ink)
        painter.resetTransform()

    def _paint(self, painter: QPainter, page: int, draft: Draft) -> None:
        self._on_page(painter, page)
        for stroke in draft.strokes:
            if draft.kind is AnnotationKind.INK:
                mark_painting.draw_stroke(painter, stroke, draft.colour)
            else:
                mark_painting.draw_arrow(painter, stroke, draft.colour)
        if draft.kind is AnnotationKind.TEXT_BOX:
            self._paint_box(painter, draft.anchor.rects[0], draft.colour)
        painter.resetTransform()

    def _paint_box(self, painter: QPainter, rect: Rect, colour: Colour) -> None:
        painter.setPen(QPen(QColor(INKS[colour]), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(QPointF(rect.left, rect.top), QPointF(rect.right, rect.bottom)))

    def _on_page(self, painter: QPainter, page: int) -> None:
        geometry, corner = self._canvas.sheet(page), self._canvas.origin(page)
        painter.setTransform(mark_painting.transform_of(geometry, corner))
