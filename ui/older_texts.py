"""Texts of a note that lost to an edit made elsewhere at the same time: to be read, copied, and put back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.flow import Flow
from ui.parts import Frame, button, clear, label
from ui.theme import Space

SHOWN_LENGTH = 400
"""Characters of a text that are shown; copying and putting back take all of it."""


class OlderTexts(QWidget):
    """Takes no room while there is none."""

    put_back = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, ...] = ()
        self._may_change = True
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.TIGHT)
        self.hide()

    def show_texts(self, texts: Sequence[str], *, may_change: bool) -> None:
        """Show them, the newest first; they can be put back when the note may be changed here."""
        wanted = tuple(reversed(texts))
        self.setVisible(bool(wanted))
        if (wanted, may_change) == (self._shown, self._may_change):
            return
        self._shown, self._may_change = wanted, may_change
        clear(self._column)
        for number, text in enumerate(wanted):
            self._column.addWidget(self._card(number, text))

    def _card(self, number: int, text: str) -> Frame:
        card = Frame("card", margin=Space.SNUG)
        card.column.addWidget(label(self.tr("Earlier text, from another device"), "caps"))
        said = text if len(text) <= SHOWN_LENGTH else text[:SHOWN_LENGTH].rstrip() + "…"
        card.column.addWidget(label(said or self.tr("(no words)"), copyable=True))
        holder = QWidget()
        flow = Flow(holder, margin=0)
        if self._may_change:
            back = button(self.tr("Put it back"), lambda: self.put_back.emit(text))
            back.setObjectName(f"older-back-{number}")
            flow.addWidget(back)
        copy = button(self.tr("Copy"), lambda: QGuiApplication.clipboard().setText(text))
        copy.setObjectName(f"older-copy-{number}")
        flow.addWidget(copy)
        card.column.addWidget(holder)
        return card
