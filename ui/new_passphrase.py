"""Choosing a passphrase: the same one twice, with the reasons why it is not taken beside the field."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from delegate_app.errors import Code, UserError
from ui.context import Context
from ui.fields import Line, Passphrase
from ui.theme import Space

SHORTEST = 8


class NewPassphrase(QWidget):
    """Two fields; `submitted` when Enter is pressed in the second."""

    submitted = Signal()

    def __init__(
        self, context: Context, name: str, parent: QWidget | None = None, *, another: bool = False
    ) -> None:
        """`name` is the object name of the first field, and with "-again" of the second; `another`: there was one before."""
        super().__init__(parent)
        self._context = context
        hint = self.tr("At least 8 characters; a short sentence is easy to remember.")
        title = self.tr("New passphrase") if another else self.tr("Passphrase")
        self.first = Passphrase(title, hint)
        self.first.edit.setObjectName(name)
        self._second = Passphrase(self.tr("The same passphrase again"))
        self._second.edit.setObjectName(f"{name}-again")
        self.first.submitted.connect(self._second.edit.setFocus)
        self._second.submitted.connect(self.submitted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.ROOM)
        column.addWidget(self.first)
        column.addWidget(self._second)
        self.setFocusProxy(self.first.edit)

    def checked(self) -> str:
        """The passphrase; "" when it is too short or the two differ, which is then said beside the field."""
        first, second = self.first.text(), self._second.text()
        if len(first) < SHORTEST:
            self.complain(UserError(Code.PASSPHRASE_TOO_SHORT))
        elif first != second:
            self._complain(self._second, UserError(Code.PASSPHRASES_DIFFER))
        else:
            return first
        return ""

    def complain(self, error: Exception) -> None:
        """Say why the passphrase was not taken."""
        self._complain(self.first, error)

    def forget(self) -> None:
        """Empty both fields."""
        self.first.take()
        self._second.take()

    def _complain(self, field: Line, error: Exception) -> None:
        field.say(self._context.sentence(error))
        field.edit.selectAll()
        field.edit.setFocus()
