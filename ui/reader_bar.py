"""The bar above a paper: where one is and how large, and which version."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)

from delegate_app.domain.documents import Document
from ui import dates
from ui.assets import icon
from ui.choice import Choice
from ui.context import Context
from ui.flow import Flow
from ui.paper_titles import title_of
from ui.parts import Elided, label, row
from ui.theme import TARGET, Space


def tool(context: Context, icon_name: str, text: str, name: str, *, shown: str = "") -> QToolButton:
    """A button with an icon, and `shown` beside it. `text` is its tool tip and what screen readers say; without the
    icon it shows that."""
    made = QToolButton()
    drawn = icon(icon_name, context.theme.colour("text"))
    made.setIcon(drawn)
    made.setIconSize(QSize(20, 20))
    made.setText(text if drawn.isNull() else shown)
    if shown and not drawn.isNull():
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setToolTip(text)
    made.setAccessibleName(text)
    made.setObjectName(name)
    made.setMinimumSize(TARGET, TARGET)
    return made


VERSION_WIDTH = 156
"""Pixels of the choice of versions, so that the bar stays one row in a window of 1366; its list shows all words."""


class PageField(QLineEdit):
    """The page, to read and to go to: a number, or what the paper or the book of the session calls it. Enter goes;
    leaving puts the page back."""

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self.setObjectName("page-field")
        self.setFixedWidth(64)
        self.setMinimumHeight(TARGET)
        self.setAccessibleName(self.tr("Page number"))
        self.setToolTip(self.tr("A page of this paper, or with b before it (b12, 7a) of the book"))
        self.setMaxLength(16)
        self.returnPressed.connect(self._go)
        self.editingFinished.connect(lambda: self.setText(self._shown))

    def show_page(self, page: int) -> None:
        """Show a page (from 0)."""
        self._shown = str(page + 1)
        if not self.isModified() or not self.hasFocus():
            self.setText(self._shown)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.selectAll()

    def _go(self) -> None:
        wanted = self.text().strip()
        if wanted:
            self.setModified(False)
            self.entered.emit(wanted)


class ReaderBar(QFrame):
    """Side panel, back, title, version, page, zoom, find, notes, and the menu of rarer things."""

    back = Signal()
    version_chosen = Signal(str)
    compare = Signal(str, str)
    page_asked = Signal(str)
    paged = Signal(int)
    zoomed = Signal(int)
    find_pressed = Signal()
    notes = Signal(bool)
    side = Signal()

    def __init__(self, context: Context, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("role", "bar")
        flow = Flow(self)
        back = tool(context, "back", self.tr("Back (Alt+Left)"), "reader-back")
        back.clicked.connect(lambda _checked=False: self.back.emit())
        self.side_button = tool(
            context, "contents", self.tr("Pages and contents beside the paper (F4)"), "reader-side"
        )
        self.side_button.setCheckable(True)
        self.side_button.clicked.connect(lambda _checked=False: self.side.emit())
        self._title = Elided("strong")
        self._title.setObjectName("reader-title")
        self._title.setMinimumWidth(80)
        self._versions = Choice(context.theme, self.tr("Version of the paper"))
        self._versions.setObjectName("reader-version")
        self._versions.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._versions.activated.connect(self._choose)
        self._versions.setMaximumWidth(VERSION_WIDTH)
        flow.addWidget(back)
        flow.addWidget(self.side_button)
        flow.add_elastic(self._title)
        flow.addWidget(self._versions)
        text = self.tr("What changed since the version before")
        self._compare = tool(context, "compare", text, "reader-compare")
        self._compare.clicked.connect(lambda _checked=False: self.compare.emit(*self._pair))
        flow.addWidget(self._compare)
        pages, zoom = self._pages(), self._zoom()
        flow.addWidget(pages)
        flow.addWidget(zoom)
        search = tool(
            context,
            "search",
            self.tr("Find (Ctrl+F)"),
            "reader-find",
            shown=self.tr("Find"),
        )
        search.clicked.connect(lambda _checked=False: self.find_pressed.emit())
        flow.addWidget(search)
        self.notes_button = tool(
            context,
            "notes",
            self.tr("Notes beside the paper (F9)"),
            "reader-notes",
            shown=self.tr("Notes"),
        )
        self.notes_button.setCheckable(True)
        self.notes_button.toggled.connect(self.notes)
        flow.addWidget(self.notes_button)
        view = self._view(menu)
        flow.addWidget(view)
        self._for_pages = (self.side_button, pages, zoom, search, self.notes_button, view)

    def _view(self, menu: QMenu) -> QToolButton:
        view = tool(
            self._context,
            "view",
            self.tr("Arrangement, paper colour and more"),
            "reader-view",
            shown=self.tr("View") + " ▾",
        )
        view.setMenu(menu)
        view.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return view

    def _pages(self) -> QWidget:
        holder = QWidget()
        before = tool(
            self._context, "previous", self.tr("Previous page (Ctrl+Page Up)"), "page-previous"
        )
        after = tool(self._context, "next", self.tr("Next page (Ctrl+Page Down)"), "page-next")
        before.clicked.connect(lambda _checked=False: self.paged.emit(-1))
        after.clicked.connect(lambda _checked=False: self.paged.emit(1))
        self._page = PageField()
        self._page.entered.connect(self.page_asked)
        self._of = label("", "body", wrap=False)
        self._of.setObjectName("page-count")
        words = label(self.tr("Page"), wrap=False)
        holder.setLayout(row(before, words, self._page, self._of, after, spacing=Space.HAIR))
        return holder

    def _zoom(self) -> QWidget:
        holder = QWidget()
        out = tool(self._context, "zoom-out", self.tr("Smaller (Ctrl+-)"), "zoom-out")
        into = tool(self._context, "zoom-in", self.tr("Larger (Ctrl++)"), "zoom-in")
        self._percent = label("", "body", wrap=False)
        self._percent.setObjectName("zoom-percent")
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._percent.setMinimumWidth(
            self._percent.fontMetrics().horizontalAdvance("000 %") + Space.TIGHT
        )
        out.clicked.connect(lambda _checked=False: self.zoomed.emit(-1))
        into.clicked.connect(lambda _checked=False: self.zoomed.emit(1))
        holder.setLayout(row(out, self._percent, into, spacing=Space.HAIR))
        return holder

    def show_document(self, document: Document, sha256: str) -> None:
        """Name the paper and its versions."""
        self._title.say(title_of(self._context, document))
        self._versions.clear()
        for version in reversed(document.versions):
            text = self.tr("Version %1, %2").replace("%1", str(version.ordinal))
            self._versions.addItem(
                text.replace("%2", dates.day(version.published_at)), version.sha256
            )
        self._versions.setCurrentIndex(self._versions.findData(sha256))
        self._versions.setVisible(len(document.versions) > 1)
        self._pair = _with_the_one_before(document, sha256)
        self._compare.setVisible(len(document.versions) > 1)

    def show_tools(self, *, shown: bool) -> None:
        """Whether there are pages to turn, enlarge, search and note on."""
        for part in self._for_pages:
            part.setVisible(shown)

    def show_page(self, page: int, count: int, spoken: str = "") -> None:
        """Show where the reader is; `spoken` is the page's whole name."""
        self._page.show_page(page)
        self._of.setText(f"/ {count}")
        self._of.setToolTip(spoken)
        self._of.setAccessibleName(spoken)

    def show_zoom(self, zoom: float) -> None:
        """Show how large the pages are."""
        self._percent.setText(f"{round(zoom * 100)} %")

    def focus_page(self) -> None:
        """Let the person type a page."""
        self._page.setFocus()
        self._page.selectAll()

    def _choose(self, index: int) -> None:
        self.version_chosen.emit(str(self._versions.itemData(index)))


def _with_the_one_before(document: Document, sha256: str) -> tuple[str, str]:
    """A version after the one before it; the first beside the second."""
    order = [version.sha256 for version in document.versions]
    at = max(1, order.index(sha256)) if sha256 in order else len(order) - 1
    return (order[at - 1], order[at]) if len(order) > 1 else (sha256, sha256)
