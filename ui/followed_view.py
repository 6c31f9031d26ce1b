"""Notes of earlier versions beside the newest one: the old page with the note, the new page with its place, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.documents import Document
from delegate_app.domain.followed_notes import FollowedNote, FollowState
from delegate_app.services.desk import Desk
from ui import dates
from ui.context import Context
from ui.flow import Flow
from ui.page_picture import PagePicture
from ui.parts import Elided, button, label
from ui.reader_bar import tool
from ui.rows import Mark, Row, RowList
from ui.state_stack import StateStack
from ui.states import Empty, Failure, Loading
from ui.theme import Space

LIST_WIDTH = 300
TONES = {
    FollowState.EXACT: "good",
    FollowState.MOVED: "good",
    FollowState.CHECK: "caution",
    FollowState.NOT_PLACED: "danger",
}
ORDER = (FollowState.CHECK, FollowState.NOT_PLACED, FollowState.MOVED, FollowState.EXACT)
"""What needs a look comes first."""


@dataclass(frozen=True)
class Following:
    """The earlier notes of a paper on one of its versions."""

    paper: Document
    version: str
    notes: tuple[FollowedNote, ...]


def gather(desk: Desk, version: str) -> Following:
    """Read them; raises VERSION_UNKNOWN."""
    return Following(desk.documents.by_version(version), version, desk.followed.of(version))


class FollowedView(QWidget):
    """Shows what `open` asked for. `noted` after a decision, `open_version` with a version and a note to read."""

    closed = Signal()
    noted = Signal()
    open_version = Signal(str, str)
    shows: Changes = frozenset({Kind.ANNOTATIONS, Kind.DOCUMENTS})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._version = ""
        self._notes: dict[str, FollowedNote] = {}
        self._ordinals: dict[str, int] = {}
        self.setObjectName("ground")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        self._stack = StateStack(self._page(), state=Loading(self.tr("Reading your notes...")))
        column.addWidget(self._stack, 1)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Alt+Left"), self, self.closed.emit, context=within)

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        flow = Flow(bar)
        back = tool(self._context, "back", self.tr("Back (Alt+Left)"), "followed-back")
        back.clicked.connect(lambda _checked=False: self.closed.emit())
        self._title = Elided("strong")
        self._title.setMinimumWidth(140)
        flow.addWidget(back)
        flow.add_elastic(self._title)
        return bar

    def _page(self) -> QWidget:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        self.list = RowList(self._context.theme, self.tr("Notes of earlier versions"))
        self.list.setObjectName("followed-list")
        self.list.opened.connect(self._show_note)
        splitter.addWidget(self.list)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(Space.TIGHT, Space.TIGHT, Space.TIGHT, Space.TIGHT)
        self._said = label("", "strong")
        self._said.setObjectName("followed-said")
        self._text = label("", "body", copyable=True)
        column.addWidget(self._said)
        column.addWidget(self._text)
        column.addLayout(self._decisions())
        pages = QSplitter(Qt.Orientation.Horizontal)
        pages.setChildrenCollapsible(False)
        self._old_name, self._new_name = label("", "caps"), label("", "caps")
        self.old = PagePicture(self._context, self.tr("Where the note was made"))
        self.new = PagePicture(self._context, self.tr("Where it stands now"))
        for name, picture in ((self._old_name, self.old), (self._new_name, self.new)):
            side = QWidget()
            held = QVBoxLayout(side)
            held.setContentsMargins(0, 0, 0, 0)
            held.addWidget(name)
            held.addWidget(picture, 1)
            pages.addWidget(side)
        column.addWidget(pages, 1)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([LIST_WIDTH, 4 * LIST_WIDTH])
        return splitter

    def _decisions(self) -> Flow:
        flow = Flow(margin=0)
        self._keep = button(self.tr("It belongs here: keep it"), self._carry, "primary")
        self._keep.setObjectName("followed-keep")
        self._drop = button(self.tr("Not in this version"), self._dismiss)
        self._drop.setObjectName("followed-dismiss")
        self._read_old = button(self.tr("Open the old page"), self._open_old)
        self._read_old.setObjectName("followed-old")
        for made in (self._keep, self._drop, self._read_old):
            flow.addWidget(made)
        return flow

    # ------------------------------------------------------------------ reading

    def open(self, version: str) -> None:
        """Show the earlier notes of this version's paper, those that need a look first."""
        if version != self._version:
            self._version = version
            self._stack.say(Loading(self.tr("Reading your notes...")))
        self.reload()

    def reload(self) -> None:
        """Read them again."""
        if self._version:
            desk, version = self._context.desk, self._version
            self._context.tasks.run(self, lambda: gather(desk, version), self._show, self._fail)

    def _fail(self, error: Exception) -> None:
        title = self.tr("Your notes cannot be shown")
        again = (self.tr("Try again"), self.reload)
        self._stack.say(Failure(self._context.theme, title, self._context.sentence(error), again))

    def _show(self, following: Following) -> None:
        if following.version != self._version:
            return
        paper = following.paper
        self._ordinals = {v.sha256: v.ordinal for v in paper.versions}
        named = f"{self._context.words.of(paper.type)}: {paper.title}"
        self._title.say(self.tr("Notes of earlier versions") + " - " + named)
        self._notes = {found.note.id: found for found in following.notes}
        if not following.notes:
            text = self.tr("Every note of the earlier versions was dealt with.")
            title = self.tr("Nothing left to look at")
            self._stack.say(Empty(self._context.theme, "check-circle", title, text))
            return
        current = self.list.current_key()
        self.list.show_rows(self._rows(following.notes))
        self._stack.setCurrentIndex(0)
        first = next(row.key for row in self.list.rows.rows if row.key)
        chosen = current if current in self._notes else first
        self.list.select(chosen)
        self._show_note(chosen)

    def _rows(self, notes: Sequence[FollowedNote]) -> list[Row]:
        rows: list[Row] = []
        for state in ORDER:
            group = [found for found in notes if found.place.state is state]
            if group:
                rows.append(Row(key="", title=self._state_word(state), header=True))
            rows += [self._row(found) for found in group]
        return rows

    def _row(self, found: FollowedNote) -> Row:
        note, words = found.note, " ".join(found.note.anchor.quote.split())
        page = self.tr("page %1").replace("%1", str(note.anchor.page + 1))
        lead = self.tr("Version %1").replace("%1", str(self._ordinals[note.version_sha256]))
        return Row(
            key=note.id,
            title=note.text.strip() or words or self._context.words.of(note.kind),
            lead=f"{lead}, {page}",
            detail=words if note.text.strip() else "",
            marks=(Mark(self._short_word(found.place.state), TONES[found.place.state]),),
        )

    def _state_word(self, state: FollowState) -> str:
        return {
            FollowState.EXACT: self.tr("Same words, same place"),
            FollowState.MOVED: self.tr("Same words, surroundings changed"),
            FollowState.CHECK: self.tr("Please look: the text changed"),
            FollowState.NOT_PLACED: self.tr("No place found"),
        }[state]

    def _short_word(self, state: FollowState) -> str:
        return {
            FollowState.EXACT: self.tr("exact"),
            FollowState.MOVED: self.tr("moved along"),
            FollowState.CHECK: self.tr("look"),
            FollowState.NOT_PLACED: self.tr("no place"),
        }[state]

    # ------------------------------------------------------------------ one note

    def _show_note(self, note_id: str) -> None:
        found = self._notes.get(note_id)
        if found is None:
            return
        note, place = found.note, found.place
        self._said.setText(self._sentence(found))
        self._text.setText(note.text)
        self._text.setVisible(bool(note.text.strip()))
        self._keep.setVisible(place.anchor is not None)
        day = dates.day(note.edited_at)
        old = self.tr("Version %1, page %2, noted %3").replace("%3", day)
        old = old.replace("%1", str(self._ordinals[note.version_sha256]))
        self._old_name.setText(old.replace("%2", str(note.anchor.page + 1)))
        self.old.show_page(note.version_sha256, note.anchor.page, note.anchor.rects)
        new = self.tr("Version %1").replace("%1", str(self._ordinals[self._version]))
        if place.anchor is None:
            self._new_name.setText(new)
            self.new.show_nothing(
                self.tr(
                    "These words are not in this version, or stand where they cannot be told apart."
                )
            )
        else:
            page = self.tr("page %1").replace("%1", str(place.anchor.page + 1))
            self._new_name.setText(f"{new}, {page}")
            self.new.show_page(self._version, place.anchor.page, place.anchor.rects)

    def _sentence(self, found: FollowedNote) -> str:
        share = round(100 * found.place.score)
        if found.place.state is FollowState.CHECK and share == 100:
            return self.tr(
                "All its words stand here, with others put in between or elsewhere than before. Compare both pages, then decide."
            )
        return {
            FollowState.EXACT: self.tr("The words and what stands around them are unchanged."),
            FollowState.MOVED: self.tr("The words are unchanged; what stands around them changed."),
            FollowState.CHECK: self.tr(
                "%1 % of the words stand here. Compare both pages, then decide."
            ).replace("%1", str(share)),
            FollowState.NOT_PLACED: self.tr(
                "The note stays with its version. Look at the old page, then decide."
            ),
        }[found.place.state]

    def _current(self) -> FollowedNote | None:
        return self._notes.get(self.list.current_key())

    def _carry(self) -> None:
        found = self._current()
        if found is not None and found.place.anchor is not None:
            followed, clock, version = (
                self._context.desk.followed,
                self._context.clock,
                self._version,
            )
            note_id, anchor = found.note.id, found.place.anchor
            self._decide(lambda: followed.carry(note_id, version, anchor, now=clock()))

    def _dismiss(self) -> None:
        found = self._current()
        if found is not None:
            followed, clock, version = (
                self._context.desk.followed,
                self._context.clock,
                self._version,
            )
            note_id = found.note.id
            self._decide(lambda: followed.dismiss(note_id, version, now=clock()))

    def _decide(self, job: Callable[[], object]) -> None:
        self._context.tasks.run(self, job, lambda _done: self._decided(), self._fail)

    def _decided(self) -> None:
        self.noted.emit()
        self.reload()

    def _open_old(self) -> None:
        found = self._current()
        if found is not None:
            self.open_version.emit(found.note.version_sha256, found.note.id)
