"""What can be done with the words of a page without marking them: copy, copy with their source, list the links."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.citation import cited
from ui.context import Context
from ui.page_canvas import PageCanvas
from ui.page_links import LinkSheet
from ui.page_names import PageNames
from ui.paper_opening import Opening


class PageWords(QObject):
    """Works on the words that are selected, and on the page that is read."""

    def __init__(self, context: Context, canvas: PageCanvas, widget: QWidget) -> None:
        super().__init__(widget)
        self._context = context
        self._canvas = canvas
        self._widget = widget
        self._opening: Opening | None = None
        self._names = PageNames()

    def show_opening(self, opening: Opening, names: PageNames) -> None:
        """This paper is open."""
        self._opening, self._names = opening, names

    def copy(self) -> None:
        """Put the selected words on the clipboard."""
        chosen = self._canvas.selection
        if chosen is not None and not chosen.empty:
            QGuiApplication.clipboard().setText(chosen.words)

    def copy_cited(self) -> None:
        """Put the selected words on the clipboard with the paper, the version and the page they are from."""
        chosen, opening = self._canvas.selection, self._opening
        if chosen is None or chosen.empty or opening is None:
            return
        version = opening.version.sha256
        text = cited(
            self._context,
            chosen.words,
            opening.document,
            version,
            (chosen.first_page, chosen.last_page),
            self._names,
        )
        QGuiApplication.clipboard().setText(text)

    def show_links(self) -> None:
        """List the links of the page that is read."""
        canvas, page = self._canvas, self._canvas.page

        def show() -> None:
            found, text = canvas.links.of(page), canvas.texts.get(page)
            sheet = LinkSheet(self._context, self._widget, found, text)
            sheet.chosen.connect(canvas.links.follow)
            sheet.open()

        canvas.links.ask(page, show)
