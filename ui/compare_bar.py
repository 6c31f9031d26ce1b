"""The bar above a comparison: which versions, which change, and one text or two."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from delegate_app.domain.documents import Document
from ui import dates
from ui.choice import Choice
from ui.context import Context
from ui.flow import Flow
from ui.paper_titles import title_of
from ui.parts import Elided, button, label, row
from ui.reader_bar import tool
from ui.theme import Space

BESIDE_TEXT = 58
"""Pixels for the frame, the arrow and the air of a choice; as wide as Qt asks, the bar would need a second row."""


class CompareBar(QFrame):
    """Back, title, the two versions, the change one is at, one text or two beside each other."""

    back = Signal()
    pair_chosen = Signal(str, str)
    stepped = Signal(int)
    side_by_side = Signal(bool)
    read = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("role", "bar")
        flow = Flow(self)
        back = tool(context, "back", self.tr("Back (Alt+Left)"), "compare-back")
        back.clicked.connect(lambda _checked=False: self.back.emit())
        self._title = Elided("strong")
        self._title.setObjectName("compare-title")
        self._title.setMinimumWidth(96)
        flow.addWidget(back)
        flow.add_elastic(self._title)
        self.old = self._choice(self.tr("Old version"), "compare-old")
        self.new = self._choice(self.tr("New version"), "compare-new")
        pair = QWidget()
        pair.setLayout(row(self.old, label("→", wrap=False), self.new, spacing=Space.TIGHT))
        flow.addWidget(pair)
        self._steps = self._stepper()
        flow.addWidget(self._steps)
        self.beside = button(self.tr("Side by side"), lambda: None)
        self.beside.setObjectName("compare-beside")
        self.beside.setCheckable(True)
        self.beside.toggled.connect(self.side_by_side)
        flow.addWidget(self.beside)
        read = button(self.tr("Read the new version"), self.read.emit)
        read.setObjectName("compare-read")
        flow.addWidget(read)

    def _choice(self, name: str, object_name: str) -> Choice:
        made = Choice(self._context.theme, name)
        made.setObjectName(object_name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        made.activated.connect(lambda _index: self._choose())
        return made

    def _stepper(self) -> QWidget:
        holder = QWidget()
        before = tool(
            self._context, "up", self.tr("Previous change (Shift+F7)"), "compare-previous"
        )
        after = tool(self._context, "down", self.tr("Next change (F7)"), "compare-next")
        self._place = label("", "body", wrap=False)
        self._place.setObjectName("compare-place")
        self._place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        before.clicked.connect(lambda _checked=False: self.stepped.emit(-1))
        after.clicked.connect(lambda _checked=False: self.stepped.emit(1))
        holder.setLayout(row(before, self._place, after, spacing=Space.HAIR))
        return holder

    def show_paper(self, paper: Document, old: str, new: str) -> None:
        """Name the paper and the two versions."""
        self._title.say(title_of(self._context, paper))
        for choice, chosen in ((self.old, old), (self.new, new)):
            choice.clear()
            widest = 0
            for version in paper.versions:
                text = self.tr("Version %1, %2").replace("%1", str(version.ordinal))
                text = text.replace("%2", dates.day(version.published_at))
                choice.addItem(text, version.sha256)
                widest = max(widest, choice.fontMetrics().horizontalAdvance(text))
            choice.setCurrentIndex(choice.findData(chosen))
            choice.setMaximumWidth(widest + BESIDE_TEXT)

    def show_tools(self, *, shown: bool) -> None:
        """Whether there are changes to step through."""
        self._steps.setVisible(shown)
        self.beside.setVisible(shown)

    def show_place(self, at: int, count: int) -> None:
        """Which change is looked at, from 1; 0 before the first."""
        text = self.tr("Change %1 of %2") if at else self.tr("%2 changes")
        self._place.setText(text.replace("%1", str(at)).replace("%2", str(count)))

    def _choose(self) -> None:
        old, new = str(self.old.currentData()), str(self.new.currentData())
        if old != new:
            self.pair_chosen.emit(old, new)
