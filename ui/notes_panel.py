"""The notes beside a paper: a list that jumps, and an editor for the one that is current."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from delegate_app.domain.annotation_groups import grouped
from delegate_app.domain.annotations import Annotation
from ui import row_texts
from ui.context import Context
from ui.note_editor import NoteChange, NoteEditor
from ui.parts import button, heading, label, row
from ui.rows import RowList
from ui.theme import TARGET, Space

__all__ = ["NoteChange", "NotesPanel"]

LIST_HEIGHT = 120
"""Pixels that the list keeps in a low window, where the panel scrolls."""
UNDO_MS = 12_000
"""How long a deleted note can be brought back with one press."""


class NotesPanel(QFrame):
    """Lists marks and notes of one version; the strokes of a drawing are one row."""

    jumped = Signal(str)
    changed = Signal(object)
    """A `NoteChange` to be kept."""
    removed = Signal(str)
    undone = Signal()
    asked_note = Signal()
    """A note on the selected words, or on the page."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._notes: dict[str, Annotation] = {}
        self._row_of: dict[str, str] = {}
        self.setProperty("role", "card")
        self.setMinimumWidth(240)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, Space.HAIR)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self._area)
        holder = QWidget()
        holder.setObjectName("notes-holder")
        self._area.setWidget(holder)
        column = QVBoxLayout(holder)
        column.setContentsMargins(Space.TIGHT, Space.TIGHT, Space.TIGHT, Space.TIGHT)
        column.setSpacing(Space.TIGHT)
        self._title = heading(self.tr("Notes"), "title")
        self._title.setAccessibleName(self.tr("Notes on this paper"))
        self._title.setMinimumWidth(0)
        self.files = QPushButton(self.tr("Print, save..."))
        self.files.setObjectName("note-files-button")
        self.files.setMinimumHeight(TARGET)
        head = row(self._title, self.files)
        head.setStretch(0, 1)
        column.addLayout(head)
        self._empty = label(
            self.tr(
                "Select words on the page, then mark them or write a note; or press and hold where a note belongs. Only you can read your notes."
            ),
            "muted",
        )
        column.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        self.list = RowList(context.theme, self.tr("Notes on this paper"))
        self.list.setObjectName("notes-list")
        self.list.opened.connect(self._open)
        self.list.setMinimumHeight(LIST_HEIGHT)
        across = QSizePolicy.Policy.Expanding
        self.list.setSizePolicy(across, QSizePolicy.Policy.Ignored)  # it takes what the rest leaves
        column.addWidget(self.list, 1)
        add = button(self.tr("Add a note on this page"), self.asked_note.emit)
        add.setObjectName("note-add")
        column.addWidget(add)
        self._said = label("", "small")
        self._said.setObjectName("notes-panel-said")
        self._said.hide()
        column.addWidget(self._said)
        self.editor = NoteEditor(context)
        self.editor.changed.connect(self.changed)
        self.editor.removed.connect(self.removed)
        self.editor.hide()
        column.addWidget(self.editor)
        column.addWidget(self._make_undo())

    def _make_undo(self) -> QWidget:
        self._undo = QFrame()
        self._undo.setProperty("role", "notice")
        undo = button(self.tr("Undo"), self._take_back)
        undo.setObjectName("note-undo")
        line = row(label(self.tr("Note deleted.")), undo)
        line.setContentsMargins(Space.TIGHT, Space.HAIR, Space.TIGHT, Space.HAIR)
        self._undo.setLayout(line)
        self._undo.hide()
        self._undo_timer = QTimer(self)
        self._undo_timer.setSingleShot(True)
        self._undo_timer.timeout.connect(self._undo.hide)
        return self._undo

    # ------------------------------------------------------------------ what is shown

    def show_notes(self, notes: Sequence[Annotation], version: str) -> None:
        """Show these notes in page order; the text being written stays as it is. `version` is the one that is read:
        notes made on another say so."""
        self._notes = {note.id: note for note in notes}
        ordered = sorted(notes, key=lambda n: (n.anchor.page, n.anchor.start, n.created_at))
        groups = grouped(ordered)
        self._row_of = {note.id: group[0].id for group in groups for note in group}
        earlier = self.tr("from an earlier version")
        rows = [
            row_texts.annotation(
                self._context,
                group[0],
                where="" if group[0].version_sha256 == version else earlier,
                strokes=len(group),
            )
            for group in groups
        ]
        self.list.show_rows(rows)
        self._empty.setVisible(not notes)
        self.list.setVisible(bool(notes))
        current = self._notes.get(self.editor.note_id)
        if current is not None:
            self.editor.refresh(current)
        elif self.editor.note_id or self.editor.isVisible():
            self.editor.close_note()
            self.editor.hide()

    def edit(self, note_id: str, *, focus: bool) -> None:
        """Make a note, or the drawing it belongs to, current and show its text to edit."""
        note = self._notes.get(self._row_of.get(note_id, ""))
        if note is None:
            return
        self._said.hide()
        self.editor.edit(note)
        self.list.select(note.id)
        self.editor.show()
        # After the layout made room for it.
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.editor))
        if focus:
            self.editor.text.setFocus()

    def say(self, text: str) -> None:
        """A sentence about what came of a file."""
        self._said.setText(text)
        self._said.show()

    def keep(self) -> None:
        """Keep the text of the current note, if it was changed."""
        self.editor.keep()

    def offer_undo(self) -> None:
        """Say that a note was deleted, and offer to take that back."""
        self._undo.show()
        self._undo_timer.start(UNDO_MS)

    def _take_back(self) -> None:
        self._undo.hide()
        self.undone.emit()

    def _open(self, note_id: str) -> None:
        self.jumped.emit(note_id)
        self.edit(note_id, focus=False)
