"""Opening a locked desk with the printed recovery code, and choosing a new passphrase."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from delegate_app.errors import Code, DeskError
from ui.context import Context
from ui.fields import Line
from ui.new_passphrase import NewPassphrase
from ui.parts import button, heading, label, row
from ui.theme import Space


class RecoveryForm(QWidget):
    """`recovered` once the desk is open under the new passphrase."""

    recovered = Signal()
    given_up = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        text = self.tr(
            "Type the code from the printed recovery sheet, and choose a new passphrase."
        )
        self._code = Line(self.tr("Recovery code"), example="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self._code.edit.setObjectName("recover-code")
        self._new = NewPassphrase(context, "recover-passphrase", another=True)
        self._code.submitted.connect(self._new.setFocus)
        self._new.submitted.connect(self._recover)
        self._go = button(self.tr("Open with the new passphrase"), self._recover, "primary")
        self._go.setObjectName("recover-open")
        back = button(self.tr("Back to the passphrase"), self.given_up.emit, "link")
        back.setObjectName("recover-back")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.ROOM)
        column.addWidget(heading(self.tr("Open with the recovery code")))
        for part in (label(text, "muted"), self._code, self._new, self._go):
            column.addWidget(part)
        column.addLayout(row(back, 1))
        self.setFocusProxy(self._code.edit)

    def _recover(self) -> None:
        code, new = self._code.text().strip(), self._new.checked()
        if not code:
            self._code.say(self.tr("Please fill in this line."))
            self._code.edit.setFocus()
        elif new and self._go.isEnabled():
            self._go.setEnabled(False)
            account = self._context.desk.account
            self._context.tasks.run(
                self, lambda: account.recover(code, new), lambda _: self._open(), self._refuse
            )

    def _open(self) -> None:
        self._new.forget()
        self.recovered.emit()

    def _refuse(self, error: Exception) -> None:
        self._go.setEnabled(True)
        if isinstance(error, DeskError) and error.code is Code.PASSPHRASE_TOO_SHORT:
            self._new.complain(error)
            return
        self._code.say(self._context.sentence(error))
        self._code.edit.setFocus()
