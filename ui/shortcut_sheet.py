"""F1: everything the keyboard does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.parts import heading, label
from ui.theme import TARGET, Space


class ShortcutSheet(QDialog):
    """A sheet with all shortcuts, closed with Escape."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard"))
        self.setObjectName("shortcut-sheet")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.ROOM)
        column.setSpacing(Space.ROOM)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setHorizontalSpacing(Space.WIDE)
        grid.setVerticalSpacing(Space.TIGHT)
        line = 0
        for title, keys in self.groups():
            grid.addWidget(heading(title, "strong"), line, 0, 1, 2)
            for number, (key, text) in enumerate(keys, start=line + 1):
                grid.addWidget(
                    label(key, "muted", wrap=False), number, 0, Qt.AlignmentFlag.AlignTop
                )
                grid.addWidget(label(text), number, 1)
            line += len(keys) + 1
        grid.setColumnStretch(1, 1)
        area.setWidget(holder)
        column.addWidget(area)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setMinimumHeight(TARGET)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(min(620, parent.width() - 32), min(640, parent.height() - 32))

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What is listed: for each place its keys and what they do."""
        return [
            (
                self.tr("Everywhere"),
                [
                    ("Ctrl+1 ... Ctrl+5", self.tr("Home, programme, voting, notes, settings")),
                    ("Ctrl+K, Ctrl+Shift+F", self.tr("Search everything")),
                    ("Ctrl+L", self.tr("Lock the desk")),
                    ("Tab, Shift+Tab", self.tr("To the next or previous control")),
                    ("F1", self.tr("This sheet")),
                ],
            ),
            (
                self.tr("Lists"),
                [("↑ ↓, Enter", self.tr("Move, open"))],
            ),
            (
                self.tr("Reading"),
                [
                    ("Space, Page Up, Page Down", self.tr("Scroll by a screen")),
                    ("Ctrl+Page Up, Ctrl+Page Down", self.tr("Previous, next page")),
                    ("Ctrl+G", self.tr("Go to a page")),
                    ("Ctrl++, Ctrl+-", self.tr("Larger, smaller")),
                    ("Ctrl+0, Ctrl+9", self.tr("Fit the width, whole page")),
                    (
                        "Ctrl+Shift+1, Ctrl+Shift+2, Ctrl+Shift+3",
                        self.tr("Pages one below the other, one at a time, two side by side"),
                    ),
                    ("Ctrl+R, Ctrl+Shift+R", self.tr("Turn to the right, to the left")),
                    ("F7", self.tr("Hide or show the margins")),
                    ("Ctrl+Shift+D", self.tr("Next paper colour: white, sepia, night")),
                    ("F4", self.tr("Pages and contents beside the paper")),
                    ("F8", self.tr("Read aloud, fall silent")),
                    ("F11", self.tr("Full screen")),
                    ("F6", self.tr("A second paper beside this one")),
                    ("Ctrl+F, F3, Shift+F3", self.tr("Find, next hit, previous hit")),
                    ("Shift+Arrow, Ctrl+Shift+Arrow", self.tr("Select letters and lines, words")),
                    (
                        self.tr("Shift+click"),
                        self.tr("Select on to this place, over pages (ten at most)"),
                    ),
                    ("Ctrl+C", self.tr("Copy the selected words")),
                    ("Ctrl+Shift+C", self.tr("Copy them with paper, version and page")),
                    ("Ctrl+Shift+L", self.tr("Links on this page")),
                    ("F9", self.tr("Notes beside the paper")),
                    ("Alt+Left, Alt+Right", self.tr("Back, forward, across papers")),
                    ("Ctrl+Tab, Ctrl+Shift+Tab", self.tr("Next, previous open paper")),
                    ("Ctrl+W", self.tr("Close this paper")),
                ],
            ),
            (self.tr("Marking and drawing"), self._marking()),
        ]

    def _marking(self) -> list[tuple[str, str]]:
        return [
            ("Ctrl+H, 1 ... 4", self.tr("Highlight the selected words, in the colour of that key")),
            ("Ctrl+U, Ctrl+D", self.tr("Underline, strike out the selected words")),
            ("Ctrl+M", self.tr("Write a note on the selected words, or on the page")),
            ("Ctrl+Shift+M", self.tr("A note to ask in the sitting")),
            ("Ctrl+B", self.tr("Bookmark the selected words")),
            ("Ctrl+Z, Ctrl+Y", self.tr("Undo, redo on this paper")),
            (
                "V, H, P, E, T, A",
                self.tr("Hand, marker, pen, eraser, text box, arrow (on the pages)"),
            ),
            ("T, Enter", self.tr("A text box where you read")),
            ("Escape", self.tr("Lay the tool down")),
            ("Ctrl+P", self.tr("Print pages or papers, with or without notes")),
        ]
