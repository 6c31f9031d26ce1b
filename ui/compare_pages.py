"""Two versions beside each other page by page, as pictures: for scans without words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from delegate_app.services.versions import Comparison
from ui.context import Context
from ui.flow import Flow
from ui.page_difference import differences
from ui.page_picture import PagePicture
from ui.parts import label
from ui.reader_bar import tool
from ui.theme import Space


class ComparePages(QWidget):
    """`show_comparison` says which; the pages are stepped through together."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._comparison: Comparison | None = None
        self._page = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.TIGHT, Space.TIGHT, Space.TIGHT, Space.TIGHT)
        flow = Flow(margin=0)
        before = tool(context, "previous", self.tr("Previous page"), "compare-page-previous")
        after = tool(context, "next", self.tr("Next page"), "compare-page-next")
        before.clicked.connect(lambda _checked=False: self.step(-1))
        after.clicked.connect(lambda _checked=False: self.step(1))
        self._where = label("", "strong", wrap=False)
        self._said = label("", "muted", wrap=False)
        self._said.setObjectName("compare-pages-said")
        for part in (before, self._where, after, self._said):
            flow.addWidget(part)
        column.addLayout(flow)
        pages = QSplitter(Qt.Orientation.Horizontal)
        self.old = PagePicture(context, self.tr("Old version"))
        self.new = PagePicture(context, self.tr("New version"))
        for picture in (self.old, self.new):
            picture.ready.connect(self._compare)
            pages.addWidget(picture)
        column.addWidget(pages, 1)
        self.old.verticalScrollBar().valueChanged.connect(self.new.verticalScrollBar().setValue)
        self.new.verticalScrollBar().valueChanged.connect(self.old.verticalScrollBar().setValue)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show the first pages of two versions."""
        self._comparison = comparison
        self._page = 0
        self._show()

    def step(self, step: int) -> None:
        """Go to the next or previous page of both."""
        comparison = self._comparison
        if comparison is not None:
            last = max(comparison.old_pages, comparison.new_pages) - 1
            self._page = min(max(0, self._page + step), last)
            self._show()

    def _show(self) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        count = max(comparison.old_pages, comparison.new_pages)
        text = self.tr("Page %1 of %2").replace("%1", str(self._page + 1))
        self._where.setText(text.replace("%2", str(count)))
        self._said.setText("")
        for picture, version, pages in (
            (self.old, comparison.old, comparison.old_pages),
            (self.new, comparison.new, comparison.new_pages),
        ):
            if self._page < pages:
                picture.show_page(version, self._page)
            else:
                picture.show_nothing(self.tr("This version has no such page."))

    def _compare(self) -> None:
        """Frame what differs, once both pages are drawn."""
        old, new = self.old.sheet, self.new.sheet
        if not (old.drawn and new.drawn) or new.shape is None:
            return
        images = [
            sheet.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
            for sheet in (old, new)
        ]
        places = differences(images[0], images[1], new.shape.width)
        self.new.frame(places)
        self._said.setText(
            self.tr("%n place(s) differ on this page.", "", len(places))
            if places
            else self.tr("These pages look the same.")
        )
