"""The programme: sessions, and the dossiers of one session in the field's fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.council_sessions import CouncilSession, Programme, nearest, sent_late
from delegate_app.services.desk import Desk
from ui import dates, row_texts, session_texts
from ui.choice import Choice
from ui.context import Context
from ui.parts import COLUMN, Elided, heading
from ui.rows import Mark, Row, RowList
from ui.states import Empty, Failure, Loading
from ui.theme import Space


@dataclass(frozen=True)
class ProgrammeData:
    """All sessions and the programme of the one that is shown."""

    sessions: tuple[CouncilSession, ...]
    programme: Programme | None


def gather(desk: Desk, session_id: str, nearest_id: str) -> ProgrammeData:
    """Read it; an unknown session gives the nearest one."""
    sessions = desk.agenda.sessions()
    known = {session.id for session in sessions}
    chosen = session_id if session_id in known else nearest_id
    return ProgrammeData(sessions, desk.agenda.programme(chosen) if chosen in known else None)


class ProgrammeView(QWidget):
    """A session chosen from a list, and its papers."""

    open_version = Signal(str)
    shows: Changes = frozenset({Kind.SESSIONS, Kind.DOCUMENTS, Kind.BLOBS})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session_id = ""
        self._data: ProgrammeData | None = None
        self.setObjectName("ground")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.ROOM, Space.WIDE, Space.ROOM)
        column.setSpacing(Space.TIGHT)
        self._choice = Choice(context.theme, self.tr("Session"))
        self._choice.setObjectName("session-choice")
        self._choice.setMaximumWidth(COLUMN)
        self._choice.setProperty("role", "title")
        self._choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._choice.activated.connect(self._choose)
        self._title = heading("", "heading")
        self._facts = Elided("muted")
        column.addWidget(self._title)
        column.addWidget(self._choice)
        column.addWidget(self._facts)
        self._stack = QStackedWidget()
        self.list = RowList(context.theme, self.tr("Papers of the session"))
        self.list.setObjectName("programme-list")
        self.list.opened.connect(self.open_version)
        self._stack.addWidget(self.list)
        self._state: QWidget = Loading(self.tr("Opening the programme..."))
        self._stack.addWidget(self._state)
        self._stack.setCurrentIndex(1)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.list)
        self.reload()

    def open_session(self, session_id: str) -> None:
        """Show this session."""
        self._session_id = session_id
        self.reload()

    def reload(self) -> None:
        """Read sessions and papers again."""
        desk, session_id, now = self._context.desk, self._session_id, self._context.clock()

        def job() -> ProgrammeData:
            near = nearest(desk.agenda.sessions(), now)
            return gather(desk, session_id, near.id if near else "")

        self._context.tasks.run(self, job, self._show, self._fail)

    def _choose(self, index: int) -> None:
        self.open_session(str(self._choice.itemData(index)))

    def _say(self, widget: QWidget) -> None:
        self._stack.removeWidget(self._state)
        self._state.deleteLater()
        self._state = widget
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def _fail(self, error: Exception) -> None:
        self._data = None
        title = self.tr("The programme cannot be shown")
        self._say(
            Failure(
                self._context.theme,
                title,
                self._context.sentence(error),
                (self.tr("Try again"), self.reload),
            )
        )

    def _show(self, data: ProgrammeData) -> None:
        if data == self._data:
            return
        self._data = data
        self._show_sessions(data)
        programme = data.programme
        if programme is None:
            title, text = (
                self.tr("No session yet"),
                self.tr(
                    "No session has arrived on this machine. What is still to come, and why it waits, stands on the page of the exchange with the council (Details, below)."
                ),
            )
            self._say(Empty(self._context.theme, "programme", title, text))
            return
        session = programme.session
        self._title.setText(session.title)
        self._title.setAccessibleName(session.title)
        facts = [
            self._context.words.of(session.kind),
            session_texts.days(self._context, session),
            session_texts.due(session),
            session.place,
        ]
        self._facts.say("  ·  ".join(fact for fact in facts if fact))
        self.list.show_rows(self._rows(programme))
        self._stack.setCurrentWidget(self.list)

    def _show_sessions(self, data: ProgrammeData) -> None:
        self._choice.clear()
        for session in data.sessions:
            self._choice.addItem(f"{session.title} ({dates.day(session.starts)})", session.id)
        if data.programme is not None:
            self._choice.setCurrentIndex(self._choice.findData(data.programme.session.id))
        # One session is named by its title; of several, the chosen one stands in the list of them.
        self._choice.setVisible(len(data.sessions) > 1)
        self._title.setVisible(len(data.sessions) <= 1)

    def _rows(self, programme: Programme) -> Sequence[Row]:
        rows: list[Row] = []
        for dossier in programme.dossiers:
            item = dossier.item
            if item is None:
                rows.append(Row(key="", title=self.tr("Papers of the session itself"), header=True))
            else:
                step = Mark(self._context.words.of(item.step))
                presenter = (
                    self.tr("Presented by: %1").replace("%1", item.presenter)
                    if item.presenter
                    else ""
                )
                title = f"{item.position}. {item.title}"
                marks: tuple[Mark, ...] = (step,)
                if item.id == programme.current_item:
                    marks = (Mark(self.tr("Under consideration"), "accent"), step)
                rows.append(Row(key="", title=title, detail=presenter, marks=marks, header=True))
            rows += [
                row_texts.document(
                    self._context,
                    d,
                    key=d.newest.sha256,
                    late=sent_late(programme.session, d),
                )
                for d in dossier.documents
            ]
            if dossier.on_paper:
                rows.append(row_texts.secret_on_paper())
        return rows
