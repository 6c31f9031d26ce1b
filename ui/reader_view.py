"""Reading a paper: pages, bars, find, notes beside it, and the way to the poll that is being held on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from delegate_app.domain.annotations import AnnotationKind, Colour
from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.documents import DocumentVersion
from delegate_app.domain.polls import OPEN_STAGES, Poll
from delegate_app.errors import Code, DeskError
from delegate_app.services.reader import OpenDocument, PageShape
from ui import dates
from ui.context import Context
from ui.find_bar import FindBar
from ui.mark_bar import MarkBar
from ui.marking_keys import COLOURS, add_marking_keys
from ui.note_taking import NoteTaking
from ui.notes_panel import NotesPanel
from ui.page_canvas import PageCanvas
from ui.paper_opening import Opening, gather
from ui.parts import button, call_to, clear, notice, row
from ui.reader_bar import ReaderBar
from ui.states import Failure, Loading
from ui.tool_strip import ToolStrip

BOTH_FIT = 700
"""Pixels of width from which page and notes stand side by side."""
PANEL_FITS = 900
"""Pixels of width from which the notes open beside the paper by themselves."""


class ReaderView(QWidget):
    """Shows one version of one paper; `open` changes which."""

    closed = Signal()
    open_poll = Signal(str)
    compare = Signal(str, str)
    """Show what changed between two versions; "" for the second is the newest."""
    noted = Signal()
    """A note or mark was made, changed or deleted."""
    shows: Changes = frozenset({Kind.ANNOTATIONS, Kind.DOCUMENTS, Kind.BLOBS, Kind.POLLS})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = context.desk
        self._opening: Opening | None = None
        self._version = ""
        self._jump: tuple[str, int] = ("", -1)
        self.bar = ReaderBar(context)
        self.mark_bar = MarkBar(context)
        self.find_bar = FindBar(context.desk.reader, context.tasks)
        self.canvas = PageCanvas(context)
        self.panel = NotesPanel(context)
        self.notes = NoteTaking(context, self.canvas, self.panel, self)
        self._notices = QVBoxLayout()
        self._stack = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.canvas)
        self._split.addWidget(self.panel)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([800, 340])
        self.strip = ToolStrip(context, self.notes.tools)
        pages = QWidget()
        pages.setLayout(row(self.strip, self._split, spacing=0))
        self._stack.addWidget(pages)
        self._message = QVBoxLayout()
        message_holder = QWidget()
        message_holder.setObjectName("ground")
        message_holder.setLayout(self._message)
        self._stack.addWidget(message_holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.bar, self.mark_bar, self.find_bar):
            column.addWidget(part)
        column.addLayout(self._notices)
        column.addWidget(self._stack, 1)
        self.mark_bar.hide()
        self.find_bar.hide()
        self.panel.hide()
        self._connect()
        self._add_shortcuts()

    def _connect(self) -> None:
        bar, canvas, panel, marks = self.bar, self.canvas, self.panel, self.mark_bar
        self.notes.noted.connect(self.noted)
        self.notes.asked_panel.connect(self._show_panel)
        self.notes.failed.connect(self._say_problem)
        bar.back.connect(self.leave)
        bar.version_chosen.connect(self.open)
        bar.page_chosen.connect(self._go_to_page)
        bar.zoomed.connect(canvas.zoom_step)
        bar.fitted.connect(canvas.fit_width)
        bar.find_pressed.connect(self.show_find)
        bar.notes.connect(lambda _shown: self._share_width())
        panel.jumped.connect(lambda _note: self._show_page_if_narrow())
        canvas.page_changed.connect(lambda page: bar.show_page(page, canvas.page_count))
        canvas.zoom_changed.connect(bar.show_zoom)
        canvas.selection_changed.connect(self._selection_changed)
        canvas.settled.connect(self._keep_place)
        marks.highlight.connect(lambda colour: self.notes.mark(AnnotationKind.HIGHLIGHT, colour))
        marks.mark.connect(lambda kind: self.notes.mark(kind, COLOURS[kind]))
        marks.ask.connect(lambda: self.notes.mark(AnnotationKind.NOTE, Colour.PINK, ask=True))
        self.notes.history_known.connect(self.strip.show_history)
        self.strip.undo.connect(self.notes.undo)
        self.strip.redo.connect(self.notes.redo)
        marks.copy.connect(self.copy)
        self.find_bar.found.connect(self._show_hits)
        self.find_bar.went.connect(self._show_hit)
        self.find_bar.closed.connect(self._close_find)

    def _add_shortcuts(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcuts: dict[str, Callable[[], object]] = {
            "Ctrl+F": self.show_find,
            "F3": lambda: self.find_bar.step(1),
            "Shift+F3": lambda: self.find_bar.step(-1),
            "Ctrl+G": self.bar.focus_page,
            "Ctrl+=": lambda: self.canvas.zoom_step(1),
            "Ctrl++": lambda: self.canvas.zoom_step(1),
            "Ctrl+-": lambda: self.canvas.zoom_step(-1),
            "Ctrl+0": self.canvas.fit_width,
            "F9": self.bar.notes_button.toggle,
            "Alt+Left": self.leave,
        }
        for keys, action in shortcuts.items():
            QShortcut(QKeySequence(keys), self, action, context=within)
        add_marking_keys(self, self.canvas, self.notes)
        QShortcut(
            QKeySequence.StandardKey.Copy,
            self.canvas,
            self.copy,
            context=Qt.ShortcutContext.WidgetShortcut,
        )

    # ------------------------------------------------------------------ opening and leaving

    @property
    def version(self) -> str:
        """SHA-256 of what is open or being opened."""
        return self._version

    def open(self, sha256: str, note_id: str = "", page: int = -1) -> None:
        """Open a version where it was left, or at a note, or at a page (from 0)."""
        self.leave_place()
        self._jump = (note_id, page)
        if sha256 == self._version and self.canvas.version == sha256:
            self._jump_now()
            return
        self._version = sha256
        self.canvas.close_document()
        self.find_bar.stop()
        self._show_message(Loading(self.tr("Opening the paper...")))
        self._context.tasks.run(
            self, lambda: gather(self._desk, sha256), self._gathered, self._cannot_open
        )

    def reload(self) -> None:
        """Read notes, versions and polls again."""
        sha256 = self._version
        if sha256:
            self._context.tasks.run(
                self, lambda: gather(self._desk, sha256), self._refresh, self._cannot_open
            )

    def leave(self) -> None:
        """Keep everything and go back."""
        self.leave_place()
        self.closed.emit()

    def leave_place(self) -> None:
        """Keep the note being written and the place."""
        self.panel.keep()
        self._keep_place()

    def _gathered(self, opening: Opening) -> None:
        if opening.version.sha256 != self._version:
            return
        self._opening = opening
        self.bar.show_document(opening.document, self._version)
        self._show_notices(opening)
        if not opening.version.complete:
            self._show_arriving(opening.version)
            return
        version = self._version

        def opened(document: OpenDocument) -> None:
            self._opened(version, document)

        answer = self._context.tasks.ticket(self, opened, self._cannot_open)
        self._desk.reader.open(version, answer)

    def _opened(self, version: str, document: OpenDocument) -> None:
        if version != self._version or self._opening is None:
            return
        self._stack.setCurrentIndex(0)
        self.bar.show_tools(shown=True)
        if self.width() >= PANEL_FITS and self._opening.notes:
            self.bar.notes_button.setChecked(True)
        self.canvas.show_document(version, document, self._opening.place)
        if document.exact_shapes < document.page_count:
            self._ask_exact_shapes(version)
        self.bar.show_page(self.canvas.page, document.page_count)
        self.notes.show(self._opening.notes)
        self._jump_now()
        self.canvas.setFocus()
        self._context.tasks.run(
            self, lambda: self._desk.documents.mark_seen(version), lambda _changes: None
        )

    def _ask_exact_shapes(self, version: str) -> None:
        def exact(shapes: Sequence[PageShape]) -> None:
            if version == self.canvas.version:
                self.canvas.take_shapes(shapes)

        self._desk.reader.request_shapes(version, self._context.tasks.ticket(self, exact))

    def _refresh(self, opening: Opening) -> None:
        if opening.version.sha256 != self._version:
            return
        arrived = (
            self._opening is not None
            and not self._opening.version.complete
            and opening.version.complete
        )
        known = self._opening
        self._opening = opening
        if known is None or known.document != opening.document:
            self.bar.show_document(opening.document, self._version)
        if known is None or (known.document, known.polls) != (opening.document, opening.polls):
            self._show_notices(opening)
        if arrived:
            self._gathered(opening)
        elif not opening.version.complete:
            self._show_arriving(opening.version)
        else:
            self.notes.show(opening.notes)

    # ------------------------------------------------------------------ states

    def _show_message(self, widget: QWidget) -> None:
        clear(self._message)
        self._message.addWidget(widget)
        self._stack.setCurrentIndex(1)
        self.bar.show_tools(shown=isinstance(widget, Loading))

    def _show_arriving(self, version: DocumentVersion) -> None:
        language = self._context.language
        text = self.tr(
            "%1 of %2 have arrived. The paper opens by itself as soon as all of it is here."
        )
        text = text.replace("%1", dates.amount(version.received, language)).replace(
            "%2", dates.amount(version.size, language)
        )
        self._show_message(
            Failure(
                self._context.theme,
                self.tr("This paper is still arriving"),
                text,
                icon="download",
                ink="muted",
            )
        )

    def _cannot_open(self, error: Exception) -> None:
        if isinstance(error, DeskError) and error.code is Code.VAULT_LOCKED:
            return
        title = self.tr("This paper cannot be shown")
        self._show_message(
            Failure(
                self._context.theme,
                title,
                self._context.sentence(error),
                (self.tr("Back"), self.leave),
            )
        )

    def _show_notices(self, opening: Opening) -> None:
        clear(self._notices)
        newest = opening.document.newest
        if newest.sha256 != self._version:
            text = self.tr("Open version %1").replace("%1", str(newest.ordinal))
            go = button(text, lambda: self.open(newest.sha256))
            go.setObjectName("reader-newest")
            said = self.tr("This is not the newest version of the paper.")
            version = self._version
            changes = button(self.tr("What changed"), lambda: self.compare.emit(version, ""))
            changes.setObjectName("reader-changes")
            self._notices.addWidget(call_to(said, "caution", changes, go))
        for poll in opening.polls:
            if poll.stage in OPEN_STAGES:
                self._notices.addWidget(self._poll_notice(poll))

    def _poll_notice(self, poll: Poll) -> QWidget:
        exact = any(d.version_sha256 == self._version for d in poll.documents)
        text = (
            self.tr("The council is voting on this very text.")
            if exact
            else self.tr("The council is voting on another version of this paper.")
        )
        go = button(self.tr("Go to the vote"), lambda: self.open_poll.emit(poll.id))
        go.setObjectName("reader-poll")
        return call_to(text, "caution", go)

    # ------------------------------------------------------------------ pages and finding

    def _go_to_page(self, page: int) -> None:
        self.canvas.go_to_page(page)
        self.canvas.setFocus()

    def _keep_place(self) -> None:
        if self.canvas.version and self.canvas.version == self._version:
            version, place = self._version, self.canvas.place()
            self._context.tasks.run(
                self, lambda: self._desk.documents.keep_place(version, place), lambda _changes: None
            )

    def show_find(self) -> None:
        """Open the find bar."""
        self._show_page_if_narrow()
        self.find_bar.show()
        self.find_bar.look_in(self._version, self.canvas.page)
        self.find_bar.line.setFocus()
        self.find_bar.line.selectAll()

    def _close_find(self) -> None:
        self.find_bar.stop()
        self.find_bar.hide()
        self.canvas.setFocus()

    def _show_hits(self) -> None:
        self.canvas.overlay.hits = self.find_bar.hits
        self.canvas.overlay.hit = self.find_bar.current()
        self.canvas.viewport().update()

    def _show_hit(self, page: int, number: int) -> None:
        self._show_hits()
        rects = self.find_bar.hits[page][number]
        self.canvas.go_to(page, rects[0].top if rects else 0.0, from_top=0.3)

    # ------------------------------------------------------------------ words and marks

    def _selection_changed(self) -> None:
        selection = self.canvas.selection
        self.mark_bar.setVisible(selection is not None and not selection.empty)

    def copy(self) -> None:
        """Put the selected words on the clipboard."""
        if self.canvas.selection is not None and not self.canvas.selection.empty:
            QGuiApplication.clipboard().setText(self.canvas.selection.words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Page and notes side by side where both have room, else one of them."""
        noting = self.bar.notes_button.isChecked()
        self.panel.setVisible(noting)
        self.canvas.setVisible(not noting or self.width() >= BOTH_FIT)
        self.strip.setVisible(self.canvas.isVisibleTo(self))

    def _show_page_if_narrow(self) -> None:
        if self.width() < BOTH_FIT:
            self.bar.notes_button.setChecked(False)

    def _show_panel(self) -> None:
        self.bar.notes_button.setChecked(True)

    def _jump_now(self) -> None:
        note_id, page = self._jump
        self._jump = ("", -1)
        if note_id:
            self.notes.jump_to(note_id)
            self.notes.show_note(note_id)
        elif page >= 0:
            self.canvas.go_to_page(page)

    def _say_problem(self, sentence: str) -> None:
        self._notices.addWidget(notice(sentence, "danger"))
