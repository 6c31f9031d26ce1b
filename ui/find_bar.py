"""Finding words in a paper: as you type, without regard to case and diacritics, with the number of hits."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from delegate_app.services.reader import Finding, PageMatches, Reader, Rect
from ui.flow import Flow
from ui.parts import button, label
from ui.tasks import Tasks
from ui.theme import TARGET


class SearchLine(QLineEdit):
    """A line that also reports the word an input method is still composing (Telex keeps it until the space)."""

    query_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = ""
        self.textChanged.connect(lambda _text: self.query_changed.emit(self.query()))

    def query(self) -> str:
        """The text with what is being composed put in at the cursor."""
        at = self.cursorPosition()
        return self.text()[:at] + self._composing + self.text()[at:]

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.preeditString() != self._composing:
            self._composing = event.preeditString()
            self.query_changed.emit(self.query())


class FindBar(QFrame):
    """Searches the version that `look_in` named. `found` after each page with hits; `met` with (page, number) of the
    first one as soon as there is one, `went` with that of another one that was asked for."""

    found = Signal()
    met = Signal(int, int)
    went = Signal(int, int)
    closed = Signal()
    asked_list = Signal()
    """All hits should be seen."""

    def __init__(self, reader: Reader, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._reader = reader
        self._tasks = tasks
        self._version = ""
        self._start = 0
        self._finding: Finding | None = None
        self._run = 0
        self._done = False
        self._at: tuple[int, int] | None = None
        self._total = 0
        self.hits: dict[int, tuple[tuple[Rect, ...], ...]] = {}
        self.contexts: dict[int, tuple[str, ...]] = {}
        self.line = SearchLine()
        self.line.setObjectName("find-line")
        self.line.setMinimumHeight(TARGET)
        self.line.setMinimumWidth(200)
        self.line.setPlaceholderText(self.tr("Find in this paper"))
        self.line.setAccessibleName(self.tr("Find in this paper"))
        self.line.query_changed.connect(lambda _query: self._search())
        self.count = label("", "muted", wrap=False)
        self.count.setObjectName("find-count")
        self.count.setMinimumWidth(112)
        flow = Flow(self)
        flow.add_elastic(self.line)
        flow.addWidget(self.count)
        for text, name, action in (
            (self.tr("Previous"), "find-previous", lambda: self.step(-1)),
            (self.tr("Next"), "find-next", lambda: self.step(1)),
            (self.tr("All hits"), "find-list", self.asked_list.emit),
            (self.tr("Close"), "find-close", self.closed.emit),
        ):
            made = button(text, action)
            made.setObjectName(name)
            flow.addWidget(made)

    def look_in(self, version: str, page: int) -> None:
        """Search this version from now on, beginning at `page`."""
        self._start = page
        if version != self._version:
            self._version = version
            self._search()

    def look_for(self, words: str, version: str, page: int) -> None:
        """Search a version for `words`, beginning at `page`, as if they had been typed."""
        self._version, self._start = version, page
        with QSignalBlocker(self.line):
            self.line.setText(words)
        self._search()

    def stop(self) -> None:
        """Forget hits and end the search."""
        self._cancel()
        self.hits, self.contexts, self._at, self._total = {}, {}, None, 0
        self._say()
        self.found.emit()

    def current(self) -> tuple[int, int] | None:
        """Page and number on it of the hit that is looked at."""
        return self._at

    def step(self, step: int) -> None:
        """Go to the next or previous hit, round the ends."""
        if self._at is None:
            return
        page, number = self._at
        if not 0 <= number + step < len(self.hits[page]):
            pages = sorted(self.hits)
            page = pages[(pages.index(page) + step) % len(pages)]
            number = 0 if step > 0 else len(self.hits[page]) - 1
        else:
            number += step
        self.go_to(page, number)

    def go_to(self, page: int, number: int) -> None:
        """Go to one hit."""
        if number < len(self.hits.get(page, ())):
            self._at = (page, number)
            self._say()
            self.went.emit(page, number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _cancel(self) -> None:
        self._run += 1
        if self._finding is not None:
            self._finding.cancel()
            self._finding = None

    def _search(self) -> None:
        self._cancel()
        self.hits, self.contexts, self._at, self._done = {}, {}, None, False
        self._total = 0
        query = self.line.query().strip()
        if query and self._version:
            run = self._run

            def take(page: PageMatches) -> None:
                self._take(run, page)

            matches = self._tasks.channel(self, take)
            end = self._tasks.channel(self, lambda _none: self._end(run))
            self._finding = self._reader.find(
                self._version,
                query,
                matches,
                lambda _count, _error: end(None),
                start_page=self._start,
            )
        self._say()
        self.found.emit()

    def _take(self, run: int, matches: PageMatches) -> None:
        if run != self._run:
            return
        first = not self.hits
        self._total += len(matches.rects)
        self.hits[matches.page] = matches.rects
        self.contexts[matches.page] = matches.contexts
        if first:
            self._at = (matches.page, 0)
            self.met.emit(matches.page, 0)
        self._say()
        self.found.emit()

    def _end(self, run: int) -> None:
        if run == self._run:
            self._done = True
            self._say()

    def _place(self, page: int, number: int) -> int:
        """The place of a hit among all that were found, from 1."""
        return sum(len(rects) for other, rects in self.hits.items() if other < page) + number + 1

    def _say(self) -> None:
        if not self.line.query().strip():
            said = ""
        elif self._at is not None:
            said = self.tr("%1 of %2 hits").replace("%1", str(self._place(*self._at)))
            said = said.replace("%2", str(self._total))
        else:
            said = self.tr("No hits") if self._done else self.tr("Searching...")
        self.count.setText(said)
