"""The marker colours as buttons: each a colour with its name, never a colour alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from delegate_app.domain.annotations import INK_COLOURS, MARKER_COLOURS, Colour
from ui.context import Context
from ui.theme import INKS, MARKERS, TARGET, Space


class Swatches(QWidget):
    """Four colours; `chosen` with the one that was pressed."""

    chosen = Signal(object)

    def __init__(self, context: Context, *, named: bool = False, inks: bool = False) -> None:
        """With `named` its key stands beside each colour; name and key are its tool tip. `inks` for
        the tones of lines in place of the marker's."""
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.HAIR)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._buttons: dict[Colour, QToolButton] = {}
        tones = INKS if inks else MARKERS
        for number, colour in enumerate(INK_COLOURS if inks else MARKER_COLOURS, 1):
            made = QToolButton()
            name = context.words.of(colour)
            made.setText(str(number) if named else name)
            made.setAccessibleName(name)
            made.setToolTip(f"{name} ({number})" if named else name)
            made.setObjectName(f"{'ink' if inks else 'colour'}-{colour.value}")
            made.setIcon(swatch(tones[colour]))
            made.setIconSize(QSize(20, 20))
            made.setCheckable(not named)
            styles = Qt.ToolButtonStyle
            made.setToolButtonStyle(
                styles.ToolButtonTextBesideIcon if named else styles.ToolButtonIconOnly
            )
            made.setMinimumSize(TARGET, TARGET)
            made.clicked.connect(lambda _checked=False, colour=colour: self.chosen.emit(colour))
            self._buttons[colour] = made
            self._group.addButton(made)
            line.addWidget(made)

    def show_colour(self, current: Colour) -> None:
        """Press in the colour that is used."""
        for colour, made in self._buttons.items():
            made.setChecked(colour is current)


def swatch(colour: str) -> QIcon:
    """A colour as a picture with an edge, so that it is seen on every ground."""
    image = QPixmap(40, 40)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colour))
    painter.setPen(QColor("#7f8a9a"))
    painter.drawRoundedRect(3, 3, 34, 34, 8, 8)
    painter.end()
    return QIcon(image)
