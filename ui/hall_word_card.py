"""Where a hall's word and the vote record disagree about one vote: what each says, what to do, and the evidence in a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from delegate_app.domain.halls import HallConflict, HallWord
from delegate_app.domain.votes import Vote
from ui import dates
from ui.context import Context
from ui.parts import Frame, button, heading, label, notice, row
from ui.save_dialog import ask_target


class HallWordCard(Frame):
    """About one vote whose hall is contradicted; `question` is put before it where the poll is not in sight."""

    saved = Signal(str)

    def __init__(
        self,
        context: Context,
        vote: Vote,
        word: HallWord,
        *,
        question: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("card")
        self.setParent(parent)
        self._context = context
        self._vote = vote
        self.setObjectName("hall-word")
        title = self.tr("The hall's receipt and the vote record disagree")
        self.column.addWidget(heading(title, "title"))
        if question:
            self.column.addWidget(label(question, "strong"))
        found = notice(self._finding(word), "danger")
        found.setObjectName("hall-word-finding")
        self.column.addWidget(found)
        took = self.tr("%1 signed at %2 (by its own clock) that it held this vote, number %3.")
        took = took.replace("%1", word.hall).replace("%3", str(word.seq))
        took = took.replace("%2", dates.moment(word.received_at, seconds=True))
        self.column.addWidget(label(f"•  {took}"))
        for text in self._advice():
            self.column.addWidget(label(f"•  {text}"))
        save = button(self.tr("Save the evidence..."), self._ask_where, "primary")
        save.setObjectName("hall-word-save")
        self.column.addLayout(row(save, 1))
        self._said = label("", "muted")
        self._said.setObjectName("hall-word-saved")
        self._said.hide()
        self.column.addWidget(self._said)

    def _finding(self, word: HallWord) -> str:
        if word.conflict is HallConflict.LATE:
            return self.tr(
                "The hall had this vote before the close. In the council's record it stands after the close: listed as late and not counted."
            )
        if word.conflict is HallConflict.MISSING:
            return self.tr(
                "The hall had this vote. The council's record ended the count without it. It stays on this machine and is still sent; if it arrives now, it is listed as late."
            )
        if word.conflict is HallConflict.OTHER:
            return self.tr(
                "The hall had this vote. In its place the council's record holds something else in the name of this machine. Perhaps its key was copied: tell the office at once."
            )
        return self.tr(
            "The hall had this vote. The council refused it with a signed answer, so it does not count."
        )

    def _advice(self) -> tuple[str, ...]:
        return (
            self.tr(
                "This does not yet say whose fault it is: if the hall's line was down and the chair closed the poll at the council's own server, the same comes of it."
            ),
            self.tr(
                "Tell the chair, and give the saved file to the office or the counting board: anyone can check it without this program. It holds your vote, the hall's receipt and the vote record; no notes and no keys."
            ),
        )

    # ------------------------------------------------------------------ the file

    def _ask_where(self) -> None:
        ask_target(
            self,
            self.tr("Save the evidence"),
            f"bang-chung-phong-hop-{self._vote.identity[:12]}.zip",
            self.save_to,
        )

    def save_to(self, path: str) -> None:
        """Write the evidence to the new file `path`."""
        halls, identity = self._context.desk.votes.halls, self._vote.identity
        self._context.tasks.run(
            self,
            lambda: halls.export(identity, Path(path)),
            lambda _: self._written(path),
            lambda error: self._say(self._context.sentence(error)),
        )

    def _written(self, path: str) -> None:
        self._say(self.tr("Saved: %1").replace("%1", path))
        self.saved.emit(path)

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.show()
