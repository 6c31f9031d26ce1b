"""The receipt of a vote, and its proof: checked again on this machine at the press of a button, in words and as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from delegate_app.domain.proofs import VoteProof
from delegate_app.domain.votes import Receipt, Vote
from delegate_app.services.exports import write_file
from ui import dates
from ui.context import Context
from ui.flow import Flow
from ui.parts import Frame, button, clear, heading, label, notice
from ui.save_dialog import ask_target
from ui.theme import Space

HASH_DIGITS = 64


class ProofCard(Frame):
    """Place in the record, time and fingerprint of one vote; `saved` with the path of what was written."""

    saved = Signal(str)

    def __init__(
        self, context: Context, vote: Vote, receipt: Receipt, parent: QWidget | None = None
    ) -> None:
        super().__init__("card")
        self.setParent(parent)
        self._context = context
        self._vote = vote
        self._receipt = receipt
        self.setObjectName("receipt")
        self.column.addWidget(heading(self.tr("Receipt"), "title"))
        self.column.addLayout(
            _facts(
                (
                    (self.tr("Entry in the vote record"), str(receipt.index)),
                    (self.tr("Size of the record when it was signed"), str(receipt.size)),
                    (
                        self.tr("Recorded at (the council's time)"),
                        dates.moment(receipt.received_at, seconds=True),
                    ),
                    (self.tr("Fingerprint of your vote"), vote.identity),
                )
            )
        )
        self.column.addWidget(self._actions())
        self._said = label("", "muted")
        self._said.setObjectName("proof-saved")
        self._said.hide()
        self.column.addWidget(self._said)
        self._proof = QVBoxLayout()
        self._proof.setSpacing(Space.TIGHT)
        self.column.addLayout(self._proof)

    def _actions(self) -> QWidget:
        holder = QWidget()
        flow = Flow(holder, margin=0)
        flow.setSpacing(Space.TIGHT)
        self._prove_button = button(self.tr("Prove it"), self.prove)
        self._prove_button.setObjectName("proof-prove")
        files = button(self.tr("Save the proof as files..."), self._ask_folder)
        files.setObjectName("proof-save")
        save = button(self.tr("Save the receipt alone..."), self._ask_file)
        save.setObjectName("receipt-save")
        for made in (self._prove_button, files, save):
            flow.addWidget(made)
        return holder

    # ------------------------------------------------------------------ proving

    def prove(self) -> None:
        """Check the receipt against the record on this machine, and say what was found."""
        self._prove_button.setEnabled(False)
        proofs, identity = self._context.desk.votes.proofs, self._vote.identity
        self._context.tasks.run(
            self, lambda: proofs.prove(identity), self._show_proof, self._not_proven
        )

    def _show_proof(self, proof: VoteProof) -> None:
        self._prove_button.setEnabled(True)
        clear(self._proof)
        found = notice(self._verdict(proof), "caution" if proof.record_agrees is None else "good")
        if proof.record_agrees is False:
            found = notice(self._verdict(proof), "danger")
        found.setObjectName("proof-verdict")
        self._proof.addWidget(found)
        for text in self._steps(proof):
            self._proof.addWidget(label(f"•  {text}"))
        self._proof.addLayout(
            _facts(
                (
                    (self.tr("Vote record"), proof.origin),
                    (self.tr("Root of the record"), proof.root),
                    (self.tr("Head signed at"), dates.moment(proof.signed_at, seconds=True)),
                )
            )
        )

    def _verdict(self, proof: VoteProof) -> str:
        if proof.record_agrees is None:
            return self.tr(
                "The receipt is valid. The record on this machine does not reach that far yet; prove it again after the next contact."
            )
        if not proof.record_agrees:
            return self.tr(
                "The record on this machine holds something else at this entry. Save the proof and tell the chair."
            )
        return self.tr("Proven: this vote stands in the vote record.")

    def _steps(self, proof: VoteProof) -> list[str]:
        signed = self.tr("The signature on the vote is yours and covers exactly this vote.")
        entry = self.tr(
            "The council signed a record of %1 entries in which entry %2 is this vote; the path to the root is correct."
        )
        steps = [signed, entry.replace("%1", str(proof.size)).replace("%2", str(proof.index))]
        if proof.record_agrees:
            here = self.tr(
                "This machine holds %1 entries of the record; the first %2 have that same root."
            )
            steps.append(here.replace("%1", str(proof.record_size)).replace("%2", str(proof.size)))
        if proof.disposition is not None:
            made = self.tr("What the record made of it: %1.")
            steps.append(made.replace("%1", self._context.words.of(proof.disposition)))
        word = self.tr(
            "Received at %1 by the council's clock. That time is the council's word; the order of the entries is proven."
        )
        steps.append(word.replace("%1", dates.moment(proof.received_at, seconds=True)))
        return steps

    def _not_proven(self, error: Exception) -> None:
        self._prove_button.setEnabled(True)
        clear(self._proof)
        found = notice(self._context.sentence(error), "danger")
        found.setObjectName("proof-verdict")
        self._proof.addWidget(found)

    # ------------------------------------------------------------------ files

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Where to save the folder of the proof"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        name = f"chung-minh-phieu-{self._vote.identity[:12]}"
        dialog.fileSelected.connect(lambda folder: self.save_proof_to(str(Path(folder) / name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_proof_to(self, path: str) -> None:
        """Write statement, signature, receipt and a guide into the new folder `path`."""
        proofs, identity = self._context.desk.votes.proofs, self._vote.identity
        self._write(lambda: proofs.save(identity, Path(path)), path)

    def _ask_file(self) -> None:
        ask_target(
            self,
            self.tr("Save the receipt"),
            f"bien-nhan-{self._vote.identity[:12]}.txt",
            self.save_to,
        )

    def save_to(self, path: str) -> None:
        """Write the receipt to `path`, as the council signed it."""
        text = self._receipt.text
        self._write(lambda: write_file(Path(path), text.encode()), path)

    def _write(self, job: Callable[[], object], path: str) -> None:
        self._context.tasks.run(self, job, lambda _: self._written(path), self._failed)

    def _written(self, path: str) -> None:
        self._say(self.tr("Saved: %1").replace("%1", path))
        self.saved.emit(path)

    def _failed(self, error: Exception) -> None:
        self._say(self._context.sentence(error))

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.show()


def _facts(facts: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.ROOM)
    grid.setVerticalSpacing(Space.TIGHT)
    grid.setColumnStretch(1, 1)
    for line, (name, value) in enumerate(facts):
        named = label(name, "muted", wrap=False)
        grid.addWidget(named, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(_grouped(value), copyable=True), line, 1)
    return grid


def _grouped(value: str) -> str:
    """A hash in groups, so that it can break and be read aloud."""
    if len(value) != HASH_DIGITS:
        return value
    return " ".join(value[i : i + 8] for i in range(0, len(value), 8))
