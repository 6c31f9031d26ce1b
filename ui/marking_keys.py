"""The keys for marking, noting and drawing; letters and digits alone count on the pages only, never in a text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from delegate_app.domain.annotations import AnnotationKind, Colour
from ui.mark_bar import MarkBar
from ui.note_taking import NoteTaking
from ui.page_canvas import PageCanvas
from ui.tool_strip import ToolStrip
from ui.tools import DRAWING, Tool

COLOURS = {
    AnnotationKind.HIGHLIGHT: Colour.YELLOW,
    AnnotationKind.UNDERLINE: Colour.BLUE,
    AnnotationKind.STRIKE_OUT: Colour.RED,
    AnnotationKind.NOTE: Colour.YELLOW,
    AnnotationKind.BOOKMARK: Colour.GREEN,
}
"""The colour a mark has when nobody chose one."""


class MarkingKeys(QObject):
    """Brings keys, and the release of the marker, to the note taking of one canvas."""

    def __init__(self, view: QWidget, canvas: PageCanvas, notes: NoteTaking) -> None:
        super().__init__(view)
        self._canvas = canvas
        self._notes = notes
        kinds, mark = AnnotationKind, self._mark
        everywhere: dict[str, Callable[[], object]] = {
            "Ctrl+H": lambda: mark(kinds.HIGHLIGHT),
            "Ctrl+U": lambda: mark(kinds.UNDERLINE),
            "Ctrl+D": lambda: mark(kinds.STRIKE_OUT),
            "Ctrl+B": lambda: mark(kinds.BOOKMARK),
            "Ctrl+M": lambda: mark(kinds.NOTE),
            "Ctrl+Shift+M": lambda: notes.mark(kinds.NOTE, Colour.PINK, ask=True),
        }
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, action in everywhere.items():
            QShortcut(QKeySequence(keys), view, action, context=within)
        take = notes.tools.take
        on_pages: dict[str, Callable[[], object]] = {
            "Ctrl+Z": notes.undo,
            "Ctrl+Y": notes.redo,
            "Ctrl+Shift+Z": notes.redo,
            "V": lambda: take(Tool.SELECT),
            "H": lambda: take(Tool.MARKER),
            "P": lambda: take(Tool.PEN),
            "E": lambda: take(Tool.ERASER),
            "T": lambda: take(Tool.TEXT_BOX),
            "A": lambda: take(Tool.ARROW),
            **{str(number + 1): partial(self._colour, number) for number in range(4)},
        }
        only = Qt.ShortcutContext.WidgetShortcut
        for keys, action in on_pages.items():
            QShortcut(QKeySequence(keys), canvas, action, context=only)
        self._lay_down = QShortcut(
            QKeySequence("Escape"), canvas, lambda: take(Tool.SELECT), context=only
        )
        self._place = QShortcut(QKeySequence("Return"), canvas, notes.put_text_box, context=only)
        notes.tools.changed.connect(self._follow_tool)
        canvas.viewport().installEventFilter(self)
        self._follow_tool()

    def _follow_tool(self) -> None:
        tool = self._notes.tools.tool
        self._lay_down.setEnabled(tool is not Tool.SELECT)
        self._place.setEnabled(tool is Tool.TEXT_BOX)

    def _mark(self, kind: AnnotationKind) -> None:
        self._notes.mark(kind, COLOURS[kind])

    def _colour(self, number: int) -> None:
        """Highlight what is selected; without a selection, give the tool in the hand that colour."""
        tools, selection = self._notes.tools, self._canvas.selection
        colour = tools.colours[number]
        if selection is not None and not selection.empty and tools.tool not in DRAWING:
            self._notes.mark(AnnotationKind.HIGHLIGHT, colour)
        else:
            tools.colour_with(colour)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The marker highlights what it was drawn over, when it is lifted."""
        released = event.type() == QEvent.Type.MouseButtonRelease
        if released and self._notes.tools.tool is Tool.MARKER:
            QTimer.singleShot(0, self, self._lift_marker)  # after the canvas has taken the release
        return False

    def _lift_marker(self) -> None:
        selection = self._canvas.selection
        if selection is not None and not selection.empty:
            self._notes.mark(AnnotationKind.HIGHLIGHT, self._notes.tools.marker)


def add_marking_keys(view: QWidget, canvas: PageCanvas, notes: NoteTaking) -> MarkingKeys:
    """The keys of a view that shows `canvas`; they live as long as the view."""
    return MarkingKeys(view, canvas, notes)


def connect_marks(marks: MarkBar, strip: ToolStrip, notes: NoteTaking) -> None:
    """Bring the presses on both bars to the note taking."""
    marks.highlight.connect(lambda colour: notes.mark(AnnotationKind.HIGHLIGHT, colour))
    marks.mark.connect(lambda kind: notes.mark(kind, COLOURS[kind]))
    marks.ask.connect(lambda: notes.mark(AnnotationKind.NOTE, Colour.PINK, ask=True))
    notes.history_known.connect(strip.show_history)
    strip.undo.connect(notes.undo)
    strip.redo.connect(notes.redo)
