"""Links of the pages that are seen: within the paper at once, outside only after asking."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from delegate_app.services.reader import PageLink, PageText
from ui.context import Context
from ui.parts import button, heading, label, row
from ui.rows import Row, RowList
from ui.theme import Space


class PageLinks(QObject):
    """`went` with the page of a link that was pressed."""

    went = Signal(int)

    def __init__(self, context: Context, widget: QWidget) -> None:
        super().__init__(widget)
        self._context = context
        self._widget = widget
        self._version = ""
        self._links: dict[int, tuple[PageLink, ...]] = {}
        self._asked: set[int] = set()

    def open(self, version: str) -> None:
        """From now on pages are of this version."""
        self._version = version
        self._links.clear()
        self._asked.clear()

    def ask(self, page: int, then: Callable[[], None] = lambda: None) -> None:
        """Bring the links of a page here; `then` follows once they are."""
        if page in self._links or not self._version:
            then()
            return
        if page in self._asked:
            return
        self._asked.add(page)
        version = self._version

        def take(links: list[PageLink]) -> None:
            if version == self._version:
                self._links[page] = tuple(links)
                then()

        answer = self._context.tasks.ticket(self, take, lambda _error: None)
        self._context.desk.reader.request_links(version, page, answer)

    def of(self, page: int) -> tuple[PageLink, ...]:
        """The links of a page as far as they are known."""
        return self._links.get(page, ())

    def at(self, page: int, x: float, y: float) -> PageLink | None:
        """The link under a point of page space."""
        for link in self.of(page):
            r = link.rect
            if r.left <= x <= r.right and r.top <= y <= r.bottom:
                return link
        return None

    def follow(self, link: PageLink) -> None:
        """Go where a link leads; of an address outside the person decides, and sees it whole."""
        if link.page is not None:
            self.went.emit(link.page)
        elif link.uri:
            OutsideLink(self._widget, link.uri).open()


class OutsideLink(QDialog):
    """Asks before an address outside is opened in the browser."""

    open_url: Callable[[QUrl], bool] = staticmethod(QDesktopServices.openUrl)

    def __init__(self, parent: QWidget, address: str) -> None:
        super().__init__(parent)
        self._address = address
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("outside-link")
        self.setWindowTitle(self.tr("Link out of the paper"))
        self.setMinimumWidth(480)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.ROOM)
        column.setSpacing(Space.ROOM)
        column.addWidget(heading(self.tr("Open this address in the browser?"), "title"))
        column.addWidget(label(address, copyable=True))
        column.addWidget(
            label(
                self.tr(
                    "The address stands in the paper. Whoever runs it will see that you opened it. Nothing of the paper or of your notes is sent."
                ),
                "muted",
            )
        )
        go = button(self.tr("Open in the browser"), self._go)
        go.setObjectName("outside-open")
        copy = button(self.tr("Copy the address"), self._copy)
        stay = button(self.tr("Stay here"), self.reject, "primary")
        stay.setObjectName("outside-stay")
        column.addLayout(row(1, copy, go, stay))
        stay.setFocus()

    def _go(self) -> None:
        self.open_url(QUrl(self._address))
        self.accept()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self.accept()


class LinkSheet(QDialog):
    """The links of one page as a list, for hands that use the keyboard alone."""

    chosen = Signal(object)

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        links: tuple[PageLink, ...],
        text: PageText | None,
    ) -> None:
        super().__init__(parent)
        self._links = links
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("link-sheet")
        self.setWindowTitle(self.tr("Links on this page"))
        self.resize(520, 420)
        column = QVBoxLayout(self)
        column.setSpacing(Space.ROOM)
        if not links:
            column.addWidget(label(self.tr("There are no links on this page.")), 1)
        self.list = RowList(context.theme, self.tr("Links on this page"))
        self.list.setVisible(bool(links))
        self.list.show_rows([self._row(n, link, text) for n, link in enumerate(links)])
        self.list.opened.connect(self._open)
        column.addWidget(self.list, 1)
        column.addLayout(row(1, button(self.tr("Close"), self.reject)))

    def _row(self, number: int, link: PageLink, text: PageText | None) -> Row:
        inside = self.tr("To page %1").replace("%1", str((link.page or 0) + 1))
        target = link.uri or inside
        words = ""
        if text is not None and text.has_text:
            r, middle = link.rect, (link.rect.top + link.rect.bottom) / 2
            start, end = text.index_at(r.left, middle), text.index_at(r.right, middle)
            words = " ".join(text.text[start:end].split())
        return Row(str(number), words or target, target if words else "")

    def _open(self, key: str) -> None:
        link = self._links[int(key)]
        self.accept()
        self.chosen.emit(link)
