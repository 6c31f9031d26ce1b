"""Rows of what was found: papers with their pages under them, the words that were asked for marked in both."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.rows import Index, Row, RowList
from ui.theme import Space, Theme

INSET = Space.WIDE
MOST_LINES = 2
MOST_CACHED = 400


@dataclass(frozen=True, slots=True)
class FoundRow(Row):
    """A row with marked `spans` in its title. A page stands `inset` under its paper, its number before the words."""

    spans: tuple[tuple[int, int], ...] = ()
    inset: bool = False


class FoundDelegate(QStyledItemDelegate):
    """Paints found rows: a small line above (what it is), the title or the words around, a small line below."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._small = QFont(view.font())
        self._small.setPixelSize(theme.size("small"))
        self._body = QFont(view.font())
        self._body.setPixelSize(theme.size("body"))
        self._strong = QFont(self._body)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._header = QFont(self._small)
        self._header.setWeight(QFont.Weight.DemiBold)
        self._layouts: dict[tuple[FoundRow, int], QTextLayout] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: FoundRow = index.data(Qt.ItemDataRole.UserRole)
        width = self._view.viewport().width()
        small = QFontMetrics(self._small).height()
        if row.header:
            return QSize(width, small + Space.SNUG + Space.TIGHT)
        height = round(self._layout(row, self._text_width(row)).boundingRect().height())
        height += small * (bool(row.lead and not row.inset) + bool(row.detail))
        least = 0 if row.inset else 44
        return QSize(width, max(least, height + (2 if row.inset else 3) * Space.TIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: FoundRow = index.data(Qt.ItemDataRole.UserRole)
        area = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.header:
            painter.setFont(self._header)
            painter.setPen(self._theme.colour("muted"))
            inner = area.adjusted(Space.ROOM, 0, -Space.ROOM, -Space.HAIR)
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignBottom), row.title)
        else:
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_ground(painter, area, option, row, selected=selected)
            self._paint_words(painter, area, row, selected=selected)
        painter.restore()

    def _paint_ground(
        self,
        painter: QPainter,
        area: QRect,
        option: QStyleOptionViewItem,
        row: FoundRow,
        *,
        selected: bool,
    ) -> None:
        colour = self._theme.colour
        inner = area.adjusted(1, 1, -1, -1)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_soft" if selected else "sunken"))
            painter.drawRoundedRect(inner, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if focused and self._view.hasFocus():
            painter.setPen(QPen(colour("focus"), 3))
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 4, 4)
        elif not row.inset:
            painter.setPen(QPen(colour("line"), 1))
            painter.drawLine(
                area.left() + Space.SNUG, area.top(), area.right() - Space.SNUG, area.top()
            )

    def _paint_words(
        self, painter: QPainter, area: QRect, row: FoundRow, *, selected: bool
    ) -> None:
        ink = self._theme.colour("on_soft" if selected else "text")
        faint = self._theme.colour("on_soft" if selected else "muted")
        small = QFontMetrics(self._small)
        left, width = area.left() + self._left(row), self._text_width(row)
        top = area.top() + (Space.TIGHT if row.inset else Space.SNUG)
        painter.setFont(self._small)
        painter.setPen(faint)
        if row.inset:
            place = QRect(
                area.left() + INSET, top, self._left(row) - INSET - Space.TIGHT, small.height()
            )
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight), row.lead)
        elif row.lead:
            shown = small.elidedText(row.lead, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, top, width, small.height()), 0, shown)
            top += small.height()
        layout = self._layout(row, width)
        marks = self._marks(row, ink, selected=selected)
        painter.setPen(ink)
        layout.draw(painter, QPointF(left, top), marks)
        if row.detail:
            painter.setFont(self._small)
            painter.setPen(faint)
            below = top + round(layout.boundingRect().height())
            shown = small.elidedText(row.detail, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, below, width, small.height()), 0, shown)

    def _marks(
        self, row: FoundRow, ink: QColor, *, selected: bool
    ) -> list[QTextLayout.FormatRange]:
        """The marked words: bold and underlined as well, so that the colour is never alone."""
        marks = []
        for start, end in row.spans:
            form = QTextCharFormat()
            form.setForeground(ink)
            form.setFontUnderline(True)
            if not selected:
                form.setBackground(self._theme.colour("caution_soft"))
            mark = QTextLayout.FormatRange()
            mark.start, mark.length, mark.format = start, end - start, form
            marks.append(mark)
        return marks

    def _left(self, row: FoundRow) -> int:
        if not row.inset:
            return Space.ROOM
        widest = QFontMetrics(self._small).horizontalAdvance(
            self.tr("Page %1").replace("%1", "0000")
        )
        return INSET + widest + 2 * Space.TIGHT

    def _text_width(self, row: FoundRow) -> int:
        bar = self._view.verticalScrollBar().sizeHint().width()
        width = self._view.width() - 2 * self._view.frameWidth() - bar
        return max(120, width - self._left(row) - Space.ROOM)

    def _layout(self, row: FoundRow, width: int) -> QTextLayout:
        """The words laid out in at most two lines; kept, because a list asks for it at every move."""
        made = self._layouts.get((row, width))
        if made is None:
            if len(self._layouts) >= MOST_CACHED:
                self._layouts.clear()
            made = QTextLayout(row.title, self._body if row.inset else self._strong)
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.WordWrap)
            made.setTextOption(option)
            made.beginLayout()
            top = 0.0
            for _ in range(MOST_LINES):
                line = made.createLine()
                if not line.isValid():
                    break
                line.setLineWidth(width)
                line.setPosition(QPointF(0, top))
                top += line.height()
            made.endLayout()
            self._layouts[(row, width)] = made
        return made


class FoundList(RowList):
    """The list of what was found. Enter, Space or a click opens."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.setItemDelegate(FoundDelegate(theme, self))
