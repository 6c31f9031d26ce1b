"""What stands in the place of the pages while there are none: opening, arriving, or why not."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from delegate_app.domain.documents import DocumentVersion
from ui import dates
from ui.context import Context
from ui.parts import Frame, button, clear, heading, label, row
from ui.states import Failure, Loading
from ui.theme import TARGET, Space


class ReaderMessage(QWidget):
    """One message. `left` when the person gives up."""

    left = Signal()
    password_given = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("ground")
        self._column = QVBoxLayout(self)

    def opening(self) -> None:
        """The paper is being opened."""
        self._show(Loading(self.tr("Opening the paper...")))

    def arriving(self, version: DocumentVersion) -> None:
        """So much of it is here."""
        language = self._context.language
        text = self.tr(
            "%1 of %2 have arrived. The paper opens by itself as soon as its first page is here."
        )
        text = text.replace("%1", dates.amount(version.received, language)).replace(
            "%2", dates.amount(version.size, language)
        )
        title = self.tr("This paper is still arriving")
        self._show(Failure(self._context.theme, title, text, icon="download", ink="muted"))

    def ask_password(self, error: Exception) -> None:
        """The paper opens with a password only; `error` says whether one was wrong."""
        frame = Frame("card", margin=Space.WIDE)
        frame.setMaximumWidth(560)
        line = QLineEdit()
        line.setObjectName("paper-password")
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setAccessibleName(self.tr("Password of the paper"))
        line.setMinimumHeight(TARGET)

        def give() -> None:
            if line.text():
                given = unicodedata.normalize("NFC", line.text())
                line.clear()
                self.password_given.emit(given)

        go = button(self.tr("Open the paper"), give, "primary")
        go.setObjectName("paper-password-open")
        line.returnPressed.connect(give)
        frame.column.addWidget(heading(self.tr("This paper has a password"), "title"))
        frame.column.addWidget(label(self._context.sentence(error)))
        frame.column.addWidget(line)
        kept = self.tr("The password is not kept: it is asked for again after the desk was locked.")
        frame.column.addWidget(label(kept, "muted"))
        frame.column.addLayout(row(go, button(self.tr("Back"), self.left.emit), 1))
        holder = QWidget()
        across = QHBoxLayout(holder)
        across.addStretch(1)
        across.addWidget(frame, 3, Qt.AlignmentFlag.AlignCenter)
        across.addStretch(1)
        self._show(holder)
        line.setFocus()

    def failed(self, error: Exception) -> None:
        """It cannot be shown."""
        title, sentence = self.tr("This paper cannot be shown"), self._context.sentence(error)
        back = (self.tr("Back"), self.left.emit)
        self._show(Failure(self._context.theme, title, sentence, back))

    def _show(self, widget: QWidget) -> None:
        clear(self._column)
        self._column.addWidget(widget)
