"""From the characters a PDF draws to the text a person reads.

Three traps of Vietnamese papers (measured: 35 % of the text displaced without this):
1. Some files draw the accented letters of a line from another font *after* the line. So letters are
   put into lines by where they stand, not by when they were drawn.
2. Decomposed text stays decomposed: marks are joined to their letter before sorting, then NFC.
3. PDFium makes up spaces and line ends: they are dropped, the gaps decide.

Steps, for each direction of writing on the page:
1. Clusters: a letter with its combining marks.
2. Runs: clusters drawn one after the other along one line, without a wide gap.
3. Segments: runs at the same height that touch or lie inside each other are one piece of a line.
   Columns and table cells stay apart because a run never crosses a wide gap.
4. Order: as the file draws its segments, which is how its author ordered columns and cells; when
   that jumps about, columns first and then from top to bottom.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from statistics import median

from delegate_app.pdf.runs import (
    Cluster,
    DrawnCharacters,
    Run,
    WritingFrame,
    clusters_of,
    runs_of,
    segments_of,
    share_line,
)
from delegate_app.pdf.text_layer import PageText

WORD_GAP = 0.17
"""A gap, in heights of the letters, that parts words not drawn one after the other."""
SURE_WORD_GAP = 0.33
"""A gap that parts words though PDFium saw none between two letters drawn one after the other."""
SPACED_WORD_GAP = 0.8
"""The same where the line's own spaces are drawn: there a narrow box may belong to an accent alone."""
DISORDER = 0.1
"""Share of jumps back up the page above which the drawing order is not believed; one jump is a
heading drawn last."""


def arrange(page: int, drawn: DrawnCharacters, width: float, height: float) -> PageText:
    """The text of a page of `width` x `height` points, with a box for each of its characters."""
    builder = _TextBuilder()
    for turn in sorted(set(drawn.turns)):
        frame = WritingFrame(turn, width, height)
        segments = segments_of(runs_of(clusters_of(drawn, frame)))
        for line in _lines(_in_order(segments)):
            builder.add_line(line, frame)
    return builder.page_text(page)


# ---------------------------------------------------------------------- 4. order


def _in_order(segments: list[Run]) -> list[Run]:
    drawn = sorted(segments, key=lambda s: s.order)
    jumps = sum(
        1
        for a, b in pairwise(drawn)
        if b.bottom < a.top + 0.5 * b.height and b.left < a.right and a.left < b.right
    )
    believed = jumps <= max(1, DISORDER * len(drawn))
    return drawn if believed else _columns_first(segments)


def _columns_first(segments: list[Run]) -> list[Run]:
    """Cut the page at its widest gap, again and again (XY cut): columns, then top to bottom."""
    if len(segments) < 2:
        return segments
    height = median(s.height for s in segments)
    column_gap, column_at = _widest_gap((s.left, s.right) for s in segments)
    row_gap, row_at = _widest_gap((s.top, s.bottom) for s in segments)
    if column_gap > height and column_gap >= row_gap:
        first = [s for s in segments if s.right <= column_at]
        rest = [s for s in segments if s.right > column_at]
    elif row_gap > 0:
        first = [s for s in segments if s.bottom <= row_at]
        rest = [s for s in segments if s.bottom > row_at]
    else:
        return sorted(segments, key=lambda s: (round((s.top + s.bottom) / height), s.left))
    return _columns_first(first) + _columns_first(rest)


def _widest_gap(spans: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The widest stretch that no span covers, and where it begins."""
    best, at = 0.0, 0.0
    reached: float | None = None
    for start, end in sorted(spans):
        if reached is not None and start - reached > best:
            best, at = start - reached, reached
        reached = end if reached is None else max(reached, end)
    return best, at


def _lines(segments: list[Run]) -> Iterator[list[Run]]:
    """Segments that follow each other to the right on one height read as one line."""
    line: list[Run] = []
    for segment in segments:
        if line and (segment.left < line[-1].right or not share_line(line[-1], segment)):
            yield line
            line = []
        line.append(segment)
    if line:
        yield line


# ---------------------------------------------------------------------- text


class _TextBuilder:
    """Collects lines into the arrays of a `PageText`."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._boxes = array("f")
        self._line_starts = array("I")
        self._turns = array("B")

    def add_line(self, segments: list[Run], frame: WritingFrame) -> None:
        if self._line_starts:
            self._append("\n", self._boxes[-4:])
        self._line_starts.append(self._length)
        self._turns.append(frame.turn)
        previous: Cluster | None = None
        for segment in segments:
            space = previous is not None
            size = median(c.bottom - c.top for c in segment.clusters)
            sure = (
                SPACED_WORD_GAP if any(c.text == " " for c in segment.clusters) else SURE_WORD_GAP
            )
            for c in segment.clusters:
                if c.text == " ":
                    space = previous is not None
                    continue
                if previous is not None and (space or _parted(previous, c, size, sure)):
                    self._append(" ", frame.leave(_between(previous, c)))
                box = (c.left, c.top, c.right, c.bottom)
                self._append(unicodedata.normalize("NFC", c.text), frame.leave(box))
                previous, space = c, False

    def page_text(self, page: int) -> PageText:
        text = "".join(self._pieces)
        return PageText(page, text, self._boxes, self._line_starts, self._turns, scanned=False)

    def _append(self, text: str, box: Iterable[float]) -> None:
        self._pieces.append(text)
        self._length += len(text)
        self._boxes.extend(tuple(box) * len(text))


def _parted(a: Cluster, b: Cluster, size: float, sure: float) -> bool:
    gap = b.left - a.right
    drawn_together = b.order > a.order and b.order - a.order <= 3
    if drawn_together and not b.space_before:
        return gap > sure * size
    return gap > WORD_GAP * size


def _between(a: Cluster, b: Cluster) -> tuple[float, float, float, float]:
    left, right = min(a.right, b.left), max(a.right, b.left)
    return left, max(a.top, b.top), right, max(a.top, b.top, min(a.bottom, b.bottom))
