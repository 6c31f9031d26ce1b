"""The hits of a search on the pages: marked, gone to, and forgotten when the bar is closed."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.find_bar import FindBar
from ui.page_canvas import PageCanvas


class HitMarks(QObject):
    """Keeps the pages equal to what the find bar found."""

    def __init__(self, bar: FindBar, canvas: PageCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._bar = bar
        self._canvas = canvas
        bar.found.connect(self._show)
        bar.went.connect(self._go)
        bar.closed.connect(self.close)

    def open(self) -> None:
        """Show the bar and let the person type."""
        self._bar.show()
        self._bar.look_in(self._canvas.version, self._canvas.page)
        self._bar.line.setFocus()
        self._bar.line.selectAll()

    def look_for(self, words: str, page: int) -> None:
        """Show the bar with these words, found from this page on."""
        self._bar.show()
        self._bar.look_for(words, self._canvas.version, page)

    def close(self) -> None:
        """Hide the bar and every mark of it."""
        self._bar.stop()
        self._bar.hide()
        self._canvas.setFocus()

    def _show(self) -> None:
        self._canvas.overlay.hits = self._bar.hits
        self._canvas.overlay.hit = self._bar.current()
        self._canvas.viewport().update()

    def _go(self, page: int, number: int) -> None:
        self._show()
        rects = self._bar.hits[page][number]
        if rects:
            self._canvas.go_to_rect(page, rects[0])
