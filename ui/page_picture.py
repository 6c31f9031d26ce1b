"""One page of a paper as a picture as wide as there is room, with places framed; for looking at two beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from delegate_app.errors import Code, DeskError
from delegate_app.services.reader import STRIP_HEIGHT, OpenDocument, PageShape, Rect, StripKey
from ui.context import Context
from ui.strip_store import StripStore
from ui.theme import PAPER, Space

BUDGET = 24 * 1024 * 1024
PLACE = QColor(255, 224, 102, 110)
FRAME = QColor("#b3261e")
ABOVE = 0.25
"""Share of the height that stays above a place that is gone to."""


class PagePicture(QScrollArea):
    """Shows the page that `show_page` names; `ready` once all of it is drawn."""

    ready = Signal()

    def __init__(self, context: Context, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked: tuple[str, int, tuple[Rect, ...]] = ("", -1, ())
        self.sheet = _PictureSheet(context)
        self.sheet.ready.connect(self.ready)
        self.setWidget(self.sheet)
        self.setWidgetResizable(False)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(name)

    def show_page(self, version: str, page: int, places: Sequence[Rect] = ()) -> None:
        """Draw a page (from 0) of a version, these places framed, and scroll to the first of them."""
        self._asked = (version, page, tuple(places))

        def opened(document: OpenDocument) -> None:
            if self._asked[:2] == (version, page) and page < document.page_count:
                self.sheet.show_page(version, page, document.shapes[page], self._asked[2])
                self._fit()
                self._go_to_place()

        answer = self._context.tasks.ticket(self, opened, self._failed)
        self._context.desk.reader.open(version, answer)

    def frame(self, places: Sequence[Rect]) -> None:
        """Frame these places of the page that is shown."""
        self.sheet.frame(tuple(places))

    def show_nothing(self, sentence: str) -> None:
        """Say why there is no page here."""
        self._asked = ("", -1, ())
        self.sheet.say(sentence)
        self._fit()

    def _failed(self, error: Exception) -> None:
        if not (isinstance(error, DeskError) and error.code is Code.VAULT_LOCKED):
            self.show_nothing(self._context.sentence(error))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.sheet.fit(self.viewport().width() - 2 * Space.TIGHT)

    def _go_to_place(self) -> None:
        places = self._asked[2]
        top = self.sheet.factor * places[0].top if places else 0
        self.verticalScrollBar().setValue(round(top - ABOVE * self.viewport().height()))


class _PictureSheet(QWidget):
    """The page itself."""

    ready = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._theme = context.theme
        self._version, self._page = "", 0
        self._shape: PageShape | None = None
        self._places: tuple[Rect, ...] = ()
        self._sentence = ""
        self.factor = 1.0
        self.strips = StripStore(context.desk.reader, context.tasks, self, budget=BUDGET)
        self.strips.arrived.connect(lambda _key: self._arrived())

    def show_page(
        self, version: str, page: int, shape: PageShape, places: tuple[Rect, ...]
    ) -> None:
        """Draw this page from now on."""
        self._version, self._page, self._shape, self._places = version, page, shape, places
        self._sentence = ""

    @property
    def shape(self) -> PageShape | None:
        """The page's size in points, None while there is none."""
        return self._shape

    @property
    def drawn(self) -> bool:
        """True when all of the page is here and nothing is framed on it yet."""
        return self._shape is not None and not self._places and self.strips.complete

    def frame(self, places: tuple[Rect, ...]) -> None:
        """Frame these places."""
        self._places = places
        self.update()

    def say(self, sentence: str) -> None:
        """Show words instead of a page."""
        self._version, self._shape, self._places, self._sentence = "", None, (), sentence
        self.strips.forget()

    def fit(self, width: int) -> None:
        """Take this width in pixels."""
        if self._shape is None:
            self.resize(QSize(max(1, width), 200))
        else:
            self.factor = max(0.1, width / self._shape.width)
            self.resize(QSize(max(1, width), round(self._shape.height * self.factor)))
            self.strips.want(self._keys(), [])
        self.update()

    def _keys(self) -> list[StripKey]:
        if self._shape is None:
            return []
        scale = self.factor * self.devicePixelRatioF()
        count = self._shape.strip_count(scale)
        return [StripKey(self._version, self._page, scale, 0, number) for number in range(count)]

    def _arrived(self) -> None:
        self.update()
        if self.strips.complete:
            self.ready.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._shape is None:
            painter.setPen(self._theme.colour("muted"))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), flags, self._sentence)
        else:
            self._paint_page(painter)
        painter.end()

    def _paint_page(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), QColor(PAPER))
        ratio = self.devicePixelRatioF()
        for key in self._keys():
            image = self.strips.get(key)
            if image is not None:
                top = key.index * STRIP_HEIGHT / ratio
                target = QRectF(0, top, image.width() / ratio, image.height() / ratio)
                painter.drawImage(target, image)
        boxes = [_scaled(place, self.factor) for place in self._places]
        mode = QPainter.CompositionMode
        painter.setCompositionMode(mode.CompositionMode_Multiply)
        for box in boxes:
            painter.fillRect(box, PLACE)
        painter.setCompositionMode(mode.CompositionMode_SourceOver)
        painter.setPen(QPen(FRAME, 2))
        for box in boxes:
            painter.drawRect(box.adjusted(-2, -2, 2, 2))


def _scaled(rect: Rect, factor: float) -> QRectF:
    return QRectF(
        rect.left * factor,
        rect.top * factor,
        (rect.right - rect.left) * factor,
        (rect.bottom - rect.top) * factor,
    )
