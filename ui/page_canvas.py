"""The pages with the keyboard and the mouse: scrolling by keys, selecting words, pressing marks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from delegate_app.services.reader import PageText
from ui.context import Context
from ui.page_selection import Selection
from ui.page_view import PageView

HOLD_MS = 700
ROLL_MS = 30
"""Between two steps of scrolling while words are selected beyond the window's edge."""
LONGEST_ROLL = 60
"""Pixels of such a step, far from the edge."""
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
BACKWARDS = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Home)


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
        self._dragged: QPointF | None = None
        self._roll = QTimer(self)
        self._roll.setInterval(ROLL_MS)
        self._roll.timeout.connect(self._roll_on)
        self.scrolled.connect(self._drag_again)
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
            before = self.selection
            self.select(before.stepped(key, by_word=by_word, extend=True))
            if self.selection.moving == before.moving:
                self._step_over(-1 if key in BACKWARDS else 1)
            self._follow_caret()
            return
        top, page = self.verticalScrollBar().value(), self._page

        def begin(text: PageText) -> None:
            above = max(0.0, top - self.sheet(page).top)
            start = text.index_at(*self.sheet(page).place_under(0.0, above + 8))
            begun = Selection.within(text, start, start)
            self.select(begun.stepped(key, by_word=by_word, extend=True))

        self.texts.ask(page, begin)

    def _step_over(self, step: int) -> None:
        """The caret stood at the end of its page: on to the next one, or back to the end of the one before."""
        if self.selection is not None and 0 <= self.selection.page + step < self.page_count:
            page = self.selection.page + step
            self._stretch(page, lambda text: 0 if step > 0 else len(text.text))
            self._follow_caret()

    def _stretch(self, page: int, position: Callable[[PageText], int]) -> None:
        """Bring the caret to a place of `page`, as soon as the words of all pages up to it are here."""
        begun = self.selection
        if begun is None:
            return
        reach = begun.reach(page)
        held = {text.page: text for text in begun.texts}
        texts = [held.get(each) or self.texts.get(each) for each in reach]
        found = [text for text in texts if text is not None]
        if len(found) == len(texts):
            page = min(max(page, reach.start), reach.stop - 1)
            self.select(begun.stretched(found, page, position(found[page - reach.start])))
            return

        def again(_text: PageText) -> None:
            if self.selection is not None and self.selection.fixed == begun.fixed:
                self._stretch(page, position)

        missing = [each for each, text in zip(reach, texts, strict=True) if text is None]
        self.texts.ask(missing[0], again)

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
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.selection is not None:
            self._stretch(page, lambda text: text.index_at(x, y))
            return
        self._pressed, self._dragged = event.position(), None
        self._hold.start()
        self.texts.ask(page, lambda text: self._begin_at(text, x, y))

    def _begin_at(self, text: PageText, x: float, y: float) -> None:
        caret = text.index_at(x, y)
        self.select(Selection.within(text, caret, caret))

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
        self._dragged = event.position()
        inside = 0 <= event.position().y() < self.viewport().height()
        if inside:
            self._roll.stop()
        elif not self._roll.isActive():
            self._roll.start()
        self._drag_again()

    def _drag_again(self) -> None:
        """What is selected ends where the pointer is, on whichever page."""
        if self._pressed is None or self._dragged is None or self._document is None:
            return
        page, x, y = self.point_on_page(self._dragged)
        self._stretch(page, lambda text: text.index_at(x, y))

    def _roll_on(self) -> None:
        """The pointer is held above or below the window: scroll there, the faster the farther."""
        if self._pressed is None or self._dragged is None:
            self._roll.stop()
            return
        y, height = self._dragged.y(), self.viewport().height()
        beyond = y if y < 0 else y - height + 1
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(min(max(beyond, -LONGEST_ROLL), LONGEST_ROLL)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hold.stop()
        self._roll.stop()
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
        self.texts.ask(page, lambda text: self.select(Selection.within(text, *text.word_at(x, y))))
