"""The pages of one document in one continuous column: drawn from strips, scrolled, zoomed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from delegate_app.domain.annotations import Annotation
from delegate_app.domain.documents import ReadingPlace
from delegate_app.services.reader import (
    STRIP_HEIGHT,
    OpenDocument,
    PageShape,
    Rect,
    StripKey,
)
from ui import page_painting
from ui.context import Context
from ui.page_layout import PageLayout, zoom_to_fit
from ui.page_selection import Selection
from ui.page_text_store import PageTextStore
from ui.strip_store import StripStore

ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
AHEAD = 0.75
"""Share of the window's height that is drawn before it is seen, on both sides."""
SETTLE_MS = 300
"""A place is worth keeping when the reader stayed this long."""


@dataclass
class Overlay:
    """What lies over the print: marks by page, hits of a search by page, and the hit that is looked at."""

    marks: Mapping[int, Sequence[Annotation]] = field(default_factory=dict)
    hits: Mapping[int, Sequence[Sequence[Rect]]] = field(default_factory=dict)
    hit: tuple[int, int] | None = None


class PageView(QAbstractScrollArea):
    """Shows a document. `page_changed` (from 0) as the reader scrolls, `settled` when they stay at a place."""

    page_changed = Signal(int)
    zoom_changed = Signal(float)
    settled = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._version = ""
        self._layout = PageLayout((), 1.0, 1.0)
        self._document: OpenDocument | None = None
        self._fit = True
        self._page = 0
        self._broken_pages: set[int] = set()
        self.selection: Selection | None = None
        self.overlay = Overlay()
        self.strips = StripStore(context.desk.reader, context.tasks, self)
        self.texts = PageTextStore(context.desk.reader, context.tasks, self)
        self.strips.arrived.connect(lambda _key: self.viewport().update())
        self.strips.failed.connect(self._page_failed)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Pages of the paper"))
        self.setObjectName("page-canvas")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.settled)

    # ------------------------------------------------------------------ the document and the place in it

    def show_document(
        self, version: str, document: OpenDocument, place: ReadingPlace | None
    ) -> None:
        """Show a document where it was left, else its first page over the whole width."""
        self.strips.forget()
        self.texts.open(version)
        self._broken_pages.clear()
        self._version, self._document = version, document
        self.selection, self.overlay = None, Overlay()
        self._fit = place is None or place.zoom <= 0
        self._relayout(place.zoom if place and not self._fit else self._fitting_zoom())
        if place is not None:
            self.go_to(place.page, place.offset)
        else:
            self.verticalScrollBar().setValue(0)
        self._say_page()
        self.page_changed.emit(self._page)

    def take_shapes(self, shapes: Sequence[PageShape]) -> None:
        """The exact sizes of all pages came: lay them out again at the same place."""
        if self._document is not None:
            place = self._layout.place_at(self.verticalScrollBar().value())
            self._document = replace(self._document, shapes=tuple(shapes))
            self._relayout(self._fitting_zoom() if self._fit else self.zoom)
            self.verticalScrollBar().setValue(round(self._layout.y_of(*place)))

    def close_document(self) -> None:
        """Afterwards no page and no word of the document is held here."""
        self._document, self._version, self.selection = None, "", None
        self._layout = PageLayout((), 1.0, 1.0)
        self.strips.forget()
        self.texts.open("")
        self.viewport().update()

    @property
    def page(self) -> int:
        """The page that is read: the one at a third of the window's height. Counts from 0."""
        return self._page

    @property
    def page_count(self) -> int:
        """Pages of the document; 0 without one."""
        return self._document.page_count if self._document else 0

    @property
    def zoom(self) -> float:
        """1.0 is 100 %."""
        return self._layout.zoom

    @property
    def fits_width(self) -> bool:
        """True while the zoom follows the width of the window."""
        return self._fit

    @property
    def version(self) -> str:
        """SHA-256 of what is shown, "" for nothing."""
        return self._version

    def place(self) -> ReadingPlace:
        """Where the reader is; zoom 0 stands for the whole width."""
        page, offset = self._layout.place_at(self.verticalScrollBar().value())
        return ReadingPlace(page, offset, 0.0 if self._fit else self.zoom)

    def go_to(self, page: int, offset: float = 0.0, *, from_top: float = 0.0) -> None:
        """Scroll so that the place stands at the window's top, or `from_top` of its height below it."""
        if self._document is None:
            return
        y = self._layout.y_of(page, offset) - from_top * self.viewport().height()
        self.verticalScrollBar().setValue(round(y))

    def go_to_page(self, page: int) -> None:
        """Show a page (from 0) from its top."""
        if self._document is not None:
            page = min(max(page, 0), self.page_count - 1)
            self.verticalScrollBar().setValue(round(self._layout.tops[page] - 4))

    # ------------------------------------------------------------------ zoom

    def fit_width(self) -> None:
        """Follow the width of the window from now on."""
        self._fit = True
        self._zoom_to(self._fitting_zoom())

    def set_zoom(self, zoom: float, *, at: float | None = None) -> None:
        """Zoom, keeping the place at height `at` of the window (default: a third) where it is."""
        self._fit = False
        self._zoom_to(min(max(zoom, ZOOMS[0]), ZOOMS[-1]), at=at)

    def zoom_step(self, step: int, *, at: float | None = None) -> None:
        """The next larger (1) or smaller (-1) zoom."""
        larger = [z for z in ZOOMS if z > self.zoom + 0.01]
        smaller = [z for z in ZOOMS if z < self.zoom - 0.01]
        self.set_zoom(
            (larger or ZOOMS[-1:])[0] if step > 0 else (smaller or list(ZOOMS[:1]))[-1], at=at
        )

    def _fitting_zoom(self) -> float:
        shapes = self._document.shapes if self._document else ()
        return zoom_to_fit(shapes, self.viewport().width())

    def _zoom_to(self, zoom: float, *, at: float | None = None) -> None:
        if self._document is None or abs(zoom - self.zoom) < 1e-4:
            return
        at = self.viewport().height() / 3 if at is None else at
        page, offset = self._layout.place_at(self.verticalScrollBar().value() + at)
        self._relayout(zoom)
        self.verticalScrollBar().setValue(round(self._layout.y_of(page, offset) - at))
        self._look()

    def _relayout(self, zoom: float) -> None:
        shapes = self._document.shapes if self._document else ()
        self._layout = PageLayout(shapes, zoom, self.devicePixelRatioF())
        height, width = self.viewport().height(), self.viewport().width()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(self._layout.height) - height))
        vertical.setPageStep(round(height * 0.9))
        vertical.setSingleStep(48)
        horizontal.setRange(0, 0 if self._fit else max(0, round(self._layout.width) - width))
        horizontal.setPageStep(width)
        self.zoom_changed.emit(zoom)
        self._look()

    # ------------------------------------------------------------------ what is seen

    def origin(self, page: int) -> QPointF:
        """The top left corner of a page in the viewport, on whole device pixels."""
        width = self._layout.sizes[page][0]
        free = self.viewport().width() - width
        left = free / 2 if free > 0 else 12 - self.horizontalScrollBar().value()
        ratio = self._layout.ratio
        top = self._layout.tops[page] - self.verticalScrollBar().value()
        return QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio)

    def _strips_between(self, top: float, bottom: float) -> list[StripKey]:
        strip = STRIP_HEIGHT / self._layout.ratio
        keys = []
        for page in self._layout.visible(top, bottom):
            start = self._layout.tops[page]
            count = self._layout.shapes[page].strip_count(self._layout.scale)
            first = max(0, int((top - start) // strip))
            last = min(count - 1, int((bottom - start) // strip))
            keys += [
                StripKey(self._version, page, self._layout.scale, 0, i)
                for i in range(first, last + 1)
            ]
        return keys

    def _look(self) -> None:
        if self._document is None:
            return
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        seen = self._strips_between(top, top + height)
        around = self._strips_between(max(0, top - AHEAD * height), top + (1 + AHEAD) * height)
        self.strips.want(seen, [key for key in around if key not in set(seen)])
        self.texts.ask(self._page)
        self.viewport().update()

    def _scrolled(self, value: int) -> None:
        page = self._layout.page_at(value + self.viewport().height() / 3)
        if page != self._page:
            self._page = page
            self._say_page()
            self.page_changed.emit(page)
        self._look()
        self._settle.start()

    def _say_page(self) -> None:
        said = (
            self.tr("Page %1 of %2")
            .replace("%1", str(self._page + 1))
            .replace("%2", str(self.page_count))
        )
        self.setAccessibleDescription(said)

    def _page_failed(self, page: int, _error: object) -> None:
        self._broken_pages.add(page)
        self.viewport().update()

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.colour("sunken"))
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        for page in self._layout.visible(top, top + height):
            corner = self.origin(page)
            width, page_height = self._layout.sizes[page]
            page_painting.paper(
                painter, self._theme, QRectF(corner.x(), corner.y(), width, page_height)
            )
            for key in self._strips_between(top, top + height):
                if key.page == page and (image := self.strips.get(key)) is not None:
                    y = corner.y() + key.index * STRIP_HEIGHT / self._layout.ratio
                    target = QRectF(
                        corner.x(),
                        y,
                        image.width() / self._layout.ratio,
                        image.height() / self._layout.ratio,
                    )
                    painter.drawImage(target, image)
            if page in self._broken_pages:
                page_painting.sentence(
                    painter,
                    self._theme,
                    QRectF(corner.x(), corner.y(), width, 120),
                    self.tr("This page cannot be drawn."),
                )
            self._paint_overlay(painter, page, corner)
        if self.hasFocus():
            page_painting.focus_ring(painter, self._theme, QRectF(self.viewport().rect()))
        painter.end()

    def _paint_overlay(self, painter: QPainter, page: int, corner: QPointF) -> None:
        layout = self._layout
        page_painting.marks(painter, layout, corner, self.overlay.marks.get(page, ()))
        for number, rects in enumerate(self.overlay.hits.get(page, ())):
            current = self.overlay.hit == (page, number)
            page_painting.hit(painter, layout, corner, rects, current=current)
        selection = self.selection
        if selection is not None and selection.page == page:
            page_painting.selection(painter, layout, corner, selection.rects, selection.caret)

    # ------------------------------------------------------------------ events

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._document is None:
            return
        place = self._layout.place_at(self.verticalScrollBar().value())
        self._relayout(self._fitting_zoom() if self._fit else self.zoom)
        self.verticalScrollBar().setValue(round(self._layout.y_of(*place)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_step(1 if event.angleDelta().y() > 0 else -1, at=event.position().y())
            event.accept()
        else:
            super().wheelEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
