"""Marking and noting in the paper that is open: from the selected words to the vault, and back onto the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour, Rect
from ui.context import Context
from ui.notes_panel import NotesPanel
from ui.page_canvas import PageCanvas
from ui.page_painting import PIN
from ui.page_view import Overlay


class NoteTaking(QObject):
    """Keeps the marks on the pages and the panel beside them equal to what the vault holds."""

    noted = Signal()
    """A note or mark was made, changed or deleted."""
    asked_panel = Signal()
    """The panel should be seen."""
    failed = Signal(str)

    def __init__(
        self, context: Context, canvas: PageCanvas, panel: NotesPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._canvas = canvas
        self._panel = panel
        self._notes: dict[str, Annotation] = {}
        self._deleted: Annotation | None = None
        panel.jumped.connect(self.jump_to)
        panel.edited.connect(lambda note_id, text: self._edit(note_id, text=text))
        panel.recoloured.connect(lambda note_id, colour: self._edit(note_id, colour=colour))
        panel.removed.connect(self._remove)
        panel.undone.connect(self._restore)
        canvas.mark_pressed.connect(self.show_note)
        canvas.held.connect(self.pin)
        panel.asked_note.connect(lambda: self.mark(AnnotationKind.NOTE, Colour.YELLOW))

    def show(self, notes: Sequence[Annotation]) -> None:
        """These are the notes of the version that is open."""
        self._notes = {note.id: note for note in notes}
        by_page: defaultdict[int, list[Annotation]] = defaultdict(list)
        for note in notes:
            by_page[note.anchor.page].append(note)
        overlay = self._canvas.overlay
        self._canvas.overlay = Overlay(by_page, overlay.hits, overlay.hit)
        self._canvas.viewport().update()
        self._panel.show_notes(notes)

    def mark(self, kind: AnnotationKind, colour: Colour) -> None:
        """Mark the selected words; a note opens for its text. Without a selection a note goes to the page that is read."""
        selection = self._canvas.selection
        anchor = selection.anchor() if selection else None
        if anchor is not None:
            self._add(kind, colour, anchor)
        elif kind is AnnotationKind.NOTE:
            self.pin(*self._canvas.reading_point())

    def pin(self, page: int, x: float, y: float) -> None:
        """A note at a place of a page, in points: for scans, stamps and pictures, where there are no words to select."""
        if self._canvas.page_count:
            place = Rect(x, y, x + PIN, y + PIN)
            self._add(AnnotationKind.NOTE, Colour.YELLOW, Anchor(page, "", "", "", 0, 0, (place,)))

    def _add(self, kind: AnnotationKind, colour: Colour, anchor: Anchor) -> None:
        annotations, version, now = (
            self._context.desk.annotations,
            self._canvas.version,
            self._context.clock(),
        )
        self._canvas.select(None)
        self._context.tasks.run(
            self,
            lambda: annotations.add(
                version_sha256=version, kind=kind, colour=colour, anchor=anchor, text="", now=now
            ),
            lambda note: self._marked(note, write=kind is AnnotationKind.NOTE),
            self._fail,
        )

    def show_note(self, note_id: str) -> None:
        """Show a note in the panel."""
        self.asked_panel.emit()
        self._panel.edit(note_id, focus=False)

    def jump_to(self, note_id: str) -> None:
        """Scroll to where a note stands."""
        note = self._notes.get(note_id)
        if note is not None:
            top = note.anchor.rects[0].top if note.anchor.rects else 0.0
            self._canvas.go_to(note.anchor.page, top, from_top=0.3)

    def _marked(self, note: Annotation, *, write: bool) -> None:
        self.noted.emit()
        if note.version_sha256 != self._canvas.version:
            return
        self.show([*(n for n in self._notes.values() if n.id != note.id), note])
        if write:
            self.asked_panel.emit()
            self._panel.edit(note.id, focus=True)
        else:
            self._canvas.setFocus()

    def _edit(self, note_id: str, *, text: str | None = None, colour: Colour | None = None) -> None:
        now = self._context.clock()
        edit = self._context.desk.annotations.edit
        self._change(lambda: edit(note_id, text=text, colour=colour, now=now))

    def _remove(self, note_id: str) -> None:
        now = self._context.clock()
        self._deleted = self._notes.get(note_id)
        remove = self._context.desk.annotations.remove
        self._change(lambda: remove(note_id, now=now))
        self._panel.offer_undo()

    def _restore(self) -> None:
        note, self._deleted, now = self._deleted, None, self._context.clock()
        if note is not None:
            restore = self._context.desk.annotations.restore
            self._change(lambda: restore(note, now=now))

    def _change(self, job: Callable[[], object]) -> None:
        self._context.tasks.run(self, job, lambda _result: self.noted.emit(), self._fail)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(self._context.sentence(error))
