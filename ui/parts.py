"""The pieces every view is built of: labels by role, buttons, cards, notices, chips, and columns that scroll."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import TARGET, Space

COLUMN = 960
"""Widest column of text in pixels."""


def label(text: str, role: str = "body", *, wrap: bool = True, copyable: bool = False) -> QLabel:
    """A text in a role of the type scale."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    if copyable:
        flags = Qt.TextInteractionFlag
        made.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        made.setAccessibleName(text)
    return made


def chip(text: str, tone: str = "") -> QLabel:
    """A short mark with words; the colour only repeats what they say."""
    made = label(text, "chip", wrap=False)
    made.setProperty("tone", tone)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return made


def button(text: str, on_press: Callable[[], object], role: str = "") -> QPushButton:
    """A button at least 44 pixels high. `role`: primary, link, choice or none."""
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setMinimumHeight(TARGET)
    made.setAutoDefault(role == "primary")
    made.clicked.connect(lambda _checked=False: on_press())
    return made


class Frame(QFrame):
    """A framed column: a card, or a notice with a tone."""

    def __init__(self, role: str = "card", tone: str = "", *, margin: int = Space.ROOM) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(Space.TIGHT)


def notice(text: str, tone: str, *, title: str = "") -> Frame:
    """A boxed sentence that stays: danger, caution, good or plain. Screen readers meet its words as its name."""
    box = Frame("notice", tone, margin=Space.SNUG)
    if title:
        box.column.addWidget(label(title, "strong"))
    box.column.addWidget(label(text))
    box.setAccessibleName(f"{title} {text}".strip())
    return box


def call_to(text: str, tone: str, *made: QPushButton) -> Frame:
    """A boxed sentence with what to do about it at its end."""
    box = Frame("notice", tone, margin=Space.TIGHT)
    sentence = label(text)
    line = row(sentence, *made, spacing=Space.ROOM)
    line.setStretch(0, 1)
    box.column.addLayout(line)
    box.setAccessibleName(text)
    return box


def row(*widgets: QWidget | int, spacing: int = Space.TIGHT) -> QHBoxLayout:
    """Widgets side by side; a number stands for a stretch."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for widget in widgets:
        if isinstance(widget, int):
            made.addStretch(widget)
        else:
            made.addWidget(widget)
    return made


class Elided(QLabel):
    """One line that ends in an ellipsis where it has no room; the whole text is its tool tip and its name."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show `text`."""
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        mode = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._whole, mode, max(40, self.width() - 4)))


def clear(layout: QLayout) -> None:
    """Afterwards the layout is empty and its widgets are gone."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


class Page(QScrollArea):
    """A page of a view: one scrolling column with margins, never wider than reads well."""

    def __init__(self, parent: QWidget | None = None, *, widest: int = COLUMN) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        ground = QWidget()
        ground.setObjectName("ground")
        outer = QHBoxLayout(ground)
        outer.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        holder = QWidget()
        holder.setMaximumWidth(widest)
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(holder)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.ROOM)
        outer.addWidget(holder, 1000, Qt.AlignmentFlag.AlignTop)
        outer.addStretch(1)
        self.setWidget(ground)

    def minimumSizeHint(self) -> QSize:
        """A page scrolls rather than hold the window open."""
        return QSize(280, 160)


def heading(text: str, role: str = "heading") -> QLabel:
    """A heading that screen readers can reach by its name."""
    made = label(text, role)
    made.setAccessibleName(text)
    return made


def line() -> QFrame:
    """A thin rule."""
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made
