"""Getting about in papers: jumps that can be taken back, the way back and forward across papers, and keeping the place."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from delegate_app.domain.reading_trails import Stop
from delegate_app.services.reader import Rect
from ui.context import Context
from ui.open_papers import OpenPapers
from ui.page_canvas import PageCanvas


class PaperTravel(QObject):
    """`asked` with a stop in a paper that is not in front; `left` where the way leads out of the reader."""

    asked = Signal(object)
    left = Signal()

    def __init__(
        self, context: Context, canvas: PageCanvas, papers: OpenPapers, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._canvas = canvas
        self._papers = papers
        self._typed: Stop | None = None
        canvas.settled.connect(lambda: self.keep_place(leaving=False))

    def here(self) -> Stop | None:
        """Where one is; None while no page is shown."""
        if not self._canvas.version:
            return None
        place = self._canvas.place()
        return Stop(self._canvas.version, place.page, place.offset)

    def jump(self, page: int, offset: float | None = None) -> None:
        """Go to a page (from 0), or to a place on it in points as it is shown; the keyboard scrolls from there."""
        before = self.here()
        if offset is None:
            self._canvas.go_to_page(page)
        else:
            self._canvas.go_to(page, offset, from_top=0.05)
        self._note(before)

    def jump_to_rect(self, page: int, rect: Rect | None) -> None:
        """Go to a rectangle of page space, or to the page's top; the keyboard stays where it is."""
        self._jump(page, rect, moving=None)

    def look_at(self, page: int, rect: Rect) -> None:
        """Go to what is found while one is still typing: all the letters of a search make one stop."""
        self._jump(page, rect, moving=self._typed)
        self._typed = self.here()

    def _jump(self, page: int, rect: Rect | None, *, moving: Stop | None) -> None:
        """From `moving` its stop moves along; from any other place a new one is made."""
        before = self.here()
        if rect is None:
            self._canvas.go_to_page(page)
        else:
            self._canvas.go_to_rect(page, rect)
        after = self.here()
        if after is not None and before is not None and before == moving:
            self._papers.moved(after)
        elif after is not None:
            self._papers.jumped(before, after)
        self.keep_place(
            leaving=False
        )  # not only when the reader rests: a jump is there after a crash

    def arrive(self, stop: Stop | None) -> None:
        """A paper came to the front where it was left, or at this stop."""
        if stop is not None:
            self._canvas.go_to(stop.page, stop.offset)
        here, known = self.here(), self._papers.desk.trail.here
        if here is None:
            return
        if known is not None and known.version == here.version:
            self._papers.moved(here)
        else:
            self._papers.jumped(None, here)

    def back(self) -> None:
        """To the place before this one, in this paper or another; from the first, out of the reader."""
        stop = self._papers.back(self.here())
        if stop is None:
            self.left.emit()
        else:
            self._go(stop)

    def forward(self) -> None:
        """To the place from which one went back."""
        stop = self._papers.forward(self.here())
        if stop is not None:
            self._go(stop)

    def keep_place(self, *, leaving: bool) -> None:
        """Keep where one is; `leaving` tells the delegate's other devices, too."""
        here = self.here()
        if here is None:
            return
        self._papers.moved(here)
        place, now = self._canvas.place(), self._context.clock()
        keep = self._context.desk.reading.keep_place
        self._context.tasks.run(
            self,
            lambda: keep(here.version, place, now=now, leaving=leaving),
            lambda _shared: None,
        )

    def _note(self, before: Stop | None) -> None:
        after = self.here()
        if after is not None:
            self._papers.jumped(before, after)
        self.keep_place(leaving=False)
        self._canvas.setFocus()

    def _go(self, stop: Stop) -> None:
        if stop.version == self._canvas.version:
            self._canvas.go_to(stop.page, stop.offset)
            self._canvas.setFocus()
        else:
            self.asked.emit(stop)
