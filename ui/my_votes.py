"""My votes: everything this delegate signed on this machine, each with its state, receipt and proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from delegate_app.domain.polls import Poll
from delegate_app.domain.votes import Vote
from delegate_app.services.desk import Desk
from ui import dates, row_texts
from ui.context import Context
from ui.hall_word_card import HallWordCard
from ui.parts import Page, button, clear, heading, label, row
from ui.proof_card import ProofCard
from ui.rebuilding import keeping_place
from ui.rows import Mark, Row, RowList
from ui.states import Empty, Failure
from ui.theme import Space
from ui.vote_stepper import VoteStepper


@dataclass(frozen=True)
class Signed:
    """A vote with its poll; None while the record here does not hold that poll."""

    vote: Vote
    poll: Poll | None


def gather(desk: Desk) -> tuple[Signed, ...]:
    """Every vote signed on this machine, the newest first."""
    polls = {poll.id: poll for poll in desk.votes.polls()}
    return tuple(Signed(vote, polls.get(vote.poll_id)) for vote in desk.votes.mine())


def choice_words(context: Context, signed: Signed) -> str:
    """The choice as the poll's definition words it."""
    choices = signed.poll.choices if signed.poll else ()
    labels = {choice.code: choice.label for choice in choices}
    return context.words.choice(signed.vote.choice, labels.get(signed.vote.choice, ""))


class MyVotes(QStackedWidget):
    """A list of votes and, above it, the one that was opened."""

    closed = Signal()
    open_poll = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._votes: tuple[Signed, ...] = ()
        self._shown: Signed | None = None
        self._identity = ""
        self._reachable = True
        self._list_page, self._vote_page = Page(), Page()
        self.list = RowList(context.theme, self.tr("My votes"), self._list_page, fits=True)
        self.list.setObjectName("my-votes")
        self.list.opened.connect(self.open_vote)
        self._empty = Empty(
            context.theme,
            "votes",
            self.tr("No votes yet"),
            self.tr("Each vote that you sign stands here with its receipt, for good."),
        )
        self._fill_list_page()
        back = button(self.tr("My votes"), lambda: self.setCurrentWidget(self._list_page), "link")
        back.setObjectName("my-vote-back")
        self._vote_page.column.addLayout(row(back, 1))
        self._body = QVBoxLayout()
        self._body.setSpacing(Space.ROOM)
        self._vote_page.column.addLayout(self._body)
        self._vote_page.column.addStretch(1)
        self.addWidget(self._list_page)
        self.addWidget(self._vote_page)

    def _fill_list_page(self) -> None:
        column = self._list_page.column
        back = button(self.tr("All polls"), self.closed.emit, "link")
        back.setObjectName("my-votes-back")
        column.addLayout(row(back, 1))
        column.addWidget(heading(self.tr("My votes")))
        text = self.tr(
            "Signed on this machine. The receipt of a vote proves that the council recorded it."
        )
        column.addWidget(label(text, "muted"))
        column.addWidget(self.list)
        column.addWidget(self._empty)
        self._problem = QVBoxLayout()
        column.addLayout(self._problem)
        column.addStretch(1)

    def show_list(self) -> None:
        """The list, read afresh."""
        self.setCurrentWidget(self._list_page)
        self.reload()

    def set_reachable(self, *, reachable: bool) -> None:
        """Whether the council answers; a vote that is not sent says so."""
        if reachable != self._reachable:
            self._reachable, self._shown = reachable, None
            self._show(self._votes)

    def reload(self) -> None:
        """Read the votes again."""
        desk = self._context.desk
        self._context.tasks.run(self, lambda: gather(desk), self._show, self._fail)

    def open_vote(self, identity: str) -> None:
        """Show one vote with its steps and its receipt."""
        found = next((s for s in self._votes if s.vote.identity == identity), None)
        if found is not None:
            self._shown = None
            self._show_vote(found)
            self.setCurrentWidget(self._vote_page)
            self._vote_page.verticalScrollBar().setValue(0)

    def _show(self, votes: Sequence[Signed]) -> None:
        clear(self._problem)
        self._votes = tuple(votes)
        self.list.show_rows([self._row(signed) for signed in votes])
        self.list.setVisible(bool(votes))
        self._empty.setVisible(not votes)
        if self.currentWidget() is self._vote_page and self._identity:
            self._show_vote(next(s for s in self._votes if s.vote.identity == self._identity))

    def _fail(self, error: Exception) -> None:
        clear(self._problem)
        title = self.tr("Your votes cannot be shown")
        again = (self.tr("Try again"), self.reload)
        self._problem.addWidget(
            Failure(self._context.theme, title, self._context.sentence(error), again)
        )

    def _row(self, signed: Signed) -> Row:
        vote = signed.vote
        cast = self.tr("Signed at %1").replace("%1", dates.moment(vote.cast_at))
        receipt = self.tr("No receipt yet")
        if vote.receipt is not None:
            receipt = self.tr("Receipt: entry %1").replace("%1", str(vote.receipt.index))
        marks = [row_texts.vote_mark(self._context, vote, reachable=self._reachable)]
        if vote.hall is not None and vote.hall.conflict is not None:
            marks.append(Mark(self.tr("Disagrees with the hall's receipt"), "danger"))
        return Row(
            key=vote.identity,
            lead=signed.poll.question if signed.poll else vote.poll_id,
            title=choice_words(self._context, signed),
            detail=f"{cast}  ·  {receipt}",
            marks=tuple(marks),
        )

    def _show_vote(self, signed: Signed) -> None:
        if signed == self._shown:
            return
        self._shown, vote = signed, signed.vote
        self._identity = vote.identity
        with keeping_place(self._vote_page):
            clear(self._body)
            poll = signed.poll
            self._body.addWidget(heading(poll.question if poll else vote.poll_id))
            stepper = VoteStepper(
                self._context,
                vote,
                choice_words(self._context, signed),
                reachable=self._reachable,
            )
            self._body.addWidget(stepper)
            if vote.hall is not None and vote.hall.conflict is not None:
                self._body.addWidget(HallWordCard(self._context, vote, vote.hall))
            if vote.receipt is not None:
                self._body.addWidget(ProofCard(self._context, vote, vote.receipt))
            if poll is not None:
                go = button(self.tr("Open the poll"), lambda: self.open_poll.emit(poll.id))
                go.setObjectName("my-vote-poll")
                self._body.addLayout(row(go, 1))
