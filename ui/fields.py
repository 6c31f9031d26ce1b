"""Fields that people type into: the passphrase field and labelled lines. NFC on the way out, errors in words beside them."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.parts import label, row
from ui.theme import TARGET, Space


def typed(field: QLineEdit) -> str:
    """What was typed, NFC."""
    return unicodedata.normalize("NFC", field.text())


class Line(QWidget):
    """A line to fill in under its label, with a place for a hint or an error."""

    submitted = Signal()

    def __init__(self, title: str, hint: str = "", *, example: str = "") -> None:
        """`hint` stands under the line, `example` in it while it is empty."""
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(example)
        self.edit.setMinimumHeight(TARGET)
        self.edit.setAccessibleName(title)
        self._title = title
        self._hint = hint
        self._note = label(hint, "small")
        self._note.setVisible(bool(hint))
        named = label(title, "strong")
        named.setBuddy(self.edit)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.HAIR)
        self.column.addWidget(named)
        self.beside = row(self.edit, spacing=Space.TIGHT)
        self.column.addLayout(self.beside)
        self.column.addWidget(self._note)
        self.edit.returnPressed.connect(self.submitted)
        self.edit.textEdited.connect(lambda _text: self.say(""))
        self.edit.setAccessibleDescription(hint)

    def text(self) -> str:
        """What was typed, NFC."""
        return typed(self.edit)

    def say(self, error: str) -> None:
        """Show `error` under the field, or its hint again when there is none."""
        self._show(error or self._hint, "danger" if error else "small")
        self.edit.setProperty("wrong", bool(error))
        self.edit.style().polish(self.edit)

    def _show(self, text: str, role: str) -> None:
        self._note.setText(text)
        self._note.setProperty("role", role)
        self._note.style().polish(self._note)
        self._note.setVisible(bool(text))
        self.edit.setAccessibleDescription(text)


class Passphrase(Line):
    """A passphrase: hidden until shown, with a word when caps lock seems on."""

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__(title, hint)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.edit.installEventFilter(self)
        self._reveal = QPushButton(self.tr("Show"))
        self._reveal.setCheckable(True)
        self._reveal.setMinimumHeight(TARGET)
        self._reveal.setAccessibleName(self.tr("Show the passphrase"))
        self._reveal.toggled.connect(self._show_letters)
        self.beside.addWidget(self._reveal)
        self._caps = label(self.tr("Caps Lock seems to be on."), "danger")
        self._caps.hide()
        self.column.addWidget(self._caps)

    def take(self) -> str:
        """What was typed, NFC; afterwards the field is empty."""
        text = self.text()
        self.edit.clear()
        return text

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the keys for caps lock; takes none of them."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._look_for_caps(event)
        return False

    def _look_for_caps(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._caps.hide()
        elif len(letter) == 1 and letter.isalpha() and letter.lower() != letter.upper():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps.setVisible(letter.isupper() != shifted)

    def _show_letters(self, shown: bool) -> None:
        modes = QLineEdit.EchoMode
        self.edit.setEchoMode(modes.Normal if shown else modes.Password)
        self._reveal.setText(self.tr("Hide") if shown else self.tr("Show"))
