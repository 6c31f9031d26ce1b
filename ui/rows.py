"""One kind of list for the whole window: rows with a title, a detail and marks in words, grouped under headers.

Rows are painted, not built of widgets, so a province's 400 papers cost no more than ten. Arrow keys
move, Enter or a click opens, and screen readers get the whole row as one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.theme import Space, Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_WRAP = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class Mark:
    """A short word at the right of a row, with a tone: accent, danger, caution, good or ""."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. `key` is what opening it gives; a header has key "" and is not opened."""

    key: str
    title: str
    lead: str = ""
    detail: str = ""
    marks: tuple[Mark, ...] = ()
    swatch: str = ""
    header: bool = False

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        parts = (self.lead, self.title, self.detail, *(mark.text for mark in self.marks))
        return ". ".join(part for part in parts if part)


class RowModel(QAbstractListModel):
    """Rows for a list view."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.rows[index.row()].header:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Fonts:
    """The three fonts of a row, made once a theme."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        self.title = QFont(font)
        self.title.setPixelSize(theme.size("body"))
        self.small = QFont(font)
        self.small.setPixelSize(theme.size("small"))
        self.chip = QFont(self.small)
        self.chip.setWeight(QFont.Weight.DemiBold)
        self.header = QFont(font)
        self.header.setPixelSize(theme.size("title"))
        self.header.setWeight(QFont.Weight.DemiBold)


