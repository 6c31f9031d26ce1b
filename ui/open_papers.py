"""The papers that lie open, as tabs, and the way that was taken through them. Kept in the vault at each change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QTabBar, QToolButton

from delegate_app.domain.documents import Document
from delegate_app.domain.reading_trails import ReadingDesk, Stop, Trail
from delegate_app.errors import DeskError
from delegate_app.services.desk import Desk
from ui.context import Context
from ui.paper_titles import is_unnumbered, name_of
from ui.reader_bar import tool
from ui.theme import TARGET

WIDEST_TAB = 260
OUTSIDE = Stop("", 0, 0.0)
"""A stop that stands for the view from which the reader was opened."""


class PaperTabs(QTabBar):
    """Tabs that are high enough to press and never wider than they read well."""

    def tabSizeHint(self, index: int) -> QSize:
        size = super().tabSizeHint(index)
        return QSize(min(size.width() + 12, WIDEST_TAB), max(size.height(), TARGET))


class OpenPapers(QObject):
    """`chosen` with the version of a tab that was pressed; `emptied` when the last paper was closed."""

    chosen = Signal(str)
    emptied = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = ReadingDesk()
        self._titles: dict[str, str] = {}
        self.tabs = PaperTabs()
        self.tabs.setObjectName("paper-tabs")
        self.tabs.setAccessibleName(self.tr("Open papers"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.tabBarClicked.connect(self._press)
        self.tabs.hide()

    @property
    def desk(self) -> ReadingDesk:
        """What lies on the desk."""
        return self._desk

    # ------------------------------------------------------------------ papers

    def restore(self, then: Callable[[ReadingDesk], None]) -> None:
        """Lay the papers of the last time on the desk again; `then` gets what was kept."""
        desk = self._context.desk

        def take(kept: tuple[ReadingDesk, Sequence[tuple[str, Document]]]) -> None:
            quicker, self._desk = self._desk, kept[0]
            for version, document in kept[1]:
                self._titles[version] = self._title(document)
            for version in quicker.papers:
                self._desk = self._desk.opened(version)
            for stop in quicker.trail.stops:
                self._desk = replace(self._desk, trail=self._desk.trail.jumped_to(stop))
            self._desk = replace(self._desk, reading=kept[0].reading or quicker.reading)
            self._show(quicker.papers[-1] if quicker.papers else "")
            then(self._desk)

        self._context.tasks.run(self, lambda: _kept(desk), take)

    def opened(self, document: Document, version: str) -> None:
        """This paper is in front; another version of it gives up its tab."""
        others = {v.sha256 for v in document.versions} - {version}
        instead = next((paper for paper in self._desk.papers if paper in others), "")
        self._titles[version] = self._title(document)
        self._desk = replace(self._desk.opened(version, instead_of=instead), reading=True)
        self._show(version)
        self._keep()

    def close(self, version: str) -> None:
        """Take a paper off the desk; the one beside it comes to the front."""
        papers = self._desk.papers
        if version not in papers:
            return
        at = papers.index(version)
        self._desk = self._desk.closed(version)
        left = self._desk.papers
        self._keep()
        if left:
            self._show(left[min(at, len(left) - 1)])
            self.chosen.emit(left[min(at, len(left) - 1)])
        else:
            self._show("")
            self.emptied.emit()

    def beside(self, step: int, version: str) -> str:
        """The paper so many tabs beside this one, round the ends."""
        papers = self._desk.papers
        at = papers.index(version) if version in papers else 0
        return papers[(at + step) % len(papers)] if papers else ""

    def set_reading(self, *, reading: bool) -> None:
        """Whether a paper is in front: then it is there again after a crash."""
        self._desk = replace(self._desk, reading=reading)
        self._keep()

    def _title(self, document: Document) -> str:
        if is_unnumbered(document.number):
            return name_of(self._context, document)
        return f"{self._context.words.of(document.type)} {document.number}"

    def _show(self, current: str) -> None:
        papers = self._desk.papers
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for paper in papers:
            title = self._titles.get(paper, "")
            at = self.tabs.addTab(title)
            self.tabs.setTabToolTip(at, title)
            self.tabs.setTabButton(at, QTabBar.ButtonPosition.RightSide, self._closer(paper, title))
        if current in papers:
            self.tabs.setCurrentIndex(papers.index(current))
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(papers) > 1)

    def _press(self, index: int) -> None:
        if 0 <= index < len(self._desk.papers):
            self.chosen.emit(self._desk.papers[index])

    def _closer(self, paper: str, title: str) -> QToolButton:
        """The button on a tab that takes its paper off the desk."""
        made = tool(self._context, "close", self.tr("Close this paper"), "tab-close")
        made.setProperty("role", "quiet")
        made.setAccessibleName(f"{made.accessibleName()}: {title}")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+W closes by keyboard
        # The button lies on its tab: it must not end inside its own press.
        made.clicked.connect(
            lambda _checked=False: QTimer.singleShot(0, self, partial(self.close, paper))
        )
        return made

    # ------------------------------------------------------------------ the way

    def entered(self) -> None:
        """The reader was opened from another view, to which the way back leads."""
        self._change_trail(self._desk.trail.jumped_to(OUTSIDE))

    def jumped(self, before: Stop | None, after: Stop) -> None:
        """A jump from one place to another."""
        trail = self._desk.trail
        if before is not None and trail.here is not None and trail.here.version == before.version:
            trail = trail.moved_to(before)
        if trail.here != after:
            trail = trail.jumped_to(after)
        self._change_trail(trail)

    def moved(self, here: Stop) -> None:
        """Somebody scrolled."""
        trail = self._desk.trail
        if trail.here is not None and trail.here.version == here.version:
            self._change_trail(trail.moved_to(here))

    def back(self, here: Stop | None) -> Stop | None:
        """The place before this one; None where the way leads out of the reader."""
        if here is not None:
            self.moved(here)
        before = self._desk.trail.back()
        if not self._desk.trail.can_go_back or before.here is None or not before.here.version:
            return None
        self._change_trail(before)
        return before.here

    def forward(self, here: Stop | None) -> Stop | None:
        """The place after this one, None when there is none."""
        if here is not None:
            self.moved(here)
        after = self._desk.trail.forward()
        if not self._desk.trail.can_go_forward or after.here is None or not after.here.version:
            return None
        self._change_trail(after)
        return after.here

    def _change_trail(self, trail: Trail) -> None:
        self._desk = replace(self._desk, trail=trail)
        self._keep()

    def _keep(self) -> None:
        desk, reading = self._desk, self._context.desk.reading
        self._context.tasks.run(
            self, lambda: reading.keep_desk(desk), lambda _none: None, lambda _error: None
        )


def _kept(desk: Desk) -> tuple[ReadingDesk, Sequence[tuple[str, Document]]]:
    """What was kept, without papers that are gone, and the documents of the rest."""
    kept = desk.reading.desk()
    found = []
    for version in kept.papers:
        try:
            found.append((version, desk.documents.by_version(version)))
        except DeskError:
            kept = kept.closed(version)
    return kept, found
