"""Two versions of a paper beside each other: which articles changed, and every word that did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.documents import Document
from delegate_app.services.desk import Desk
from delegate_app.services.versions import ArticleChange, ArticleState, Comparison
from ui.compare_bar import CompareBar
from ui.compare_pages import ComparePages
from ui.compare_text import CompareText
from ui.context import Context
from ui.parts import button, label
from ui.rows import Mark, Row, RowList
from ui.state_stack import StateStack
from ui.states import Empty, Failure, Loading
from ui.theme import Space

LIST_WIDTH = 300
TONES = {
    ArticleState.CHANGED: "accent",
    ArticleState.ADDED: "good",
    ArticleState.REMOVED: "danger",
    ArticleState.MOVED: "caution",
    ArticleState.RENUMBERED: "",
    ArticleState.SAME: "",
}


@dataclass(frozen=True)
class Asked:
    """Which two versions of which paper."""

    paper: Document
    old: str
    new: str


def gather(desk: Desk, old: str, new: str) -> Asked:
    """The paper of these versions, the older one first; `new` "" stands for the newest."""
    paper = desk.documents.by_version(old)
    new = new or paper.newest.sha256
    ordinals = {version.sha256: version.ordinal for version in paper.versions}
    first, second = sorted((old, new), key=lambda sha256: ordinals.get(sha256, 0))
    return Asked(paper, first, second)


class CompareView(QWidget):
    """Shows what `open` asked for; `open_version` with a version that is to be read."""

    closed = Signal()
    open_version = Signal(str)
    shows: Changes = frozenset({Kind.DOCUMENTS})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pair = ("", "")
        self._comparison: Comparison | None = None
        self.setObjectName("ground")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = CompareBar(context)
        self.pages = ComparePages(context)
        loading = Loading(self.tr("Comparing the versions..."))
        self._stack = StateStack(self._page(), self.pages, state=loading)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        self._connect()

    def _page(self) -> QWidget:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(Space.SNUG, Space.SNUG, Space.TIGHT, Space.SNUG)
        self.summary = label("", "strong")
        self.summary.setObjectName("compare-summary")
        self.only_changed = button(self.tr("Only what changed"), lambda: None)
        self.only_changed.setCheckable(True)
        self.only_changed.setObjectName("compare-only-changed")
        self.only_changed.setChecked(True)
        self.articles = RowList(self._context.theme, self.tr("Articles"))
        self.articles.setObjectName("compare-articles")
        column.addWidget(self.summary)
        column.addWidget(self.only_changed)
        column.addWidget(self.articles, 1)
        self.text = CompareText(self._context.theme)
        splitter.addWidget(side)
        splitter.addWidget(self.text)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([LIST_WIDTH, 4 * LIST_WIDTH])
        splitter.setChildrenCollapsible(False)
        return splitter

    def _connect(self) -> None:
        self.bar.back.connect(self.closed)
        self.bar.pair_chosen.connect(self.open)
        self.bar.stepped.connect(self._step)
        self.bar.side_by_side.connect(self._show_texts)
        self.bar.read.connect(lambda: self.open_version.emit(self._pair[1]))
        self.only_changed.toggled.connect(lambda _on: self._show_articles())
        self.articles.opened.connect(lambda key: self.text.go_to_article(int(key)))
        self.text.moved.connect(self.bar.show_place)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcuts: dict[str, Callable[[], object]] = {
            "F7": lambda: self._step(1),
            "Shift+F7": lambda: self._step(-1),
            "Alt+Left": self.closed.emit,
        }
        for keys, action in shortcuts.items():
            QShortcut(QKeySequence(keys), self, action, context=within)

    # ------------------------------------------------------------------ opening

    def open(self, old: str, new: str) -> None:
        """Compare two versions of one paper, the older one as the old text; `new` "" stands for the newest."""
        self._pair = (old, new)
        self._comparison = None
        self._stack.say(Loading(self.tr("Comparing the versions...")))
        desk = self._context.desk
        self._context.tasks.run(self, lambda: gather(desk, old, new), self._asked, self._fail)

    def reload(self) -> None:
        """Name newer versions that came; what is compared stays."""
        if self._pair[1]:
            desk, (old, new) = self._context.desk, self._pair
            self._context.tasks.run(
                self,
                lambda: gather(desk, old, new),
                lambda asked: self.bar.show_paper(asked.paper, asked.old, asked.new),
                self._fail,
            )

    def _asked(self, asked: Asked) -> None:
        if self._pair[0] not in (asked.old, asked.new) or not {*self._pair} <= {
            asked.old,
            asked.new,
            "",
        }:
            return
        self._pair = (asked.old, asked.new)
        self.bar.show_paper(asked.paper, asked.old, asked.new)
        answer = self._context.tasks.ticket(self, self._compared, self._fail)
        self._context.desk.versions.compare(asked.old, asked.new, answer)

    def _compared(self, comparison: Comparison) -> None:
        if (comparison.old, comparison.new) != self._pair:
            return
        self._comparison = comparison
        theme, redline = self._context.theme, comparison.redline
        self.bar.show_tools(shown=redline is not None and not redline.unchanged)
        if redline is None:
            self.pages.show_comparison(comparison)
            self._stack.setCurrentWidget(self.pages)
        elif redline.unchanged:
            text = self.tr("No word differs between these versions. The file itself was replaced.")
            self._stack.say(Empty(theme, "check-circle", self.tr("The same words"), text))
        else:
            self._stack.setCurrentIndex(0)
            self._show_articles()
            self.text.setFocus()

    def _fail(self, error: Exception) -> None:
        self.bar.show_tools(shown=False)
        self._stack.say(
            Failure(
                self._context.theme,
                self.tr("These versions cannot be compared"),
                self._context.sentence(error),
                (self.tr("Try again"), lambda: self.open(*self._pair)),
            )
        )

    # ------------------------------------------------------------------ articles and text

    def _shown(self) -> list[ArticleChange]:
        redline = self._comparison.redline if self._comparison else None
        if redline is None:
            return []
        if not self.only_changed.isChecked():
            return list(redline.articles)
        return [a for a in redline.articles if a.state is not ArticleState.SAME]

    def _show_articles(self) -> None:
        shown = self._shown()
        self.articles.show_rows([self._row(number, a) for number, a in enumerate(shown)])
        redline = self._comparison.redline if self._comparison else None
        if redline is not None:
            self.summary.setText(self._summed_up(redline.articles))
            self._show_texts(self.bar.beside.isChecked())

    def _show_texts(self, beside: bool) -> None:
        redline = self._comparison.redline if self._comparison else None
        if redline is not None:
            self.text.show_redline(redline, self._shown(), beside=beside)

    def _row(self, number: int, article: ArticleChange) -> Row:
        part = article.new or article.old
        name = part.label if part and part.label else self.tr("Opening words")
        title = f"{name}. {part.title}" if part and part.title else name
        detail = ""
        if article.old and article.new and article.old.label != article.new.label:
            detail = self.tr("was %1").replace("%1", article.old.label)
        return Row(
            key=str(number),
            title=title,
            detail=detail,
            marks=(Mark(self._state_word(article.state), TONES[article.state]),),
        )

    def _state_word(self, state: ArticleState) -> str:
        return {
            ArticleState.CHANGED: self.tr("changed"),
            ArticleState.ADDED: self.tr("added"),
            ArticleState.REMOVED: self.tr("removed"),
            ArticleState.MOVED: self.tr("moved"),
            ArticleState.RENUMBERED: self.tr("renumbered"),
            ArticleState.SAME: self.tr("unchanged"),
        }[state]

    def _summed_up(self, articles: tuple[ArticleChange, ...]) -> str:
        counts = Counter(article.state for article in articles)
        said = [
            f"{counts[state]} {self._state_word(state)}"
            for state in ArticleState
            if counts[state] and state is not ArticleState.SAME
        ]
        return self.tr("Articles: %1").replace("%1", ", ".join(said))

    def _step(self, step: int) -> None:
        self.text.step(step)
