"""The tool in the hand: which one, its colour, and how wide it draws."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal

from delegate_app.domain.annotations import INK_COLOURS, MARKER_COLOURS, Colour


class Tool(Enum):
    """What a press on the page does."""

    SELECT = "select"
    MARKER = "marker"
    PEN = "pen"
    ERASER = "eraser"
    TEXT_BOX = "text-box"
    ARROW = "arrow"


DRAWING = frozenset({Tool.PEN, Tool.ERASER, Tool.TEXT_BOX, Tool.ARROW})
"""Tools that take the press away from the words below."""
WIDTHS = (1.0, 1.8, 3.2)
"""Fine, middle and broad, in points."""
ERASER_RADIUS = 4.0


class Tools(QObject):
    """Starts with the hand that selects. `changed` when tool, colour or width is another."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tool = Tool.SELECT
        self.marker = MARKER_COLOURS[0]
        self.ink = INK_COLOURS[1]
        self.width = WIDTHS[1]

    @property
    def colours(self) -> tuple[Colour, ...]:
        """The colours that the tool in the hand can have, in the order of the keys 1 to 4."""
        return INK_COLOURS if self.tool in DRAWING else MARKER_COLOURS

    @property
    def colour(self) -> Colour:
        """The colour of the tool in the hand."""
        return self.ink if self.tool in DRAWING else self.marker

    def take(self, tool: Tool) -> None:
        """Take a tool into the hand."""
        self.tool = tool
        self.changed.emit()

    def colour_with(self, colour: Colour) -> None:
        """Give the tool in the hand a colour."""
        if self.tool in DRAWING:
            self.ink = colour
        else:
            self.marker = colour
        self.changed.emit()

    def draw_with(self, width: float) -> None:
        """Draw so wide from now on, in points."""
        self.width = width
        self.changed.emit()
