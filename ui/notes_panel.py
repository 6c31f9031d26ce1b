"""The notes beside a paper: a list that jumps, and an editor for the one that is current."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from delegate_app.domain.annotations import Annotation
from ui import row_texts
from ui.context import Context
from ui.flow import Flow
from ui.parts import button, heading, label, row
from ui.rows import RowList
from ui.swatches import Swatches
from ui.theme import Space

LIST_HEIGHT = 120
"""Pixels that the list keeps in a low window, where the panel scrolls."""
UNDO_MS = 12_000
"""How long a deleted note can be brought back with one press."""


class NoteEdit(QPlainTextEdit):
    """A text that says when the person left it."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class NotesPanel(QFrame):
    """Lists marks and notes of one version. A text is kept when the field is left, and on Ctrl+Enter."""

    jumped = Signal(str)
    edited = Signal(str, str)
    recoloured = Signal(str, object)
    removed = Signal(str)
    undone = Signal()
    asked_note = Signal()
    """A note on the selected words, or on the page."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._notes: dict[str, Annotation] = {}
        self._current = ""
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
        self._title = heading(self.tr("Notes on this paper"), "title")
        column.addWidget(self._title)
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
        column.addWidget(self.list, 1)
        add = button(self.tr("Add a note on this page"), self.asked_note.emit)
        add.setObjectName("note-add")
        column.addWidget(add)
        column.addWidget(self._make_editor())
        column.addWidget(self._make_undo())

    def _make_editor(self) -> QWidget:
        self._editor = QWidget()
        column = QVBoxLayout(self._editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TIGHT)
        self.text = NoteEdit()
        self.text.setObjectName("note-text")
        self.text.setAccessibleName(self.tr("Text of the note"))
        self.text.setPlaceholderText(self.tr("Write your note here"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(112)
        self.text.left.connect(self.keep)
        QShortcut(
            QKeySequence("Ctrl+Return"),
            self.text,
            self.keep,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        self._older = label("", "small")
        self.swatches = Swatches(self._context)
        self.swatches.chosen.connect(lambda colour: self.recoloured.emit(self._current, colour))
        flow_holder = QWidget()
        flow = Flow(flow_holder, margin=0)
        flow.addWidget(self.swatches)
        save = button(self.tr("Keep the note"), self.keep)
        save.setObjectName("note-keep")
        remove = button(self.tr("Delete"), lambda: self.removed.emit(self._current))
        remove.setObjectName("note-delete")
        flow.addWidget(save)
        flow.addWidget(remove)
        column.addWidget(self.text)
        column.addWidget(self._older)
        column.addWidget(flow_holder)
        self._editor.hide()
        return self._editor

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

    def show_notes(self, notes: Sequence[Annotation]) -> None:
        """Show these notes in page order; the text being written stays as it is."""
        self._notes = {note.id: note for note in notes}
        ordered = sorted(notes, key=lambda n: (n.anchor.page, n.anchor.start, n.created_at))
        self.list.show_rows([row_texts.annotation(self._context, note) for note in ordered])
        self._empty.setVisible(not notes)
        self.list.setVisible(bool(notes))
        if self._current not in self._notes:
            self._current = ""
            self._editor.hide()

    def edit(self, note_id: str, *, focus: bool) -> None:
        """Make a note current and show its text to edit."""
        note = self._notes.get(note_id)
        if note is None:
            return
        self.keep()
        self._current = note_id
        self.list.select(note_id)
        self.text.setPlainText(note.text)
        self.swatches.show_colour(note.colour)
        older = self.tr("Older text, kept: %1").replace("%1", " | ".join(note.older))
        self._older.setText(older if note.older else "")
        self._older.setVisible(bool(note.older))
        self._editor.show()
        # After the layout made room for it.
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self._editor))
        if focus:
            self.text.setFocus()

    def keep(self) -> None:
        """Keep the text of the current note, if it was changed."""
        note = self._notes.get(self._current)
        text = unicodedata.normalize("NFC", self.text.toPlainText()).strip()
        if note is not None and text != note.text:
            self.edited.emit(note.id, text)

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
