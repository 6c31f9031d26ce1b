"""The practice council's card: what happens next in its session day, and the button that makes it happen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.context import Context
from ui.parts import Frame, button, heading, label
from ui.ports import Act, PracticePort


class PracticeCard(Frame):
    """Lets the learner play the next act; `played` once the council's process did."""

    played = Signal()

    def __init__(
        self, context: Context, practice: PracticePort, parent: QWidget | None = None
    ) -> None:
        super().__init__("card")
        self.setParent(parent)
        self._context = context
        self._practice = practice
        self.column.addWidget(heading(self.tr("Practice council"), "title"))
        self._text = label(self.tr("Looking at the day's programme..."), "muted")
        self._text.setObjectName("practice-next")
        self._play = button(self.tr("Play the next act"), self._next)
        self._play.setObjectName("practice-play")
        self._play.setEnabled(False)
        self.column.addWidget(self._text)
        self.column.addWidget(self._play)
        self.reload()

    def reload(self) -> None:
        """Ask the council's process for its acts."""
        self._context.tasks.run_aside(self, self._practice.acts, self._show, self._fail)

    def _show(self, acts: Sequence[Act]) -> None:
        coming = next((act for act in acts if not act.done), None)
        self._play.setEnabled(coming is not None)
        self._play.setVisible(coming is not None)
        if coming is None:
            self._text.setText(
                self.tr("The practice day is over. Everything stays here to look at.")
            )
            return
        title = self._context.words.either(coming.title_vi, coming.title_en)
        self._text.setText(self.tr("Next: %1").replace("%1", title))
        self._play.setAccessibleDescription(self._text.text())

    def _fail(self, error: Exception) -> None:
        self._play.setEnabled(False)
        self._text.setText(self._context.sentence(error))

    def _next(self) -> None:
        self._play.setEnabled(False)
        self._text.setText(self.tr("The council is at work..."))
        self._context.tasks.run_aside(
            self, self._practice.next, lambda _name: self._done(), self._fail
        )

    def _done(self) -> None:
        self.played.emit()
        self.reload()
