"""A second paper beside the first, scrolled along with it or by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from delegate_app.domain.documents import Document
from delegate_app.services.reader import OpenDocument
from ui import dates
from ui.choice import Choice
from ui.context import Context
from ui.flow import Flow
from ui.page_canvas import PageCanvas
from ui.paper_titles import title_of
from ui.parts import button, label
from ui.theme import TARGET


class LinkedScroll(QObject):
    """Two papers scroll together, keeping the distance that they had when they were linked."""

    def __init__(self, first: PageCanvas, second: PageCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._canvases = (first, second)
        self._moving = False
        self._distance = 0.0
        self.linked = True
        first.scrolled.connect(lambda: self._follow(0))
        second.scrolled.connect(lambda: self._follow(1))

    def link(self, *, linked: bool) -> None:
        """From now on they scroll together, or each by itself."""
        self.linked = linked
        first, second = self._canvases
        self._distance = second.position() - first.position() if linked else 0.0

    def _follow(self, moved: int) -> None:
        if self._moving or not self.linked:
            return
        leader, follower = self._canvases[moved], self._canvases[1 - moved]
        if not leader.page_count or not follower.page_count:
            return
        self._moving = True
        follower.go_to_position(leader.position() + (-self._distance if moved else self._distance))
        self._moving = False


class SecondPaper(QFrame):
    """Pages without notes. `closed` when the person wants one paper again."""

    closed = Signal()

    def __init__(self, context: Context, first: PageCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._version = ""
        self.setObjectName("second-paper")
        self.canvas = PageCanvas(context)
        self.canvas.setObjectName("second-canvas")
        self.canvas.setAccessibleName(self.tr("Pages of the second paper"))
        self.together = LinkedScroll(first, self.canvas, self)
        self.choice = Choice(context.theme, self.tr("The second paper"))
        self.choice.setObjectName("second-choice")
        self.choice.activated.connect(lambda at: self.open(str(self.choice.itemData(at))))
        self._linked = button(self.tr("Scroll together"), self._link)
        self._linked.setObjectName("second-linked")
        self._linked.setCheckable(True)
        self._linked.setChecked(True)
        close = button(self.tr("Close"), self.closed.emit)
        close.setObjectName("second-close")
        self._said = label("", "muted")
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said.hide()
        bar = QFrame()
        bar.setProperty("role", "bar")
        flow = Flow(bar)
        self.choice.setMinimumWidth(260)
        flow.add_elastic(self.choice)
        flow.addWidget(self._linked)
        flow.addWidget(close)
        for part in (self.choice, self._linked, close):
            part.setMinimumHeight(TARGET)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._said)
        column.addWidget(self.canvas, 1)

    def offer(self, document: Document, others: Sequence[Document]) -> None:
        """Offer the versions of the paper that is read, then the other papers of the session."""
        self.choice.clear()
        for version in reversed(document.versions):
            text = self.tr("Version %1, %2: %3").replace("%1", str(version.ordinal))
            text = text.replace("%2", dates.day(version.published_at))
            self.choice.addItem(
                text.replace("%3", title_of(self._context, document)), version.sha256
            )
        for other in others:
            if other.id != document.id:
                self.choice.addItem(title_of(self._context, other), other.newest.sha256)

    def open(self, version: str) -> None:
        """Show this version, from the top."""
        self._version = version
        self.canvas.close_document()
        self._said.hide()
        self.choice.setCurrentIndex(max(0, self.choice.findData(version)))

        def opened(document: OpenDocument) -> None:
            if version == self._version:
                self.canvas.show_document(version, document, None)
                self._link()

        def failed(error: Exception) -> None:
            if version == self._version:
                self._said.setText(self._context.sentence(error))
                self._said.show()

        answer = self._context.tasks.ticket(self, opened, failed)
        self._context.desk.reader.open(version, answer)

    def close_document(self) -> None:
        """Afterwards no page of the second paper is held here."""
        self._version = ""
        self.canvas.close_document()

    def _link(self) -> None:
        self.together.link(linked=self._linked.isChecked())
