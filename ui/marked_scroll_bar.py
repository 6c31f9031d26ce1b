"""A scroll bar that shows where in the paper the hits of a search lie."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollBar, QWidget

from ui.theme import Theme

TICK = 3.0
EDGE = 6.0
"""Pixels that stay free at both ends."""


class MarkedScrollBar(QScrollBar):
    """Marks are shares of the whole height, 0 to 1; the current one is drawn across the whole bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme
        self._marks: tuple[float, ...] = ()
        self._current: float | None = None

    @property
    def marks(self) -> tuple[float, ...]:
        """Where marks are shown."""
        return self._marks

    def show_marks(self, marks: Collection[float], current: float | None) -> None:
        """Show these marks instead of the earlier ones."""
        # Two marks on one row of pixels look like one.
        self._marks = tuple(sorted({round(mark, 3) for mark in marks}))
        self._current = current
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._marks and self._current is None:
            return
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("caution"))
        for mark in self._marks:
            painter.drawRect(self._tick(mark, 0.6))
        if self._current is not None:
            painter.setPen(QPen(self._theme.colour("surface"), 1))
            painter.setBrush(self._theme.colour("danger"))
            painter.drawRect(self._tick(self._current, 1.0).adjusted(0, -1, 0, 1))
        painter.end()

    def _tick(self, mark: float, share: float) -> QRectF:
        wide = self.width() * share
        top = EDGE + mark * (self.height() - 2 * EDGE)
        return QRectF((self.width() - wide) / 2, top - TICK / 2, wide, TICK)
