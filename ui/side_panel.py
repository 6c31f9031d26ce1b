"""What stands at the left of a paper: small pictures of its pages, or its contents."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.context import Context
from ui.flow import Flow
from ui.theme import TARGET, Space


class SidePanel(QFrame):
    """Parts under one row of buttons; one part is shown. `opened` with the name of the one that came to the front."""

    opened = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        del context
        self.setProperty("role", "side")
        self.setObjectName("side-panel")
        self.setMinimumWidth(208)
        self._names: list[str] = []
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._head = Flow(margin=Space.HAIR)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, 0)
        column.setSpacing(Space.HAIR)
        column.addLayout(self._head)
        column.addWidget(self._stack, 1)

    def add(self, name: str, text: str, part: QWidget) -> None:
        """Add a part under the words `text`."""
        made = QToolButton()
        made.setText(text)
        made.setCheckable(True)
        made.setObjectName(f"side-{name}")
        made.setMinimumSize(TARGET, TARGET)
        made.clicked.connect(lambda _checked=False: self.show_part(name))
        self._group.addButton(made)
        self._head.addWidget(made)
        self._stack.addWidget(part)
        self._names.append(name)
        self._buttons[name] = made
        if len(self._names) == 1:
            made.setChecked(True)

    def show_part(self, name: str) -> None:
        """Bring a part to the front."""
        self._stack.setCurrentIndex(self._names.index(name))
        self._buttons[name].setChecked(True)
        self.opened.emit(name)

    @property
    def part(self) -> str:
        """The name of the part in front."""
        return self._names[self._stack.currentIndex()]

    def focus_part(self) -> None:
        """Give the keyboard to the part in front."""
        shown = self._stack.currentWidget()
        if shown is not None:
            (shown.focusProxy() or shown).setFocus()
