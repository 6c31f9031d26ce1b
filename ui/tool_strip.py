"""The strip beside the pages: the tool in the hand, its colour and width, undo and redo."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from delegate_app.services.annotations import History
from ui.context import Context
from ui.parts import line
from ui.reader_bar import tool
from ui.swatches import swatch
from ui.theme import INKS, MARKERS, TARGET, Space
from ui.tools import DRAWING, WIDTHS, Tool, Tools


class ToolStrip(QScrollArea):
    """One column of buttons of 44 pixels; it scrolls where the window is low, and always has room for its scroll bar beside
    the buttons: so that none is cut, and none moves when the bar comes."""

    undo = Signal()
    redo = Signal()

    def __init__(self, context: Context, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._tools = tools
        self.setObjectName("tool-strip")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._holder = holder = QFrame()
        holder.setProperty("role", "strip")
        column = QVBoxLayout(holder)
        column.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, Space.HAIR)
        column.setSpacing(Space.HAIR)
        self._buttons = {each: self._tool_button(each) for each in Tool}
        for made in self._buttons.values():
            column.addWidget(made)
        column.addWidget(line())
        self._colour = tool(context, "", "", "tool-colour")
        self._colour.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._colour.setMenu(self._menu)
        self._colour.setIconSize(QSize(24, 24))
        column.addWidget(self._colour)
        column.addWidget(line())
        self._undo = tool(context, "undo", self.tr("Undo (Ctrl+Z)"), "tool-undo")
        self._redo = tool(context, "redo", self.tr("Redo (Ctrl+Y)"), "tool-redo")
        self._undo.clicked.connect(lambda _checked=False: self.undo.emit())
        self._redo.clicked.connect(lambda _checked=False: self.redo.emit())
        column.addWidget(self._undo)
        column.addWidget(self._redo)
        column.addStretch(1)
        self.setWidget(holder)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.show_history(History(undo=False, redo=False))
        tools.changed.connect(self._show)
        self._show()

    def sizeHint(self) -> QSize:
        """Asked for anew whenever style, font or scale change, which make buttons and bar wider."""
        column = self._holder.sizeHint()
        return QSize(column.width() + self.verticalScrollBar().sizeHint().width(), column.height())

    def minimumSizeHint(self) -> QSize:
        """It scrolls rather than hold the window open."""
        return QSize(self.sizeHint().width(), 2 * TARGET)

    def show_history(self, history: History) -> None:
        """Whether there is something to undo, and to do again."""
        self._undo.setEnabled(history.undo)
        self._redo.setEnabled(history.redo)

    def _tool_button(self, each: Tool) -> QToolButton:
        texts = {
            Tool.SELECT: ("pointer", self.tr("Select words (V)")),
            Tool.MARKER: ("highlight", self.tr("Marker: highlight words (H)")),
            Tool.PEN: ("pen", self.tr("Pen (P)")),
            Tool.ERASER: ("eraser", self.tr("Eraser: removes whole strokes (E)")),
            Tool.TEXT_BOX: ("text-box", self.tr("Text box (T); Enter puts one on the page")),
            Tool.ARROW: ("arrow", self.tr("Arrow (A)")),
        }
        icon_name, text = texts[each]
        made = tool(self._context, icon_name, text, f"tool-{each.value}")
        made.setCheckable(True)
        made.clicked.connect(lambda _checked=False: self._tools.take(each))
        return made

    def _show(self) -> None:
        for each, made in self._buttons.items():
            made.setChecked(each is self._tools.tool)
        said = self.tr("Colour: %1 (keys 1 to 4)").replace(
            "%1", self._context.words.of(self._tools.colour)
        )
        self._colour.setToolTip(said)
        self._colour.setAccessibleName(said)
        self._colour.setIcon(self._shown(self._tools.colour.value))

    def _shown(self, value: str) -> QIcon:
        tones = INKS if self._tools.tool in DRAWING else MARKERS
        return swatch(next(tone for colour, tone in tones.items() if colour.value == value))

    def _fill_menu(self) -> None:
        menu, tools = self._menu, self._tools
        menu.clear()
        colours = QActionGroup(menu)
        for number, colour in enumerate(tools.colours, 1):
            text = f"{self._context.words.of(colour)}\t{number}"
            action = QAction(self._shown(colour.value), text, colours)
            action.setCheckable(True)
            action.setChecked(colour is tools.colour)
            action.triggered.connect(lambda _on=False, colour=colour: tools.colour_with(colour))
            menu.addAction(action)
        if tools.tool not in (Tool.PEN, Tool.ARROW):
            return
        menu.addSeparator()
        widths = QActionGroup(menu)
        names = (self.tr("Fine line"), self.tr("Middle line"), self.tr("Broad line"))
        for width, name in zip(WIDTHS, names, strict=True):
            action = QAction(name, widths)
            action.setCheckable(True)
            action.setChecked(width == tools.width)
            action.triggered.connect(lambda _on=False, width=width: tools.draw_with(width))
            menu.addAction(action)
