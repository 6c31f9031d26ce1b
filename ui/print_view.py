"""Before something is printed: what it is, how it will look, and the way to the printer or into a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QPagedPaintDevice, QPdfWriter, QPixmap, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from delegate_app.services.exports import part_of, settle
from delegate_app.services.speaking_notes import ItemNotes
from ui.context import Context
from ui.page_printing import PagePrinting, PageToPrint, picture_of
from ui.parts import button, heading, label, row
from ui.reader_bar import tool
from ui.save_dialog import ask_target
from ui.speaking_sheet import SpeakingSheet
from ui.theme import Space

LEFT = 320
SMALLEST_PICTURE = 200


class PaperPages:
    """Chosen pages of papers."""

    def __init__(self, context: Context, pages: Sequence[PageToPrint]) -> None:
        self._context = context
        self.pages = tuple(pages)

    @property
    def page_count(self) -> int:
        """One sheet a page."""
        return len(self.pages)

    def picture(
        self,
        number: int,
        width: int,
        ratio: float,
        done: Callable[[QPixmap], None],
        parent: QObject,
    ) -> None:
        """A page with its notes."""
        picture_of(self._context, self.pages[number], width, ratio, done, parent)


class PrintView(QDialog):
    """A window of its own; `show_printable` may be called again when the choice at its left changed."""

    def __init__(
        self, context: Context, title: str, choices: QWidget | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setObjectName("print-view")
        self._context = context
        self._printable: SpeakingSheet | PaperPages | None = None
        self._number = 0
        self._asked = 0
        self._printing: PagePrinting | None = None
        self._device: QPagedPaintDevice | None = None
        self._target = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.ROOM, Space.WIDE, Space.ROOM)
        column.addWidget(heading(title))
        beside = row(spacing=Space.WIDE)
        if choices is not None:
            choices.setFixedWidth(LEFT)
            beside.addWidget(choices)
        beside.addLayout(self._make_preview(), 1)
        column.addLayout(beside, 1)
        self._said = label("", "muted")
        self._said.setObjectName("print-said")
        column.addWidget(self._said)
        column.addLayout(self._make_buttons())
        self.resize(min(1000, parent.width() - 32), min(720, parent.height() - 16))

    @classmethod
    def of_speaking_notes(
        cls, context: Context, items: Sequence[ItemNotes], parent: QWidget
    ) -> PrintView:
        """The notes in agenda order."""
        title = QCoreApplication.translate("PrintView", "Print speaking notes")
        made = cls(context, title, None, parent)
        made.show_printable(SpeakingSheet(context, items))
        return made

    def _make_preview(self) -> QVBoxLayout:
        column = QVBoxLayout()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        area.setObjectName("print-preview")
        self._area = area
        self._picture = QLabel()
        self._picture.setObjectName("print-picture")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        area.setWidget(self._picture)
        column.addWidget(area, 1)
        before = tool(self._context, "previous", self.tr("Previous sheet"), "print-previous")
        after = tool(self._context, "next", self.tr("Next sheet"), "print-next")
        before.clicked.connect(lambda _checked=False: self._step(-1))
        after.clicked.connect(lambda _checked=False: self._step(1))
        self._where = label("", wrap=False)
        self._where.setObjectName("print-where")
        self._before, self._after = before, after
        column.addLayout(row(1, before, self._where, after, 1))
        return column

    def _make_buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        close = button(self.tr("Close"), self.reject)
        self._pdf = button(self.tr("Save as PDF..."), self._ask_where)
        self._pdf.setObjectName("print-pdf")
        self._paper = button(self.tr("Print..."), self._ask_printer, "primary")
        self._paper.setObjectName("print-paper")
        self._has_printer = bool(QPrinterInfo.availablePrinterNames())
        if not self._has_printer:
            self._said.setText(self.tr("No printer is set up on this machine; save a PDF instead."))
        column.addLayout(row(close, 1, self._pdf, self._paper))
        return column

    # ------------------------------------------------------------------ looking

    def show_printable(self, printable: SpeakingSheet | PaperPages) -> None:
        """This is what will be printed."""
        self._printable = printable
        self._number = min(self._number, max(0, printable.page_count - 1))
        ready = printable.page_count > 0
        self._pdf.setEnabled(ready)
        self._paper.setEnabled(ready and self._has_printer)
        self._look()

    def say(self, text: str) -> None:
        """A sentence below the picture."""
        self._said.setText(text)

    def _step(self, step: int) -> None:
        self._number += step
        self._look()

    def _look(self) -> None:
        printable = self._printable
        count = printable.page_count if printable else 0
        where = self.tr("Sheet %1 of %2").replace("%1", str(self._number + 1 if count else 0))
        self._where.setText(where.replace("%2", str(count)))
        self._before.setEnabled(self._number > 0)
        self._after.setEnabled(self._number + 1 < count)
        self._asked += 1
        asked = self._asked

        def show(picture: QPixmap) -> None:
            if asked == self._asked:
                self._picture.setPixmap(picture)

        if printable is None or not count:
            self._picture.clear()
            return
        width = max(SMALLEST_PICTURE, self._area.viewport().width() - 2 * Space.TIGHT)
        printable.picture(self._number, width, self.devicePixelRatioF(), show, self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    # ------------------------------------------------------------------ printing

    def _ask_printer(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.print_to(printer)
        dialog.deleteLater()

    def _ask_where(self) -> None:
        ask_target(self, self.tr("Save as PDF"), "ban-in.pdf", self.save_to)

    def save_to(self, path: str) -> None:
        """Print into a PDF at `path`."""
        self._target = path
        self.print_to(_pdf_writer(path, self.windowTitle()))

    def print_to(self, device: QPagedPaintDevice) -> None:
        """Print what is shown onto a device."""
        if isinstance(self._printable, SpeakingSheet):
            self._printable.print_to(device)
            del device  # a PDF is whole when its writer is gone
            self._finished()
        elif self._printable is not None:
            self._device = device  # Qt's painter does not keep it
            printing = PagePrinting(self._context, self._printable.pages, device, self)
            printing.progressed.connect(self._progressed)
            printing.finished.connect(self._finished)
            printing.failed.connect(self._failed)
            self._printing = printing
            printing.start()

    def _progressed(self, done: int, total: int) -> None:
        said = self.tr("Printing sheet %1 of %2...").replace("%1", str(done))
        self.say(said.replace("%2", str(total)))

    def _finished(self) -> None:
        self._let_go()
        target, self._target = self._target, ""
        if not target:
            self.say(self.tr("Sent to the printer."))
            return
        self._context.tasks.run(
            self,
            lambda: settle(Path(target)),
            lambda _none: self.say(self.tr("Saved: %1").replace("%1", target)),
            self._failed,
        )

    def _failed(self, error: Exception | None) -> None:
        self._let_go()
        if self._target:
            part_of(Path(self._target)).unlink(missing_ok=True)
            self._target = ""
        nothing = self.tr("The printer or file cannot be written to. Choose another and try again.")
        self.say(self._context.sentence(error) if error is not None else nothing)

    def _let_go(self) -> None:
        if self._printing is not None:
            self._printing.deleteLater()
        self._printing = self._device = None

    def done(self, result: int) -> None:
        """Closing ends the printing after the sheet that is on its way."""
        if self._printing is not None:
            self._printing.cancel()
            self._let_go()
            if self._target:
                part_of(Path(self._target)).unlink(missing_ok=True)
        super().done(result)


def _pdf_writer(path: str, title: str) -> QPdfWriter:
    """Writes beside `path`; the file is put in its place when it is whole."""
    writer = QPdfWriter(str(part_of(Path(path))))
    writer.setTitle(title)
    return writer
