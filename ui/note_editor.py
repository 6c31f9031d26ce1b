"""The editor of one note: its text, its colour, whether it is to be asked in the sitting, and its tags."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from delegate_app.domain.annotations import IN_INK, Annotation, AnnotationKind, Colour, tidy_tags
from ui.assets import icon
from ui.context import Context
from ui.fields import typed
from ui.flow import Flow
from ui.older_texts import OlderTexts
from ui.parts import button, label
from ui.swatches import Swatches
from ui.theme import TARGET, Space

PAUSE_MS = 700
"""A text is kept when the hand rested so long, so that a crash loses a word and not a thought."""


@dataclass(frozen=True)
class NoteChange:
    """What is to be changed on a note; None stays. `continuing` when it is typed on, as part of the last change."""

    note_id: str
    text: str | None = None
    colour: Colour | None = None
    tags: tuple[str, ...] | None = None
    ask: bool | None = None
    continuing: bool = False


class NoteEdit(QPlainTextEdit):
    """A text that says when the person left it."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class NoteEditor(QWidget):
    """Keeps what is typed at every pause, when a field is left, and on Ctrl+Enter."""

    changed = Signal(object)
    removed = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note: Annotation | None = None
        self._kept = ""
        self._typing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TIGHT)
        self.newer = label(
            self.tr(
                "A newer version of the program made this note. It is kept as it is and can only be looked at here."
            ),
            "muted",
        )
        self.text = NoteEdit()
        self.text.setObjectName("note-text")
        self.text.setAccessibleName(self.tr("Text of the note"))
        self.text.setPlaceholderText(self.tr("Write your note here"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(88)
        self.text.left.connect(self.keep)
        self.text.textChanged.connect(self._typed)
        self.older = OlderTexts()
        self.older.put_back.connect(self._put_back)
        self.ask = QPushButton(self.tr("Ask in the sitting"))
        self.ask.setObjectName("note-ask")
        self.ask.setCheckable(True)
        self.ask.setMinimumHeight(TARGET)
        self._flag = icon("flag", context.theme.colour("text"))
        self._asked = icon("check", context.theme.colour("on_soft"))
        self.ask.clicked.connect(lambda on: self._change(ask=bool(on)))
        self.ask.toggled.connect(self._show_ask)
        self.tags = QLineEdit()
        self.tags.setObjectName("note-tags")
        self.tags.setMinimumHeight(TARGET)
        self.tags.setAccessibleName(self.tr("Tags of the note"))
        self.tags.setPlaceholderText(self.tr("Tags, for example: budget, staff"))
        self.tags.editingFinished.connect(self._keep_tags)
        self.swatches = Swatches(context)
        self.inks = Swatches(context, inks=True)
        for swatches in (self.swatches, self.inks):
            swatches.chosen.connect(lambda colour: self._change(colour=colour))
        for part in (self.newer, self.text, self.older, self.ask, self.tags, self._actions()):
            column.addWidget(part)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._keep_typed)
        keys = Qt.ShortcutContext.WidgetShortcut
        QShortcut(QKeySequence("Ctrl+Return"), self.text, self.keep, context=keys)

    def _actions(self) -> QWidget:
        """The colours, and below them what is done: lines of the same height however wide the panel is."""
        holder = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Space.HAIR)
        flow = Flow(margin=0)
        self._save = button(self.tr("Keep the note"), self.keep)
        self._save.setObjectName("note-keep")
        remove = button(self.tr("Delete"), self._remove)
        remove.setObjectName("note-delete")
        flow.addWidget(self._save)
        flow.addWidget(remove)
        for swatches in (self.swatches, self.inks):
            lines.addWidget(swatches, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addLayout(flow)
        return holder

    @property
    def note_id(self) -> str:
        """The note that is edited, or ""."""
        return self._note.id if self._note else ""

    def edit(self, note: Annotation) -> None:
        """Show a note to edit; what was typed on another is kept first."""
        self.keep()
        self._note, self._kept, self._typing = None, note.text, False
        self.text.setPlainText(note.text)
        self._note = note
        self.tags.setText(", ".join(note.tags))
        self.refresh(note)

    def refresh(self, note: Annotation) -> None:
        """The same note came anew: show all of it but what is being typed."""
        self._note = note
        newer = note.kind is AnnotationKind.NEWER
        self.newer.setVisible(newer)
        for part in (self.ask, self.tags, self._save):
            part.setVisible(not newer)
        self.swatches.setVisible(not newer and note.kind not in IN_INK)
        self.inks.setVisible(not newer and note.kind in IN_INK)
        self.text.setReadOnly(newer)
        self.ask.setChecked(note.ask)
        self._show_ask(note.ask)
        self.swatches.show_colour(note.colour)
        self.inks.show_colour(note.colour)
        if not self.tags.hasFocus():
            self.tags.setText(", ".join(note.tags))
        if note.text != self._kept and not self.text.hasFocus():
            self._note, self._kept = None, note.text
            self.text.setPlainText(note.text)
            self._note = note
        self.older.show_texts(note.older, may_change=not newer)

    def close_note(self) -> None:
        """No note is edited any more; nothing of it is kept anew."""
        self._pause.stop()
        self._note = None

    def keep(self) -> None:
        """Keep what was typed; what is typed after it is a change of its own."""
        self._keep_typed()
        self._keep_tags()
        self._typing = False

    def _put_back(self, text: str) -> None:
        """An earlier text is the note's text again; what stood there can be undone like any change."""
        self.text.setPlainText(text)
        self.keep()

    def _show_ask(self, asked: bool) -> None:
        self.ask.setIcon(self._asked if asked else self._flag)

    def _typed(self) -> None:
        if self._note is not None:
            self._pause.start()

    def _keep_typed(self) -> None:
        self._pause.stop()
        text = unicodedata.normalize("NFC", self.text.toPlainText()).strip()
        if self._note is not None and text != self._kept:
            self._kept = text
            self._change(text=text, continuing=self._typing)
            self._typing = True

    def _keep_tags(self) -> None:
        tags = tidy_tags(typed(self.tags).replace(";", ",").split(","))
        if self._note is not None and tags != self._note.tags:
            self._change(tags=tags)

    def _change(
        self,
        *,
        text: str | None = None,
        colour: Colour | None = None,
        tags: tuple[str, ...] | None = None,
        ask: bool | None = None,
        continuing: bool = False,
    ) -> None:
        if self._note is not None and self._note.kind is not AnnotationKind.NEWER:
            self.changed.emit(NoteChange(self._note.id, text, colour, tags, ask, continuing))

    def _remove(self) -> None:
        if self._note is not None:
            self.removed.emit(self._note.id)
