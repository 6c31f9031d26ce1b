"""Sticks in the settings: take in what the office made, put out what this desk owes, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from delegate_app.domain.parcels import BroughtIn, TakenOut
from delegate_app.errors import Code
from ui import messages
from ui.context import Context
from ui.parts import Frame, button, clear, heading, label, notice, row
from ui.ports import CarrierPort


class ParcelCard(Frame):
    """Two buttons, one stick at a time; the result stays until the next."""

    def __init__(
        self, context: Context, carrier: CarrierPort, parent: QWidget | None = None
    ) -> None:
        super().__init__("card")
        self.setParent(parent)
        self._context = context
        self._carrier = carrier
        self.column.addWidget(heading(self.tr("By USB stick, without a network"), "title"))
        about = self.tr(
            "A stick from the office brings papers, the vote record and the answers to your votes. It only adds to what is here; papers for a committee only do not travel this way. What you put on a stick is sealed: only the office can read it."
        )
        self.column.addWidget(label(about, "muted"))
        self._into = button(self.tr("Take in from a stick..."), self._choose_source)
        self._into.setObjectName("parcel-import")
        self._out = button(self.tr("Put votes and notes on a stick..."), self._choose_target)
        self._out.setObjectName("parcel-export")
        self.column.addLayout(row(self._into, self._out, 1))
        self._result = QVBoxLayout()
        self.column.addLayout(self._result)

    # ------------------------------------------------------------------ what one asks for

    def _choose_source(self) -> None:
        self._choose(self.tr("The stick from the office"), "source")

    def _choose_target(self) -> None:
        self._choose(self.tr("The stick for the office"), "target")

    def _choose(self, title: str, purpose: str) -> None:
        dialog = QFileDialog(self, title)
        dialog.setObjectName("parcel-folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        work = self.bring_in if purpose == "source" else self.take_out
        dialog.fileSelected.connect(lambda chosen: work(Path(chosen)))
        dialog.open()

    def bring_in(self, stick: Path) -> None:
        """Take in, and say what came."""
        self._begin(self.tr("Reading the stick. Leave it in..."))
        carrier = self._carrier
        self._context.tasks.run_aside(
            self, lambda: carrier.bring_in(stick), self._show_brought, self._show_failure
        )

    def take_out(self, stick: Path) -> None:
        """Put out, and say what lies there now."""
        self._begin(self.tr("Writing to the stick. Leave it in..."))
        carrier = self._carrier
        self._context.tasks.run_aside(
            self, lambda: carrier.take_out(stick), self._show_taken, self._show_failure
        )

    def _begin(self, text: str) -> None:
        self._set_enabled(enabled=False)
        clear(self._result)
        self._result.addWidget(label(text, "strong"))

    def _set_enabled(self, *, enabled: bool) -> None:
        self._into.setEnabled(enabled)
        self._out.setEnabled(enabled)

    # ------------------------------------------------------------------ what came of it

    def _show_brought(self, brought: BroughtIn) -> None:
        self._set_enabled(enabled=True)
        clear(self._result)
        wrong = [code for code in brought.problems if code is not Code.PARCEL_LACKS]
        facts = self._facts(brought)
        if facts:
            title = self.tr("Taken in from the stick. You may pull it out.")
            self._say("\n".join(facts), "caution" if wrong else "good", title)
        elif not wrong:
            self._say(self.tr("Nothing new: this machine already had all of it."), "plain")
        for code in wrong:
            self._say(messages.sentence(code, self._context.language), "danger")
        for sentence in self._left(brought):
            self._say(sentence, "caution")

    def _facts(self, brought: BroughtIn) -> list[str]:
        """What is new, a line each; nothing is said of what is not."""
        found = (
            (brought.votes_answered, self.tr("%n vote(s) answered", "", brought.votes_answered)),
            (
                brought.notes_settled,
                self.tr("%n note(s) kept by the council", "", brought.notes_settled),
            ),
            (brought.papers, self.tr("%n paper(s) complete", "", brought.papers)),
            (brought.entries, self.tr("%n new entry(ies) of the vote record", "", brought.entries)),
            (brought.rows, self.tr("%n change(s) to sessions and papers", "", brought.rows)),
        )
        return [f"• {text}" for count, text in found if count]

    def _left(self, brought: BroughtIn) -> list[str]:
        left: list[str] = []
        if brought.unsent_votes:
            text = self.tr(
                "%n vote(s) of yours NOT YET RECORDED: put them on a stick and hand it to the office.",
                "",
                brought.unsent_votes,
            )
            left.append(text)
        if brought.missing_papers:
            text = self.tr(
                "%n paper(s) are not on this stick; they come with the next one or over the network.",
                "",
                brought.missing_papers,
            )
            left.append(text)
        return left

    def _show_taken(self, taken: TakenOut) -> None:
        self._set_enabled(enabled=True)
        clear(self._result)
        if not taken.votes and not taken.notes:
            self._say(
                self.tr("Nothing waits to be sent; the stick says so to the office."), "plain"
            )
            return
        counted = (
            (taken.votes, self.tr("%n vote(s)", "", taken.votes)),
            (taken.notes, self.tr("%n note(s), readable only by you", "", taken.notes)),
        )
        lines = [text for count, text in counted if count]
        title = self.tr("On the stick now. You may pull it out.")
        self._say("\n".join(f"• {line}" for line in lines), "good", title)
        next_step = self.tr(
            "NOT YET RECORDED. Hand the stick to the office; take the same stick in afterwards to get the council's answers."
        )
        self._say(next_step, "caution")
        if taken.notes_left:
            self._say(
                self.tr("%n note(s) did not fit and wait for the next time.", "", taken.notes_left),
                "caution",
            )

    def _show_failure(self, error: Exception) -> None:
        self._set_enabled(enabled=True)
        clear(self._result)
        self._say(self._context.sentence(error), "danger")

    def _say(self, text: str, tone: str, title: str = "") -> None:
        made = notice(text, tone, title=title)
        made.setObjectName(f"parcel-{tone}")
        self._result.addWidget(made)
