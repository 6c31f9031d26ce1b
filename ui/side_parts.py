"""The parts of the side panel and the paper that they show: filled when somebody looks, emptied when it is closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from delegate_app.services.reader import OpenDocument, PageShape
from ui.book_list import BookList
from ui.contents_tree import ContentsTree
from ui.context import Context
from ui.page_names import PageNames
from ui.paper_tones import PaperTone
from ui.side_panel import SidePanel
from ui.thumbnails import Thumbnails


class SideParts(QObject):
    """`page_chosen` from the small pictures, `place_chosen` (page, offset) from the contents."""

    page_chosen = Signal(int)
    place_chosen = Signal(int, float)

    def __init__(self, context: Context, hits: QWidget, parent: QObject) -> None:
        """`hits` is the list of what was found in the paper."""
        super().__init__(parent)
        self.panel = SidePanel(context)
        self.thumbnails = Thumbnails(context)
        self.contents = ContentsTree(context)
        self.panel.add("pages", self.tr("Pages"), self.thumbnails)
        self.panel.add("contents", self.tr("Contents"), self.contents)
        self.book = BookList(context)
        self.panel.add("book", self.tr("Session"), self.book)
        self.panel.add("hits", self.tr("Hits"), hits)
        self._version = ""
        self._document: OpenDocument | None = None
        self._names = PageNames()
        self._page = 0
        self._filled: set[str] = set()
        self.thumbnails.chosen.connect(self.page_chosen)
        self.contents.chosen.connect(self.place_chosen)
        self.contents.paper_chosen.connect(self.book.chosen)
        self.book.bound.connect(self.contents.take_agenda)
        self.panel.opened.connect(lambda _part: self.fill())
        self.panel.hide()

    def show_document(self, version: str, document: OpenDocument, names: PageNames) -> None:
        """From now on the parts show this paper."""
        self.close_document()
        self._version, self._document, self._names = version, document, names
        self.fill()

    def close_document(self) -> None:
        """Afterwards no page and no word of the paper is held here."""
        self._document = None
        self._filled.clear()
        self.thumbnails.close_document()
        self.contents.close_document()

    def take_shapes(self, shapes: Sequence[PageShape]) -> None:
        """The exact sizes of all pages came."""
        self.thumbnails.take_shapes(tuple(shapes))

    def set_tone(self, tone: PaperTone) -> None:
        """Draw on paper of this colour from now on."""
        self.thumbnails.set_tone(tone)

    def show_page(self, page: int) -> None:
        """This page is read now."""
        self._page = page
        if self.panel.isVisible():
            self.thumbnails.show_page(page)
            self.contents.show_page(page)

    def show(self, *, shown: bool) -> None:
        """Show or hide the panel; what comes to sight is filled and takes the keyboard."""
        self.panel.setVisible(shown)
        if shown:
            self.fill()
            self.panel.focus_part()

    def fill(self) -> None:
        """The part in front shows the paper."""
        part, document = self.panel.part, self._document
        if document is None or not self.panel.isVisible():
            return
        if part not in self._filled:
            self._filled.add(part)
            if part == "pages":
                self.thumbnails.show_document(self._version, document, self._names)
            elif part == "contents":
                self.contents.show_document(self._version)
        self.show_page(self._page)
