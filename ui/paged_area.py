"""The scrolling area of a document's pages: where one is, how large, and in which arrangement. Draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from delegate_app.domain.reading_places import FIT_PAGE, FIT_WIDTH, PageFlow, ReadingPlace
from delegate_app.services.reader import OpenDocument, PageShape, Rect
from ui.page_layout import GAP, Arrangement, PageLayout, Sheet
from ui.page_trims import PageTrims

ZOOMS = (0.25, 0.35, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
SETTLE_MS = 300
"""A place is worth keeping when the reader stayed this long."""
ABOVE = 4.0
"""Pixels that stay free above a page that one goes to."""


class PagedArea(QAbstractScrollArea):
    """Scrolls through a document. `page_changed` (from 0) as the reader scrolls, `settled` when they stay at a place."""

    page_changed = Signal(int)
    zoom_changed = Signal(float)
    arranged = Signal()
    """Flow, rotation or margins are others now."""
    settled = Signal()
    scrolled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._version = ""
        self._document: OpenDocument | None = None
        self._arrangement = Arrangement()
        self._layout = PageLayout((), 1.0, self._arrangement)
        self._page = 0
        self._go_again: Callable[[PagedArea], None] | None = None
        """Goes once more to the place that was gone to; None after the reader scrolled."""
        self._before = 0
        self._heading = 1
        self._resting = False
        self.trims = PageTrims()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.replace_scroll_bar(QScrollBar(Qt.Orientation.Vertical))
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self._look())
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.settled)

    def replace_scroll_bar(self, bar: QScrollBar) -> None:
        """Scroll up and down with this bar from now on."""
        bar.setValue(self.verticalScrollBar().value())
        self.setVerticalScrollBar(bar)
        bar.valueChanged.connect(self._scrolled)

    # ------------------------------------------------------------------ the document and the place in it

    def show_document(
        self, version: str, document: OpenDocument, place: ReadingPlace | None
    ) -> None:
        """Show a document where it was left, else its first page over the whole width."""
        self._version, self._document = version, document
        self.trims.forget()
        self.trims.hold(document.shapes)
        place = place or ReadingPlace(0, 0.0, FIT_WIDTH)
        trim = self.trims.of if place.trimmed else None
        self._arrangement = Arrangement(place.zoom, place.flow, place.rotation % 360, trim)
        self._relayout()
        self._page, self._go_again = 0, None
        if (place.page, place.offset) == (0, 0.0):
            self.verticalScrollBar().setValue(0)
        else:
            self.go_to(place.page, place.offset)
        self.page_changed.emit(self._page)
        self.arranged.emit()

    def take_shapes(self, shapes: Sequence[PageShape]) -> None:
        """The exact sizes of all pages came: lay them out again at the same place."""
        if self._document is not None:
            self._document = replace(self._document, shapes=tuple(shapes))
            self._lay_again()

    def close_document(self) -> None:
        """Afterwards no page of the document is held here."""
        self._document, self._version = None, ""
        self.trims.forget()
        self._layout = PageLayout((), 1.0, self._arrangement)
        self.viewport().update()

    @property
    def page(self) -> int:
        """The page that is read: the one that was gone to, after scrolling the one at a third of the window's height. From 0."""
        return self._page

    @property
    def page_count(self) -> int:
        """Pages of the document; 0 without one."""
        return self._document.page_count if self._document else 0

    @property
    def version(self) -> str:
        """SHA-256 of what is shown, "" for nothing."""
        return self._version

    @property
    def arrangement(self) -> Arrangement:
        """How the pages lie."""
        return self._arrangement

    @property
    def laid(self) -> PageLayout:
        """Where each page lies."""
        return self._layout

    def place(self) -> ReadingPlace:
        """Where the reader is, and how the pages lie."""
        page, offset = self._layout.place_at(self.verticalScrollBar().value())
        chosen = self._arrangement
        return ReadingPlace(
            page, offset, chosen.zoom, chosen.flow, chosen.rotation, chosen.trim is not None
        )

    def go_to(self, page: int, offset: float = 0.0, *, from_top: float = 0.0) -> None:
        """Scroll so that the place stands at the window's top, or `from_top` of its height below it."""
        if self._document is not None:
            y = self._layout.y_of(page, offset) - from_top * self.viewport().height()
            self._jump(y, page)
            self._go_again = lambda area: area.go_to(page, offset, from_top=from_top)

    def go_to_rect(self, page: int, rect: Rect, *, from_top: float = 0.3) -> None:
        """Scroll so that a rectangle of page space is seen, also sideways."""
        if self._document is None or page >= self.page_count:
            return
        sheet = self._layout.sheets[page]
        left, top, width, _ = sheet.rect_on_page(rect)
        self._jump(sheet.top + top - from_top * self.viewport().height(), page)
        bar, wide = self.horizontalScrollBar(), self.viewport().width()
        seen = sheet.left + left - bar.value()
        if seen < 0 or seen + width > wide:
            bar.setValue(round(sheet.left + left - max(0.0, (wide - width) / 2)))
        self._go_again = lambda area: area.go_to_rect(page, rect, from_top=from_top)

    def go_to_page(self, page: int) -> None:
        """Show a page (from 0) from its top."""
        if self._document is not None:
            page = min(max(page, 0), self.page_count - 1)
            row = self._layout.row_of(page)
            single = self._arrangement.flow is PageFlow.SINGLE
            top = self._layout.tops[row] + (0 if single else GAP - ABOVE)
            self._jump(top, page)
            self._read(
                page
            )  # a low page, or one at the very end, does not reach the third of the window
            self._go_again = lambda area: area.go_to_page(page)
            self._look()

    def page_step(self, step: int) -> None:
        """The next (1) or previous (-1) page, or pair of pages."""
        row = self._layout.row_of(self._page) + step
        if 0 <= row < len(self._layout.tops):
            self.go_to_page(row * (2 if self._arrangement.flow is PageFlow.FACING else 1))

    def screen_step(self, step: int) -> bool:
        """Scroll by a screen; False at the document's end or begin, where nothing moves."""
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + step * bar.pageStep())
        return bar.value() != before

    def position(self) -> float:
        """How far one is in pages: 2.5 is the middle of the third."""
        page, _ = self._layout.place_at(self.verticalScrollBar().value())
        if not self._layout.sheets:
            return 0.0
        sheet = self._layout.sheets[page]
        return page + (self.verticalScrollBar().value() - sheet.top) / (sheet.height + GAP)

    def go_to_position(self, position: float) -> None:
        """Scroll so far, in pages."""
        if self._document is not None:
            page = min(max(int(position // 1), 0), self.page_count - 1)
            sheet = self._layout.sheets[page]
            self._jump(sheet.top + (position - page) * (sheet.height + GAP), page)

    def _jump(self, y: float, page: int) -> None:
        if self._arrangement.flow is PageFlow.SINGLE:
            start, end = self._layout.row_span(self._layout.row_of(page))
            y = min(max(y, start), max(start, end - self.viewport().height()))
        self._resting = True
        self.verticalScrollBar().setValue(round(y))
        self._resting = False

    # ------------------------------------------------------------------ zoom and arrangement

    @property
    def zoom(self) -> float:
        """Of the page that is read; 1.0 is 100 %."""
        sheets = self._layout.sheets
        return sheets[min(self._page, len(sheets) - 1)].zoom if sheets else 1.0

    @property
    def fits_width(self) -> bool:
        """True while the zoom follows the width of the window."""
        return self._arrangement.zoom == FIT_WIDTH

    def fit_width(self) -> None:
        """Follow the width of the window from now on."""
        self.arrange(zoom=FIT_WIDTH)

    def fit_page(self) -> None:
        """Show whole pages from now on."""
        self.arrange(zoom=FIT_PAGE)

    def set_zoom(self, zoom: float, *, at: float | None = None) -> None:
        """Zoom, keeping the place at height `at` of the window (default: a third) where it is."""
        zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        self._rearrange(replace(self._arrangement, zoom=zoom), at=at)

    def zoom_step(self, step: int, *, at: float | None = None) -> None:
        """The next larger (1) or smaller (-1) zoom."""
        larger = [z for z in ZOOMS if z > self.zoom + 0.01]
        smaller = [z for z in ZOOMS if z < self.zoom - 0.01]
        self.set_zoom(
            (larger or ZOOMS[-1:])[0] if step > 0 else (smaller or list(ZOOMS[:1]))[-1], at=at
        )

    def arrange(
        self,
        *,
        zoom: float | None = None,
        flow: PageFlow | None = None,
        rotation: int | None = None,
        trimmed: bool | None = None,
    ) -> None:
        """Change what is named; the page that is read stays."""
        chosen = self._arrangement
        if zoom is not None:
            chosen = replace(chosen, zoom=zoom)
        if flow is not None:
            chosen = replace(chosen, flow=flow)
        if rotation is not None:
            chosen = replace(chosen, rotation=rotation % 360)
        if trimmed is not None:
            chosen = replace(chosen, trim=self.trims.of if trimmed else None)
        page, flows = self._page, flow is not None or rotation is not None
        self._rearrange(chosen)
        if flows:
            self.go_to_page(page)
        self.arranged.emit()

    def _rearrange(self, arrangement: Arrangement, *, at: float | None = None) -> None:
        self._arrangement = arrangement
        if self._document is None:
            return
        at = self.viewport().height() / 3 if at is None else at
        top, side = self.verticalScrollBar().value(), self.horizontalScrollBar()
        at_edge = 0 if top == 0 else at
        page, offset = self._layout.place_at(top + at_edge)
        middle = (side.value() + self.viewport().width() / 2) / max(1.0, self._layout.width)
        self._relayout()
        self._jump(self._layout.y_of(page, offset) - at_edge if top else 0, page)
        side.setValue(round(middle * self._layout.width - self.viewport().width() / 2))
        self._look()

    def _lay_again(self, *, at: float | None = None) -> None:
        """The same arrangement in another window or with other sizes; a place that was gone to is gone to again."""
        go_again = self._go_again
        self._rearrange(self._arrangement, at=at)
        if go_again is not None:
            go_again(self)

    def _relayout(self) -> None:
        shapes = self._document.shapes if self._document else ()
        height, width = self.viewport().height(), self.viewport().width()
        ratio = self.devicePixelRatioF()
        self._layout = PageLayout(shapes, ratio, self._arrangement, (width, height))
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        self._resting = True
        vertical.setRange(0, max(0, round(self._layout.height) - height))
        vertical.setPageStep(round(height * 0.9))
        vertical.setSingleStep(48)
        horizontal.setRange(0, max(0, round(self._layout.width) - width))
        horizontal.setPageStep(width)
        self._resting = False
        self.zoom_changed.emit(self.zoom)
        self._look()

    # ------------------------------------------------------------------ scrolling

    def origin(self, page: int) -> QPointF:
        """The visible corner of a page in the viewport, on whole device pixels."""
        sheet, ratio = self._layout.sheets[page], self._layout.ratio
        left = sheet.left - self.horizontalScrollBar().value()
        top = sheet.top - self.verticalScrollBar().value()
        return QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio)

    def sheet(self, page: int) -> Sheet:
        """How a page lies."""
        return self._layout.sheets[page]

    def _look(self) -> None:
        """What is seen changed."""
        self.viewport().update()

    def _scrolled(self, value: int) -> None:
        self._go_again = None
        rest = value if self._resting else round(self._layout.rest(value, self._before))
        self._heading = 1 if rest >= self._before else -1
        self._before = rest
        if rest != value:
            self._resting = True
            self.verticalScrollBar().setValue(rest)
            self._resting = False
            return
        self._read(self._layout.page_at(value + self.viewport().height() / 3))
        self._look()
        self.scrolled.emit()
        self._settle.start()

    def _read(self, page: int) -> None:
        """This page is read now."""
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
            self.zoom_changed.emit(self.zoom)

    # ------------------------------------------------------------------ events

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._document is not None:
            self._lay_again(at=0.0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_step(1 if event.angleDelta().y() > 0 else -1, at=event.position().y())
            event.accept()
        else:
            super().wheelEvent(event)
