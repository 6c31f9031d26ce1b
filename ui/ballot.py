"""The ballot: three equal buttons in the law's words, then one confirmation with the passphrase."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from delegate_app.domain.polls import Poll, PollChoice
from delegate_app.domain.votes import Vote
from ui.assets import icon
from ui.context import Context
from ui.fields import Passphrase
from ui.parts import Frame, button, heading, label, row
from ui.theme import Space
from ui.words import ABSTAIN, APPROVE, DISAPPROVE

SIDE_BY_SIDE = 560
_ICONS = {APPROVE: "check-circle", DISAPPROVE: "cross-circle", ABSTAIN: "minus-circle"}


class Ballot(Frame):
    """Takes a choice and a passphrase; `pressed` with choice and time once it is being signed, `cast` with the signed vote,
    `refused` when nothing was signed. No choice is made beforehand, none looks heavier."""

    pressed = Signal(str, object)
    cast = Signal(object)
    refused = Signal()

    def __init__(self, context: Context, poll: Poll, parent: QWidget | None = None) -> None:
        super().__init__("card", "call")
        self.setParent(parent)
        self._context = context
        self._poll = poll
        self._choice = ""
        self._signing = False
        self.column.setSpacing(Space.SNUG)
        self.column.addWidget(heading(self.tr("Your vote"), "title"))
        self._why = label(
            self.tr("Choose, then confirm with your passphrase. Nothing is signed before that."),
            "muted",
        )
        self.column.addWidget(self._why)
        self._choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._choices.setSpacing(Space.SNUG)
        self._buttons: dict[str, QPushButton] = {}
        for choice in poll.choices:
            self._choices.addWidget(self._choice_button(choice), 1)
        self.column.addLayout(self._choices)
        self._confirm = self._confirmation()
        self.column.addWidget(self._confirm)
        self._confirm.hide()

    @property
    def signing(self) -> bool:
        """True from the press until the vote is durable or refused."""
        return self._signing

    def show_poll(self, poll: Poll) -> None:
        """The poll moved on (last call): the choice made so far stays."""
        self._poll = poll

    def _choice_button(self, choice: PollChoice) -> QPushButton:
        text = self._context.words.choice(choice.code, choice.label)
        made = button(text, lambda: self._choose(choice.code), "choice")
        made.setIcon(icon(_ICONS.get(choice.code, "circle"), self._context.theme.colour("text")))
        made.setIconSize(QSize(24, 24))
        made.setCheckable(True)
        made.setMinimumWidth(160)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setObjectName(f"choice-{choice.code}")
        self._buttons[choice.code] = made
        return made

    def _confirmation(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, Space.TIGHT, 0, 0)
        column.setSpacing(Space.SNUG)
        self._sentence = label("", "strong")
        self._sentence.setObjectName("ballot-sentence")
        self._passphrase = Passphrase(self.tr("Passphrase to sign"))
        self._passphrase.edit.setObjectName("ballot-passphrase")
        self._passphrase.submitted.connect(self._sign)
        self._sign_button = button(self.tr("Sign and send"), self._sign, "primary")
        self._sign_button.setObjectName("ballot-sign")
        self._again = button(self.tr("Choose again"), self._take_back)
        self._again.setObjectName("ballot-again")
        for part in (self._sentence, self._passphrase):
            column.addWidget(part)
        column.addLayout(row(self._sign_button, self._again, 1, spacing=Space.SNUG))
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Not inside the layout that is just being done: it would not see the change.
        QTimer.singleShot(0, self, self._arrange)

    def _arrange(self) -> None:
        directions = QBoxLayout.Direction
        wide = self.width() >= SIDE_BY_SIDE * self._context.theme.percent / 100
        self._choices.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    def _choose(self, code: str) -> None:
        self._choice = code
        for other, made in self._buttons.items():
            made.setChecked(other == code)
        label_of = {choice.code: choice.label for choice in self._poll.choices}
        word = self._context.words.choice(code, label_of[code])
        said = self.tr(
            "You are about to sign: %1. A signed vote is public and cannot be taken back."
        )
        if self._poll.revote:
            said = self.tr(
                "You are about to sign: %1. A signed vote is public; a later vote may replace it until the close."
            )
        self._sentence.setText(said.replace("%1", word.upper()))
        self._confirm.show()
        self._passphrase.edit.setFocus()

    def _take_back(self) -> None:
        code, self._choice = self._choice, ""
        for made in self._buttons.values():
            made.setChecked(False)
        self._passphrase.take()
        self._passphrase.say("")
        self._confirm.hide()
        if code in self._buttons:
            self._buttons[code].setFocus()

    def _sign(self) -> None:
        if not self._sign_button.isEnabled() or not self._choice:
            return
        passphrase = self._passphrase.take()
        if not passphrase:
            self._passphrase.say(self.tr("Enter your passphrase."))
            return
        self._wait(busy=True)
        votes, poll_id, choice, now = (
            self._context.desk.votes,
            self._poll.id,
            self._choice,
            self._context.clock(),
        )
        self._context.tasks.run(
            self,
            lambda: votes.cast(poll_id, choice, passphrase, now=now),
            self._signed,
            self._refused,
        )
        self.pressed.emit(choice, now)

    def _signed(self, vote: Vote) -> None:
        self._wait(busy=False)
        self.cast.emit(vote)

    def _refused(self, error: Exception) -> None:
        self._wait(busy=False)
        self._passphrase.say(self._context.sentence(error))
        self._passphrase.edit.setFocus()
        self.refused.emit()

    def _wait(self, *, busy: bool) -> None:
        self._signing = busy
        for part in (self._sign_button, self._again, self._passphrase, *self._buttons.values()):
            part.setEnabled(not busy)
        self._sign_button.setText(self.tr("Signing...") if busy else self.tr("Sign and send"))
