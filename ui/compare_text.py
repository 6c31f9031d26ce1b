"""The texts of a comparison: one with both in it, or two that scroll together, and the way from change to change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QWidget

from delegate_app.services.versions import ArticleChange, Redline
from ui.redline_text import RedlineText, Written
from ui.theme import Space, Theme


class CompareText(QWidget):
    """`moved` with the number of the change one is at (from 1, 0 before the first) and how many there are."""

    moved = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = RedlineText(theme)
        self._written = {"old": Written(), "new": Written()}
        self._at = -1
        self._following = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.HAIR)
        self.old = self._browser(theme, "compare-old-text", self.tr("Old version"))
        self.new = self._browser(theme, "compare-new-text", self.tr("New version"))
        layout.addWidget(self.old)
        layout.addWidget(self.new)
        self.setFocusProxy(self.new)
        self.old.verticalScrollBar().valueChanged.connect(
            lambda _value: self._follow(self.old, self.new)
        )
        self.new.verticalScrollBar().valueChanged.connect(
            lambda _value: self._follow(self.new, self.old)
        )

    def _browser(self, theme: Theme, object_name: str, name: str) -> QTextBrowser:
        made = QTextBrowser()
        made.setObjectName(object_name)
        made.setAccessibleName(name)
        made.setProperty("role", "redline")
        made.setOpenLinks(False)
        made.document().setDocumentMargin(Space.WIDE)
        font = made.font()
        font.setPixelSize(theme.size("body"))
        made.document().setDefaultFont(font)
        return made

    def show_redline(
        self, redline: Redline, articles: Sequence[ArticleChange], *, beside: bool
    ) -> None:
        """Write these articles anew: as one text, or as two beside each other."""
        self._at = -1
        self.old.setVisible(beside)
        if beside:
            self._written["old"] = self._writer.side(
                self.old.document(), redline, articles, old=True
            )
            self._written["new"] = self._writer.side(
                self.new.document(), redline, articles, old=False
            )
        else:
            self._written["new"] = self._writer.inline(self.new.document(), redline, articles)
        for browser in (self.old, self.new):
            browser.moveCursor(QTextCursor.MoveOperation.Start)
        self.moved.emit(0, len(self._changes()))

    def go_to_article(self, number: int) -> None:
        """Scroll to an article of those that are shown."""
        if number < len(self._written["new"].articles):
            self._scroll_to(
                self.new, self._written["new"].articles[number], self.new.height() // 12
            )

    def step(self, step: int) -> None:
        """Go to the next or the previous change, round the ends."""
        changes = self._changes()
        if not changes:
            return
        start = self._at if self._at >= 0 else (-1 if step > 0 else 0)
        self._at = (start + step) % len(changes)
        side, position = changes[self._at]
        browser = self.old if side == "old" else self.new
        cursor = browser.textCursor()
        cursor.setPosition(position)
        browser.setTextCursor(cursor)
        self._scroll_to(browser, position, browser.height() // 3)
        self.moved.emit(self._at + 1, len(changes))

    def _changes(self) -> list[tuple[str, int]]:
        """Where the changes stand; beside each other, one that only took away stands in the old text."""
        new = [("new", position) for position in self._written["new"].changes]
        if self.old.isHidden():
            return new
        old = [("old", position) for position in self._written["old"].changes]
        return sorted(old + new, key=lambda change: self._share(*change))

    def _share(self, side: str, position: int) -> tuple[int, float]:
        """The article of a position and how far into it: comparable between the two texts."""
        written = self._written[side]
        browser = self.old if side == "old" else self.new
        return _place(written.articles, position, browser.document().characterCount())

    # ------------------------------------------------------------------ scrolling

    def _scroll_to(self, browser: QTextBrowser, position: int, above: int) -> None:
        cursor = browser.textCursor()
        cursor.setPosition(position)
        top = browser.cursorRect(cursor).top() + browser.verticalScrollBar().value()
        browser.verticalScrollBar().setValue(top - above)

    def _follow(self, leader: QTextBrowser, follower: QTextBrowser) -> None:
        """The other text shows the same article, as far into it."""
        if self._following or self.old.isHidden():
            return
        self._following = True
        try:
            side, other = ("old", "new") if leader is self.old else ("new", "old")
            top = leader.cursorForPosition(leader.viewport().rect().topLeft()).position()
            article, share = self._share(side, top)
            there = self._written[other].articles
            if article < len(there):
                end = there[article + 1] if article + 1 < len(there) else None
                end = follower.document().characterCount() - 1 if end is None else end
                self._scroll_to(follower, round(there[article] + share * (end - there[article])), 0)
        finally:
            self._following = False


def _place(articles: list[int], position: int, length: int) -> tuple[int, float]:
    number = max(0, bisect_right(articles, position) - 1)
    if not articles:
        return 0, 0.0
    end = articles[number + 1] if number + 1 < len(articles) else length
    size = max(1, end - articles[number])
    return number, min(1.0, max(0.0, (position - articles[number]) / size))
