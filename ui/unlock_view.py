"""The locked desk: a passphrase and nothing else."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.context import Context
from ui.fields import Passphrase
from ui.gate import Gate
from ui.parts import button, clear, heading, label, row
from ui.recovery_form import RecoveryForm


class UnlockView(Gate):
    """Asks for the passphrase; `unlocked` once the vault is open."""

    unlocked = Signal()
    given_up = Signal()
    """Back from the recovery code to the passphrase."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._passphrase = Passphrase(self.tr("Passphrase"))
        self._passphrase.edit.setObjectName("unlock-passphrase")
        self._passphrase.submitted.connect(self._unlock)
        self._button = button(self.tr("Unlock"), self._unlock, "primary")
        self._button.setObjectName("unlock-button")
        forgotten = button(
            self.tr("Passphrase forgotten? Use the recovery code"), self._forgot, "link"
        )
        forgotten.setObjectName("unlock-forgotten")
        self.column.addWidget(heading(self.tr("Your desk is locked")))
        self.column.addWidget(
            label(
                self.tr(
                    "Papers, notes and votes on this machine are encrypted. Enter your passphrase to open them."
                ),
                "muted",
            )
        )
        self.column.addWidget(self._passphrase)
        self.column.addWidget(self._button)
        self.column.addLayout(row(forgotten, 1))
        self.setFocusProxy(self._passphrase.edit)

    def _forgot(self) -> None:
        """The recovery code takes the place of the passphrase."""
        form = RecoveryForm(self.context)
        form.recovered.connect(self.unlocked)
        form.given_up.connect(self.given_up)
        self.setFocusProxy(form)
        clear(self.column)
        self.column.addWidget(form)
        form.setFocus()

    def _unlock(self) -> None:
        if not self._button.isEnabled():
            return
        passphrase = self._passphrase.text()
        if not passphrase:
            self._passphrase.say(self.tr("Enter your passphrase."))
            return
        self._wait(busy=True)
        account = self.context.desk.account
        self.context.tasks.run(self, lambda: account.unlock(passphrase), self._open, self._refuse)

    def _open(self, _nothing: None) -> None:
        self._passphrase.take()
        self._wait(busy=False)
        self.unlocked.emit()

    def _refuse(self, error: Exception) -> None:
        self._wait(busy=False)
        self._passphrase.say(self.context.sentence(error))
        self._passphrase.edit.selectAll()
        self._passphrase.edit.setFocus()

    def _wait(self, *, busy: bool) -> None:
        self._button.setEnabled(not busy)
        self._passphrase.edit.setReadOnly(busy)
        self._button.setText(self.tr("Unlocking...") if busy else self.tr("Unlock"))
