"""The hits of a search: marked on the pages and on the scroll bar, listed, gone to, and forgotten with the bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from delegate_app.services.reader import Rect
from ui.context import Context
from ui.find_bar import FindBar
from ui.marked_scroll_bar import MarkedScrollBar
from ui.page_canvas import PageCanvas
from ui.paper_travel import PaperTravel
from ui.rows import Row, RowList

ROUNDED = 3
"""Digits of a mark: two on one row of pixels look like one."""
MOST_ROWS = 400
"""Hits that are listed; all are counted, marked and gone to."""
PAUSE_MS = 120
"""Hits come page by page: lists and marks are drawn anew at most this often."""


class HitMarks(QObject):
    """Keeps pages, scroll bar and list equal to what the find bar found."""

    def __init__(
        self,
        context: Context,
        bar: FindBar,
        canvas: PageCanvas,
        travel: PaperTravel,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bar = bar
        self._canvas = canvas
        self._travel = travel
        self._marks: dict[int, frozenset[float]] = {}
        self._marked_in = canvas.laid
        self._scroll = MarkedScrollBar(context.theme)
        canvas.replace_scroll_bar(self._scroll)
        self.list = RowList(context.theme, self.tr("Hits in this paper"))
        self.list.setObjectName("hit-list")
        self.list.opened.connect(self._open)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._draw)
        bar.found.connect(self._show)
        bar.met.connect(lambda page, number: self._go(page, number, typing=True))
        bar.went.connect(lambda page, number: self._go(page, number, typing=False))
        bar.closed.connect(self.close)
        canvas.arranged.connect(self._pause.start)

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
        if not self._bar.hits:
            self._draw()
        elif not self._pause.isActive():
            self._pause.start()

    def _draw(self) -> None:
        """Scroll bar and list, from what is found so far."""
        hits, layout = self._bar.hits, self._canvas.laid
        if not hits or layout is not self._marked_in:
            self._marks, self._marked_in = {}, layout
        # Each page once: a letter may stand a hundred thousand times in a long paper.
        for page in hits.keys() - self._marks.keys():
            if page < self._canvas.page_count:
                found = (self._mark(page, rects) for rects in hits[page] if rects)
                self._marks[page] = frozenset(round(mark, ROUNDED) for mark in found)
        current = self._bar.current()
        rects = hits[current[0]][current[1]] if current is not None else ()
        looked_at = self._mark(current[0], rects) if current is not None and rects else None
        self._scroll.show_marks(frozenset().union(*self._marks.values()), looked_at)
        self.list.show_rows(self._rows())
        if current is not None:
            self.list.select(_key(*current))

    def _mark(self, page: int, rects: Sequence[Rect]) -> float:
        """Where a hit lies, as a share of the paper's height."""
        sheet = self._canvas.sheet(page)
        height = max(1.0, self._canvas.laid.height)
        return (sheet.top + sheet.rect_on_page(rects[0])[1]) / height

    def _rows(self) -> list[Row]:
        said = QCoreApplication.translate("Rows", "Page %1")
        rows: list[Row] = []
        for page in sorted(self._bar.contexts):
            for number, words in enumerate(self._bar.contexts[page]):
                if len(rows) == MOST_ROWS:
                    more = self.tr("Only the first %1 hits are listed.")
                    rows.append(Row("", more.replace("%1", str(MOST_ROWS))))
                    return rows
                rows.append(Row(_key(page, number), words, said.replace("%1", str(page + 1))))
        return rows

    def _open(self, key: str) -> None:
        page, number = key.split(":")
        self._bar.go_to(int(page), int(number))
        self._canvas.setFocus()

    def _go(self, page: int, number: int, *, typing: bool) -> None:
        self._show()
        rects = self._bar.hits[page][number]
        if rects and typing:
            self._travel.look_at(page, rects[0])
        elif rects:
            self._travel.jump_to_rect(page, rects[0])


def _key(page: int, number: int) -> str:
    return f"{page}:{number}"
