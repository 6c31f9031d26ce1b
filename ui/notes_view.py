"""All notes and marks over all papers; a press opens the paper at the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from delegate_app.domain.annotations import Annotation
from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.documents import Document
from delegate_app.services.desk import Desk
from ui import row_texts
from ui.context import Context
from ui.parts import heading, label
from ui.rows import Row, RowList
from ui.states import Empty, Failure, Loading
from ui.theme import Space


@dataclass(frozen=True)
class Noted:
    """A note with its paper; None for a paper that is not here yet, or that may no longer be read."""

    note: Annotation
    paper: Document | None


def gather(desk: Desk) -> tuple[Noted, ...]:
    """Every note with its paper, by paper and place."""
    papers = {paper.id: paper for paper in desk.documents.all()}
    notes = [Noted(note, papers.get(note.document_id)) for note in desk.annotations.all()]
    return tuple(sorted(notes, key=_place))


def _place(noted: Noted) -> tuple[object, ...]:
    """By paper and place; those without a paper come last."""
    paper, anchor = noted.paper, noted.note.anchor
    if paper is None:
        return (True, "", "", noted.note.document_id, anchor.page, anchor.start)
    return (False, paper.session_id, paper.item_id, paper.id, anchor.page, anchor.start)


class NotesView(QWidget):
    """A list of everything the delegate marked or wrote."""

    open_note = Signal(str, str)
    shows: Changes = frozenset({Kind.ANNOTATIONS, Kind.DOCUMENTS})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._notes: dict[str, Noted] = {}
        self.setObjectName("ground")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.ROOM, Space.WIDE, Space.ROOM)
        column.setSpacing(Space.TIGHT)
        column.addWidget(heading(self.tr("Notes")))
        column.addWidget(
            label(self.tr("Only you can read them: they leave this machine encrypted."), "muted")
        )
        self._stack = QStackedWidget()
        self.list = RowList(context.theme, self.tr("Notes"))
        self.list.setObjectName("all-notes")
        self.list.opened.connect(self._open)
        self._stack.addWidget(self.list)
        self._state: QWidget = Loading(self.tr("Reading your notes..."))
        self._stack.addWidget(self._state)
        self._stack.setCurrentIndex(1)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.list)
        self.reload()

    def reload(self) -> None:
        """Read the notes again."""
        desk = self._context.desk
        self._context.tasks.run(self, lambda: gather(desk), self._show, self._fail)

    def _open(self, note_id: str) -> None:
        noted = self._notes[note_id]
        if noted.paper is not None:
            self.open_note.emit(noted.note.version_sha256, note_id)

    def _say(self, widget: QWidget) -> None:
        self._stack.removeWidget(self._state)
        self._state.deleteLater()
        self._state = widget
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def _fail(self, error: Exception) -> None:
        title = self.tr("Your notes cannot be shown")
        self._say(
            Failure(
                self._context.theme,
                title,
                self._context.sentence(error),
                (self.tr("Try again"), self.reload),
            )
        )

    def _show(self, notes: Sequence[Noted]) -> None:
        self._notes = {noted.note.id: noted for noted in notes}
        if not notes:
            text = self.tr(
                "Select words in a paper and press a colour, or write a note. Everything you note is listed here."
            )
            self._say(Empty(self._context.theme, "notes", self.tr("No notes yet"), text))
            return
        rows: list[Row] = []
        above = ""
        for noted in notes:
            title = self._header(noted.paper)
            if title != above:
                above = title
                rows.append(Row(key="", title=title, header=True))
            rows.append(row_texts.annotation(self._context, noted.note))
        self.list.show_rows(rows)
        self._stack.setCurrentWidget(self.list)

    def _header(self, paper: Document | None) -> str:
        """What stands above the notes of a paper."""
        if paper is None:
            return self.tr("Papers that are not on this machine, or that you may no longer read")
        return f"{self._context.words.of(paper.type)}: {paper.title}"
