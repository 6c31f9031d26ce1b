"""The receipt of a vote: what the council signed, to keep and to show."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from delegate_app.domain.votes import Receipt, Vote
from ui import dates
from ui.context import Context
from ui.parts import Frame, button, heading, label, row
from ui.theme import Space


class ReceiptCard(Frame):
    """Place in the record, time and fingerprint of one vote; saves the signed receipt as a file."""

    saved = Signal(str)

    def __init__(
        self, context: Context, vote: Vote, receipt: Receipt, parent: QWidget | None = None
    ) -> None:
        super().__init__("card")
        self.setParent(parent)
        self._context = context
        self._receipt = receipt
        self._vote = vote
        self.setObjectName("receipt")
        self.column.addWidget(heading(self.tr("Receipt"), "title"))
        facts = (
            (self.tr("Entry in the vote record"), str(receipt.index)),
            (self.tr("Size of the record when it was signed"), str(receipt.size)),
            (
                self.tr("Recorded at (the council's time)"),
                dates.moment(receipt.received_at, seconds=True),
            ),
            (self.tr("Fingerprint of your vote"), vote.identity),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.ROOM)
        grid.setVerticalSpacing(Space.TIGHT)
        grid.setColumnStretch(1, 1)
        for line, (name, value) in enumerate(facts):
            shown = _grouped(value) if len(value) > 40 else value
            grid.addWidget(label(name, "muted", wrap=False), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(shown, copyable=True), line, 1)
        self.column.addLayout(grid)
        save = button(self.tr("Save the receipt as a file..."), self._ask_where)
        save.setObjectName("receipt-save")
        self._said = label("", "muted")
        self._said.hide()
        self.column.addLayout(row(save, 1))
        self.column.addWidget(self._said)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the receipt"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"bien-nhan-{self._vote.identity[:12]}.txt")
        dialog.fileSelected.connect(self.save_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: str) -> None:
        """Write the receipt to `path`, as the council signed it."""
        text = self._receipt.text

        def write() -> None:
            Path(path).write_text(text, "utf-8", newline="\n")

        self._context.tasks.run(self, write, lambda _: self._saved(path), self._failed)

    def _saved(self, path: str) -> None:
        self._said.setText(self.tr("Saved: %1").replace("%1", path))
        self._said.show()
        self.saved.emit(path)

    def _failed(self, _error: Exception) -> None:
        self._said.setText(self.tr("The file could not be written. Choose another folder."))


def _grouped(digits: str) -> str:
    return " ".join(digits[i : i + 8] for i in range(0, len(digits), 8))