class RowDelegate(QStyledItemDelegate):
    """Paints rows from the tokens of the theme."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._fonts = _Fonts(theme, view.font())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        width = self._view.viewport().width()
        text = self._text_width(row)
        height = self._height(row.title, self._title_font(row), text)
        if row.lead:
            height += self._height(row.lead, self._fonts.small, text)
        if row.detail:
            height += self._height(row.detail, self._fonts.small, text) + Space.HAIR
        padding = Space.SNUG if not row.header else Space.ROOM
        return QSize(width, max(48, height + 2 * padding))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        area = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not row.header:
            self._paint_ground(painter, area, option)
        self._paint_marks(painter, area, row)
        self._paint_text(painter, area, row, selected=self._is_selected(option))
        painter.restore()

    def _is_selected(self, option: QStyleOptionViewItem) -> bool:
        return bool(option.state & QStyle.StateFlag.State_Selected)

    def _title_font(self, row: Row) -> QFont:
        return self._fonts.header if row.header else self._fonts.title

    def _height(self, text: str, font: QFont, width: int) -> int:
        box = QRect(0, 0, max(80, width), 4000)
        return QFontMetrics(font).boundingRect(box, _WRAP, text).height()

    def _text_width(self, row: Row) -> int:
        # As if the scroll bar were there, so that its coming does not wrap the lines anew.
        bar = self._view.verticalScrollBar().sizeHint().width()
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        spared = 0 if self._view.verticalScrollBarPolicy() is off else bar
        width = self._view.width() - 2 * self._view.frameWidth() - spared
        marks = self._marks_width(row)
        swatch = Space.ROOM if row.swatch else 0
        return width - 2 * Space.ROOM - swatch - (marks + Space.ROOM if marks else 0)

    def _marks_width(self, row: Row) -> int:
        metrics = QFontMetrics(self._fonts.chip)
        each = [metrics.horizontalAdvance(mark.text) + 2 * Space.TIGHT for mark in row.marks]
        return max(each, default=0)

    def _paint_ground(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem) -> None:
        colour = self._theme.colour
        inner = area.adjusted(1, 1, -1, -1)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        if self._is_selected(option):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_soft"))
            painter.drawRoundedRect(inner, 4, 4)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("sunken"))
            painter.drawRoundedRect(inner, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if focused:
            painter.setPen(QPen(colour("focus"), 3))
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 4, 4)
        else:
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(
                area.left() + Space.SNUG, area.bottom(), area.right() - Space.SNUG, area.bottom()
            )

    def _paint_text(self, painter: QPainter, area: QRect, row: Row, *, selected: bool) -> None:
        ink = self._theme.colour("on_soft" if selected else "text")
        faint = self._theme.colour("on_soft" if selected else "muted")
        side = Space.ROOM
        left = area.left() + side
        if row.swatch:
            painter.setPen(QPen(self._theme.colour("edge"), 1))
            painter.setBrush(QColor(row.swatch))
            painter.drawRoundedRect(
                left, area.top() + Space.SNUG, Space.TIGHT, area.height() - 2 * Space.SNUG, 2, 2
            )
            left += Space.ROOM
        width = max(80, self._text_width(row))
        lines = [
            (row.lead, self._fonts.small, faint),
            (row.title, self._title_font(row), ink),
            (row.detail, self._fonts.small, faint),
        ]
        top = area.top() + (Space.SNUG if not row.header else Space.ROOM)
        for text, font, colour in lines:
            if not text:
                continue
            painter.setFont(font)
            painter.setPen(colour)
            height = self._height(text, font, width)
            painter.drawText(QRect(left, top, width, height), _WRAP, text)
            top += height + (Space.HAIR if text is row.title else 0)

    def _paint_marks(self, painter: QPainter, area: QRect, row: Row) -> None:
        metrics = QFontMetrics(self._fonts.chip)
        height = metrics.height() + Space.HAIR
        total = len(row.marks) * (height + Space.HAIR) - Space.HAIR
        top = area.top() + (area.height() - total) // 2
        painter.setFont(self._fonts.chip)
        for mark in row.marks:
            width = metrics.horizontalAdvance(mark.text) + 2 * Space.TIGHT
            box = QRect(area.right() - Space.ROOM - width, top, width, height)
            ground, ink, edge = _TONES[mark.tone]
            painter.setBrush(self._theme.colour(ground))
            painter.setPen(QPen(self._theme.colour(edge), 1))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(self._theme.colour(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.text)
            top += height + Space.HAIR


_TONES = {
    "": ("sunken", "text", "edge"),
    "accent": ("accent_soft", "on_soft", "accent"),
    "danger": ("danger_soft", "danger", "danger"),
    "caution": ("caution_soft", "caution", "caution"),
    "good": ("good_soft", "good", "good"),
}


class RowList(QListView):
    """A list of rows. `opened` gives the key of the row that was clicked or entered."""

    opened = Signal(str)

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, *, fits: bool = False
    ) -> None:
        """`name` is what a screen reader calls the list; with `fits` it is as high as its rows and never scrolls."""
        super().__init__(parent)
        self._fits = fits
        self.setProperty("fits", fits)
        self.rows = RowModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(theme, self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        if fits:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the row that was current stays so when its key is still there."""
        if tuple(rows) == self.rows.rows:
            return
        current = self.current_key()
        place = self.verticalScrollBar().value()
        self.rows.show(rows)
        self.select(current)
        self.verticalScrollBar().setValue(place)
        self._fit()

    def current_key(self) -> str:
        """The key of the current row, or ""."""
        index = self.currentIndex()
        return self.rows.rows[index.row()].key if index.isValid() else ""

    def select(self, key: str) -> None:
        """Make the row with that key current, if there is one."""
        for number, row in enumerate(self.rows.rows):
            if key and row.key == key:
                self.setCurrentIndex(self.rows.index(number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            first = next((i for i, row in enumerate(self.rows.rows) if not row.header), None)
            if first is not None:
                self.setCurrentIndex(self.rows.index(first))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # texts break elsewhere now: rows have other heights
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def keyboardSearch(self, search: str) -> None:
        """Typing letters selects nothing: with Telex they are half a word."""

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and (key := self.rows.rows[index.row()].key):
            self.opened.emit(key)

    def _fit(self) -> None:
        if self._fits:
            option = QStyleOptionViewItem()
            delegate = self.itemDelegate()
            indexes = (self.rows.index(i) for i in range(self.rows.rowCount()))
            height = sum(delegate.sizeHint(option, index).height() for index in indexes)
            self.setFixedHeight(max(height, 1))
