"""Home: polls that wait for this delegate, what is new, the nearest session, and how much of its dossier is here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.council_sessions import CouncilSession, nearest, sent_late
from delegate_app.domain.councils import Council, Enrolment
from delegate_app.domain.documents import Document
from delegate_app.domain.polls import OPEN_STAGES, Poll
from delegate_app.domain.votes import Hindrance
from delegate_app.errors import Code
from delegate_app.services.desk import Desk
from ui import dates, messages, row_texts, session_texts
from ui.context import Context
from ui.held_feeds import HeldFeeds
from ui.parts import Frame, Page, button, chip, clear, heading, label, row
from ui.ports import PracticePort
from ui.practice_card import PracticeCard
from ui.rebuilding import keeping_place
from ui.rows import RowList
from ui.states import Failure, Loading
from ui.theme import Space

TWO_COLUMNS = 860
"""Pixels of width from which the side column stands beside the main one."""
NEWS_SHOWN = 8
MINUTE_MS = 60_000
DONE = frozenset({Hindrance.ALREADY_VOTED, Hindrance.HAND_VOTED})
"""Hindrances that mean: this delegate's vote on the poll is given."""


@dataclass(frozen=True)
class HomeData:
    """What home shows. `arrived` and `total` are bytes of the nearest session; `polls` is None until they were read."""

    council: Council | None
    enrolment: Enrolment | None
    session: CouncilSession | None
    papers: tuple[int, int]
    arrived: int
    total: int
    news: tuple[Document, ...]
    polls: tuple[Poll, ...] | None
    late: frozenset[str]
    """Ids of the news that were sent after their session's deadline."""


def gather(desk: Desk, now: datetime) -> HomeData:
    """Read what home shows, the polls left out: they want the whole vote record replayed, which takes seconds late in a term."""
    sessions = desk.agenda.sessions()
    known = {session.id: session for session in sessions}
    session, news = nearest(sessions, now), desk.agenda.news()
    arrival = desk.documents.arrival(session.id) if session else None
    return HomeData(
        council=desk.agenda.council(),
        enrolment=desk.account.enrolment(),
        session=session,
        papers=(arrival.complete_files, arrival.total_files) if arrival else (0, 0),
        arrived=arrival.complete_bytes if arrival else 0,
        total=arrival.total_bytes if arrival else 0,
        news=news,
        polls=None,
        late=frozenset(
            d.id for d in news if d.session_id in known and sent_late(known[d.session_id], d)
        ),
    )


