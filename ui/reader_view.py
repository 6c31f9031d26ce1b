"""Reading a paper: pages, bars, find, notes beside it, and the way to the poll that is being held on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from delegate_app import settings
from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.reading_trails import Stop
from delegate_app.errors import Code, DeskError
from delegate_app.services.reader import OpenDocument, PageShape
from ui.context import Context
from ui.find_bar import FindBar
from ui.hit_marks import HitMarks
from ui.mark_bar import MarkBar
from ui.marking_keys import add_marking_keys, connect_marks
from ui.note_files import NoteFiles
from ui.note_taking import NoteTaking
from ui.notes_panel import NotesPanel
from ui.open_papers import OpenPapers
from ui.page_canvas import PageCanvas
from ui.page_hint import PageHint
from ui.page_speech import PageSpeech
from ui.page_words import PageWords
from ui.paper_opening import Opening, gather
from ui.paper_tones import PaperTone
from ui.paper_travel import PaperTravel
from ui.parts import row
from ui.read_aloud import ReadAloud, system_voice
from ui.reader_bar import ReaderBar
from ui.reader_commands import ReaderCommands
from ui.reader_keys import ReaderKeys
from ui.reader_message import ReaderMessage
from ui.reader_notices import ReaderNotices
from ui.session_book import SessionBook
from ui.side_by_side import SideBySide
from ui.side_parts import SideParts
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
    full_screen = Signal(bool)
    """Pages only, or the window as before."""
    noted = Signal()
    """A note or mark was made, changed or deleted."""
    shows: Changes = frozenset({Kind.ANNOTATIONS, Kind.DOCUMENTS, Kind.BLOBS, Kind.POLLS})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = context.desk
        self._opening: Opening | None = None
        self._version = ""
        self._jump: tuple[str, Stop | None] = ("", None)
        self._words = ""
        self.papers = OpenPapers(context, self)
        self.canvas = PageCanvas(context)
        self.travel = PaperTravel(context, self.canvas, self.papers, self)
        self.find_bar = FindBar(context.desk.reader, context.tasks)
        self.hits = HitMarks(context, self.find_bar, self.canvas, self.travel, self)
        self.side = SideParts(context, self.hits.list, self)
        self.book = SessionBook(context, self.canvas, self.travel, self.side.book)
        self.words = PageWords(context, self.canvas, self)
        self.commands = ReaderCommands(self, self)
        self.bar = ReaderBar(context, self.commands.menu)
        self.mark_bar = MarkBar(context)
        self.panel = NotesPanel(context)
        self.notes = NoteTaking(context, self.canvas, self.panel, self.travel, self)
        self.files = NoteFiles(context, self.canvas, self)
        self.notices = ReaderNotices()
        self.hint = PageHint(self.canvas)
        self.speech = PageSpeech(self.canvas, ReadAloud(system_voice(), self))
        self.speech.hinted.connect(self.hint.say)
        self.message = ReaderMessage(context)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        ReaderKeys(self)
        add_marking_keys(self, self.canvas, self.notes)

    def _lay_out(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        for part in (self.side.panel, self.canvas, self.panel):
            self._split.addWidget(part)
        self.beside = SideBySide(self._context, self.canvas, self._split)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([264, 800, 340])
        self.strip = ToolStrip(self._context, self.notes.tools)
        pages = QWidget()
        pages.setLayout(row(self.strip, self._split, spacing=0))
        self._stack.addWidget(pages)
        self._stack.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (self.papers.tabs, self.bar, self.mark_bar, self.find_bar, self.notices):
            column.addWidget(bar)
        column.addWidget(self._stack, 1)
        for hidden in (self.mark_bar, self.find_bar, self.panel):
            hidden.hide()

    def _connect(self) -> None:
        bar, canvas, panel, marks = self.bar, self.canvas, self.panel, self.mark_bar
        self.notes.noted.connect(self.noted)
        self.notes.asked_panel.connect(self._show_panel)
        self.notes.failed.connect(self.notices.say_problem)
        self.notices.open_version.connect(self.open)
        self.notices.open_poll.connect(self.open_poll)
        self.notices.compare.connect(self.compare)
        self.papers.chosen.connect(self.open)
        self.papers.emptied.connect(self.leave)
        self.travel.left.connect(self.leave)
        self.travel.asked.connect(lambda stop: self._open(stop.version, "", stop))
        self.message.left.connect(self.leave)
        self.message.password_given.connect(self._try_password)
        bar.back.connect(self.travel.back)
        bar.version_chosen.connect(self.open)
        bar.compare.connect(self.compare)
        bar.page_asked.connect(self.book.go)
        self.book.asked.connect(lambda version, page: self.open(version, "", page))
        self.book.hinted.connect(self.hint.say)
        self.book.named.connect(self._name_pages)
        bar.paged.connect(canvas.page_step)
        bar.zoomed.connect(canvas.zoom_step)
        bar.side.connect(self.toggle_side)
        bar.find_pressed.connect(self.show_find)
        self.find_bar.asked_list.connect(self._list_hits)
        canvas.links.went.connect(self.travel.jump)
        bar.notes.connect(lambda _shown: self._share_width())
        panel.jumped.connect(lambda _note: self._show_page_if_narrow())
        canvas.page_changed.connect(self._show_page)
        canvas.zoom_changed.connect(bar.show_zoom)
        canvas.selection_changed.connect(self._selection_changed)
        self.side.page_chosen.connect(self.travel.jump)
        self.side.place_chosen.connect(self.travel.jump)
        connect_marks(marks, self.strip, self.notes)
        self.files.stand_beside(panel)
        self.files.said.connect(lambda _said: self._show_panel())
        self.files.noted.connect(self.noted)
        marks.copy.connect(self.words.copy)

    # ------------------------------------------------------------------ opening and leaving

    @property
    def version(self) -> str:
        """SHA-256 of what is open or being opened."""
        return self._version

    def open(self, sha256: str, note_id: str = "", page: int = -1, words: str = "") -> None:
        """Open a version where it was left, or at a note, or at a page (from 0) with `words` marked."""
        self._open(sha256, note_id, Stop(sha256, page, 0.0) if page >= 0 else None, words)

    def _open(self, sha256: str, note_id: str, stop: Stop | None, words: str = "") -> None:
        self.leave_place()
        self._words = words
        self._jump = (note_id, stop)
        if sha256 == self._version and self.canvas.version == sha256:
            self._jump_now()
            return
        self._version = sha256
        self.speech.stop()
        self.canvas.close_document()
        self.side.close_document()
        self.find_bar.stop()
        self.message.opening()
        self._show_message(waiting=True)
        now = self._context.clock()
        self._context.tasks.run(
            self, lambda: gather(self._desk, sha256, now), self._gathered, self._cannot_open
        )

    def reload(self) -> None:
        """Read notes, versions and polls again."""
        sha256, now = self._version, self._context.clock()
        if sha256:
            self._context.tasks.run(
                self, lambda: gather(self._desk, sha256, now), self._refresh, self._cannot_open
            )

    def leave(self) -> None:
        """Keep everything and go back."""
        self.leave_place()
        self.closed.emit()

    def leave_place(self) -> None:
        """Keep the note being written and the place, which the delegate's other devices learn."""
        self.panel.keep()
        self.travel.keep_place(leaving=True)

    def open_beside(self, step: int) -> None:
        """Open the paper so many tabs beside this one."""
        version = self.papers.beside(step, self._version)
        if version and version != self._version:
            self.open(version)

    def _gathered(self, opening: Opening) -> None:
        if opening.version.sha256 != self._version:
            return
        self._opening = opening
        self.bar.show_document(opening.document, self._version)
        self.papers.opened(opening.document, self._version)
        self._show_around(opening)
        self.notices.show_opening(opening)
        version = self._version
        if not opening.version.complete:
            self._desk.deliveries.ask_for(version)

        def opened(document: OpenDocument) -> None:
            self._opened(version, document)

        answer = self._context.tasks.ticket(self, opened, self._cannot_open)
        self._desk.reader.open(version, answer)

    def _show_around(self, opening: Opening) -> None:
        """What stands around the pages: the book, its page names, what may stand beside."""
        self.book.show_opening(opening)
        self.beside.show_opening(opening)
        self.words.show_opening(opening, self.book.names)

    def _opened(self, version: str, document: OpenDocument) -> None:
        if version != self._version or self._opening is None:
            return
        self._stack.setCurrentIndex(0)
        self.bar.show_tools(shown=True)
        self._dress(PaperTone(self._desk.settings.get(settings.PAPER)))
        if self.width() >= PANEL_FITS and self._opening.notes:
            self.bar.notes_button.setChecked(True)
        self.canvas.show_document(version, document, self._opening.place)
        if document.exact_shapes < document.page_count:
            self._ask_exact_shapes(version)
        self.side.show_document(version, document, self.book.names)
        self.book.ask_labels()
        self._show_page(self.canvas.page)
        self.notes.show(self._opening.shown_notes)
        self._jump_now()
        self.canvas.setFocus()
        self._context.tasks.run(
            self, lambda: self._desk.documents.mark_seen(version), lambda _changes: None
        )

    def _ask_exact_shapes(self, version: str) -> None:
        def exact(shapes: Sequence[PageShape]) -> None:
            if version == self.canvas.version:
                self.canvas.take_shapes(shapes)
                self.side.take_shapes(shapes)

        self._desk.reader.request_shapes(version, self._context.tasks.ticket(self, exact))

    def _refresh(self, opening: Opening) -> None:
        if opening.version.sha256 != self._version:
            return
        known = self._opening
        arriving = known is not None and not known.version.complete
        self._opening = opening
        if known is None or known.document != opening.document:
            self.bar.show_document(opening.document, self._version)
        self._show_around(opening)
        if known is None or known.said != opening.said:
            self.notices.show_opening(opening)
        if arriving and self.canvas.version != self._version:
            self._gathered(opening)
            return
        if arriving:
            self.canvas.look_again()
            self._ask_exact_shapes(self._version)
        self.notes.show(opening.shown_notes)

    # ------------------------------------------------------------------ states

    def _show_message(self, *, waiting: bool) -> None:
        self._stack.setCurrentIndex(1)
        self.bar.show_tools(shown=waiting)

    def _cannot_open(self, error: Exception) -> None:
        code = error.code if isinstance(error, DeskError) else None
        if code is Code.VAULT_LOCKED:
            return
        if code is Code.DOCUMENT_INCOMPLETE and self._opening is not None:
            self.message.arriving(self._opening.version)
        elif code in (Code.PDF_PASSWORD, Code.PDF_PASSWORD_WRONG):
            self._show_message(waiting=False)
            self.message.ask_password(error)
            return
        else:
            self.message.failed(error)
        self._show_message(waiting=False)

    def _try_password(self, password: str) -> None:
        """Given to the engine for this one opening, and held by it alone while the paper is open."""
        version = self._version

        def opened(document: OpenDocument) -> None:
            self._opened(version, document)

        answer = self._context.tasks.ticket(self, opened, self._cannot_open)
        self._desk.reader.open(version, answer, password=password)

    # ------------------------------------------------------------------ pages and finding

    def _name_pages(self) -> None:
        if self._opening is not None:
            self.words.show_opening(self._opening, self.book.names)
        self._show_page(self.canvas.page)

    def _show_page(self, page: int) -> None:
        self.bar.show_page(page, self.canvas.page_count, self.book.names.spoken(page))
        self.side.show_page(page)

    def show_find(self) -> None:
        """Open the find bar."""
        self._show_page_if_narrow()
        self.hits.open()

    def _list_hits(self) -> None:
        self.bar.side_button.setChecked(True)
        self.side.panel.show_part("hits")
        self.side.show(shown=True)

    # ------------------------------------------------------------------ words and marks

    def _selection_changed(self) -> None:
        selection = self.canvas.selection
        self.mark_bar.setVisible(selection is not None and not selection.empty)

    # ------------------------------------------------------------------ how it is read

    def set_tone(self, tone: PaperTone) -> None:
        """Read on paper of this colour from now on, and after the next start."""
        self._dress(tone)
        store = self._desk.settings
        self._context.tasks.run(
            self, lambda: store.put(settings.PAPER, tone.value), lambda _none: None
        )

    def _dress(self, tone: PaperTone) -> None:
        self.canvas.set_tone(tone)
        self.side.set_tone(tone)
        self.beside.set_tone(tone)

    @property
    def side_shown(self) -> bool:
        """Whether pages and contents stand beside the paper."""
        return self.side.panel.isVisible()

    def toggle_side(self) -> None:
        """Show or hide pages and contents beside the paper."""
        shown = not self.side_shown
        self.bar.side_button.setChecked(shown)
        self.side.show(shown=shown)
        if not shown:
            self.canvas.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Page and notes side by side where both have room, else one of them."""
        noting = self.bar.notes_button.isChecked()
        self.panel.setVisible(noting)
        self.canvas.setVisible(not noting or self.width() >= BOTH_FIT)
        self.strip.setVisible(
            not self.canvas.isHidden()
        )  # not whether it is seen: another page may be in front

    def _show_page_if_narrow(self) -> None:
        if self.width() < BOTH_FIT:
            self.bar.notes_button.setChecked(False)

    def _show_panel(self) -> None:
        self.bar.notes_button.setChecked(True)

    def _jump_now(self) -> None:
        (note_id, stop), self._jump = self._jump, ("", None)
        if note_id:
            self.notes.jump_to(note_id)
            self.notes.show_note(note_id)
        self.travel.arrive(stop)
        if self._words:
            words, self._words = self._words, ""
            self.hits.look_for(words, stop.page if stop else 0)
