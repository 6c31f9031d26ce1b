"""What stands in the place of the pages while there are none: opening, arriving, or why not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from delegate_app.domain.documents import DocumentVersion
from ui import dates
from ui.context import Context
from ui.parts import clear
from ui.states import Failure, Loading


class ReaderMessage(QWidget):
    """One message. `left` when the person gives up."""

    left = Signal()

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

    def failed(self, error: Exception) -> None:
        """It cannot be shown."""
        title, sentence = self.tr("This paper cannot be shown"), self._context.sentence(error)
        back = (self.tr("Back"), self.left.emit)
        self._show(Failure(self._context.theme, title, sentence, back))

    def _show(self, widget: QWidget) -> None:
        clear(self._column)
        self._column.addWidget(widget)
