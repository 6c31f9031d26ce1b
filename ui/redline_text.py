"""A redline as rich text: removed words struck out, added ones underlined, each in its colour as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from delegate_app.services.versions import ArticleChange, Body, Mark, Redline, Stretch
from ui.theme import Space, Theme

LINE_HEIGHT = 140
"""Percent of a line: text of laws is long, and read by people over forty."""


@dataclass
class Written:
    """What stands in a document: the position of each article and of each change, in reading order."""

    articles: list[int] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)


class RedlineText:
    """Writes redlines in the colours of a theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._formats = {mark: self._format(mark) for mark in Mark}

    def inline(
        self, document: QTextDocument, redline: Redline, articles: Sequence[ArticleChange]
    ) -> Written:
        """Both texts as one: removed words before those that took their place."""
        return self._write(
            document, redline, ((article, redline.marked(article)) for article in articles)
        )

    def side(
        self,
        document: QTextDocument,
        redline: Redline,
        articles: Sequence[ArticleChange],
        *,
        old: bool,
    ) -> Written:
        """One of the two texts, with what the other lacks marked."""
        hidden = (Mark.ADDED, Mark.MOVED_HERE) if old else (Mark.REMOVED, Mark.MOVED_AWAY)
        return self._write(
            document,
            redline,
            (
                (article, [s for s in redline.marked(article) if s.mark not in hidden])
                for article in articles
            ),
        )

    # ------------------------------------------------------------------ writing

    def _write(
        self,
        document: QTextDocument,
        redline: Redline,
        marked: Iterable[tuple[ArticleChange, list[Stretch]]],
    ) -> Written:
        document.clear()
        document.setUndoRedoEnabled(False)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        written = Written()
        for article, stretches in marked:
            self._begin_block(cursor, above=Space.ROOM)
            written.articles.append(cursor.position())
            self._article(cursor, redline, article, stretches, written)
        cursor.endEditBlock()
        return written

    def _article(
        self,
        cursor: QTextCursor,
        redline: Redline,
        article: ArticleChange,
        stretches: list[Stretch],
        written: Written,
    ) -> None:
        changed = False
        for stretch in stretches:
            body = redline.old if stretch.in_old else redline.new
            same = stretch.mark is Mark.SAME
            if not same and not changed:
                written.changes.append(cursor.position())
            changed = not same
            self._stretch(cursor, body, stretch, article)

    def _stretch(
        self, cursor: QTextCursor, body: Body, stretch: Stretch, article: ArticleChange
    ) -> None:
        """The words of a stretch: the heading in bold, each paragraph in a block of its own."""
        heading = _heading_end(body, article, in_old=stretch.in_old)
        words: list[str] = []

        def flush(at: int) -> None:
            if words:
                shown = QTextCharFormat(self._formats[stretch.mark])
                if at <= heading.bold:
                    shown.setFontWeight(QFont.Weight.Bold)
                cursor.insertText(" ".join(words), shown)
                cursor.insertText(" ", self._formats[Mark.SAME])
                words.clear()

        for at in range(stretch.first, stretch.end):
            word = body.words[at]
            if word.opens or at in (heading.bold, heading.line):
                flush(at)
            if (word.opens or at == heading.line) and not cursor.atBlockStart():
                self._begin_block(cursor, above=Space.HAIR)
            words.append(word.text)
        flush(stretch.end)

    def _begin_block(self, cursor: QTextCursor, *, above: int) -> None:
        shape = QTextBlockFormat()
        shape.setTopMargin(above)
        shape.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if cursor.position() == 0:
            cursor.setBlockFormat(shape)
        else:
            cursor.insertBlock(shape)

    def _format(self, mark: Mark) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(self._theme.colour("text"))
        ink, ground = {
            Mark.SAME: ("", ""),
            Mark.REMOVED: ("danger", "danger_soft"),
            Mark.ADDED: ("good", "good_soft"),
            Mark.MOVED_AWAY: ("caution", "caution_soft"),
            Mark.MOVED_HERE: ("caution", "caution_soft"),
        }[mark]
        if ink:
            made.setForeground(self._theme.colour(ink))
            made.setBackground(self._theme.colour(ground))
        made.setFontStrikeOut(mark in (Mark.REMOVED, Mark.MOVED_AWAY))
        if mark is Mark.ADDED:
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        if mark is Mark.MOVED_HERE:
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        return made


@dataclass(frozen=True, slots=True)
class _Heading:
    """Words up to `bold` are the heading; a new line begins at `line`. -1 for none."""

    bold: int = -1
    line: int = -1


def _heading_end(body: Body, article: ArticleChange, *, in_old: bool) -> _Heading:
    """An article's heading: its number with the title behind it, or its number alone where the two titles differ."""
    part = article.old if in_old else article.new
    if part is None or not part.label:
        return _Heading()
    if article.old and article.new and article.old.title != article.new.title:
        return _Heading(part.content)
    at = part.first
    while at < part.end and body.words[at].line == body.words[part.first].line:
        at += 1
    return _Heading(at, at)
