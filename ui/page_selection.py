"""A selection of words, on one page or over several: by mouse, by double click, and extended with the keyboard."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt

from delegate_app.services.reader import Anchor, PageText, Rect, anchor_for

MOST_PAGES = 10
"""Pages that a selection may reach over: no more than the words of pages that are kept."""

Spot = tuple[int, int]
"""A page (from 0) and a position in its text."""


@dataclass(frozen=True)
class Selection:
    """From `fixed` (where it began) to `moving` (the caret), in either order; `texts` are the pages from one to the other."""

    texts: tuple[PageText, ...]
    fixed: Spot
    moving: Spot

    @classmethod
    def within(cls, text: PageText, fixed: int, moving: int) -> Selection:
        """On one page."""
        return cls((text,), (text.page, fixed), (text.page, moving))

    @property
    def page(self) -> int:
        """The page of the caret, from 0."""
        return self.moving[0]

    @property
    def first_page(self) -> int:
        """The first page that is touched."""
        return min(self.fixed, self.moving)[0]

    @property
    def last_page(self) -> int:
        """The last page that is touched."""
        return max(self.fixed, self.moving)[0]

    @property
    def text(self) -> PageText:
        """The words of the caret's page."""
        return self.texts[self.page - self.first_page]

    @property
    def parts(self) -> list[tuple[PageText, int, int]]:
        """Page by page in reading order: its text, and where what is selected of it starts and ends."""
        start, end = min(self.fixed, self.moving), max(self.fixed, self.moving)
        return [
            (
                text,
                start[1] if text.page == start[0] else 0,
                end[1] if text.page == end[0] else len(text.text),
            )
            for text in self.texts
        ]

    @property
    def words(self) -> str:
        """What is selected."""
        return "\n".join(text.text[start:end] for text, start, end in self.parts)

    @property
    def empty(self) -> bool:
        """True when nothing but white space is selected."""
        return not self.words.strip()

    def rects_on(self, page: int) -> list[Rect]:
        """Where it stands on a page, one rectangle a line."""
        return [
            rect
            for text, start, end in self.parts
            if text.page == page
            for rect in text.rects(start, end)
        ]

    @property
    def caret(self) -> Rect | None:
        """The place of the caret on its page as a thin rectangle, None on a page without words."""
        text, at = self.text, self.moving[1]
        if not text.text:
            return None
        at_end = at >= len(text.text) or text.text[at] == "\n"
        index = max(0, at - 1) if at_end else at
        left, top, right, bottom = text.boxes[4 * index : 4 * index + 4]
        x = right if at_end and at > index else left
        return Rect(x, top, x, bottom)

    def anchors(self) -> list[Anchor]:
        """An anchor for each page on which words are selected: one stands on one page (`protocol.md 9.10`)."""
        return [
            anchor_for(text, start, end)
            for text, start, end in self.parts
            if text.text[start:end].strip()
        ]

    # ------------------------------------------------------------------ moving the caret

    def moved(self, position: int, *, extend: bool) -> Selection:
        """With the caret at `position` of its page; without `extend` nothing is selected afterwards."""
        text = self.text
        position = min(max(position, 0), len(text.text))
        if not extend:
            return Selection.within(text, position, position)
        return Selection(self.texts, self.fixed, (text.page, position))

    def reach(self, page: int) -> range:
        """The pages whose words are wanted to bring the caret to `page`, or as near to it as a selection may reach."""
        begun = self.fixed[0]
        page = min(max(page, begun - MOST_PAGES + 1), begun + MOST_PAGES - 1)
        return range(min(begun, page), max(begun, page) + 1)

    def stretched(self, texts: Sequence[PageText], page: int, position: int) -> Selection:
        """With the caret at a position of `page`; `texts` are the pages of `reach`, in order."""
        known = {text.page: text for text in texts}
        position = min(max(position, 0), len(known[page].text))
        return Selection(tuple(texts), self.fixed, (page, position))

    def stepped(self, key: int, *, by_word: bool, extend: bool) -> Selection:
        """After an arrow key, Home or End, within the page."""
        at = self.moving[1]
        steps = {
            Qt.Key.Key_Left: lambda: self._word(-1) if by_word else at - 1,
            Qt.Key.Key_Right: lambda: self._word(1) if by_word else at + 1,
            Qt.Key.Key_Up: lambda: self._line(-1),
            Qt.Key.Key_Down: lambda: self._line(1),
            Qt.Key.Key_Home: lambda: self._edge(start=True),
            Qt.Key.Key_End: lambda: self._edge(start=False),
        }
        return self.moved(steps[Qt.Key(key)](), extend=extend)

    def _word(self, step: int) -> int:
        text, at = self.text.text, self.moving[1]
        if step > 0:
            while at < len(text) and not text[at].isspace():
                at += 1
            while at < len(text) and text[at].isspace():
                at += 1
            return at
        while at > 0 and text[at - 1].isspace():
            at -= 1
        while at > 0 and not text[at - 1].isspace():
            at -= 1
        return at

    def _line_number(self) -> int:
        return max(0, bisect_right(self.text.line_starts, self.moving[1]) - 1)

    def _line(self, step: int) -> int:
        number = self._line_number() + step
        caret = self.caret
        if caret is None or number < 0:
            return 0
        if number >= len(self.text.lines):
            return len(self.text.text)
        line = self.text.lines[number]
        boxes = self.text.boxes
        middles = ((boxes[4 * i] + boxes[4 * i + 2]) / 2 for i in range(line.start, line.end))
        return next(
            (line.start + n for n, middle in enumerate(middles) if caret.left < middle), line.end
        )

    def _edge(self, *, start: bool) -> int:
        if not self.text.lines:
            return 0
        line = self.text.lines[self._line_number()]
        return line.start if start else line.end
