"""The rail at the left: the six places of the desk, and the lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.assets import icon
from ui.context import Context
from ui.parts import label
from ui.theme import TARGET, Space
from ui.words import PROGRAM

WIDE, NARROW = 208, 104
ICON, SMALL_ICON = 24, 20
AROUND = 12
"""Pixels above, between and below icon and words that stand under each other."""


@dataclass(frozen=True)
class Stop:
    """A place one can go to."""

    name: str
    icon: str
    text: str
    keys: str


class Rail(QFrame):
    """Shows where one is; `chosen` with the name of the place that was pressed."""

    chosen = Signal(str)
    lock = Signal()

    def __init__(
        self, context: Context, stops: Sequence[Stop], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("role", "rail")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        area.setObjectName("rail-area")
        holder.setObjectName("rail-holder")
        self._column = column = QVBoxLayout(holder)
        column.setContentsMargins(Space.TIGHT, Space.TIGHT, Space.TIGHT, Space.TIGHT)
        column.setSpacing(Space.HAIR)
        self._name = label(PROGRAM, "title", wrap=False)
        self._name.setContentsMargins(Space.TIGHT, 0, 0, Space.TIGHT)
        column.addWidget(self._name)
        self._buttons: dict[str, QToolButton] = {}
        for stop in stops:
            made = self._button(stop)
            made.setCheckable(True)
            made.clicked.connect(lambda _checked=False, name=stop.name: self.chosen.emit(name))
            self._buttons[stop.name] = made
            column.addWidget(made)
        column.addStretch(1)
        self._icons = {stop.name: stop.icon for stop in stops} | {"lock": "lock"}
        lock = self._button(Stop("lock", "lock", self.tr("Lock"), "Ctrl+L"))
        lock.clicked.connect(lambda _checked=False: self.lock.emit())
        self._buttons["lock"] = lock
        column.addWidget(lock)
        area.setWidget(holder)
        outer.addWidget(area)
        self.set_narrow(narrow=False)

    def show_place(self, name: str) -> None:
        """Press in the button of the place one is at."""
        # No button group: in an exclusive one Tab reaches the pressed button only.
        for other, made in self._buttons.items():
            made.setChecked(other == name)

    def set_narrow(self, *, narrow: bool) -> None:
        """With little width the words stand small below the icons."""
        self._name.setVisible(not narrow)
        styles = Qt.ToolButtonStyle
        self.setFixedWidth(
            round((NARROW if narrow else WIDE) * max(1.0, self._context.theme.percent / 100))
        )
        self._column.setSpacing(Space.HAIR // 2 if narrow else Space.HAIR)
        for name, made in self._buttons.items():
            made.setProperty("narrow", narrow)
            size = SMALL_ICON if narrow else ICON
            made.setIcon(icon(self._icons[name], self._context.theme.colour("text"), size))
            made.setIconSize(QSize(size, size))
            made.setToolButtonStyle(
                styles.ToolButtonTextUnderIcon if narrow else styles.ToolButtonTextBesideIcon
            )
            made.style().polish(made)
            # After the style sheet, which sets a height of its own: icon, words and what stands around them.
            words = QFontMetrics(made.font()).height()
            made.setMinimumHeight(SMALL_ICON + words + AROUND if narrow else TARGET)

    def _button(self, stop: Stop) -> QToolButton:
        made = QToolButton()
        made.setProperty("role", "rail")
        made.setObjectName(f"rail-{stop.name}")
        made.setText(stop.text)
        made.setAccessibleName(stop.text)
        made.setToolTip(f"{stop.text} ({stop.keys})")
        made.setMinimumHeight(TARGET)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return made
