"""Searching everything that is on this machine, with every letter that is typed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.search import Found, FoundKind, FoundPage, IndexState, SearchResult
from delegate_app.errors import Code, DeskError
from ui.context import Context
from ui.find_bar import SearchLine
from ui.paper_titles import is_unnumbered
from ui.parts import Frame, heading, label
from ui.search_filters import SearchFilters
from ui.search_rows import FoundList, FoundRow
from ui.states import Empty, Failure
from ui.theme import TARGET, Space


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a row leads: a version at a page with words to mark, a note, or a session."""

    version: str = ""
    page: int = -1
    words: str = ""
    note: str = ""
    session: str = ""


class SearchView(QWidget):
    """The search line, what it is narrowed to, and what was found."""

    open_page = Signal(str, int, str)
    """A version's SHA-256, a page from 0 (-1: where it was left), and the words to mark on it."""
    open_note = Signal(str, str)
    open_session = Signal(str)
    shows: Changes = frozenset({Kind.INDEX, Kind.DOCUMENTS, Kind.SESSIONS, Kind.ANNOTATIONS})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._goals: dict[str, Goal] = {}
        self._asked = 0
        self.setObjectName("ground")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.ROOM, Space.WIDE, Space.ROOM)
        column.setSpacing(Space.TIGHT)
        column.addWidget(heading(self.tr("Search")))
        self.line = self._search_line()
        column.addWidget(self.line)
        self.filters = SearchFilters(context)
        self.filters.changed.connect(self._search)
        column.addWidget(self.filters)
        self.count = label("", "muted")
        self.count.setObjectName("search-count")
        column.addWidget(self.count)
        self.progress = label("", "small")
        self.progress.setObjectName("search-progress")
        column.addWidget(self.progress)
        self._stack = QStackedWidget()
        self.list = FoundList(context.theme, self.tr("What was found"))
        self.list.setObjectName("search-list")
        self.list.opened.connect(self._open)
        self._stack.addWidget(self.list)
        self._state: QWidget = self._hints()
        self._stack.addWidget(self._state)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.line)
        self._say(self._state)
        self.count.hide()
        self.progress.hide()

    def _search_line(self) -> SearchLine:
        line = SearchLine()
        line.setObjectName("search-line")
        line.setMinimumHeight(TARGET + Space.TIGHT)
        line.setPlaceholderText(self.tr('Words, a paper\'s number, or "words that stand together"'))
        line.setAccessibleName(self.tr("Search papers, programme and notes"))
        line.query_changed.connect(lambda _query: self._search())
        return line

    # ------------------------------------------------------------------ asking

    def reload(self) -> None:
        """What is searched moved: choices, progress and results are read again."""
        self.filters.reload()
        self._context.tasks.run(
            self, self._context.desk.indexing.state, self._show_progress, lambda _error: None
        )
        if self.query:
            self._search()

    @property
    def query(self) -> str:
        """What is typed, with the word that an input method is still composing; NFC."""
        return unicodedata.normalize("NFC", self.line.query()).lstrip()

    def begin(self) -> None:
        """Put the cursor into the line, with what stands there selected."""
        self.line.setFocus()
        self.line.selectAll()

    def look_for(self, text: str) -> None:
        """Search for `text` as if it had been typed."""
        self.line.setText(text)

    def _search(self) -> None:
        self._asked += 1
        if not self.query.strip():
            self.count.hide()
            self._say(self._hints())
            return
        number = self._asked

        def answered(answer: tuple[SearchResult | None, Exception | None]) -> None:
            self._answered(number, *answer)

        home = self._context.tasks.channel(self, answered)
        self._context.desk.live_search.ask(
            self.query, self.filters.filters(), lambda result, error: home((result, error))
        )

    def _answered(self, number: int, result: SearchResult | None, error: Exception | None) -> None:
        if number != self._asked:
            return
        if result is not None:
            self._show(result)
        elif error is not None and not (
            isinstance(error, DeskError) and error.code is Code.VAULT_LOCKED
        ):
            title = self.tr("The search did not work")
            self._say(Failure(self._context.theme, title, self._context.sentence(error)))

    # ------------------------------------------------------------------ what is shown

    def _show(self, result: SearchResult) -> None:
        self.count.setText(self._counted(result))
        self.count.setVisible(bool(result.found))
        self._goals.clear()
        rows: list[FoundRow] = []
        for number, found in enumerate(result.found):
            rows += self._rows(number, found)
        if not rows:
            self._say(self._nothing(whole=result.whole))
            return
        if (
            not self.list.hasFocus()
        ):  # somebody types: what was chosen among earlier results is over
            self.list.clearSelection()
            self.list.setCurrentIndex(QModelIndex())
        self.list.show_rows(rows)
        self._stack.setCurrentWidget(self.list)

    def _counted(self, result: SearchResult) -> str:
        if result.loosely:
            return self.tr("No page holds all these words. These pages hold most of them:")
        papers = len([found for found in result.found if found.pages])
        if not papers:
            return self.tr("Found: %1").replace("%1", str(len(result.found)))
        text = (
            self.tr("%1 pages hold the words.")
            if result.whole
            else self.tr("More than %1 pages hold the words; the newest sessions come first.")
        )
        return text.replace("%1", str(result.pages))

    def _rows(self, number: int, found: Found) -> list[FoundRow]:
        key = f"{number}"
        words = _longest_run(found.pages[0]) if found.pages else ""
        if found.kind is FoundKind.NOTE:
            self._goals[key] = Goal(version=found.version, note=found.id)
        elif found.kind is FoundKind.DOCUMENT:
            page = found.pages[0].page if found.pages else -1
            self._goals[key] = Goal(found.version, page, words)
        else:
            self._goals[key] = Goal(session=found.session_id)
        head = FoundRow(
            key=key,
            title=found.title.text,
            lead=self._lead(found),
            detail=self._detail(found),
            spans=found.title.spans,
        )
        return [head, *(self._page_row(key, found, page) for page in found.pages)]

    def _page_row(self, key: str, found: Found, page: FoundPage) -> FoundRow:
        name = f"{key}-{page.page}"
        self._goals[name] = Goal(found.version, page.page, _longest_run(page))
        lead = self.tr("Page %1").replace("%1", str(page.page + 1))
        detail = self.tr("Read from a scan by OCR") if page.read_by_ocr else ""
        return FoundRow(
            key=name,
            title=page.around.text,
            lead=lead,
            detail=detail,
            spans=page.around.spans,
            inset=True,
        )

    def _lead(self, found: Found) -> str:
        kinds = {
            FoundKind.ITEM: self.tr("Agenda item"),
            FoundKind.SESSION: self.tr("Session"),
            FoundKind.NOTE: self.tr("Your note, page %1").replace("%1", str(found.page + 1)),
        }
        kind = kinds.get(found.kind) or (self._context.words.of(found.type) if found.type else "")
        under = found.item_title if found.kind is FoundKind.NOTE else found.session_title
        if found.kind is FoundKind.SESSION:
            under = ""
        number = "" if is_unnumbered(found.number) else found.number
        return " · ".join(part for part in (kind, number, under) if part)

    def _detail(self, found: Found) -> str:
        if found.more:
            return self.tr("%1 more pages of this paper hold the words").replace(
                "%1", str(found.more)
            )
        if found.kind is FoundKind.DOCUMENT and not found.version:
            return self.tr("This paper is still arriving")
        return ""

    def _say(self, widget: QWidget) -> None:
        if widget is not self._state:
            self._stack.removeWidget(self._state)
            self._state.deleteLater()
            self._state = widget
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def _hints(self) -> QWidget:
        """What can be typed, with examples."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, Space.TIGHT, 0, 0)
        card = Frame("card")
        card.column.addWidget(heading(self.tr("What you can type"), "title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.WIDE)
        grid.setVerticalSpacing(Space.TIGHT)
        grid.setColumnStretch(1, 1)
        examples = (
            ("phan bo du toan", self.tr("Words, with or without diacritics and in any order")),
            ('"phân bổ dự toán"', self.tr("Words that stand together exactly so")),
            ("dự toán -biên", self.tr("Without pages that hold the word after the minus")),
            ("12/NQ-HĐND", self.tr("The number of a paper")),
        )
        for number, (example, meaning) in enumerate(examples):
            grid.addWidget(label(example, "strong", wrap=False), number, 0)
            grid.addWidget(label(meaning), number, 1)
        card.column.addLayout(grid)
        text = self.tr(
            "Papers, programme and your notes are searched on this machine, also without a network."
        )
        card.column.addWidget(label(text, "muted"))
        column.addWidget(card)
        column.addStretch(1)
        return holder

    def _nothing(self, *, whole: bool) -> QWidget:
        if not whole:
            text = self.tr("Not all pages were looked at yet: type on, or close the quotes.")
            return Empty(self._context.theme, "search", self.tr("Nothing was found so far"), text)
        advice = [self.tr("Try fewer words, or only the beginning of the last one.")]
        if self.filters.filters().narrow:
            advice.append(self.tr("The search is narrowed: press “Search everything” above."))
        title = self.tr("Nothing was found")
        return Empty(self._context.theme, "search", title, " ".join(advice))

    def _show_progress(self, state: IndexState) -> None:
        if not state.complete:
            text = self.tr(
                "Making the index: %1 of %2 papers. Later papers may be missing from the results."
            )
            text = text.replace("%1", str(state.done)).replace("%2", str(state.papers))
        elif state.unreadable:
            text = self.tr(
                "%1 papers cannot be searched inside (scans, or files that cannot be read): only their titles are found."
            )
            text = text.replace("%1", str(state.unreadable))
        else:
            text = ""
        self.progress.setText(text)
        self.progress.setVisible(bool(text))

    # ------------------------------------------------------------------ opening

    def _open(self, key: str) -> None:
        goal = self._goals.get(key)
        if goal is None:
            return
        if goal.note:
            self.open_note.emit(goal.version, goal.note)
        elif goal.session:
            self.open_session.emit(goal.session)
        elif goal.version:
            self.open_page.emit(goal.version, goal.page, goal.words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the line: Down and Enter lead into the list, Escape empties the line; Up at its top leads back."""
        key = event.key()
        in_list = self._stack.currentWidget() is self.list
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and in_list:
            self.list.setFocus()
        elif key == Qt.Key.Key_Escape and self.line.text():
            self.line.clear()
            self.begin()
        else:
            super().keyPressEvent(event)


def _longest_run(page: FoundPage) -> str:
    """The longest stretch of marked words that follow each other: what the reader marks on the page."""
    text, best, run = page.around.text, "", (0, 0)
    for start, end in page.around.spans:
        joined = run[1] and not text[run[1] : start].strip()
        run = (run[0], end) if joined else (start, end)
        if run[1] - run[0] > len(best):
            best = text[run[0] : run[1]]
    return best
