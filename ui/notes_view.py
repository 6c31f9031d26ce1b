"""All notes and marks over all papers: narrowed down, in agenda order, to jump to, to print and to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from delegate_app.domain.annotation_groups import grouped
from delegate_app.domain.annotations import Annotation
from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.council_sessions import Programme
from delegate_app.domain.documents import Document
from delegate_app.services import markdown_notes
from delegate_app.services.desk import Desk
from delegate_app.services.exports import write_file
from delegate_app.services.speaking_notes import ItemNotes, PaperNotes, in_agenda_order
from ui import note_words, row_texts
from ui.context import Context
from ui.note_filters import NoteFilters
from ui.paper_titles import name_of
from ui.parts import button, heading, label, row
from ui.print_view import PrintView
from ui.rows import Row, RowList
from ui.save_dialog import ask_target
from ui.state_stack import StateStack
from ui.states import Empty, Failure, Loading
from ui.theme import Space


@dataclass(frozen=True)
class AllNotes:
    """Every note, the papers of every programme, and those programmes that have notes, the latest session first."""

    programmes: tuple[Programme, ...]
    papers: dict[str, Document]
    notes: tuple[Annotation, ...]

    def paper_of(self, note: Annotation) -> Document | None:
        """The paper of a note; None when it is not here, or not to be read any more."""
        paper = self.papers.get(note.document_id)
        return paper if paper is not None and paper.version(note.version_sha256) else None


def gather(desk: Desk) -> AllNotes:
    """Read them."""
    programmes = tuple(desk.agenda.programme(session.id) for session in desk.agenda.sessions())
    papers = {paper.id: paper for programme in programmes for paper in programme.documents}
    notes = desk.annotations.all()
    noted = {papers[note.document_id].session_id for note in notes if note.document_id in papers}
    return AllNotes(tuple(p for p in programmes if p.session.id in noted), papers, notes)


class NotesView(QWidget):
    """A list of everything the delegate marked or wrote."""

    open_note = Signal(str, str)
    shows: Changes = frozenset({Kind.ANNOTATIONS, Kind.DOCUMENTS})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._all = AllNotes((), {}, ())
        self._notes: dict[str, Annotation] = {}
        self.setObjectName("ground")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.ROOM, Space.WIDE, Space.ROOM)
        column.setSpacing(Space.TIGHT)
        self._save = button(self.tr("Save as Markdown..."), self._ask_where)
        self._save.setObjectName("notes-save")
        self._print = button(self.tr("Print speaking notes..."), self._show_print)
        self._print.setObjectName("notes-print")
        column.addLayout(row(heading(self.tr("Notes")), 1, self._save, self._print))
        column.addWidget(
            label(self.tr("Only you can read them: they leave this machine encrypted."), "muted")
        )
        self.filters = NoteFilters(context)
        self.filters.changed.connect(self._narrow)
        column.addWidget(self.filters)
        self._said = QLabel()
        self._said.setProperty("role", "small")
        self._said.setWordWrap(True)
        self._said.setObjectName("notes-said")
        column.addWidget(self._said)
        self.list = RowList(context.theme, self.tr("Notes"))
        self.list.setObjectName("all-notes")
        self.list.opened.connect(self._open)
        self._stack = StateStack(self.list, state=Loading(self.tr("Reading your notes...")))
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.list)
        self._show_tools(shown=False)

    def reload(self) -> None:
        """Read the notes again."""
        desk = self._context.desk
        self._context.tasks.run(self, lambda: gather(desk), self._show, self._fail)

    def _show_tools(self, *, shown: bool) -> None:
        for part in (self._save, self._print, self.filters, self._said):
            part.setVisible(shown)

    def _open(self, note_id: str) -> None:
        note = self._notes[note_id]
        if self._all.paper_of(note) is not None:
            self.open_note.emit(note.version_sha256, note_id)

    def _fail(self, error: Exception) -> None:
        title = self.tr("Your notes cannot be shown")
        retry = (self.tr("Try again"), self.reload)
        self._stack.say(Failure(self._context.theme, title, self._context.sentence(error), retry))

    def _show(self, found: AllNotes) -> None:
        self._all = found
        self._notes = {note.id: note for note in found.notes}
        self._show_tools(shown=bool(found.notes))
        self.filters.offer(found.programmes, found.notes)
        if not found.notes:
            text = self.tr(
                "Select words in a paper and press a colour, or write a note. Everything you note is listed here."
            )
            self._stack.say(Empty(self._context.theme, "notes", self.tr("No notes yet"), text))
            return
        self._narrow()

    # ------------------------------------------------------------------ the list

    def wanted(self, *, with_words: bool = False) -> tuple[ItemNotes, ...]:
        """The notes that are shown, in agenda order; `with_words` leaves out mere drawings."""
        notes = [
            note
            for note in self._wanted()
            if note.text or note.anchor.quote or note.ask or not with_words
        ]
        return in_agenda_order(self._all.programmes, notes)

    def _wanted(self) -> list[Annotation]:
        wants, paper_of = self.filters.wanted.wants, self._all.paper_of
        return [note for note in self._all.notes if wants(note, paper_of(note))]

    def _narrow(self) -> None:
        items = self.wanted()
        papers = [paper for item in items for paper in item.papers]
        elsewhere = [note for note in self._wanted() if self._all.paper_of(note) is None]
        count = sum(len(grouped(paper.notes)) for paper in papers) + len(elsewhere)
        said = self.tr("Notes: %1 · papers: %2").replace("%1", str(count))
        self._said.setText(said.replace("%2", str(len({p.document.id for p in papers}))))
        for part in (self._save, self._print):
            part.setEnabled(count > 0)
        if not count:
            text = self.tr("No note fits what is chosen above. Choose less.")
            self._stack.say(Empty(self._context.theme, "search", self.tr("Nothing found"), text))
            return
        rows = self._newest(papers) if self.filters.newest_first else self._by_item(items)
        if elsewhere:
            lost = self.tr("Papers that are not on this machine, or that you may no longer read")
            rows.append(Row(key="", title=lost, header=True))
            rows += [row_texts.annotation(self._context, note) for note in elsewhere]
        self.list.show_rows(rows)
        self._stack.setCurrentWidget(self.list)

    def _by_item(self, items: Sequence[ItemNotes]) -> list[Row]:
        rows: list[Row] = []
        for each in items:
            lead = f"{each.item.position}. {each.item.title}" if each.item else each.session.title
            for paper in each.papers:
                rows.append(Row(key="", title=self._title(paper), lead=lead, header=True))
                rows += [
                    row_texts.annotation(self._context, group[0], strokes=len(group))
                    for group in grouped(paper.notes)
                ]
        return rows

    def _newest(self, papers: Sequence[PaperNotes]) -> list[Row]:
        found = [(group, paper) for paper in papers for group in grouped(paper.notes)]
        found.sort(key=lambda pair: max(note.edited_at for note in pair[0]), reverse=True)
        return [
            row_texts.annotation(
                self._context, group[0], where=self._title(paper), strokes=len(group)
            )
            for group, paper in found
        ]

    def _title(self, paper: PaperNotes) -> str:
        document = paper.document
        title = name_of(self._context, document)
        if paper.version.sha256 != document.newest.sha256:
            older = self.tr("version %1").replace("%1", str(paper.version.ordinal))
            title += f" ({older})"
        return title

    # ------------------------------------------------------------------ taking them along

    def _ask_where(self) -> None:
        ask_target(self, self.tr("Save as Markdown"), "ghi-chu.md", self.save_to)

    def save_to(self, path: str) -> None:
        """Write the notes that are shown to `path` as Markdown."""
        text = markdown_notes.write(self.wanted(), note_words.wording(self._context))
        self._context.tasks.run(
            self,
            lambda: write_file(Path(path), text.encode()),
            lambda _none: self._said.setText(self.tr("Saved: %1").replace("%1", path)),
            lambda error: self._said.setText(self._context.sentence(error)),
        )

    def _show_print(self) -> None:
        items = self.wanted(with_words=True)
        PrintView.of_speaking_notes(self._context, items, self.window()).open()