class HomeView(Page):
    """The first page of the open desk."""

    open_poll = Signal(str)
    open_version = Signal(str)
    open_session = Signal(str)
    open_sync = Signal()
    practice_played = Signal()
    shows: Changes = frozenset(
        {
            Kind.COUNCIL,
            Kind.SESSIONS,
            Kind.DOCUMENTS,
            Kind.BLOBS,
            Kind.POLLS,
            Kind.VOTES,
            Kind.ACCOUNT,
            Kind.FEEDS,
        }
    )

    def __init__(
        self, context: Context, practice: PracticePort | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, widest=1240)
        self._context = context
        self._data: HomeData | None = None
        self._first_waits = False
        self._days: QLabel | None = None
        minute = QTimer(self)
        minute.timeout.connect(self._say_days)
        minute.start(MINUTE_MS)
        self._head = QVBoxLayout()
        self._head.setSpacing(Space.HAIR)
        self._main, self._side = QVBoxLayout(), QVBoxLayout()
        self._aside = QVBoxLayout()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(Space.WIDE)
        for part in (self._main, self._side, self._aside):
            part.setSpacing(Space.ROOM)
        self._aside.addLayout(self._side)
        if practice is not None:
            self.practice_card = PracticeCard(context, practice)
            self.practice_card.played.connect(self.practice_played)
            self._aside.addWidget(self.practice_card)
        self._aside.addStretch(1)
        self._columns.addLayout(self._main, 5)
        self._columns.addLayout(self._aside, 3)
        self.held = HeldFeeds(context)
        self.column.addLayout(self._head)
        self.column.addWidget(self.held)
        self.column.addLayout(self._columns)
        self._main.addWidget(Loading(self.tr("Opening the desk...")))
        self._main.addStretch(1)
        self.reload()

    def reload(self) -> None:
        """Read again what is shown."""
        self.held.reload()
        desk, now = self._context.desk, self._context.clock()
        self._context.tasks.run(self, lambda: gather(desk, now), self._show_first, self._fail)

    def say_first_waits(self, *, waits: bool) -> None:
        """Whether this desk's first programme waits for another network or the delegate's word."""
        if waits != self._first_waits:
            self._first_waits = waits
            if self._data is not None:
                self._show(self._data)

    def _show_first(self, data: HomeData) -> None:
        """Show sessions and papers with the polls known so far, and read the polls: a programme that was asked for
        meanwhile comes before them."""
        self._show(replace(data, polls=self._data.polls if self._data is not None else None))
        self._context.tasks.run(self, self._context.desk.votes.polls, self._show_read, self._fail)

    def _show_read(self, polls: tuple[Poll, ...]) -> None:
        if self._data is not None:
            self._show(replace(self._data, polls=polls))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.viewport().width() >= TWO_COLUMNS
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def _fail(self, error: Exception) -> None:
        clear(self._main)
        sentence = self._context.sentence(error)
        self._main.addWidget(
            Failure(
                self._context.theme,
                self.tr("Home could not be shown"),
                sentence,
                (self.tr("Try again"), self.reload),
            )
        )

    def _show(self, data: HomeData) -> None:
        if data == self._data:
            self._say_days()
            return
        self._data = data
        with keeping_place(self):
            for part in (self._head, self._main, self._side):
                clear(part)
            self._days = None
            self._show_head(data)
            self._show_polls(data.polls)
            self._show_news(data)
            self._main.addStretch(1)
            self._show_session(data)

    def _show_head(self, data: HomeData) -> None:
        name = data.enrolment.name if data.enrolment else ""
        hello = (
            self.tr("Good day, delegate %1").replace("%1", name) if name else self.tr("Good day")
        )
        self._head.addWidget(heading(hello, "display"))
        if data.council is not None:
            council = self._context.words.either(data.council.name, data.council.name_en)
            self._head.addWidget(label(council, "muted"))

    # ------------------------------------------------------------------ polls

    def _show_polls(self, polls: tuple[Poll, ...] | None) -> None:
        waiting = [poll for poll in polls or () if poll.hindrance is None]
        for poll in waiting:
            self._main.addWidget(self._call(poll))
        if not waiting:
            self._main.addWidget(self._no_poll(polls))

    def _call(self, poll: Poll) -> Frame:
        card = Frame("card", "call")
        card.setAccessibleName(self.tr("A poll waits for you: %1").replace("%1", poll.question))
        tone = "caution" if poll.last_call_ends else "accent"
        card.column.addLayout(row(chip(self._context.words.of(poll.stage), tone), 1))
        card.column.addWidget(heading(poll.question, "title"))
        card.column.addWidget(label(self.tr("Your vote is asked for."), "muted"))
        go = button(self.tr("Go to the vote"), lambda: self.open_poll.emit(poll.id), "primary")
        go.setObjectName(f"home-poll-{poll.id}")
        card.column.addLayout(row(go, 1))
        return card

    def _no_poll(self, polls: tuple[Poll, ...] | None) -> Frame:
        card = Frame("card")
        card.column.addWidget(heading(self.tr("Votes"), "title"))
        running = [poll.hindrance for poll in polls or () if poll.stage in OPEN_STAGES]
        text = self.tr("No poll waits for you.")
        if polls is None:
            text = self.tr("Reading the vote record...")
        elif running:
            text = self.tr("%n poll(s) open; you have done your part.", "", len(running))
        barred = [why for why in running if why is not None and why not in DONE]
        if barred:
            text = messages.sentence(Code(barred[0].value), self._context.language)
        said = label(text, "body" if barred else "muted")
        said.setObjectName("home-votes")
        card.column.addWidget(said)
        return card

    # ------------------------------------------------------------------ news

    def _show_news(self, data: HomeData) -> None:
        card = Frame("card")
        card.column.addWidget(heading(self.tr("What is new"), "title"))
        if not data.news:
            card.column.addWidget(
                label(self.tr("You have seen every paper that has arrived."), "muted")
            )
        else:
            listed = RowList(self._context.theme, self.tr("What is new"), fits=True)
            listed.setObjectName("home-news")
            rows = [
                row_texts.document(self._context, d, key=d.newest.sha256, late=d.id in data.late)
                for d in data.news[:NEWS_SHOWN]
            ]
            listed.show_rows(rows)
            listed.opened.connect(self.open_version)
            card.column.addWidget(listed)
            if len(data.news) > NEWS_SHOWN:
                more = self.tr("and %n more in the programme", "", len(data.news) - NEWS_SHOWN)
                card.column.addWidget(label(more, "small"))
        self._main.addWidget(card)

    # ------------------------------------------------------------------ the nearest session

    def _show_session(self, data: HomeData) -> None:
        card = Frame("card")
        session = data.session
        if session is None:
            card.column.addWidget(heading(self.tr("Sessions"), "title"))
            self._say_no_session(card)
            self._side.addWidget(card)
            return
        card.column.addWidget(label(self._context.words.of(session.kind), "caps"))
        card.column.addWidget(heading(session.title, "title"))
        self._days = label("")
        self._days.setObjectName("session-days")
        self._say_days()
        card.column.addWidget(self._days)
        card.column.addWidget(label(session.place, "muted"))
        self._show_arrival(card, data)
        programme = button(
            self.tr("Open the programme"), lambda: self.open_session.emit(session.id)
        )
        programme.setObjectName("home-programme")
        card.column.addWidget(programme)
        self._side.addWidget(card)

    def _say_no_session(self, card: Frame) -> None:
        if not self._first_waits:
            text = self.tr("There is no session on this machine yet. Papers arrive by themselves.")
            card.column.addWidget(label(text, "muted"))
            return
        waits = self.tr(
            "The programme waits: this network is paid by volume, and its budget does not suffice."
        )
        card.column.addWidget(label(waits))
        see = button(self.tr("See it, and fetch it now"), self.open_sync.emit)
        see.setObjectName("home-first-waits")
        card.column.addWidget(see)

    def _say_days(self) -> None:
        """Say again how far away the session is: the clock goes on while nothing else changes."""
        session = self._data.session if self._data is not None else None
        if session is not None and self._days is not None:
            self._days.setText(session_texts.days(self._context, session))

    def _show_arrival(self, card: Frame, data: HomeData) -> None:
        complete, total = data.papers
        if total and complete == total:
            card.column.addWidget(
                label(self.tr("All %n file(s) are on this machine.", "", total), "strong")
            )
            return
        said = self.tr("%1 of %2 files are here (%3 of %4)")
        language = self._context.language
        for mark, value in {
            "%1": str(complete),
            "%2": str(total),
            "%3": dates.amount(data.arrived, language),
            "%4": dates.amount(data.total, language),
        }.items():
            said = said.replace(mark, value)
        bar = QProgressBar()
        bar.setRange(0, 1000)
        bar.setValue(round(1000 * data.arrived / data.total) if data.total else 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(said)
        card.column.addWidget(bar)
        card.column.addWidget(label(said, "small"))
