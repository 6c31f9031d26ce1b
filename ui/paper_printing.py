"""Printing papers: from the choice to pages with their true sizes and notes, as the print view shows them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from delegate_app.domain.annotations import Annotation
from delegate_app.domain.documents import Document
from delegate_app.services.desk import Desk
from delegate_app.services.reader import OpenDocument, PageShape
from ui.context import Context
from ui.page_printing import PageToPrint
from ui.print_choices import Chosen, PrintChoices
from ui.print_view import PaperPages, PrintView

Shapes = tuple[PageShape, ...]


def gather(desk: Desk, version: str) -> tuple[Document, tuple[Document, ...]]:
    """The paper of a version, and all papers of its dossier."""
    paper = desk.documents.by_version(version)
    programme = desk.agenda.programme(paper.session_id)
    dossier = next(
        (d.documents for d in programme.dossiers if any(p.id == paper.id for p in d.documents)),
        (paper,),
    )
    return paper, dossier


class PaperPrinting(QObject):
    """Opens the print view on a version, and brings it the pages that are chosen there."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent
        self._shapes: dict[str, Shapes] = {}
        self._notes: dict[str, tuple[Annotation, ...]] = {}
        self._asked = 0
        self.view: PrintView | None = None

    def open(self, version: str, page: int, count: int) -> None:
        """Show the print view for the version that is read, at `page`."""
        desk = self._context.desk

        def show(found: tuple[Document, tuple[Document, ...]]) -> None:
            paper, dossier = found
            choices = PrintChoices(self._context, paper, version, page, count, dossier)
            view = PrintView(self._context, self.tr("Print"), choices, self._window)
            choices.changed.connect(lambda: self._prepare(view, choices.chosen))
            view.destroyed.connect(self._forget)
            self.view = view
            view.open()
            self._prepare(view, choices.chosen)

        self._context.tasks.run(self, lambda: gather(desk, version), show)

    def _forget(self) -> None:
        self.view = None
        self._notes.clear()

    def _prepare(self, view: PrintView, chosen: Chosen | None) -> None:
        self._asked += 1
        asked = self._asked
        if chosen is None:
            view.show_printable(PaperPages(self._context, ()))
            return
        waiting = list(chosen.versions)

        def next_paper() -> None:
            if asked != self._asked or self.view is not view:
                return
            if waiting:
                self._know(view, waiting.pop(0), next_paper)
            else:
                view.show_printable(PaperPages(self._context, self._pages(chosen)))

        next_paper()

    def _know(self, view: PrintView, version: str, then: Callable[[], None]) -> None:
        """Learn a paper's page sizes and notes, each once."""
        if version in self._notes and version in self._shapes:
            then()
            return
        desk, tasks = self._context.desk, self._context.tasks

        def fail(error: Exception) -> None:
            if self.view is view:
                view.say(self._context.sentence(error))

        def noted(notes: tuple[Annotation, ...]) -> None:
            self._notes[version] = notes
            then()

        def sized(shapes: Shapes) -> None:
            self._shapes[version] = shapes
            tasks.run(self, lambda: desk.annotations.of_version(version), noted, fail)

        def opened(document: OpenDocument) -> None:
            if document.exact_shapes >= document.page_count:
                sized(document.shapes)
            else:
                desk.reader.request_shapes(version, tasks.ticket(self, sized, fail))

        desk.reader.open(version, tasks.ticket(self, opened, fail))

    def _pages(self, chosen: Chosen) -> list[PageToPrint]:
        pages = []
        for version in chosen.versions:
            shapes = self._shapes[version]
            for number in chosen.pages if chosen.pages is not None else range(len(shapes)):
                notes = self._notes[version] if chosen.with_notes else ()
                on_page = tuple(note for note in notes if note.anchor.page == number)
                pages.append(PageToPrint(version, number, shapes[number], on_page))
        return pages
