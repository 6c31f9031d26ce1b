"""Making a recovery code: the passphrase first, then the code to print, to save, and to put out of sight again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from delegate_app.domain.councils import Enrolment
from delegate_app.services.desk import Desk
from delegate_app.services.exports import write_file
from ui.context import Context
from ui.fields import Passphrase
from ui.flow import Flow
from ui.parts import button, clear, label, notice, row
from ui.recovery_sheet import RecoverySheet
from ui.save_dialog import ask_target
from ui.theme import Space

PREVIEW_WIDTH = 440


def make_code(desk: Desk, passphrase: str) -> tuple[str, Enrolment | None]:
    """A new code, and what stands beside it on the sheet. Raises what `Account.make_recovery_code` raises."""
    return desk.account.make_recovery_code(passphrase), desk.account.enrolment()


class RecoveryCodeForm(QWidget):
    """`done` when the code is out of sight again, or none was made."""

    made = Signal()
    done = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, Space.TIGHT, 0, 0)
        self._column.setSpacing(Space.SNUG)
        self._ask()

    def _ask(self) -> None:
        text = self.tr(
            "A new code makes an older one worthless. Have a printer ready: the code is shown once."
        )
        self._passphrase = Passphrase(self.tr("Your passphrase"))
        self._passphrase.edit.setObjectName("recovery-passphrase")
        self._passphrase.submitted.connect(self._make)
        self._go = button(self.tr("Make the code"), self._make, "primary")
        self._go.setObjectName("recovery-make")
        cancel = button(self.tr("Cancel"), self.done.emit)
        for part in (label(text, "muted"), self._passphrase):
            self._column.addWidget(part)
        self._column.addLayout(row(self._go, cancel, 1, spacing=Space.SNUG))

    def begin(self) -> None:
        """Put the cursor where one types."""
        self._passphrase.edit.setFocus()

    def _make(self) -> None:
        passphrase = self._passphrase.take()
        if not passphrase or not self._go.isEnabled():
            return
        self._go.setEnabled(False)
        desk = self._context.desk
        self._context.tasks.run(self, lambda: make_code(desk, passphrase), self._show, self._refuse)

    def _refuse(self, error: Exception) -> None:
        self._go.setEnabled(True)
        self._passphrase.say(self._context.sentence(error))
        self._passphrase.edit.setFocus()

    def _show(self, made: tuple[str, Enrolment | None]) -> None:
        code, enrolment = made
        self._sheet = RecoverySheet(self._context, code, enrolment)
        clear(self._column)
        shown = label(code, "title", copyable=True)
        shown.setObjectName("recovery-code")
        self._column.addWidget(shown)
        picture = QLabel()
        picture.setObjectName("recovery-picture")
        picture.setProperty("role", "paper")
        picture.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        picture.setPixmap(self._sheet.picture(PREVIEW_WIDTH, self.devicePixelRatioF()))
        picture.setAccessibleName(self.tr("The sheet as it is printed"))
        self._column.addWidget(picture)
        self._column.addWidget(self._actions())
        if not self._has_printer:
            unknown = self.tr("This machine knows no printer. Save a PDF and print it elsewhere.")
            self._column.addWidget(label(unknown, "muted"))
        warning = self.tr(
            "A PDF file holds the code in the clear: print it, then delete the file. Never send it."
        )
        self._column.addWidget(notice(warning, "caution"))
        self._said = label("", "muted")
        self._said.hide()
        self._column.addWidget(self._said)
        shown.setFocus()
        self.made.emit()

    def _actions(self) -> QWidget:
        holder = QWidget()
        flow = Flow(holder, margin=0)
        flow.setSpacing(Space.TIGHT)
        out = button(self.tr("Print..."), self._print)
        out.setObjectName("recovery-print")
        self._has_printer = bool(QPrinterInfo.availablePrinterNames())
        out.setVisible(self._has_printer)
        save = button(self.tr("Save as PDF..."), self._ask_where)
        save.setObjectName("recovery-save")
        hide = button(self.tr("I have the sheet: hide the code"), self.done.emit)
        hide.setObjectName("recovery-done")
        for made in (out, save, hide):
            flow.addWidget(made)
        return holder

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self._sheet.print_to(printer)
        dialog.deleteLater()

    def _ask_where(self) -> None:
        ask_target(self, self.tr("Save the recovery sheet"), "ma-khoi-phuc.pdf", self.save_to)

    def save_to(self, path: str) -> None:
        """Write the sheet as a PDF."""
        data = self._sheet.pdf()
        self._context.tasks.run(
            self,
            lambda: write_file(Path(path), data),
            lambda _: self._say(self.tr("Saved: %1").replace("%1", path)),
            lambda error: self._say(self._context.sentence(error)),
        )

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.show()
