"""The paper that is open as a part of its session's book: page names, going to a page of the book, reading on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from delegate_app.domain.page_places import page_place
from ui.book_list import BookList
from ui.context import Context
from ui.page_canvas import PageCanvas
from ui.page_names import PageNames
from ui.paper_opening import Opening
from ui.paper_titles import title_of
from ui.paper_travel import PaperTravel

AGAIN_MS = 4_000
"""How long the hint stands that a second press reads on in the next paper."""


class SessionBook(QObject):
    """`asked` with version and page (-1: where it was left) of a paper to open; `hinted` with a sentence, "" to take it
    away; `named` when the names of pages are others."""

    asked = Signal(str, int)
    hinted = Signal(str)
    named = Signal()

    def __init__(
        self, context: Context, canvas: PageCanvas, travel: PaperTravel, shown: BookList
    ) -> None:
        super().__init__(canvas)
        self._context = context
        self._canvas = canvas
        self._travel = travel
        self._list = shown
        self._opening: Opening | None = None
        self._step = 0
        self.names = PageNames()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._forget_hint)
        shown.chosen.connect(lambda version: self.asked.emit(version, -1))
        canvas.ended.connect(self._read_on)

    def show_opening(self, opening: Opening) -> None:
        """This paper is open, in this book."""
        known, self._opening = self._opening, opening
        version = opening.version.sha256
        if known is None or (known.programme, known.book) != (opening.programme, opening.book):
            self._list.show_book(opening.programme, opening.book)
        self._list.show_version(version)
        other = known is None or known.version.sha256 != version
        labels = () if other else self.names.labels
        self.names = PageNames(labels, opening.book.numbers_of(version))

    def ask_labels(self) -> None:
        """Ask the open file what it calls its pages."""
        version = self._canvas.version

        def take(labels: tuple[str, ...]) -> None:
            if labels and version == self._canvas.version:
                self.names = PageNames(labels, self.names.pack)
                self.named.emit()

        answer = self._context.tasks.ticket(self, take, lambda _error: None)
        self._context.desk.reader.request_labels(version, answer)

    def go(self, wanted: str) -> None:
        """Go to what was typed: a page of the paper, of the book, or by the paper's own name."""
        opening, canvas = self._opening, self._canvas
        if opening is None:
            return
        count, labels = canvas.page_count, self.names.labels
        place = page_place(wanted, canvas.version, count, labels, opening.book)
        if place is None:
            said = self.tr("There is no page %1 here, and none in the book of the session.")
            self._hint(said.replace("%1", wanted))
        elif place[0] == canvas.version:
            self._travel.jump(place[1])
        else:
            self.asked.emit(*place)

    def _read_on(self, step: int) -> None:
        """The first press at a paper's end says what comes, the second goes there."""
        opening = self._opening
        beside = opening.book.beside(opening.version.sha256, step) if opening else None
        if beside is None:
            return
        if self._step == step and self._again.isActive():
            self._forget_hint()
            self.asked.emit(
                beside.version.sha256, 0 if step > 0 else max(0, beside.version.pages - 1)
            )
            return
        said = (
            self.tr("The paper ends here. Press once more to read on: %1")
            if step > 0
            else self.tr("The paper begins here. Press once more to go back to: %1")
        )
        self._step = step
        self._hint(said.replace("%1", title_of(self._context, beside.document)))

    def _hint(self, sentence: str) -> None:
        self._again.start()
        self.hinted.emit(sentence)

    def _forget_hint(self) -> None:
        if self._again.isActive() or self._step:
            self._again.stop()
            self._step = 0
            self.hinted.emit("")
