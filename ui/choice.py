"""A drop-down list with an arrow in the theme's own colour; style sheets can only show one from a file."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

from ui.assets import pixmap
from ui.theme import TARGET, Space, Theme

ARROW = 16


class Choice(QComboBox):
    """A combo box of the window's own look."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """`name` is what screen readers call it."""
        super().__init__(parent)
        self._arrow = pixmap("down", theme.colour("text"), ARROW)
        self.setAccessibleName(name)
        self.setMinimumHeight(TARGET)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._arrow is not None:
            painter = QPainter(self)
            left = self.width() - ARROW - Space.SNUG
            painter.drawPixmap(left, (self.height() - ARROW) // 2, self._arrow)
            painter.end()
