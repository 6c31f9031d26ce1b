"""The pages with the keyboard and the mouse: scrolling by keys, selecting words, pressing marks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from delegate_app.services.reader import PageText
from ui.context import Context
from ui.page_selection import Selection
from ui.page_view import PageView

HOLD_MS = 700
STILL = 4
"""Pixels that a hand may tremble."""
EDGE = 12.0
"""Points between a page's edge and a note that belongs to the page."""
CARET_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


class PageCanvas(PageView):
    """`selection_changed` as words are selected, `mark_pressed` with the id of a mark that was clicked."""

    selection_changed = Signal()
    held = Signal(int, float, float)
    """A place was pressed and held: page, and where on it in points."""
    mark_pressed = Signal(str)
    ended = Signal(int)
    """Somebody wanted to scroll on (1) or back (-1) where the paper ends."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._pressed: QPointF | None = None
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self._held)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key, bar = Qt.Key(event.key()), self.verticalScrollBar()
        if shift and key in CARET_KEYS:
            self._extend(key, by_word=control)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_Space) and not control:
            self._scroll_on(-1 if shift and key == Qt.Key.Key_Space else 1)
        elif key == Qt.Key.Key_PageUp and not control:
            self._scroll_on(-1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.page_step(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(0 if key == Qt.Key.Key_Home else bar.maximum())
        elif key == Qt.Key.Key_Escape and self.selection is not None:
            self.select(None)
        else:
            super().keyPressEvent(event)

    def _scroll_on(self, step: int) -> None:
        if not self.screen_step(step):
            self.ended.emit(step)

    # ------------------------------------------------------------------ selecting

    def select(self, selection: Selection | None) -> None:
        """Select these words, or nothing."""
        self.selection = selection
        self.viewport().update()
        self.selection_changed.emit()

    def _extend(self, key: Qt.Key, *, by_word: bool) -> None:
        if self.selection is not None:
            self.select(self.selection.stepped(key, by_word=by_word, extend=True))
            self._follow_caret()
            return
        top, page = self.verticalScrollBar().value(), self._page

        def begin(text: PageText) -> None:
            above = max(0.0, top - self.sheet(page).top)
            start = text.index_at(*self.sheet(page).place_under(0.0, above + 8))
            self.select(Selection(text, start, start).stepped(key, by_word=by_word, extend=True))

        self.texts.ask(page, begin)

    def _follow_caret(self) -> None:
        caret = self.selection.caret if self.selection else None
        if self.selection is None or caret is None:
            return
        page = self.selection.page
        y = self.sheet(page).top + self.sheet(page).rect_on_page(caret)[1]
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if not bar.value() <= y <= bar.value() + height - 32:
            self.go_to_rect(page, caret)

    def point_on_page(self, at: QPointF, page: int | None = None) -> tuple[int, float, float]:
        """Page and place on it in points under a place of the viewport; with `page`, as seen from that page."""
        if page is None:
            x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
            page = self._layout.page_at(at.y() + y, at.x() + x)
        local = at - self.origin(page)
        return page, *self.sheet(page).place_under(local.x(), local.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._document is None:
            super().mousePressEvent(event)
            return
        page, x, y = self.point_on_page(event.position())
        self._pressed = event.position()
        self._hold.start()
        self.texts.ask(page, lambda text: self._begin_at(text, x, y))

    def _begin_at(self, text: PageText, x: float, y: float) -> None:
        caret = text.index_at(x, y)
        self.select(Selection(text, caret, caret))

    def _held(self) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and self._document is not None:
            self.select(None)
            self.held.emit(*self.point_on_page(pressed))

    def reading_point(self) -> tuple[int, float, float]:
        """Page and place at the upper left of what is seen of the page that is read."""
        page = self._page
        sheet, corner = self.sheet(page), self.origin(page)
        left = max(0.0, -corner.x()) + EDGE * sheet.factor
        top = max(0.0, self.viewport().height() / 4 - corner.y())
        return page, *sheet.place_under(left, top)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if (
            self._pressed is not None
            and (event.position() - self._pressed).manhattanLength() > STILL
        ):
            self._hold.stop()
        if self._pressed is None:
            self._show_hand(event.position())
            return
        if self.selection is None:
            return
        _, x, y = self.point_on_page(event.position(), self.selection.page)
        self.select(self.selection.moved(self.selection.text.index_at(x, y), extend=True))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hold.stop()
        pressed, self._pressed = self._pressed, None
        if pressed is None or (event.position() - pressed).manhattanLength() > STILL:
            return
        page, x, y = self.point_on_page(event.position())
        for mark in self.overlay.marks.get(page, ()):
            if any(r.left <= x <= r.right and r.top <= y <= r.bottom for r in mark.anchor.rects):
                self.mark_pressed.emit(mark.id)
                return
        link = self.links.at(page, x, y)
        if link is not None:
            self.select(None)
            self.links.follow(link)

    def _show_hand(self, at: QPointF) -> None:
        """Over a link the pointer is a hand."""
        if self._document is None:
            return
        over = self.links.at(*self.point_on_page(at)) is not None
        shapes = Qt.CursorShape
        self.viewport().setCursor(shapes.PointingHandCursor if over else shapes.IBeamCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        page, x, y = self.point_on_page(event.position())
        self.texts.ask(page, lambda text: self.select(Selection(text, *text.word_at(x, y))))
