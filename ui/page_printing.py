"""Pages of papers on paper: drawn strip by strip with the notes on them, so that a large page is never whole in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPagedPaintDevice, QPainter, QPixmap, QTransform

from delegate_app.domain.annotations import Annotation
from delegate_app.services.reader import STRIP_HEIGHT, PageShape, Pixels, Rect, StripKey
from ui import mark_painting
from ui.context import Context

PRINT_SCALE = 200 / 72
"""Pixels a point on paper: 200 dpi, at which small print is sharp and a page takes 12 MB in passing."""


@dataclass(frozen=True)
class PageToPrint:
    """A page of a version with the notes that are printed on it."""

    version: str
    page: int
    shape: PageShape
    notes: tuple[Annotation, ...]


@dataclass(frozen=True)
class _Scaled:
    """A page at `scale` pixels a point."""

    scale: float

    def rect_on_page(self, rect: Rect) -> tuple[float, float, float, float]:
        """Left, top, width, height in pixels."""
        s = self.scale
        width, height = rect.right - rect.left, rect.bottom - rect.top
        return rect.left * s, rect.top * s, width * s, height * s


class PageStrips(QObject):
    """Gives the strips of one page from top to bottom, notes painted on them, then says that it ended."""

    strip = Signal(int, QImage)
    """Pixels above it, and its picture."""
    ended = Signal()
    failed = Signal(object)

    def __init__(
        self, context: Context, wanted: PageToPrint, scale: float, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted = wanted
        self._scale = scale
        self._count = wanted.shape.strip_count(scale)
        self._number = 0

    def start(self) -> None:
        """Ask for the first strip; each asks for the next when it came."""
        wanted = self._wanted
        key = StripKey(wanted.version, wanted.page, self._scale, 0, self._number)
        answer = self._context.tasks.ticket(self, self._arrived, self.failed.emit)
        self._context.desk.reader.request_strip(key, answer, urgent=False, asker=self)

    def _arrived(self, pixels: Pixels) -> None:
        form = QImage.Format.Format_RGB32
        drawn = QImage(pixels.data, pixels.width, pixels.height, pixels.stride, form).copy()
        above = self._number * STRIP_HEIGHT
        painter = QPainter(drawn)
        corner = QPointF(0, -above)
        mark_painting.marks(painter, _Scaled(self._scale), corner, self._wanted.notes)
        painter.end()
        self.strip.emit(above, drawn)
        self._number += 1
        if self._number < self._count:
            self.start()
        else:
            self.ended.emit()


def picture_of(
    context: Context,
    wanted: PageToPrint,
    width: int,
    ratio: float,
    done: Callable[[QPixmap], None],
    parent: QObject,
) -> PageStrips:
    """Ask for a page as a picture `width` logical pixels wide; `done` gets it unless `parent` goes first."""
    scale = width * ratio / wanted.shape.width
    size = wanted.shape.pixel_size(scale)
    image = QPixmap(*size)
    image.fill(Qt.GlobalColor.white)
    strips = PageStrips(context, wanted, scale, parent)

    def paint(above: int, strip: QImage) -> None:
        painter = QPainter(image)
        painter.drawImage(0, above, strip)
        painter.end()

    def end() -> None:
        image.setDevicePixelRatio(ratio)
        strips.deleteLater()
        done(image)

    strips.strip.connect(paint)
    strips.ended.connect(end)
    strips.start()
    return strips


class PagePrinting(QObject):
    """Prints pages one after the other onto a device, and lets the window live meanwhile."""

    progressed = Signal(int, int)
    """Pages done, and pages in all."""
    finished = Signal()
    failed = Signal(object)

    def __init__(
        self,
        context: Context,
        pages: Sequence[PageToPrint],
        device: QPagedPaintDevice,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._pages = list(pages)
        self._device = device
        self._done = 0
        self._painter = QPainter()

    def start(self) -> None:
        """Begin; `finished` or `failed` follows."""
        if not self._painter.begin(self._device):
            self.failed.emit(None)
            return
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._print_next()

    def cancel(self) -> None:
        """Print no further page; what was printed stays."""
        self._pages = self._pages[: self._done]
        self._end()

    def _print_next(self) -> None:
        if self._done >= len(self._pages):
            self._end()
            self.finished.emit()
            return
        if self._done:
            self._device.newPage()
        wanted = self._pages[self._done]
        place = self._place(wanted.shape)
        strips = PageStrips(self._context, wanted, PRINT_SCALE, self)

        def paint(above: int, image: QImage) -> None:
            if self._painter.isActive():
                self._painter.setTransform(place)
                top, points = above / PRINT_SCALE, 1 / PRINT_SCALE
                area = QRectF(0, top, image.width() * points, image.height() * points)
                self._painter.drawImage(area, image)

        def end() -> None:
            strips.deleteLater()
            if self._painter.isActive():
                self._done += 1
                self.progressed.emit(self._done, len(self._pages))
                self._print_next()

        strips.strip.connect(paint)
        strips.ended.connect(end)
        strips.failed.connect(self._fail)
        strips.start()

    def _place(self, shape: PageShape) -> QTransform:
        """From points of the page to the sheet: as large as it fits, turned where that is larger, in the middle."""
        area = QRectF(self._painter.viewport())
        turned = (shape.width > shape.height) != (area.width() > area.height())
        wide, high = (shape.height, shape.width) if turned else (shape.width, shape.height)
        scale = min(area.width() / wide, area.height() / high)
        middle = QTransform.fromTranslate(-shape.width / 2, -shape.height / 2)
        turn = QTransform().rotate(90) if turned else QTransform()
        grown = QTransform.fromScale(scale, scale)
        centre = QTransform.fromTranslate(area.center().x(), area.center().y())
        return middle * grown * turn * centre

    def _fail(self, error: object) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        if self._painter.isActive():
            self._painter.end()
