"""Passphrase and recovery code in the settings: what guards this desk, and changing it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from delegate_app.domain.accounts import PepperKind
from delegate_app.services.desk import Desk
from ui.context import Context
from ui.fields import Passphrase
from ui.new_passphrase import NewPassphrase
from ui.parts import Frame, button, clear, heading, label, notice, row
from ui.recovery_code_form import RecoveryCodeForm
from ui.theme import Space

KEYCHAINS = {
    PepperKind.WINDOWS: "Windows Credential Manager",
    PepperKind.MACOS: "macOS Keychain",
    PepperKind.SECRET_SERVICE: "Secret Service",
}


def gather(desk: Desk) -> tuple[PepperKind, bool]:
    """Which keychain helps the passphrase, and whether there is a recovery code."""
    return desk.account.pepper_kind(), desk.account.has_recovery_code()


class PassphraseForm(QWidget):
    """The old passphrase and a new one; `changed` once only the new one opens the desk."""

    changed = Signal()
    cancelled = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._old = Passphrase(self.tr("The passphrase until now"))
        self._old.edit.setObjectName("old-passphrase")
        self._new = NewPassphrase(context, "changed-passphrase", another=True)
        self._old.submitted.connect(self._new.setFocus)
        self._new.submitted.connect(self._change)
        self._go = button(self.tr("Change the passphrase"), self._change, "primary")
        self._go.setObjectName("passphrase-change")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.TIGHT, 0, 0)
        column.setSpacing(Space.SNUG)
        column.addWidget(self._old)
        column.addWidget(self._new)
        cancel = button(self.tr("Cancel"), self.cancelled.emit)
        column.addLayout(row(self._go, cancel, 1, spacing=Space.SNUG))

    def begin(self) -> None:
        """Put the cursor where one types."""
        self._old.edit.setFocus()

    def _change(self) -> None:
        new = self._new.checked()
        if not new or not self._go.isEnabled():
            return
        old, account = self._old.text(), self._context.desk.account
        self._go.setEnabled(False)
        self._context.tasks.run(
            self,
            lambda: account.change_passphrase(old, new),
            lambda _: self.changed.emit(),
            self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        self._go.setEnabled(True)
        self._old.say(self._context.sentence(error))
        self._old.edit.selectAll()
        self._old.edit.setFocus()


class SecurityCard(Frame):
    """What guards the desk, and one form at a time to change it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("card")
        self.setParent(parent)
        self._context = context
        self.column.addWidget(heading(self.tr("Passphrase and recovery code"), "title"))
        self._facts, self._form = QVBoxLayout(), QVBoxLayout()
        self.column.addLayout(self._facts)
        change = button(self.tr("Change the passphrase..."), self._open_passphrase)
        change.setObjectName("security-passphrase")
        make = button(self.tr("Make and print a recovery code..."), self._open_recovery)
        make.setObjectName("security-recovery")
        self.column.addLayout(row(change, make, 1))
        self.column.addLayout(self._form)
        self.reload()

    def reload(self) -> None:
        """Read again what guards the desk."""
        desk = self._context.desk
        self._context.tasks.run(self, lambda: gather(desk), self._show, self._fail)

    def _show(self, guards: tuple[PepperKind, bool]) -> None:
        keychain, recovery = guards
        clear(self._facts)
        if keychain is PepperKind.NONE:
            text = self.tr(
                "This machine offers no keychain: the passphrase alone guards the desk. Choose a long one."
            )
        else:
            text = self.tr(
                "The passphrase works together with a secret in this machine's keychain (%1): a copied disk alone cannot be guessed open."
            ).replace("%1", KEYCHAINS[keychain])
        self._facts.addWidget(label(text, "muted"))
        if recovery:
            self._facts.addWidget(label(self.tr("A recovery code was made."), "strong"))
            return
        missing = notice(
            self.tr(
                "There is no recovery code yet: if the passphrase is forgotten, nobody can open this desk again."
            ),
            "caution",
        )
        missing.setObjectName("no-recovery")
        self._facts.addWidget(missing)

    def _fail(self, error: Exception) -> None:
        clear(self._facts)
        self._facts.addWidget(label(self._context.sentence(error), "danger"))

    def _open(self, form: PassphraseForm | RecoveryCodeForm) -> None:
        clear(self._form)
        self._form.addWidget(form)
        form.begin()

    def _open_passphrase(self) -> None:
        form = PassphraseForm(self._context)
        form.cancelled.connect(lambda: clear(self._form))
        form.changed.connect(self._passphrase_changed)
        self._open(form)

    def _passphrase_changed(self) -> None:
        clear(self._form)
        said = notice(
            self.tr("The passphrase was changed; only the new one opens the desk."), "good"
        )
        said.setObjectName("passphrase-changed")
        self._form.addWidget(said)

    def _open_recovery(self) -> None:
        form = RecoveryCodeForm(self._context)
        form.made.connect(self.reload)
        form.done.connect(lambda: clear(self._form))
        self._open(form)
