"""A layout whose widgets stand side by side and go on in the next line when the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.theme import Space


class Flow(QLayout):
    """Lines of widgets, each as wide as it asks for; the one marked as elastic takes what its line leaves."""

    def __init__(self, parent: QWidget | None = None, *, margin: int = Space.TIGHT) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._elastic: QWidget | None = None
        above = min(margin, Space.HAIR)
        self.setContentsMargins(margin, above, margin, above)
        self.setSpacing(Space.HAIR)

    def add_elastic(self, widget: QWidget) -> None:
        """Add a widget that takes the width its line leaves."""
        self.addWidget(widget)
        self._elastic = widget

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in self._shown():
            wanted = self._least(item)
            if lines[-1] and used + self.spacing() + wanted > width:
                lines.append([])
                used = 0
            used += wanted + (self.spacing() if lines[-1] else 0)
            lines[-1].append(item)
        return lines

    def _least(self, item: QLayoutItem) -> int:
        elastic = item.widget() is not None and item.widget() is self._elastic
        return item.minimumSize().width() if elastic else item.sizeHint().width()

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        margins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        top = inner.top()
        for line in self._lines(inner.width()):
            height = max((item.sizeHint().height() for item in line), default=0)
            if place:
                self._place(line, QPoint(inner.left(), top), inner.width(), height)
            top += height + self.spacing()
        return top - self.spacing() + margins.bottom() - rect.top()

    def _place(self, line: list[QLayoutItem], at: QPoint, width: int, height: int) -> None:
        widths = [self._least(item) for item in line]
        free = width - sum(widths) - self.spacing() * (len(line) - 1)
        left = at.x()
        for item, least in zip(line, widths, strict=True):
            wanted = least + (max(0, free) if item.widget() is self._elastic else 0)
            own = item.sizeHint().height()
            item.setGeometry(QRect(left, at.y() + (height - own) // 2, wanted, own))
            left += wanted + self.spacing()
