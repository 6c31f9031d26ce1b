"""A selection of words on one page: by mouse, by double click, and extended with the keyboard."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from PySide6.QtCore import Qt

from delegate_app.services.reader import Anchor, PageText, Rect, anchor_for


@dataclass(frozen=True)
class Selection:
    """From `fixed` (where it began) to `moving` (the caret), positions in the page's text, in either order."""

    text: PageText
    fixed: int
    moving: int

    @property
    def page(self) -> int:
        """Counts from 0."""
        return self.text.page

    @property
    def span(self) -> tuple[int, int]:
        """Start and end."""
        return min(self.fixed, self.moving), max(self.fixed, self.moving)

    @property
    def words(self) -> str:
        """What is selected."""
        start, end = self.span
        return self.text.text[start:end]

    @property
    def empty(self) -> bool:
        """True when nothing but white space is selected."""
        return not self.words.strip()

    @property
    def rects(self) -> list[Rect]:
        """Where it stands, one rectangle a line."""
        return self.text.rects(*self.span)

    @property
    def caret(self) -> Rect | None:
        """The place of the caret as a thin rectangle, None on a page without words."""
        if not self.text.text:
            return None
        at_end = self.moving >= len(self.text.text) or self.text.text[self.moving] == "\n"
        index = max(0, self.moving - 1) if at_end else self.moving
        left, top, right, bottom = self.text.boxes[4 * index : 4 * index + 4]
        x = right if at_end and self.moving > index else left
        return Rect(x, top, x, bottom)

    def anchor(self) -> Anchor | None:
        """The anchor of what is selected, or None when nothing is."""
        return None if self.empty else anchor_for(self.text, *self.span)

    def moved(self, position: int, *, extend: bool) -> Selection:
        """With the caret at `position`; without `extend` nothing is selected afterwards."""
        position = min(max(position, 0), len(self.text.text))
        return Selection(self.text, self.fixed if extend else position, position)

    def stepped(self, key: int, *, by_word: bool, extend: bool) -> Selection:
        """After an arrow key, Home or End."""
        steps = {
            Qt.Key.Key_Left: lambda: self._word(-1) if by_word else self.moving - 1,
            Qt.Key.Key_Right: lambda: self._word(1) if by_word else self.moving + 1,
            Qt.Key.Key_Up: lambda: self._line(-1),
            Qt.Key.Key_Down: lambda: self._line(1),
            Qt.Key.Key_Home: lambda: self._edge(start=True),
            Qt.Key.Key_End: lambda: self._edge(start=False),
        }
        return self.moved(steps[Qt.Key(key)](), extend=extend)

    def _word(self, step: int) -> int:
        text, at = self.text.text, self.moving
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
        return max(0, bisect_right(self.text.line_starts, self.moving) - 1)

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
