"""What of a paper, or of the papers of its agenda item, is to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from delegate_app.domain.documents import Document
from delegate_app.domain.page_ranges import pages_of
from ui.assets import icon
from ui.choice import Choice
from ui.context import Context
from ui.paper_titles import is_unnumbered, name_of
from ui.parts import label
from ui.theme import TARGET, Space


@dataclass(frozen=True)
class Chosen:
    """Versions to print; `pages` of the only one, None for whole papers."""

    versions: tuple[str, ...]
    pages: tuple[int, ...] | None
    with_notes: bool


class PrintChoices(QWidget):
    """`changed` with each choice; `chosen` None while the pages are not understood."""

    changed = Signal()

    def __init__(
        self,
        context: Context,
        paper: Document,
        version: str,
        page: int,
        count: int,
        dossier: Sequence[Document],
    ) -> None:
        super().__init__()
        self._context = context
        self._version, self._page, self._count = version, page, count
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SNUG)
        self.what = Choice(context.theme, self.tr("What to print"))
        self.what.setObjectName("print-what")
        self.what.addItem(self.tr("This page (%1)").replace("%1", str(page + 1)), "page")
        self.what.addItem(self.tr("Some pages"), "pages")
        self.what.addItem(self.tr("The whole paper (%1 pages)").replace("%1", str(count)), "paper")
        if len(dossier) > 1:
            self.what.addItem(self.tr("Papers of this agenda item"), "item")
        self.what.setCurrentIndex(2)
        self.what.activated.connect(lambda _index: self._follow())
        self.pages = QLineEdit()
        self.pages.setObjectName("print-pages")
        self.pages.setMinimumHeight(TARGET)
        self.pages.setAccessibleName(self.tr("Pages to print"))
        self.pages.setPlaceholderText(self.tr("for example 1-3, 5"))
        self.pages.textChanged.connect(lambda _text: self._follow())
        self._wrong = label(
            self.tr("Write pages from 1 to %1, for example 1-3, 5.").replace("%1", str(count)),
            "danger",
        )
        self._papers = self._make_papers(paper, dossier)
        self.with_notes = self._toggle(self.tr("With my notes"), on=True)
        self.with_notes.setObjectName("print-with-notes")
        for part in (self.what, self.pages, self._wrong, self._papers, self.with_notes):
            column.addWidget(part)
        column.addStretch(1)
        self._follow()

    def _make_papers(self, paper: Document, dossier: Sequence[Document]) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(5 * TARGET)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, Space.TIGHT, 0)
        column.setSpacing(Space.HAIR)
        self.papers: dict[str, QPushButton] = {}
        for each in dossier:
            kind = self._context.words.of(each.type)
            number = "" if is_unnumbered(each.number) else each.number
            made = self._toggle(f"{kind} {number}".strip(), on=each.newest.complete)
            made.setEnabled(each.newest.complete)
            made.setToolTip(name_of(self._context, each))
            made.setAccessibleName(name_of(self._context, each))
            version = self._version if each.id == paper.id else each.newest.sha256
            self.papers[version] = made
            column.addWidget(made)
        column.addStretch(1)
        area.setWidget(holder)
        return area

    def _toggle(self, text: str, *, on: bool) -> QPushButton:
        """A button that stays pressed, with a tick while it is."""
        made = QPushButton(text)
        made.setCheckable(True)
        made.setMinimumHeight(TARGET)
        made.setMinimumWidth(0)
        made.setProperty("role", "toggle")
        ticked = icon("check-circle", self._context.theme.colour("on_soft"))
        empty = icon("circle", self._context.theme.colour("text"))
        made.setIconSize(QSize(20, 20))
        made.toggled.connect(lambda is_on: made.setIcon(ticked if is_on else empty))
        made.toggled.connect(lambda _on: self.changed.emit())
        made.setIcon(empty)
        made.setChecked(on)
        return made

    def _follow(self) -> None:
        kind = self.what.currentData()
        self.pages.setVisible(kind == "pages")
        self._papers.setVisible(kind == "item")
        understood = kind != "pages" or not self.pages.text().strip() or self.chosen is not None
        self._wrong.setVisible(not understood)
        self.changed.emit()

    @property
    def chosen(self) -> Chosen | None:
        """What is to be printed."""
        kind, notes = self.what.currentData(), self.with_notes.isChecked()
        if kind == "item":
            versions = tuple(v for v, made in self.papers.items() if made.isChecked())
            return Chosen(versions, None, notes)
        if kind == "paper":
            return Chosen((self._version,), None, notes)
        if kind == "page":
            return Chosen((self._version,), (self._page,), notes)
        try:
            return Chosen((self._version,), pages_of(self.pages.text(), self._count), notes)
        except ValueError:
            return None
