"""Voting: all polls, those that wait for this delegate first, and the page of one poll."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.polls import OPEN_STAGES, Poll
from delegate_app.domain.records import RecordCheck
from ui import messages, row_texts
from ui.context import Context
from ui.my_votes import MyVotes
from ui.parts import Frame, Page, button, clear, heading, label, notice, row
from ui.poll_page import PollPage
from ui.rows import Row, RowList
from ui.states import Empty, Failure, Loading
from ui.theme import Space


class VotesView(QStackedWidget):
    """The list of polls and, above it, the poll that was opened."""

    open_version = Signal(str)
    compare = Signal(str, str)
    cast = Signal()
    shows: Changes = frozenset({Kind.POLLS, Kind.VOTES, Kind.ALARM, Kind.OUTBOX, Kind.DOCUMENTS})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._polls: tuple[Poll, ...] | None = None
        self._reachable = True
        self._list_is_old = True
        self._list_page = Page()
        self._list_page.column.addWidget(heading(self.tr("Voting")))
        self._body = QVBoxLayout()
        self._body.setSpacing(Space.ROOM)
        self._body.addWidget(Loading(self.tr("Looking for polls...")))
        self._list_page.column.addLayout(self._body)
        self._list_page.column.addWidget(self._make_own())
        self._list_page.column.addWidget(self._make_check())
        self._list_page.column.addStretch(1)
        self.poll_page = PollPage(context)
        self.poll_page.closed.connect(self._show_list)
        self.poll_page.open_version.connect(self.open_version)
        self.poll_page.compare.connect(self.compare)
        self.poll_page.cast.connect(self.cast)
        self.my_votes = MyVotes(context)
        self.my_votes.closed.connect(self._show_list)
        self.my_votes.open_poll.connect(self.open_poll)
        for page in (self._list_page, self.poll_page, self.my_votes):
            self.addWidget(page)
        self.list = RowList(context.theme, self.tr("Polls"), self._list_page, fits=True)
        self.list.setObjectName("poll-list")
        self.list.opened.connect(self.open_poll)
        self.list.hide()

    def open_poll(self, poll_id: str) -> None:
        """Show one poll."""
        self.poll_page.open(poll_id)
        self.setCurrentWidget(self.poll_page)

    def open_my_votes(self) -> None:
        """Show everything the delegate signed on this machine."""
        self.my_votes.show_list()
        self.setCurrentWidget(self.my_votes)

    @property
    def shown_poll(self) -> str:
        """The poll whose page is in front, "" for the list."""
        return self.poll_page.poll_id if self.currentWidget() is self.poll_page else ""

    def set_reachable(self, *, reachable: bool) -> None:
        """Whether the council answers; votes that are not sent say so."""
        self.poll_page.set_reachable(reachable=reachable)
        self.my_votes.set_reachable(reachable=reachable)
        if reachable != self._reachable:
            self._reachable = reachable
            if self._polls:
                self.list.show_rows(self._rows(self._polls))

    def reload(self) -> None:
        """Read again what is in front. What lies behind is read once it is looked at: reading all polls takes the
        interpreter from the window just when it shows a vote that was signed."""
        shown = self.currentWidget()
        self._list_is_old = shown is not self._list_page
        if shown is self.poll_page:
            self.poll_page.reload()
        elif shown is self.my_votes:
            self.my_votes.reload()
        else:
            self._read_list()

    def _show_list(self) -> None:
        self.setCurrentWidget(self._list_page)
        if self._list_is_old:
            self._list_is_old = False
            self._read_list()

    def _read_list(self) -> None:
        self._context.tasks.run(self, self._context.desk.votes.polls, self._show, self._fail)

    def _fail(self, error: Exception) -> None:
        self._polls = None
        self._fill(
            Failure(
                self._context.theme,
                self.tr("The polls cannot be shown"),
                self._context.sentence(error),
                (self.tr("Try again"), self.reload),
            )
        )

    def _fill(self, widget: QWidget) -> None:
        self._body.removeWidget(self.list)
        self.list.hide()
        clear(self._body)
        self._body.addWidget(widget)
        widget.show()

    def _show(self, polls: Sequence[Poll]) -> None:
        if not self._polls or not polls:
            empty = Empty(
                self._context.theme,
                "votes",
                self.tr("No polls yet"),
                self.tr("When the chair opens a poll it appears here and on the home page."),
            )
            self._fill(self.list if polls else empty)
        self._polls = tuple(polls)
        self.list.show_rows(self._rows(polls))

    def _rows(self, polls: Sequence[Poll]) -> list[Row]:
        waiting = [p for p in polls if p.hindrance is None]
        running = [p for p in polls if p.hindrance is not None and p.stage in OPEN_STAGES]
        over = [p for p in polls if p.hindrance is not None and p.stage not in OPEN_STAGES]
        rows: list[Row] = []
        for title, group in (
            (self.tr("Waiting for your vote"), waiting),
            (self.tr("Open"), running),
            (self.tr("Earlier and coming polls"), over),
        ):
            if group:
                rows.append(Row(key="", title=title, header=True))
                rows += [
                    row_texts.poll(self._context, poll, reachable=self._reachable) for poll in group
                ]
        return rows

    # ------------------------------------------------------------------ checking the record

    def _make_own(self) -> QWidget:
        card = Frame("card")
        text = label(
            self.tr("Every vote that you signed, with its receipt and its proof."), "muted"
        )
        go = button(self.tr("My votes"), self.open_my_votes)
        go.setObjectName("open-my-votes")
        line = row(text, go, spacing=Space.ROOM)
        line.setStretch(0, 1)
        card.column.addLayout(line)
        return card

    def _make_check(self) -> QWidget:
        card = Frame("card")
        self._check = button(self.tr("Check the whole vote record"), self._verify)
        self._check.setObjectName("verify-record")
        self._checked = QVBoxLayout()
        text = self.tr("This machine recounts every poll from the signed votes themselves.")
        line = row(label(text, "muted"), self._check, spacing=Space.ROOM)
        line.setStretch(0, 1)
        card.column.addLayout(line)
        card.column.addLayout(self._checked)
        return card

    def _verify(self) -> None:
        self._check.setEnabled(False)
        votes = self._context.desk.votes
        self._context.tasks.run(self, votes.verify_record, self._show_check, self._not_checked)

    def _show_check(self, found: RecordCheck) -> None:
        self._check.setEnabled(True)
        clear(self._checked)
        if found.alarm is None:
            said = self.tr("Checked: %1 entries and %2 polls agree with every signature.")
            said = said.replace("%1", str(found.entries_checked)).replace(
                "%2", str(found.polls_checked)
            )
            self._show_found(said, "good")
            hall = self.tr("Code of the record at entry %1, the same as on the hall's screen: %2")
            hall = hall.replace("%1", str(found.size)).replace("%2", found.code)
            self._checked.addWidget(label(hall, "muted"))
        else:
            said = messages.sentence(found.alarm, self._context.language)
            self._show_found(said, "danger")

    def _show_found(self, said: str, tone: str) -> None:
        found = notice(said, tone)
        found.setObjectName("record-check")
        self._checked.addWidget(found)

    def _not_checked(self, error: Exception) -> None:
        self._check.setEnabled(True)
        clear(self._checked)
        self._checked.addWidget(notice(self._context.sentence(error), "caution"))
