"""One poll: the question, the exact text voted on, the ballot, where one's vote stands, and the result."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from delegate_app.domain.polls import OPEN_STAGES, Poll, PollDocument, PollStage
from delegate_app.domain.votes import Disposition, Vote, VoteState, VoteStep
from delegate_app.errors import Code
from ui import messages
from ui.ballot import Ballot
from ui.context import Context
from ui.hall_word_card import HallWordCard
from ui.parts import Frame, Page, button, chip, clear, heading, label, notice, row
from ui.poll_result import PollResult
from ui.proof_card import ProofCard
from ui.rebuilding import keeping_place
from ui.states import Failure, Loading
from ui.theme import Space
from ui.vote_stepper import VoteStepper

SHORT_HASH = 16
ENDED = frozenset({PollStage.CLOSED, PollStage.RESULT})
PREPARE_AFTER_MS = 30
"""After the press: by then the passphrase is being stretched, for which the vault thread needs no interpreter."""


class PollPage(Page):
    """Shows the poll that `open` named; `cast` once a vote was signed."""

    closed = Signal()
    open_version = Signal(str)
    compare = Signal(str, str)
    cast = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._poll_id = ""
        self._poll: Poll | None = None
        self._ballot: Ballot | None = None
        self._reachable = True
        self._said = ""
        back = button(self.tr("All polls"), self.closed.emit, "link")
        back.setObjectName("poll-back")
        self.column.addLayout(row(back, 1))
        self._prepared: VoteStepper | None = None
        self._head, self._voting, self._outcome = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for part in (self._head, self._voting, self._outcome):
            part.setSpacing(Space.ROOM)
            self.column.addLayout(part)
        self.column.addStretch(1)
        self._countdown: QLabel | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    @property
    def poll_id(self) -> str:
        """The poll that is shown, "" for none."""
        return self._poll_id

    def open(self, poll_id: str) -> None:
        """Show a poll from its top."""
        if poll_id != self._poll_id:
            self._poll_id, self._poll, self._ballot, self._prepared = poll_id, None, None, None
            for part in (self._head, self._voting, self._outcome):
                clear(part)
            self._head.addWidget(Loading(self.tr("Opening the poll...")))
            self.verticalScrollBar().setValue(0)
        self.reload()

    def set_reachable(self, *, reachable: bool) -> None:
        """Whether the council answers; a vote that is not sent says so."""
        if reachable != self._reachable:
            self._reachable = reachable
            if self._poll is not None:
                poll, self._poll = self._poll, None
                self._show(poll)

    def reload(self) -> None:
        """Read the poll again; a choice made and not yet signed stays. While a vote is being signed this waits for its
        end, so that nothing stands between the durable vote and its being shown."""
        poll_id = self._poll_id
        signing = self._ballot is not None and self._ballot.signing
        if poll_id and not signing:
            votes = self._context.desk.votes
            self._context.tasks.run(self, lambda: votes.poll(poll_id), self._show, self._fail)

    def _fail(self, error: Exception) -> None:
        self._poll = None
        clear(self._head)
        self._head.addWidget(
            Failure(
                self._context.theme,
                self.tr("This poll cannot be shown"),
                self._context.sentence(error),
            )
        )

    def _show(self, poll: Poll) -> None:
        if poll.id != self._poll_id or poll == self._poll:
            return
        before, self._poll = self._poll, poll
        with keeping_place(self):
            if before is None or not _differ_only_in_own_votes(before, poll):
                clear(self._head)
                self._show_head(poll)
            self._show_voting(poll)
            if not self._show_prepared(poll):
                clear(self._outcome)
                self._show_votes(poll)
        self._prepared = None
        self._tick()

    # ------------------------------------------------------------------ head

    def _show_head(self, poll: Poll) -> None:
        tones = {PollStage.OPEN: "accent", PollStage.CLOSING: "caution", PollStage.VOID: "danger"}
        stage = chip(self._context.words.of(poll.stage), tones.get(poll.stage, ""))
        stage.setObjectName("poll-stage")
        self._countdown = label("", "strong", wrap=False)
        self._countdown.setObjectName("poll-countdown")
        self._head.addLayout(row(stage, self._countdown, 1, spacing=Space.SNUG))
        self._head.addWidget(heading(poll.question))
        self._head.addWidget(label(self._rule(poll), "muted"))
        if poll.stage is PollStage.VOID:
            void = self.tr("This poll is void: %1").replace("%1", poll.void_reason)
            self._head.addWidget(notice(void, "danger"))
        for text in poll.documents:
            self._head.addWidget(self._text_card(poll, text))

    def _text_card(self, poll: Poll, text: PollDocument) -> Frame:
        card = Frame("card")
        card.column.addWidget(label(self.tr("The exact text that is voted on"), "caps"))
        card.column.addWidget(label(text.title, "strong"))
        short = " ".join(text.version_sha256[i : i + 4] for i in range(0, SHORT_HASH, 4))
        mark = self.tr("Fingerprint of the text (SHA-256): %1 ...").replace("%1", short)
        card.column.addWidget(label(mark, "hash", copyable=True))
        if text.document_id in poll.stale_documents:
            said = self.tr(
                "A newer version of this text was published after the poll was defined. The vote is about the version named here."
            )
            stale = notice(said, "caution")
            stale.setObjectName("poll-stale")
            card.column.addWidget(stale)
        read = button(
            self.tr("Read this text"), lambda: self.open_version.emit(text.version_sha256)
        )
        read.setObjectName("poll-read")
        changes = button(
            self.tr("What changed since this version"),
            lambda: self.compare.emit(text.version_sha256, ""),
        )
        changes.setObjectName("poll-changes")
        changes.setVisible(text.document_id in poll.stale_documents)
        card.column.addLayout(row(read, changes, 1))
        return card

    def _rule(self, poll: Poll) -> str:
        base, num, den, strict = poll.rule
        total = poll.total
        least = num * total // den + 1 if strict else -(-num * total // den)
        if base != "total":
            said = self.tr("Passed by %3/%4 of the votes counted.")
        elif strict and (num, den) == (1, 2):
            said = self.tr(
                "Passed when more than half of all delegates approve: at least %1 of %2."
            )
        else:
            said = self.tr(
                "Passed when at least %3/%4 of all delegates approve: at least %1 of %2."
            )
        for mark, value in {"%1": least, "%2": total, "%3": num, "%4": den}.items():
            said = said.replace(mark, str(value))
        return said

    def _tick(self) -> None:
        poll = self._poll
        ends = poll.last_call_ends if poll is not None and poll.stage is PollStage.CLOSING else None
        if ends is None or self._countdown is None:
            self._timer.stop()
            return
        left = int((ends - self._context.clock()).total_seconds())
        text = (
            self.tr("Last call: about %n second(s) left", "", left)
            if left > 0
            else self.tr("Last call: the poll may close at any moment")
        )
        self._countdown.setText(text)
        if not self._timer.isActive():
            self._timer.start()

    # ------------------------------------------------------------------ voting

    def _show_voting(self, poll: Poll) -> None:
        if poll.hindrance is None:
            if self._ballot is None:
                clear(self._voting)
                self._ballot = Ballot(self._context, poll)
                self._ballot.setObjectName("ballot")
                self._ballot.cast.connect(self._was_cast)
                self._ballot.pressed.connect(self._get_ready)
                self._ballot.refused.connect(self._was_refused)
                self._voting.addWidget(self._ballot)
            else:
                self._ballot.show_poll(poll)
            return
        self._ballot = None
        clear(self._voting)
        if poll.my_vote is None or poll.stage in OPEN_STAGES:
            sentence = messages.sentence(Code(poll.hindrance.value), self._context.language)
            why = notice(sentence, "")
            why.setObjectName("poll-hindrance")
            self._voting.addWidget(why)

    def _get_ready(self, choice: str, now: datetime) -> None:
        """While the vote is being signed, its card is made, and stays hidden: nothing is said of a vote that is not kept."""
        QTimer.singleShot(PREPARE_AFTER_MS, self, lambda: self._prepare(choice, now))

    def _prepare(self, choice: str, now: datetime) -> None:
        poll = self._poll
        if poll is None or poll.my_votes or self._ballot is None or not self._ballot.signing:
            return
        signed = (VoteStep(VoteState.SIGNED, now),)
        vote = Vote("", poll.id, choice, 0, now, signed, None, None, "")
        self._prepared = self._stepper(poll, vote)
        self._prepared.hide()
        self._outcome.addWidget(self._prepared)
        for part in (self._prepared, *self._prepared.findChildren(QWidget)):
            part.ensurePolished()

    def _show_prepared(self, poll: Poll) -> bool:
        """Show the card that was made for the one vote there is, if it is exactly what is to be said of it."""
        made, vote = self._prepared, poll.my_vote
        alone = len(poll.my_votes) == 1 and poll.tally is None
        if made is None or vote is None or not alone or not made.fits(vote):
            return False
        made.show()
        self._announce(made.said)
        return True

    def _was_refused(self) -> None:
        if self._prepared is not None:
            self._prepared.deleteLater()
            self._prepared = None
        self.reload()

    def _was_cast(self, vote: Vote) -> None:
        """The vote is durable: show it. What sends it is woken, and the records are read, after it was painted: either
        would take the interpreter from the window."""
        if self._poll is not None and self._poll.id == vote.poll_id:
            self._show(self._poll.with_vote(vote))
        self.verticalScrollBar().setValue(0)
        QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        self.cast.emit()
        self.reload()

    def _stepper(self, poll: Poll, vote: Vote) -> VoteStepper:
        labels = {choice.code: choice.label for choice in poll.choices}
        word = self._context.words.choice(vote.choice, labels.get(vote.choice, ""))
        return VoteStepper(self._context, vote, word, reachable=self._reachable)

    def _show_votes(self, poll: Poll) -> None:
        for vote in reversed(poll.my_votes):
            stepper = self._stepper(poll, vote)
            self._outcome.addWidget(stepper)
            if vote is poll.my_vote:
                self._announce(stepper.said)
            if vote.disposition is Disposition.LATE:
                late = notice(self._context.words.of(Disposition.LATE), "danger")
                late.setObjectName("own-late")
                self._outcome.addWidget(late)
            if vote.hall is not None and vote.hall.conflict is not None:
                self._outcome.addWidget(HallWordCard(self._context, vote, vote.hall))
        if poll.tally is not None:
            self._outcome.addWidget(PollResult(self._context, poll, poll.tally))
        newest = poll.my_vote
        if newest is not None and newest.receipt is not None:
            self._outcome.addWidget(ProofCard(self._context, newest, newest.receipt))

    def _announce(self, said: str) -> None:
        """Screen readers say where the vote stands as soon as that changes."""
        if said != self._said:
            self._said = said
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))


def _differ_only_in_own_votes(one: Poll, other: Poll) -> bool:
    """Whether two readings of a poll have the same head: a vote of one's own changes nothing there."""
    return replace(one, my_votes=other.my_votes, hindrance=other.hindrance) == other
