"""The alarm: what the vote record did wrong, what is stopped, what to do, and the evidence to hand on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.records import Alarm
from ui import dates, messages
from ui.context import Context
from ui.parts import Frame, Page, button, clear, heading, label, notice, row
from ui.save_dialog import ask_target
from ui.states import Empty


class AlarmView(Page):
    """Explains the first alarm that was raised; says so when there is none."""

    open_votes = Signal()
    shows: Changes = frozenset({Kind.ALARM})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._body = QVBoxLayout()
        self._body.setSpacing(self.column.spacing())
        self.column.addLayout(self._body)
        self.column.addStretch(1)
        self._said: QLabel | None = None
        self.reload()

    def reload(self) -> None:
        """Read the alarm again."""
        self._context.tasks.run(self, self._context.desk.votes.alarm, self._show)

    def _show(self, alarm: Alarm | None) -> None:
        self._said = None
        clear(self._body)
        if alarm is None:
            title = self.tr("No alarm")
            text = self.tr("The vote record agreed with itself at every check.")
            self._body.addWidget(Empty(self._context.theme, "votes", title, text))
            return
        self._body.addWidget(heading(self.tr("The vote record contradicts itself")))
        sentence = notice(messages.sentence(alarm.code, self._context.language), "danger")
        sentence.setObjectName("alarm-sentence")
        self._body.addWidget(sentence)
        self._body.addWidget(self._frozen())
        self._body.addWidget(self._steps())
        self._body.addWidget(self._evidence(alarm))

    def _frozen(self) -> Frame:
        card = Frame("card")
        card.column.addWidget(heading(self.tr("What is stopped and what goes on"), "title"))
        for text in (
            self.tr("Stopped: signing votes on this machine, until the office has settled this."),
            self.tr("Votes that you signed before stay as they are; nothing is deleted."),
            self.tr("Going on: reading papers, searching, notes, and receiving new papers."),
        ):
            card.column.addWidget(label(f"•  {text}"))
        return card

    def _steps(self) -> Frame:
        card = Frame("card")
        card.column.addWidget(heading(self.tr("What to do now"), "title"))
        steps = (
            self.tr("Tell the chair at once, and vote by raising your hand until this is settled."),
            self.tr("Save the evidence to a file and give it to the office or the counting board."),
            self.tr("Ask another delegate whether the same alarm stands on their machine."),
            self.tr(
                "Delete nothing on this machine. Only a new enrolment ends the alarm: wait until the office asks for it."
            ),
        )
        for number, text in enumerate(steps, 1):
            card.column.addWidget(label(f"{number}.  {text}"))
        polls = button(self.tr("Open the list of polls"), self.open_votes.emit)
        polls.setObjectName("alarm-votes")
        card.column.addLayout(row(polls, 1))
        return card

    def _evidence(self, alarm: Alarm) -> Frame:
        card = Frame("card")
        card.column.addWidget(heading(self.tr("Evidence"), "title"))
        at = self.tr("Raised at %1 (code %2)")
        at = at.replace("%1", dates.moment(alarm.raised_at, seconds=True))
        card.column.addWidget(label(at.replace("%2", alarm.code.value), copyable=True))
        for title, text in (
            (self.tr("Head of the record that this machine had checked"), alarm.ours),
            (self.tr("Head of the record that the council showed then"), alarm.theirs),
        ):
            card.column.addWidget(label(title, "small"))
            card.column.addWidget(label(_head(text), "hash", copyable=True))
        save = button(self.tr("Save the evidence..."), self._ask_where, "primary")
        save.setObjectName("alarm-save")
        card.column.addLayout(row(save, 1))
        self._said = label("", "muted")
        self._said.setObjectName("alarm-saved")
        self._said.hide()
        card.column.addWidget(self._said)
        return card

    def _ask_where(self) -> None:
        ask_target(self, self.tr("Save the evidence"), "canh-bao-so-bieu-quyet.zip", self.save_to)

    def save_to(self, path: str) -> None:
        """Write the evidence to `path`."""
        votes = self._context.desk.votes
        self._context.tasks.run(
            self,
            lambda: votes.export_alarm_evidence(Path(path)),
            lambda _: self._say(self.tr("Saved: %1").replace("%1", path)),
            lambda error: self._say(self._context.sentence(error)),
        )

    def _say(self, text: str) -> None:
        if self._said is not None:
            self._said.setText(text)
            self._said.show()


def _head(checkpoint: str) -> str:
    """Origin, size and root of a signed head; its signature is in the saved evidence."""
    return checkpoint.partition("\n\n")[0].strip() or "-"
