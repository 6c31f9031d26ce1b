"""The book of the session beside a paper: agenda items, their papers, and their page numbers in the book."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from delegate_app.domain.books import Book
from delegate_app.domain.council_sessions import Programme
from ui import row_texts
from ui.context import Context
from ui.parts import label
from ui.rows import Mark, Row, RowList
from ui.theme import Space


class BookList(QWidget):
    """`chosen` with the version of the paper that was pressed or entered."""

    chosen = Signal(str)
    bound = Signal(object, object)
    """Programme and book that are shown from now on."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._said = label("", "muted")
        self.list = RowList(context.theme, self.tr("Book of the session"))
        self.list.setObjectName("book-list")
        self.list.opened.connect(self.chosen)
        self.setFocusProxy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TIGHT)
        column.addWidget(self._said)
        column.addWidget(self.list, 1)

    def show_book(self, programme: Programme, book: Book) -> None:
        """Show the papers under their agenda items."""
        said = (
            self.tr("Page numbers of the whole session. They stand; late papers have letters.")
            if book.settled
            else self.tr("Page numbers of the whole session, provisional until papers are due.")
        )
        self._said.setText(said)
        spans = {paper.document.id: paper for paper in book.papers}
        rows: list[Row] = []
        for dossier in programme.dossiers:
            title = dossier.item.title if dossier.item else self.tr("Papers of the session")
            rows.append(Row("", title, header=True))
            for document in dossier.documents:
                paper = spans[document.id]
                lead = self._context.words.of(document.type)
                marks = (Mark(self.tr("late"), "caution"),) if paper.late else ()
                pages = self.tr("pages %1").replace("%1", paper.span)
                version = document.newest.sha256
                rows.append(Row(version, document.title, lead, pages, marks))
            if dossier.on_paper:
                rows.append(row_texts.secret_on_paper())
        self.list.show_rows(rows)
        self.bound.emit(programme, book)

    def show_version(self, version: str) -> None:
        """This paper is in front."""
        self.list.select(version)
