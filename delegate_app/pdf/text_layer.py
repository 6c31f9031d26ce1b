"""The words of one page with their places: what selecting, quoting and finding work on."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from delegate_app.domain.annotations import Rect
from delegate_app.domain.text_folding import Folded, fold

_BROKEN_AT_HYPHEN = re.compile(r"(?<=\S-)\n(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """Characters `start` to `end` (its line end excluded) stand on one line, inside `rect`."""

    start: int
    end: int
    rect: Rect


@dataclass(frozen=True, eq=False)
class PageText:
    """Text of one page in reading order, NFC, words parted by spaces and lines by "\\n".

    `boxes` holds left, top, right, bottom in page space for each character of `text` (four floats a
    character; a space takes the gap between its words). `line_starts` are positions in `text`, the
    first is 0; `turns` gives for each line the quarter turns clockwise of its writing (0 reads to
    the right, 1 downwards, 2 to the left, 3 upwards). `scanned` says that the page shows an image
    and has no text layer; `recognised` that its words were read by a machine from that image.
    """

    page: int
    text: str
    boxes: array[float]
    line_starts: array[int]
    turns: array[int]
    scanned: bool
    recognised: bool = False

    @property
    def has_text(self) -> bool:
        """False for a scan without a text layer and for an empty page."""
        return bool(self.text)

    @property
    def memory_bytes(self) -> int:
        """Roughly what the page holds in memory, its folded form included."""
        return len(self.text) * (16 + 4 + 4 + 2) + 512

    def marked_scanned(self) -> PageText:
        """The same page, known to show an image."""
        return replace(self, scanned=True)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines in reading order."""
        return tuple(Line(start, end, self._union(start, end)) for start, end in self._line_spans())

    def rects(self, start: int, end: int) -> list[Rect]:
        """The places of `text[start:end]`, one rectangle a line, in reading order."""
        found = []
        first = max(0, bisect_right(self.line_starts, start) - 1)
        for line_start, line_end in self._line_spans(first):
            if line_start >= end:
                break
            left, right = max(start, line_start), min(end, line_end)
            if left < right:
                found.append(self._union(left, right))
        return found

    def index_at(self, x: float, y: float) -> int:
        """The caret position (0 to `len(text)`) nearest to a point of page space."""
        if not self.text:
            return 0
        number = min(range(len(self.lines)), key=lambda i: _distance(self.lines[i].rect, x, y))
        line, turn = self.lines[number], self.turns[number]
        # Along the line: its own axis, and the sign that makes it grow in reading direction.
        axis, sign, at = (0, 1 if turn == 0 else -1, x)
        if turn % 2:
            axis, sign, at = (1, 1 if turn == 1 else -1, y)
        for index in range(line.start, line.end):
            middle = (self.boxes[4 * index + axis] + self.boxes[4 * index + axis + 2]) / 2
            if sign * at < sign * middle:
                return index
        return line.end

    def word_at(self, x: float, y: float) -> tuple[int, int]:
        """The (start, end) of the word under a point; an empty span where no word is near.

        Punctuation around a word does not belong to it, a number of a paper (12/NQ-HĐND) is one.
        """
        caret = self.index_at(x, y)
        for index in (caret, caret - 1):
            if 0 <= index < len(self.text) and not self.text[index].isspace():
                box = Rect(*self.boxes[4 * index : 4 * index + 4])
                if _distance(box, x, y) <= (box.bottom - box.top):
                    return self._word_around(index)
        return caret, caret

    def find(self, query: str) -> list[tuple[int, int]]:
        """Where `query` stands, as (start, end): case, diacritics and line breaks ignored."""
        return list(self.find_folded(fold(query).text.strip()))

    def find_folded(self, folded_query: str) -> Iterator[tuple[int, int]]:
        """As `find`, for a query folded once for many pages. An empty query finds nothing."""
        if not folded_query:
            return
        folded = self._folded
        at = folded.text.find(folded_query)
        while at >= 0:
            yield folded.span(at, at + len(folded_query))
            at = folded.text.find(folded_query, at + len(folded_query))

    @cached_property
    def _folded(self) -> Folded:
        # "12/NQ-" at a line's end goes on in the next line: people look for "12/NQ-HĐND".
        breaks = [match.start() for match in _BROKEN_AT_HYPHEN.finditer(self.text)]
        folded = fold(self.text)
        if not breaks:
            return folded
        dropped = set(breaks)
        kept = [i for i in range(len(folded.text)) if folded.origins[i] not in dropped]
        origins = array("I", [folded.origins[i] for i in kept] + [len(self.text)])
        return Folded("".join(folded.text[i] for i in kept), origins)

    def _line_spans(self, first: int = 0) -> Iterator[tuple[int, int]]:
        for number in range(first, len(self.line_starts)):
            last = number + 1 == len(self.line_starts)
            end = len(self.text) if last else self.line_starts[number + 1] - 1
            yield self.line_starts[number], end

    def _union(self, start: int, end: int) -> Rect:
        boxes = self.boxes[4 * start : 4 * end]
        return Rect(min(boxes[0::4]), min(boxes[1::4]), max(boxes[2::4]), max(boxes[3::4]))

    def _word_around(self, index: int) -> tuple[int, int]:
        start = end = index
        while start > 0 and not self.text[start - 1].isspace():
            start -= 1
        while end < len(self.text) and not self.text[end].isspace():
            end += 1
        while start < index and not self.text[start].isalnum():
            start += 1
        while end > index + 1 and not self.text[end - 1].isalnum():
            end -= 1
        return start, end


def _distance(rect: Rect, x: float, y: float) -> float:
    across = max(rect.left - x, 0.0, x - rect.right)
    down = max(rect.top - y, 0.0, y - rect.bottom)
    return across + down
