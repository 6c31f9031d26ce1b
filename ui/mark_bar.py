"""What to do with the selected words: mark them, note on them, copy them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from delegate_app.domain.annotations import AnnotationKind
from ui.context import Context
from ui.flow import Flow
from ui.parts import button, label
from ui.swatches import Swatches


class MarkBar(QFrame):
    """Shown while words are selected. `highlight` with a colour, `mark` with another kind."""

    highlight = Signal(object)
    mark = Signal(object)
    ask = Signal()
    """A note on the words that is to be asked in the sitting."""
    copy = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        flow = Flow(self)
        flow.addWidget(label(self.tr("Highlight:"), wrap=False))
        self.swatches = Swatches(context, named=True)
        self.swatches.chosen.connect(self.highlight)
        flow.addWidget(self.swatches)
        kinds = AnnotationKind
        for text, keys, name, action in (
            (
                self.tr("Underline"),
                "Ctrl+U",
                "mark-underline",
                lambda: self.mark.emit(kinds.UNDERLINE),
            ),
            (
                self.tr("Strike out"),
                "Ctrl+D",
                "mark-strike-out",
                lambda: self.mark.emit(kinds.STRIKE_OUT),
            ),
            (self.tr("Write a note"), "Ctrl+M", "mark-note", lambda: self.mark.emit(kinds.NOTE)),
            (self.tr("Ask in the sitting"), "Ctrl+Shift+M", "mark-ask", self.ask.emit),
            (
                self.tr("Bookmark"),
                "Ctrl+B",
                "mark-bookmark",
                lambda: self.mark.emit(kinds.BOOKMARK),
            ),
            (self.tr("Copy"), "Ctrl+C", "mark-copy", self.copy.emit),
        ):
            made = button(text, action)
            made.setObjectName(name)
            made.setToolTip(f"{text} ({keys})")
            flow.addWidget(made)
