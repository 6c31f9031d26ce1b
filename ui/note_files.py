"""The notes of the paper that is open, out of the program and in again: the menu beside the notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from delegate_app.domain.annotations import Annotation
from delegate_app.domain.note_imports import ImportReport, Reason
from delegate_app.services import note_exports
from delegate_app.services.note_exports import Author, NoteFile
from delegate_app.services.xfdf import Found
from ui import note_words
from ui.context import Context
from ui.notes_panel import NotesPanel
from ui.page_canvas import PageCanvas
from ui.paper_printing import PaperPrinting
from ui.save_dialog import ask_target


class NoteFiles(QObject):
    """`said` with a sentence about what came of it; `noted` when notes were taken from a file."""

    said = Signal(str)
    noted = Signal()

    def __init__(self, context: Context, canvas: PageCanvas, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._canvas = canvas
        self._window = parent
        self.printing = PaperPrinting(context, parent)
        self.menu = QMenu(parent)
        self.menu.setObjectName("note-files")
        self._add(self.tr("Print..."), "Ctrl+P", self.print)
        self._add(
            self.tr("Copy of the paper with my notes (PDF)..."), "", self._asker(NoteFile.PDF)
        )
        self._add(self.tr("Notes for PDF viewers (XFDF)..."), "", self._asker(NoteFile.XFDF))
        self._add(self.tr("Notes as web annotations (JSON)..."), "", self._asker(NoteFile.JSON))
        self.menu.addSeparator()
        self._add(self.tr("Take notes from a file..."), "", self._ask_source)

    def _add(self, text: str, keys: str, run: Callable[[], object]) -> None:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            self._window.addAction(action)
        action.triggered.connect(lambda _checked=False: run())
        self.menu.addAction(action)

    def stand_beside(self, panel: NotesPanel) -> None:
        """Offer the menu in the panel, and say there what came of it."""
        panel.files.setMenu(self.menu)
        self.said.connect(panel.say)

    def print(self) -> None:
        """Open the print view on the paper that is read."""
        if self._canvas.page_count:
            canvas = self._canvas
            self.printing.open(canvas.version, canvas.page, canvas.page_count)

    # ------------------------------------------------------------------ out

    def _asker(self, form: NoteFile) -> Callable[[], None]:
        return lambda: self._ask_target(form)

    def _ask_target(self, form: NoteFile) -> None:
        if not self._canvas.version:
            return
        ask_target(
            self._window,
            self.tr("Save"),
            "tai-lieu-co-ghi-chu.pdf" if form is NoteFile.PDF else f"ghi-chu{form.value}",
            lambda path: self.save_to(form, path),
        )

    def save_to(self, form: NoteFile, path: str) -> None:
        """Write the notes on the paper that is read to `path`."""
        desk, tasks, version = self._context.desk, self._context.tasks, self._canvas.version
        names = note_words.naming(self._context)

        def write(known: tuple[tuple[Annotation, ...], Author]) -> None:
            notes, author = known
            source = desk.documents.source
            tasks.run_aside(
                self,
                lambda: note_exports.write(form, source(version), notes, Path(path), author),
                lambda _none: self.said.emit(self.tr("Saved: %1").replace("%1", path)),
                self._fail,
            )

        tasks.run(
            self,
            lambda: (desk.annotations.of_version(version), note_words.author(desk, names)),
            write,
            self._fail,
        )

    # ------------------------------------------------------------------ in

    def _ask_source(self) -> None:
        if not self._canvas.version:
            return
        dialog = QFileDialog(self._window, self.tr("Take notes from a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Notes (%1)").replace("%1", "*.xfdf *.json"))
        dialog.fileSelected.connect(self.take_from)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_from(self, path: str) -> None:
        """Take the notes that a file holds for the paper that is read, and say what was left out."""
        desk, tasks, version = self._context.desk, self._context.tasks, self._canvas.version
        now = self._context.clock()

        def take(found: Found) -> None:
            tasks.run(
                self,
                lambda: note_exports.take(desk.annotations, version, found, now),
                self._taken,
                self._fail,
            )

        tasks.run_aside(
            self,
            lambda: note_exports.read(Path(path), desk.documents.source(version), version),
            take,
            self._fail,
        )

    def _taken(self, report: ImportReport) -> None:
        self.noted.emit()
        said = self.tr("%1 notes taken.").replace("%1", str(report.taken))
        reasons = [left.reason for left in report.left_out]
        told = [
            f"{reasons.count(reason)} {self._reason(reason)}"
            for reason in Reason
            if reason in reasons
        ]
        if told:
            left = self.tr("Left out: %1.").replace("%1", "; ".join(told))
            said = f"{said} {left}"
        self.said.emit(said)

    def _reason(self, reason: Reason) -> str:
        return {
            Reason.UNKNOWN_KIND: self.tr("of a kind that is not known here"),
            Reason.NO_SUCH_PAGE: self.tr("on pages that this paper has not"),
            Reason.NO_PLACE: self.tr("without a place on a page"),
            Reason.OTHER_VERSION: self.tr("made on another version of the paper"),
            Reason.ALREADY_HERE: self.tr("that are here already"),
            Reason.TOO_LONG: self.tr("that are too long"),
        }[reason]

    def _fail(self, error: Exception) -> None:
        self.said.emit(self._context.sentence(error))
