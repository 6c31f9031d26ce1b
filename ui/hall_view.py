"""The hall's own server in the settings: find it, read its QR code, type it, forget it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from delegate_app.domain.halls import HallPlace
from delegate_app.errors import Code, UserError
from ui.context import Context
from ui.flow import Flow
from ui.parts import Frame, button, clear, heading, label, notice, row
from ui.ports import HallFinder
from ui.qr_reading import read_code
from ui.theme import TARGET, Space

PICTURES = "*.png *.jpg *.jpeg *.bmp *.webp"


class HallCard(Frame):
    """Which hall's server is used first, and four ways to name one; `changed` once that is kept."""

    changed = Signal()

    def __init__(self, context: Context, finder: HallFinder, parent: QWidget | None = None) -> None:
        super().__init__("card")
        self.setParent(parent)
        self._context = context
        self._finder = finder
        self.column.addWidget(heading(self.tr("The hall's own server"), "title"))
        about = self.tr(
            "Some halls have a server of their own, which takes votes while the line to the council is down. Choose it once you are in the hall. Only a server certified by your council is ever used; your vote is recorded when the council itself confirms it."
        )
        self.column.addWidget(label(about, "muted"))
        self._state = label("", "strong", wrap=False)
        self._state.setObjectName("hall-state")
        self._forget = button(self.tr("Use it no more"), self._forget_hall)
        self._forget.setObjectName("hall-forget")
        self.column.addLayout(row(self._state, self._forget, 1, spacing=Space.ROOM))
        self._add_ways()
        self._add_line()
        self._result = QVBoxLayout()
        self.column.addLayout(self._result)
        self.reload()

    def _add_ways(self) -> None:
        holder = QWidget()
        flow = Flow(holder, margin=0)
        flow.setSpacing(Space.TIGHT)
        ways = (
            ("hall-find", self.tr("Look for it in this room"), self.look),
            ("hall-picture", self.tr("Read a picture of the QR code..."), self._choose_picture),
            ("hall-clipboard", self.tr("Read the clipboard"), self._read_clipboard),
        )
        for name, text, action in ways:
            made = button(text, action)
            made.setObjectName(name)
            flow.addWidget(made)
        self.column.addWidget(holder)

    def _add_line(self) -> None:
        self.column.addWidget(label(self.tr("Or type what the card in the hall says"), "small"))
        self._line = QLineEdit()
        self._line.setObjectName("hall-line")
        self._line.setMinimumHeight(TARGET)
        self._line.setAccessibleName(self.tr("Link, or address and fingerprint"))
        self._line.setPlaceholderText(self.tr("https://address:port fingerprint"))
        self._line.returnPressed.connect(self._use_line)
        use = button(self.tr("Use this server"), self._use_line)
        use.setObjectName("hall-use")
        line = row(self._line, use)
        line.setStretch(0, 1)
        self.column.addLayout(line)

    def reload(self) -> None:
        """Read again which hall was chosen."""
        self._context.tasks.run(self, self._context.desk.halls.chosen, self._show)

    def _show(self, place: HallPlace | None) -> None:
        if place is None:
            self._state.setText(self.tr("None chosen: this machine calls the council's server."))
        else:
            self._state.setText(self.tr("In use first: %1").replace("%1", place.words))
        self._forget.setVisible(place is not None)

    # ------------------------------------------------------------------ ways to name one

    def look(self) -> None:
        """Listen on the local network, and offer what was announced."""
        self._say(self.tr("Looking in the local network..."), "plain")
        self._context.tasks.run_aside(self, self._finder.find, self._offer, self._fail)

    def _offer(self, links: Sequence[str]) -> None:
        if not links:
            self._fail(UserError(Code.HALL_NOT_FOUND))
            return
        clear(self._result)
        for number, link in enumerate(links):
            host = link.partition("://")[2].partition("/")[0]
            text = self.tr("Use the hall's server at %1").replace("%1", host)
            made = button(text, lambda link=link: self.choose(link), "primary")  # type: ignore[misc]
            made.setObjectName(f"hall-found-{number}")
            self._result.addLayout(row(made, 1))

    def _choose_picture(self) -> None:
        dialog = QFileDialog(self, self.tr("Picture of the QR code"))
        dialog.setObjectName("hall-file")
        dialog.setNameFilter(self.tr("Pictures") + f" ({PICTURES})")
        dialog.fileSelected.connect(lambda path: self._read(QImage(path)))
        dialog.open()

    def _read_clipboard(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if text := clipboard.text().strip():
            self.choose(text)
        else:
            self._read(clipboard.image())

    def _read(self, picture: QImage) -> None:
        """The code in a picture is read off the GUI thread."""
        self._context.tasks.run_aside(self, lambda: read_code(picture), self.choose, self._fail)

    def _use_line(self) -> None:
        if text := self._line.text().strip():
            self.choose(text)

    # ------------------------------------------------------------------ what comes of it

    def choose(self, text: str) -> None:
        """Use this hall first, if it is the council's; else say why not."""
        halls = self._context.desk.halls
        self._context.tasks.run(self, lambda: halls.choose(text), self._chosen, self._fail)

    def _chosen(self, place: HallPlace) -> None:
        self._line.clear()
        self._show(place)
        self._say(
            self.tr("Chosen. The status line says when this machine is connected to it."), "good"
        )
        self.changed.emit()

    def _forget_hall(self) -> None:
        self._context.tasks.run(self, self._context.desk.halls.forget, lambda _: self._forgotten())

    def _forgotten(self) -> None:
        clear(self._result)
        self._show(None)
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self._say(self._context.sentence(error), "danger")

    def _say(self, text: str, tone: str) -> None:
        clear(self._result)
        made = notice(text, tone)
        made.setObjectName(f"hall-{tone}")
        self._result.addWidget(made)
