"""Marking and noting in the paper that is open: from the hand to the vault, and back onto the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from delegate_app.domain.annotation_groups import grouped
from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour, Rect
from delegate_app.services.annotations import Draft, History
from ui.context import Context
from ui.drawing_sheet import DrawingSheet, Drawn
from ui.mark_painting import PIN
from ui.note_following import NoteFollowing
from ui.notes_panel import NoteChange, NotesPanel
from ui.page_canvas import PageCanvas
from ui.page_view import Overlay
from ui.paper_travel import PaperTravel
from ui.tools import Tools

WRITTEN = frozenset({AnnotationKind.NOTE, AnnotationKind.TEXT_BOX})
"""Kinds whose text is asked for at once."""
CONTINUED: dict[AnnotationKind, AnnotationKind | None] = {
    AnnotationKind.NOTE: AnnotationKind.HIGHLIGHT,
    AnnotationKind.BOOKMARK: None,
}
"""What marks the words on further pages, where it is not the same again: a note has one text, a bookmark one place."""


class NoteTaking(QObject):
    """Keeps the marks on the pages and the panel beside them equal to what the vault holds."""

    noted = Signal()
    """A note or mark was made, changed or deleted."""
    asked_panel = Signal()
    """The panel should be seen."""
    history_known = Signal(object)
    """What can be undone and done again on the version that is open."""
    failed = Signal(str)

    def __init__(
        self,
        context: Context,
        canvas: PageCanvas,
        panel: NotesPanel,
        travel: PaperTravel,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._canvas = canvas
        self._panel = panel
        self._travel = travel
        self._notes: dict[str, Annotation] = {}
        self._deleted: tuple[Annotation, ...] = ()
        self._hidden: frozenset[str] = frozenset()
        self._following = NoteFollowing(context, self)
        self._followed_into = ""
        self.tools = Tools(self)
        self.sheet = DrawingSheet(canvas, self.tools)
        self.sheet.drew.connect(self._keep_drawn)
        self.sheet.touched.connect(self._hide)
        self.sheet.erased.connect(self._erase)
        panel.jumped.connect(self.jump_to)
        panel.changed.connect(self._edit)
        panel.removed.connect(self._remove)
        panel.undone.connect(self._restore)
        canvas.mark_pressed.connect(self.show_note)
        canvas.held.connect(self.pin)
        panel.asked_note.connect(lambda: self.mark(AnnotationKind.NOTE, Colour.YELLOW))

    # ------------------------------------------------------------------ showing

    def show(self, notes: Sequence[Annotation]) -> None:
        """These are the notes of the version that is open."""
        self._notes = {note.id: note for note in notes}
        self._hidden &= frozenset(self._notes)
        self._paint()
        self._panel.show_notes(notes, self._canvas.version)
        version, annotations = self._canvas.version, self._context.desk.annotations
        if version and version != self._followed_into:
            self._followed_into = version
            self._following.look(version)
        if version:
            self._context.tasks.run(
                self, lambda: annotations.history(version), self._know_history, lambda _error: None
            )

    def _know_history(self, history: History) -> None:
        self.history_known.emit(history)

    def _paint(self) -> None:
        by_page: defaultdict[int, list[Annotation]] = defaultdict(list)
        for note in self._notes.values():
            if note.id not in self._hidden:
                by_page[note.anchor.page].append(note)
        overlay = self._canvas.overlay
        self._canvas.overlay = Overlay(by_page, overlay.hits, overlay.hit)
        self._canvas.viewport().update()

    def show_note(self, note_id: str) -> None:
        """Show a note in the panel."""
        self.asked_panel.emit()
        self._panel.edit(note_id, focus=False)

    def jump_to(self, note_id: str) -> None:
        """Go to where a note stands; the way back leads to where one was."""
        note = self._notes.get(note_id)
        if note is not None:
            self._travel.jump_to_rect(note.anchor.page, next(iter(note.anchor.rects), None))

    # ------------------------------------------------------------------ making

    def mark(self, kind: AnnotationKind, colour: Colour, *, ask: bool = False) -> None:
        """Mark the selected words; a note opens for its text. Without a selection a note goes to the page that is read.

        A mark stands on one page (`protocol.md 9.10`): over several, each page has its own, made and undone together.
        """
        selection = self._canvas.selection
        anchors = selection.anchors() if selection else []
        if anchors:
            self._canvas.select(None)
            more = CONTINUED.get(kind, kind)
            rest = [Draft(more, colour, anchor) for anchor in anchors[1:] if more is not None]
            self._add(Draft(kind, colour, anchors[0], ask=ask), *rest)
        elif kind is AnnotationKind.NOTE:
            self._pin(*self._canvas.reading_point(), ask=ask)

    def pin(self, page: int, x: float, y: float) -> None:
        """A note at a place of a page, in points: for scans, stamps and pictures, where there are no words to select."""
        self._pin(page, x, y, ask=False)

    def _pin(self, page: int, x: float, y: float, *, ask: bool) -> None:
        if self._canvas.page_count:
            place = Rect(x, y, x + PIN, y + PIN)
            anchor = Anchor(page, "", "", "", 0, 0, (place,))
            self._add(Draft(AnnotationKind.NOTE, Colour.YELLOW, anchor, ask=ask))

    def put_text_box(self) -> None:
        """A text box on the page that is read, for hands that use the keyboard alone."""
        if self._canvas.page_count:
            page, x, y = self._canvas.reading_point()
            anchor = Anchor(page, "", "", "", 0, 0, (Rect(x, y, x + 220.0, y + 44.0),))
            self._add(Draft(AnnotationKind.TEXT_BOX, self.tools.ink, anchor))

    def _add(self, *drafts: Draft) -> None:
        write = drafts[0].kind in WRITTEN
        self._draw(self._canvas.version, drafts, lambda notes: self._marked(notes, write=write))

    def _keep_drawn(self, made: Drawn) -> None:
        write = made.draft.kind in WRITTEN

        def done(notes: Sequence[Annotation]) -> None:
            self._marked(notes, write=write)
            self.sheet.settle(made.number)

        def fail(error: Exception) -> None:
            self.sheet.settle(made.number)
            self._fail(error)

        self._draw(made.version, [made.draft], done, fail)

    def _draw(
        self,
        version: str,
        drafts: Sequence[Draft],
        done: Callable[[Sequence[Annotation]], None],
        fail: Callable[[Exception], None] | None = None,
    ) -> None:
        draw, now = self._context.desk.annotations.draw, self._context.clock()
        self._context.tasks.run(
            self, lambda: draw(version, drafts, now=now), done, fail or self._fail
        )

    def _marked(self, notes: Sequence[Annotation], *, write: bool) -> None:
        self.noted.emit()
        if notes[0].version_sha256 != self._canvas.version:
            return
        made = {note.id for note in notes}
        self.show([*(n for n in self._notes.values() if n.id not in made), *notes])
        if write:
            self.asked_panel.emit()
            self._panel.edit(notes[0].id, focus=True)
        else:
            self._canvas.setFocus()

    # ------------------------------------------------------------------ changing

    def _edit(self, change: NoteChange) -> None:
        now, edit = self._context.clock(), self._context.desk.annotations.edit
        self._change(
            lambda: edit(
                change.note_id,
                text=change.text,
                colour=change.colour,
                tags=change.tags,
                ask=change.ask,
                continuing=change.continuing,
                now=now,
            )
        )

    def _hide(self, touched: frozenset[str]) -> None:
        self._hidden = touched
        self._paint()

    def _erase(self, note_ids: tuple[str, ...]) -> None:
        """One rub over the page is one gesture, however many strokes it met."""
        known = tuple(note_id for note_id in note_ids if note_id in self._notes)
        if not known:
            self._hide(frozenset())
            return
        remove, now = self._context.desk.annotations.remove, self._context.clock()

        def fail(error: Exception) -> None:
            self._hide(frozenset())
            self._fail(error)

        self._context.tasks.run(
            self, lambda: remove(*known, now=now), lambda _none: self.noted.emit(), fail
        )

    def _remove(self, note_id: str) -> None:
        """Delete a note, or the whole drawing that a stroke belongs to."""
        now, remove = self._context.clock(), self._context.desk.annotations.remove
        groups = grouped(self._notes.values())
        self._deleted = next((g for g in groups if any(n.id == note_id for n in g)), ())
        ids = [note.id for note in self._deleted]
        self._change(lambda: remove(*ids, now=now))
        self._panel.offer_undo()

    def _restore(self) -> None:
        notes, self._deleted, now = self._deleted, (), self._context.clock()
        restore = self._context.desk.annotations.restore
        if notes:
            self._change(lambda: restore(*notes, now=now))

    def undo(self) -> None:
        """Take the last gesture on this paper back."""
        self._panel.keep()
        undo, now = self._context.desk.annotations.undo, self._context.clock()
        version = self._canvas.version
        if version:
            self._change(lambda: undo(version, now=now))

    def redo(self) -> None:
        """Do again what was taken back."""
        redo, now = self._context.desk.annotations.redo, self._context.clock()
        version = self._canvas.version
        if version:
            self._change(lambda: redo(version, now=now))

    def _change(self, job: Callable[[], object]) -> None:
        self._context.tasks.run(self, job, lambda _result: self.noted.emit(), self._fail)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(self._context.sentence(error))
