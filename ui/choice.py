"""A drop-down list with an arrow in the theme's own colour; style sheets can only show one from a file."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from ui.assets import pixmap
from ui.theme import TARGET, Space, Theme

ARROW = 16


class Choice(QComboBox):
    """A combo box of the window's own look. A text without room ends in an ellipsis; its list is as wide as its texts."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """`name` is what screen readers call it."""
        super().__init__(parent)
        self._arrow = pixmap("down", theme.colour("text"), ARROW)
        self.setAccessibleName(name)
        self.setMinimumHeight(TARGET)
        self.currentTextChanged.connect(self.setToolTip)

    def sizeHint(self) -> QSize:
        """Room for the text, the arrow, and air between them."""
        return super().sizeHint() + QSize(ARROW + Space.SNUG, 0)

    def shown_text(self) -> str:
        """The current text as it fits."""
        mode = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentText(), mode, self._room())

    def _room(self) -> int:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        return self.style().subControlRect(control, option, part, self).width() - Space.HAIR

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        if self._arrow is not None:
            left = self.width() - ARROW - Space.SNUG
            painter.drawPixmap(left, (self.height() - ARROW) // 2, self._arrow)
        painter.end()

    def showPopup(self) -> None:
        """Open the list, wide enough for its longest text where the window is."""
        wanted = self.view().sizeHintForColumn(0) + 2 * Space.WIDE
        self.view().setMinimumWidth(max(self.width(), min(wanted, self.window().width())))
        super().showPopup()
