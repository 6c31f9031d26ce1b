"""The page about the exchange with the council: how it stands, what is unsent and why, which papers are still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from delegate_app.domain.blobs import Hold
from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.exchanges import Ledger
from delegate_app.domain.records import Alarm
from delegate_app.errors import Code
from delegate_app.services.desk import Desk
from sync.state import Phase, SyncState
from ui import dates, messages, sync_rows
from ui.context import Context
from ui.first_file_notice import FirstFileNotice
from ui.hall_word_card import HallWordCard
from ui.held_feeds import HeldFeeds
from ui.metered_card import MeteredCard
from ui.my_votes import Signed
from ui.my_votes import gather as gather_votes
from ui.parts import Frame, Page, button, call_to, clear, heading, label, notice, row
from ui.rebuilding import keeping_place
from ui.room_card import RoomCard
from ui.rows import RowList
from ui.status_line import phase_words
from ui.support_card import SupportCard

MOST_ROWS = 40
"""Rows shown of each list; the rest is counted."""


@dataclass(frozen=True)
class Standing:
    """What the page shows, read in one job."""

    ledger: Ledger
    alarm: Alarm | None
    contradicted: tuple[Signed, ...]
    """Votes about which a hall's word and the record disagree."""


def gather(desk: Desk, now: datetime) -> Standing:
    """Read it."""
    known = {vote.identity for vote in desk.votes.contradicted()}
    votes = gather_votes(desk) if known else ()
    contradicted = tuple(signed for signed in votes if signed.vote.identity in known)
    return Standing(desk.exchanges.ledger(now), desk.votes.alarm(), contradicted)


