"""The table of contents of a paper: its own, else the headings that its text shows, else the agenda that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from delegate_app.domain.books import Book
from delegate_app.domain.council_sessions import Programme
from delegate_app.domain.headings import Heading, HeadingFinder
from delegate_app.services.reader import OutlineEntry, PageText, Rect, Walk
from ui.context import Context
from ui.paper_titles import title_of
from ui.parts import label
from ui.theme import TARGET, Space

MOST_LINES = 3
FEW = 60
"""A table of contents with no more lines is open from the first."""
ROLE = Qt.ItemDataRole.UserRole
DEPTH, PAPER = ROLE + 1, ROLE + 2
"""How deep a line stands, and the version of the paper that a line of the agenda leads to."""
CHARACTERS = 1
"""Length of the span whose place is the heading's place."""

Line = tuple[int, str, int | None, float]
"""Depth, title, page (None: it leads nowhere) and place below the page's top in points."""


class ContentsTree(QWidget):
    """`chosen` with page and offset of the line that was pressed or entered."""

    chosen = Signal(int, float)
    paper_chosen = Signal(str)
    """The version of a paper of the agenda that was pressed or entered."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._version = ""
        self._walk: Walk | None = None
        self._lines: list[Line] = []
        self._agenda: list[tuple[str, list[tuple[str, str, str]]]] = []
        self.said = label("", "muted")
        self.said.setObjectName("contents-said")
        self.tree = _Tree()
        self.tree.setObjectName("contents")
        self.tree.setAccessibleName(self.tr("Contents of the paper"))
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setWordWrap(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setIndentation(Space.ROOM)
        self.tree.setItemDelegate(_Lines(self.tree))
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.itemClicked.connect(lambda item, _column: self._choose(item))
        self.tree.entered_item.connect(self._choose)
        self.setFocusProxy(self.tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TIGHT)
        column.addWidget(self.said)
        column.addWidget(self.tree, 1)

    def show_document(self, version: str) -> None:
        """Ask for the contents of this document, and where it has none, read its text for headings."""
        self.close_document()
        self._version = version
        self.said.setText(self.tr("Reading the contents..."))

        def take(entries: Sequence[OutlineEntry]) -> None:
            if version == self._version:
                self._take_own(entries)

        answer = self._context.tasks.ticket(self, take, lambda _error: self._end(version))
        self._context.desk.reader.request_outline(version, answer)

    def close_document(self) -> None:
        """Forget the contents and end the reading."""
        if self._walk is not None:
            self._walk.cancel()
            self._walk = None
        self._version = ""
        self._lines = []
        self.tree.clear()

    def show_page(self, page: int) -> None:
        """Mark the line that `page` stands under."""
        found = None
        for item in self._items():
            target = item.data(0, ROLE)
            if target is not None and target[0] <= page:
                found = item
        if found is not None and found is not self.tree.currentItem():
            self.tree.setCurrentItem(found)

    def take_agenda(self, programme: Programme, book: Book) -> None:
        """The agenda that the paper belongs to, and the pages that each paper has in its book."""
        spans = {paper.document.id: paper.span for paper in book.papers}
        self._agenda = [
            (
                dossier.item.title if dossier.item else self.tr("Papers of the session"),
                [
                    (title_of(self._context, document), spans[document.id], document.newest.sha256)
                    for document in dossier.documents
                ],
            )
            for dossier in programme.dossiers
        ]

    @property
    def lines(self) -> Sequence[Line]:
        """What is shown."""
        return self._lines

    # ------------------------------------------------------------------ filling

    def _take_own(self, entries: Sequence[OutlineEntry]) -> None:
        if not entries:
            self._find_headings()
            return
        self._lines = [(e.depth, e.title, e.page, e.y or 0.0) for e in entries]
        self.said.hide()
        self._show()

    def _find_headings(self) -> None:
        version, finder = self._version, HeadingFinder()

        def take_found(found: Sequence[tuple[Heading, float]]) -> None:
            self._take_found(version, found)

        take = self._context.tasks.channel(self, take_found)

        def on_page(text: PageText) -> None:
            found = [(h, _place(text, h)) for h in finder.take(text.page, text.text)]
            if found:
                take(found)

        answer = self._context.tasks.ticket(
            self, lambda _pages: self._end(version), lambda _error: self._end(version)
        )
        self._walk = self._context.desk.reader.walk(version, on_page, answer)

    def _take_found(self, version: str, found: Sequence[tuple[Heading, float]]) -> None:
        if version != self._version:
            return
        new: list[Line] = [(h.level, h.title, h.page, y) for h, y in found]
        self._lines += new
        self._add(new)

    def _end(self, version: str) -> None:
        if version != self._version:
            return
        if self._lines:
            self.said.setText(self.tr("Found in the text: the paper has no contents of its own."))
            self._open_few()
        elif self._agenda:
            self._show_agenda()
        else:
            self.said.setText(self.tr("This paper has no contents, and no headings were found."))

    def _show(self) -> None:
        self.tree.clear()
        self._add(self._lines)
        self._open_few()

    def _show_agenda(self) -> None:
        """Every item with its papers; this one is current."""
        self.said.setText(
            self.tr("This paper has no contents, and no headings were found. The agenda:")
        )
        self.tree.clear()
        for title, papers in self._agenda:
            head = QTreeWidgetItem([title, ""])
            head.setToolTip(0, title)
            self.tree.addTopLevelItem(head)
            for name, span, version in papers:
                line = QTreeWidgetItem([name, span])
                line.setData(0, PAPER, version)
                line.setToolTip(0, name)
                line.setTextAlignment(
                    1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                )
                head.addChild(line)
                if version == self._version:
                    self.tree.setCurrentItem(line)
        self.tree.expandAll()

    def _add(self, lines: Sequence[Line]) -> None:
        for depth, title, page, y in lines:
            number = "" if page is None else str(page + 1)
            item = QTreeWidgetItem([title, number])
            item.setData(0, ROLE, None if page is None else (page, y, depth))
            item.setData(0, DEPTH, depth)
            item.setToolTip(0, title)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            parent = self._parent_for(depth)
            if parent is None:
                self.tree.addTopLevelItem(item)
            else:
                parent.addChild(item)

    def _parent_for(self, depth: int) -> QTreeWidgetItem | None:
        """The last line that stands higher than `depth`."""
        root = self.tree.invisibleRootItem()
        parent: QTreeWidgetItem | None = None
        item = root.child(root.childCount() - 1) if root.childCount() else None
        while item is not None and item.data(0, DEPTH) < depth:
            parent = item
            item = item.child(item.childCount() - 1) if item.childCount() else None
        return parent

    def _open_few(self) -> None:
        if len(self._lines) <= FEW:
            self.tree.expandAll()
        else:
            self.tree.expandToDepth(0)

    def _items(self) -> list[QTreeWidgetItem]:
        """All lines in reading order."""
        return list(_below(self.tree.invisibleRootItem()))

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        target, paper = item.data(0, ROLE), item.data(0, PAPER)
        if target is not None:
            self.chosen.emit(target[0], target[1])
        elif paper:
            self.paper_chosen.emit(paper)


class _Tree(QTreeWidget):
    """A tree whose line is chosen by Enter as by a press; typing letters selects nothing."""

    entered_item = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.entered_item.emit(self.currentItem())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # titles break elsewhere now

    def keyboardSearch(self, search: str) -> None:
        """With Telex letters are half a word."""


def _below(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    """Everything under a line, in reading order."""
    for number in range(item.childCount()):
        child = item.child(number)
        if child is not None:
            yield child
            yield from _below(child)


class _Lines(QStyledItemDelegate):
    """Lines of the tree as high as their title needs, up to three lines of it, and never too low to press."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        if index.column() > 0:
            return QSize(size.width() + Space.TIGHT, TARGET)
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        width = self._tree.columnWidth(0) - depth * self._tree.indentation() - Space.SNUG
        metrics = option.fontMetrics
        box = QRect(0, 0, max(60, width), MOST_LINES * metrics.lineSpacing())
        title = metrics.boundingRect(box, int(Qt.TextFlag.TextWordWrap), str(index.data()))
        high = min(title.height(), MOST_LINES * metrics.lineSpacing())
        return QSize(width, max(TARGET, high + 2 * Space.TIGHT))


def _place(text: PageText, heading: Heading) -> float:
    rects: list[Rect] = text.rects(heading.start, heading.start + CHARACTERS)
    return rects[0].top if rects else 0.0
