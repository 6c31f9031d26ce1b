"""What stands before the desk: one quiet column under the program's name, with the language beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.assets import pixmap
from ui.context import Context
from ui.parts import Frame, button, label, row
from ui.theme import Space
from ui.words import PROGRAM

WIDTH = 520


class Gate(QScrollArea):
    """A centred card that scrolls when the window is low; `column` takes its contents."""

    language_chosen = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        ground.setObjectName("ground")
        outer = QHBoxLayout(ground)
        outer.setContentsMargins(Space.ROOM, Space.ROOM, Space.ROOM, Space.ROOM)
        holder = QWidget()
        holder.setMaximumWidth(WIDTH)
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(Space.ROOM)
        inner.addStretch(1)
        inner.addLayout(self._head())
        card = Frame("card", margin=Space.WIDE)
        card.column.setSpacing(Space.ROOM)
        self.column = card.column
        inner.addWidget(card)
        inner.addStretch(2)
        outer.addStretch(1)
        outer.addWidget(holder, 8)
        outer.addStretch(1)
        self.setWidget(ground)

    def _head(self) -> QHBoxLayout:
        mark = QLabel()
        image = pixmap("app", self.context.theme.colour("accent"), 32)
        if image is not None:
            mark.setPixmap(image)
        name = label(PROGRAM, "title", wrap=False)
        return row(mark, name, 1, self._language(), spacing=Space.SNUG)

    def _language(self) -> QWidget:
        """One button that names the other language in that language."""
        other, name = ("en", "English") if self.context.language == "vi" else ("vi", "Tiếng Việt")
        switch = button(name, lambda: self.language_chosen.emit(other), "link")
        switch.setObjectName("gate-language")
        return switch
