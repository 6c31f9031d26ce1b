"""What a search is narrowed to: session, item, type of paper, year, one's own notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from delegate_app.domain.council_sessions import AgendaItem, CouncilSession
from delegate_app.domain.documents import PaperType
from delegate_app.domain.search import Filters
from delegate_app.services.desk import Desk
from ui.choice import Choice
from ui.context import Context
from ui.flow import Flow
from ui.parts import button
from ui.theme import TARGET

WIDEST = 260


@dataclass(frozen=True)
class Choices:
    """What there is to narrow to."""

    sessions: tuple[CouncilSession, ...]
    items: tuple[AgendaItem, ...]


def gather(desk: Desk, session_id: str) -> Choices:
    """The sessions, and the items of the chosen one."""
    sessions = desk.agenda.sessions()
    if session_id not in {session.id for session in sessions}:
        return Choices(sessions, ())
    dossiers = desk.agenda.programme(session_id).dossiers
    return Choices(sessions, tuple(d.item for d in dossiers if d.item is not None))


class SearchFilters(QWidget):
    """A row of choices. `changed` when the person changed one."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        flow = Flow(self, margin=0)
        self.session = self._choice("search-session", self.tr("Session"))
        self.item = self._choice("search-item", self.tr("Agenda item"))
        self.type = self._choice("search-type", self.tr("Type of paper"))
        self.year = self._choice("search-year", self.tr("Year"))
        self.mine = QPushButton(self.tr("Only my notes"))
        self.mine.setCheckable(True)
        self.mine.setMinimumHeight(TARGET)
        self.mine.setObjectName("search-mine")
        self.reset = button(self.tr("Search everything"), self.clear, "link")
        self.reset.setObjectName("search-reset")
        for part in (self.session, self.item, self.type, self.year, self.mine, self.reset):
            flow.addWidget(part)
        self.session.addItem(self.tr("All sessions"), "")
        self.item.addItem(self.tr("All items"), "")
        self.type.addItem(self.tr("All papers"), "")
        for kind in PaperType:
            self.type.addItem(context.words.of(kind), kind.value)
        self.year.addItem(self.tr("All years"), 0)
        for choice in (self.session, self.item, self.type, self.year):
            choice.currentIndexChanged.connect(lambda _index: self._tell())
        self.mine.toggled.connect(lambda _on: self._tell())
        self._dim()

    def _choice(self, name: str, spoken: str) -> Choice:
        made = Choice(self._context.theme, spoken)
        made.setObjectName(name)
        made.setMaximumWidth(WIDEST)
        return made

    def reload(self) -> None:
        """Read again what there is to choose."""
        desk, session = self._context.desk, str(self.session.currentData() or "")
        self._context.tasks.run(self, lambda: gather(desk, session), self._show)

    def filters(self) -> Filters:
        """What is chosen."""
        kind, year = self.type.currentData(), self.year.currentData()
        return Filters(
            session_id=str(self.session.currentData() or ""),
            item_id=str(self.item.currentData() or ""),
            type=PaperType(kind) if kind else None,
            since=date(year, 1, 1) if year else None,
            until=date(year, 12, 31) if year else None,
            mine=self.mine.isChecked(),
        )

    def clear(self) -> None:
        """Leave nothing out any more."""
        for choice in (self.session, self.item, self.type, self.year):
            with QSignalBlocker(choice):
                choice.setCurrentIndex(0)
        with QSignalBlocker(self.mine):
            self.mine.setChecked(False)
        self._tell()

    def _show(self, choices: Choices) -> None:
        days = sorted({session.starts.year for session in choices.sessions}, reverse=True)
        _fill(self.session, [(s.title, s.id) for s in choices.sessions])
        _fill(self.item, [(item.title, item.id) for item in choices.items])
        _fill(self.year, [(str(year), year) for year in days])
        self._dim()

    def _tell(self) -> None:
        self._dim()
        self.reload()
        self.changed.emit()

    def _dim(self) -> None:
        """Nothing that cannot be used just now is offered."""
        mine = self.mine.isChecked()
        for choice in (self.session, self.type, self.year):
            choice.setEnabled(not mine)
        self.item.setVisible(self.item.count() > 1)
        self.item.setEnabled(not mine)
        self.reset.setVisible(self.filters().narrow)


def _fill(choice: Choice, entries: Sequence[tuple[str, object]]) -> None:
    """Offer these beside the first entry, which stands for all; what was chosen stays chosen where it is there."""
    known = [(choice.itemText(i), choice.itemData(i)) for i in range(1, choice.count())]
    if known == list(entries):
        return
    chosen = choice.currentData()
    with QSignalBlocker(choice):
        while choice.count() > 1:
            choice.removeItem(1)
        for text, data in entries:
            choice.addItem(text, data)
        choice.setCurrentIndex(max(0, choice.findData(chosen)))