class SyncView(Page):
    """`try_again` and `pause` for the synchronisation; `open_version` for a paper that is to come first. It is read
    when it is looked at (`reload`), not when it is made."""

    try_again = Signal()
    pause = Signal(bool)
    changed = Signal(str, object)
    open_version = Signal(str)
    open_alarm = Signal()
    shows: Changes = frozenset(
        {
            Kind.OUTBOX,
            Kind.BLOBS,
            Kind.DOCUMENTS,
            Kind.ALARM,
            Kind.FEEDS,
            Kind.SETTINGS,
            Kind.POLLS,
            Kind.VOTES,
        }
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent, widest=860)
        self._context = context
        self._state = SyncState()
        self._standing: Standing | None = None
        self._contradicted: tuple[Signed, ...] = ()
        self.column.addWidget(heading(self.tr("Exchange with the council")))
        self._state_card()
        self._notices = QVBoxLayout()
        self.column.addLayout(self._notices)
        self._halls = QVBoxLayout()
        self.column.addLayout(self._halls)
        self.held = HeldFeeds(context)
        self.column.addWidget(self.held)
        self._unsent = self._list_card(self.tr("Not sent yet"), "sync-unsent")
        self._missing = self._list_card(self.tr("Papers still to come"), "sync-missing")
        self._missing[1].opened.connect(self._ask_for)
        self.places = QVBoxLayout()
        """Other ways to the council: the hall's network, a carrier; each puts its own card here."""
        self.column.addLayout(self.places)
        self.metered = MeteredCard(context)
        self.metered.changed.connect(self.changed)
        self.column.addWidget(self.metered)
        self.room = RoomCard(context)
        self.room.freed.connect(self.reload)
        self.column.addWidget(self.room)
        self.support = SupportCard(context)
        self.column.addWidget(self.support)
        self.column.addStretch(1)

    def _state_card(self) -> None:
        card = Frame("card")
        self._phase = heading("", "title")
        self._phase.setObjectName("sync-phase")
        self._facts = label("", "muted")
        self._facts.setObjectName("sync-facts")
        again = button(self.tr("Try again now"), self.try_again.emit, "primary")
        again.setObjectName("sync-again")
        self._pause = button(self.tr("Pause"), self._pause_or_go_on)
        self._pause.setObjectName("sync-pause")
        card.column.addWidget(self._phase)
        card.column.addWidget(self._facts)
        card.column.addLayout(row(again, self._pause, 1))
        self.column.addWidget(card)

    def _list_card(self, title: str, name: str) -> tuple[QVBoxLayout, RowList]:
        card = Frame("card")
        card.column.addWidget(heading(title, "title"))
        said = QVBoxLayout()
        card.column.addLayout(said)
        listed = RowList(self._context.theme, title, fits=True)
        listed.setObjectName(name)
        card.column.addWidget(listed)
        self.column.addWidget(card)
        return said, listed

    # ------------------------------------------------------------------ how it stands

    def show_state(self, state: SyncState) -> None:
        """Say the newest state of the synchronisation."""
        before, self._state = self._state, state
        words = phase_words(self._context, state)
        self._phase.setText(words)
        self._phase.setAccessibleName(words)
        self._facts.setText(self._facts_words(state))
        self._pause.setText(self.tr("Go on") if state.paused else self.tr("Pause"))
        self.support.show_state(state)
        if self._standing is None:
            return
        if Code.FIRST_WAITS in (before.held, state.held) and before.held is not state.held:
            self.reload()
        elif _rows_depend_on(before) != _rows_depend_on(state):
            self._show(self._standing)

    def _facts_words(self, state: SyncState) -> str:
        never = self.tr("There was no contact yet.")
        contact = state.last_contact
        if contact is None and self._standing is not None:
            contact = self._standing.ledger.last_contact
        said = self.tr("Last contact: %1.")
        parts = [said.replace("%1", dates.moment(contact)) if contact else never]
        if state.next_try is not None and state.phase in (Phase.OFFLINE, Phase.TROUBLE):
            said = self.tr("Next try by itself: %1.")
            parts.append(said.replace("%1", dates.time(state.next_try, seconds=True)))
        if state.confirmed:
            parts.append(self.tr("The council confirmed the last item in both directions."))
        if state.held is not None:
            parts.append(messages.sentence(state.held, self._context.language))
        return " ".join(parts)

    def _pause_or_go_on(self) -> None:
        self.pause.emit(not self._state.paused)

    # ------------------------------------------------------------------ what is owed

    def reload(self) -> None:
        """Read everything again."""
        desk, now = self._context.desk, self._context.clock()
        self.held.reload()
        self._context.tasks.run(self, lambda: gather(desk, now), self._show, self._fail)

    def _show(self, standing: Standing) -> None:
        self._standing = standing
        with keeping_place(self):
            if standing.contradicted != self._contradicted:
                self._show_contradicted(standing.contradicted)
            self._show_alarm(standing.alarm)
            self._show_unsent(standing.ledger)
            self._show_missing(standing.ledger)
            self.metered.show_budget(standing.ledger.budget)
            self.room.show_room(standing.ledger)
            self._facts.setText(self._facts_words(self._state))

    def _show_alarm(self, alarm: Alarm | None) -> None:
        clear(self._notices)
        if alarm is None:
            return
        go = button(self.tr("What to do"), self.open_alarm.emit)
        go.setObjectName("sync-alarm")
        said = messages.sentence(alarm.code, self._context.language)
        self._notices.addWidget(call_to(said, "danger", go))

    def _show_contradicted(self, votes: tuple[Signed, ...]) -> None:
        """One card for each; they stay as they are while nothing changes, so that what a card says is not lost."""
        self._contradicted = votes
        clear(self._halls)
        for signed in votes:
            word = signed.vote.hall
            question = signed.poll.question if signed.poll else signed.vote.poll_id
            if word is not None:
                self._halls.addWidget(
                    HallWordCard(self._context, signed.vote, word, question=question)
                )

    def _show_unsent(self, ledger: Ledger) -> None:
        said, listed = self._unsent
        clear(said)
        items = ledger.unsent
        if not items:
            said.addWidget(label(self.tr("Every vote and every note is settled."), "muted"))
        rows = [sync_rows.unsent(self._context, i, self._state) for i in items[:MOST_ROWS]]
        listed.show_rows(rows)
        listed.setVisible(bool(rows))
        self._say_more(said, len(items))

    def _show_missing(self, ledger: Ledger) -> None:
        said, listed = self._missing
        clear(said)
        papers = ledger.missing
        for file in ledger.first:
            said.addWidget(FirstFileNotice(self._context, file, self._fetch_first))
        if not papers and not ledger.first:
            said.addWidget(label(self.tr("Every paper is on this machine."), "muted"))
        elif papers:
            total = sum(paper.size - paper.received for paper in papers)
            text = self.tr("Files to come: %1 (%2), in this order. Open one to let it come first.")
            text = text.replace("%1", str(len(papers)))
            amount = dates.amount(total, self._context.language)
            said.addWidget(label(text.replace("%2", amount), "muted"))
        rows = []
        for place, paper in enumerate(papers[:MOST_ROWS], 1):
            number = 0 if paper.hold is Hold.FAULTY else place
            rows.append(sync_rows.missing(self._context, paper, number, self._state))
        listed.show_rows(rows)
        listed.setVisible(bool(rows))
        self._say_more(said, len(papers))

    def _fetch_first(self, feed: str) -> None:
        self._context.desk.deliveries.ask_for_feed(feed)
        self.reload()

    def _ask_for(self, sha256: str) -> None:
        """A text opens and so comes first; an office's own file only comes first."""
        ledger = self._standing.ledger if self._standing is not None else None
        paper = next((p for p in ledger.missing if p.sha256 == sha256), None) if ledger else None
        if paper is None or paper.hold is Hold.FAULTY:
            return
        if paper.original:
            self._context.desk.deliveries.ask_for(sha256)
            self.reload()
        else:
            self.open_version.emit(sha256)

    def _say_more(self, said: QVBoxLayout, count: int) -> None:
        if count > MOST_ROWS:
            text = self.tr("The first %1 of %2 are shown.").replace("%1", str(MOST_ROWS))
            said.addWidget(label(text.replace("%2", str(count)), "small"))

    def _fail(self, error: Exception) -> None:
        clear(self._notices)
        self._notices.addWidget(notice(self._context.sentence(error), "danger"))


def _rows_depend_on(state: SyncState) -> tuple[object, ...]:
    return state.phase, state.paused, state.trouble, state.next_try
