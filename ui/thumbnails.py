"""Small pictures of all pages, drawn as they come into view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from delegate_app.services.reader import STRIP_HEIGHT, OpenDocument, PageShape, StripKey
from ui.context import Context
from ui.page_names import PageNames
from ui.paper_tones import GROUNDS, PaperTone
from ui.strip_store import StripStore
from ui.theme import Space

Index = QModelIndex | QPersistentModelIndex
WIDE, HIGH = 120.0, 170.0
"""The box in logical pixels that a page is drawn into."""
BUDGET = 8 * 1024 * 1024
PAUSE_MS = 60
"""Rest after scrolling before pictures are asked for, so that a long drag asks for its end only."""


class PageModel(QAbstractListModel):
    """The pages of a document by number."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.names = PageNames()
        self._count = 0

    def show(self, count: int, names: PageNames) -> None:
        """So many pages."""
        self.beginResetModel()
        self._count, self.names = count, names
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt asks
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.names.spoken(index.row())
        return None


class Thumbnails(QListView):
    """`chosen` with the page that was pressed or entered."""

    chosen = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._version = ""
        self._shapes: tuple[PageShape, ...] = ()
        self.strips = StripStore(context.desk.reader, context.tasks, self, budget=BUDGET)
        self.strips.arrived.connect(lambda _key: self.viewport().update())
        self.pages = PageModel(self)
        self.setModel(self.pages)
        self.setItemDelegate(_Drawing(self))
        self.setObjectName("thumbnails")
        self.setAccessibleName(self.tr("Small pictures of the pages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._pause.start())

    def show_document(self, version: str, document: OpenDocument, names: PageNames) -> None:
        """Show the pages of this document."""
        self.strips.forget()
        self._version, self._shapes = version, document.shapes
        self.pages.show(document.page_count, names)
        self._pause.start()

    def close_document(self) -> None:
        """Afterwards no picture of a page is held here."""
        self._version, self._shapes = "", ()
        self.strips.forget()
        self.pages.show(0, PageNames())

    def take_shapes(self, shapes: tuple[PageShape, ...]) -> None:
        """The exact sizes of all pages came."""
        self._shapes = shapes
        self._pause.start()

    def set_tone(self, tone: PaperTone) -> None:
        """Draw on paper of this colour from now on."""
        self.strips.set_tone(tone)
        self._pause.start()

    def show_page(self, page: int) -> None:
        """This page is read now."""
        index = self.pages.index(page)
        if index.isValid() and self.currentIndex().row() != page:
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing letters selects nothing."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pause.start()

    def keys(self, page: int) -> list[StripKey]:
        """The strips that make up the small picture of a page."""
        shape = self._shapes[page]
        scale = self.factor(page) * self.devicePixelRatioF()
        count = shape.strip_count(scale)
        return [StripKey(self._version, page, scale, 0, number) for number in range(count)]

    def factor(self, page: int) -> float:
        """Logical pixels a point, in steps so that pages of nearly one size are drawn alike."""
        shape = self._shapes[page]
        return min(WIDE / shape.width, HIGH / shape.height)

    def _look(self) -> None:
        if not self._version or not self.isVisible():
            return
        height = self.viewport().height()
        first = self.indexAt(QPoint(10, 1)).row()
        last = self.indexAt(QPoint(10, max(1, height - 1))).row()
        last = last if last >= 0 else self.pages.rowCount() - 1
        seen = [key for page in range(max(0, first), last + 1) for key in self.keys(page)]
        self.strips.want([], seen)


class _Drawing(QStyledItemDelegate):
    """A page's small picture and its name below."""

    def __init__(self, view: Thumbnails) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = self._view.fontMetrics().height()
        return QSize(int(WIDE) + 2 * Space.SNUG, int(HIGH) + line + 3 * Space.TIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, page = self._view, index.row()
        theme, area = view._theme, QRect(option.rect)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        line = view.fontMetrics().height()
        box = QRectF(area.center().x() - WIDE / 2, area.top() + Space.TIGHT, WIDE, HIGH)
        painter.save()
        if current:
            painter.fillRect(area.adjusted(2, 2, -2, -2), theme.colour("accent_soft"))
        if page < len(view._shapes):
            self._paint_page(painter, box, page)
        painter.setPen(theme.colour("on_soft" if current else "text"))
        name = QRect(area.left(), area.bottom() - line - Space.HAIR, area.width(), line)
        painter.drawText(name, Qt.AlignmentFlag.AlignCenter, view.pages.names.short(page))
        if current and view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("focus"), 3))
            painter.drawRect(area.adjusted(2, 2, -3, -3))
        painter.restore()

    def _paint_page(self, painter: QPainter, box: QRectF, page: int) -> None:
        view = self._view
        shape, factor = view._shapes[page], view.factor(page)
        ratio = view.devicePixelRatioF()
        sheet = QRectF(0, 0, shape.width * factor, shape.height * factor)
        sheet.moveCenter(box.center())
        sheet.moveTo(round(sheet.left() * ratio) / ratio, round(sheet.top() * ratio) / ratio)
        painter.setPen(QPen(view._theme.colour("edge"), 1))
        painter.setBrush(QColor(GROUNDS[view.strips.tone]))
        painter.drawRect(sheet.adjusted(-0.5, -0.5, 0.5, 0.5))
        for key in view.keys(page):
            image = view.strips.get(key)
            if image is not None:
                top = sheet.top() + key.index * STRIP_HEIGHT / ratio
                target = QRectF(sheet.left(), top, image.width() / ratio, image.height() / ratio)
                painter.drawImage(target, image)
