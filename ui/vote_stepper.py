"""The honest states of a cast vote as steps: what happened, when, and what it means. No step shows before its fact."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from delegate_app.domain.votes import Disposition, Vote, VoteState
from ui import dates, messages
from ui.assets import pixmap
from ui.context import Context
from ui.flow import Flow
from ui.parts import Frame, chip, heading, label, row
from ui.theme import Space

PATH = (VoteState.SIGNED, VoteState.SENT, VoteState.RECEIVED, VoteState.PROVEN)
HELD_PATH = (VoteState.SIGNED, VoteState.SENT, VoteState.HELD, VoteState.RECEIVED, VoteState.PROVEN)
"""In a hall with a server of its own."""
REFUSED_PATH = (VoteState.SIGNED, VoteState.SENT, VoteState.REFUSED)


def shown_state(vote: Vote, *, reachable: bool) -> VoteState:
    """The state to show: while the council cannot be reached, a vote whose sending only began is not sent."""
    if vote.state is VoteState.SENT and not reachable:
        return VoteState.SIGNED
    return vote.state


class VoteStepper(Frame):
    """One vote of this delegate with its steps."""

    def __init__(self, context: Context, vote: Vote, choice: str, *, reachable: bool) -> None:
        """`reachable`: whether the council answered in the last run of the synchronisation."""
        super().__init__("card")
        self._context = context
        self._vote = vote
        self._state = shown_state(vote, reachable=reachable)
        self.setObjectName("vote-stepper")
        self.column.addLayout(row(heading(self.tr("Your vote"), "title"), 1))
        self.column.addLayout(row(label(choice, "strong"), 1, chip(self._now(), self._tone())))
        self.column.addWidget(self._steps())
        self._explanation = label(self._meaning())
        self._explanation.setObjectName("vote-meaning")
        self.column.addWidget(self._explanation)
        self.setAccessibleName(f"{choice}. {self._now()}. {self._meaning()}")

    def fits(self, vote: Vote) -> bool:
        """Whether this is how that vote is shown: the same steps at the same times, and nothing more known of it."""
        mine = self._vote
        return (mine.choice, mine.steps, mine.receipt, mine.disposition, mine.refusal) == (
            vote.choice,
            vote.steps,
            vote.receipt,
            vote.disposition,
            vote.refusal,
        )

    @property
    def said(self) -> str:
        """The state as it is shown."""
        return self._now()

    def _now(self) -> str:
        words = self._context.words
        disposition = self._vote.disposition
        if disposition is not None and disposition is not Disposition.COUNTED:
            return words.of(disposition)
        return words.of(self._state)

    def _tone(self) -> str:
        if self._state is VoteState.REFUSED:
            return "danger"
        if self._vote.disposition is Disposition.REPLACED:
            return "caution"
        if self._vote.disposition not in (None, Disposition.COUNTED):
            return "danger"
        return {VoteState.RECEIVED: "accent", VoteState.PROVEN: "good"}.get(self._state, "caution")

    def _steps(self) -> QWidget:
        holder = QWidget()
        flow = Flow(holder, margin=0)
        flow.setSpacing(Space.ROOM)
        reached = {step.state: step.at for step in self._vote.steps}
        path: tuple[VoteState, ...] = HELD_PATH if VoteState.HELD in reached else PATH
        if self._state is VoteState.REFUSED:
            path = REFUSED_PATH
        last = path.index(self._state)
        for number, state in enumerate(path):
            flow.addWidget(
                self._step(
                    state,
                    reached=number <= last,
                    now=number == last,
                    at=dates.time(reached[state], seconds=True)
                    if state in reached and number <= last
                    else "",
                )
            )
        return holder

    def _step(self, state: VoteState, *, reached: bool, now: bool, at: str) -> QWidget:
        holder = QWidget()
        mark = QLabel()
        icon = (
            ("cross-circle" if state is VoteState.REFUSED else "check-circle")
            if reached
            else "circle"
        )
        token = "danger" if state is VoteState.REFUSED else "good" if reached else "muted"
        drawn = pixmap(icon, self._context.theme.colour(token), 20)
        if drawn is not None:
            mark.setPixmap(drawn)
        in_words = state is not VoteState.HELD and (now or not reached)
        text = self._context.words.of(state) if in_words else self._past(state)
        said = f"{text} {at}".strip()
        role = "strong" if now else "body" if reached else "muted"
        holder.setLayout(row(mark, label(said, role, wrap=False), spacing=Space.HAIR))
        translate = QCoreApplication.translate
        holder.setAccessibleName(
            said if reached else translate("VoteStepper", "%1: not yet").replace("%1", text)
        )
        return holder

    def _past(self, state: VoteState) -> str:
        past = {
            VoteState.SIGNED: self.tr("Signed"),
            VoteState.SENT: self.tr("Sent"),
            VoteState.HELD: self.tr("Held by the hall"),
        }
        return past.get(state, self._context.words.of(state))

    def _meaning(self) -> str:
        vote = self._vote
        if self._state is VoteState.REFUSED:
            return self.tr(
                "The council refused this vote with a signed answer; it does not count. %1"
            ).replace("%1", messages.refusal(vote.refusal, self._context.language))
        if vote.state is VoteState.SENT and self._state is VoteState.SIGNED:
            return self.tr(
                "Not sent: the council did not answer. NOT YET RECORDED; the same vote is sent again by itself as soon as there is a connection."
            )
        if self._state is VoteState.SIGNED:
            return self.tr(
                "Signed and safe on this machine. NOT YET RECORDED by the council: it is sent by itself as soon as there is a connection."
            )
        if self._state is VoteState.SENT:
            return self.tr("On its way. NOT YET RECORDED: the council has not answered.")
        if self._state is VoteState.HELD and vote.hall and vote.hall.conflict:
            return self.tr(
                "The hall's own server signed that it holds it. NOT YET RECORDED by the council; what the vote record says stands below."
            )
        if self._state is VoteState.HELD:
            return self.tr(
                "The hall's own server holds it, in the order in which votes came. NOT YET RECORDED: it is handed on as soon as the hall's line to the council is back. Nothing is to be done; the vote also stays on this machine."
            )
        if vote.disposition is Disposition.LATE:
            return self.tr(
                "It reached the council after the close. It stays in the record and is listed, and it is not counted."
            )
        text = self.tr("The council recorded it at %1 (the council's time).")
        if self._state is VoteState.PROVEN:
            text = self.tr(
                "Recorded at %1 (the council's time). This machine has checked that it stands in the vote record."
            )
        at = vote.receipt.received_at if vote.receipt else vote.steps[-1].at
        return text.replace("%1", dates.moment(at, seconds=True))
