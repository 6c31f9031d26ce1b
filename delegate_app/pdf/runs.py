"""Letters with their marks, runs of letters, and segments of lines (`reading_order` steps 1 to 3)."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

RUN_GAP = 2.5
"""A wider gap, in heights of the letters, ends a run: a column or a cell begins."""
TOUCHING_GAP = 0.4
"""Runs nearer than this are one piece of a line."""
SAME_LINE = 0.5
"""Share of the lower height by which two pieces of one line overlap."""

FIRST_MARK = 0x300
MOST_LATE_MARKS = 2_000
"""Marks of one page that are looked for a letter; more of them is no writing."""
HYPHENS = (0x02, 0xFFFE)
"""What PDFium gives for a hyphen at a line's end."""


@dataclass(slots=True)
class Cluster:
    """A letter with its marks; the box is in the writing's own frame (x along, y across)."""

    order: int
    text: str
    left: float
    top: float
    right: float
    bottom: float
    space_before: bool = False

    @property
    def middle(self) -> float:
        """Where it stands along the line."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Run:
    """Clusters of one line, and the box around them. `order` is when its longest part was drawn."""

    clusters: list[Cluster]
    order: int
    left: float
    top: float
    right: float
    bottom: float
    longest: int = field(default=0)

    @property
    def height(self) -> float:
        """Height of the box."""
        return self.bottom - self.top

    def add(self, cluster: Cluster) -> None:
        """Append a cluster drawn next."""
        self.clusters.append(cluster)
        self.longest += 1
        self.right = max(self.right, cluster.right)
        if cluster.left < self.left or cluster.top < self.top or cluster.bottom > self.bottom:
            self._grow(cluster)

    def merge(self, other: Run) -> None:
        """Take the clusters of another run of the same line."""
        if other.longest > self.longest:
            self.longest, self.order = other.longest, other.order
        self.clusters.extend(other.clusters)
        self._grow(other)

    def _grow(self, box: Cluster | Run) -> None:
        self.left = min(self.left, box.left)
        self.top = min(self.top, box.top)
        self.right = max(self.right, box.right)
        self.bottom = max(self.bottom, box.bottom)


@dataclass(frozen=True, slots=True)
class DrawnCharacters:
    """What the engine read from a page: parallel arrays in drawing order.

    `boxes` are four floats a character in page space; `generated` is 1 where PDFium made the
    character up; `turns` are quarter turns clockwise of the writing.
    """

    codes: array[int]
    boxes: array[float]
    generated: array[int]
    turns: array[int]


@dataclass(frozen=True, slots=True)
class WritingFrame:
    """Turns page space so that writing of one direction reads to the right, and back."""

    turn: int
    width: float
    height: float

    def enter(self, box: Iterable[float]) -> tuple[float, float, float, float]:
        """A box of page space in the frame."""
        left, top, right, bottom = box
        match self.turn:
            case 1:
                return top, self.width - right, bottom, self.width - left
            case 2:
                return (
                    self.width - right,
                    self.height - bottom,
                    self.width - left,
                    self.height - top,
                )
            case 3:
                return self.height - bottom, left, self.height - top, right
        return left, top, right, bottom

    def leave(self, box: Iterable[float]) -> tuple[float, float, float, float]:
        """A box of the frame in page space."""
        left, top, right, bottom = box
        match self.turn:
            case 1:
                return self.width - bottom, left, self.width - top, right
            case 2:
                return (
                    self.width - right,
                    self.height - bottom,
                    self.width - left,
                    self.height - top,
                )
            case 3:
                return top, self.height - right, bottom, self.height - left
        return left, top, right, bottom


# ---------------------------------------------------------------------- 1. clusters


def clusters_of(drawn: DrawnCharacters, frame: WritingFrame) -> list[Cluster]:
    """Step 1: the letters of one direction of writing, in drawing order, marks joined."""
    clusters: list[Cluster] = []
    late_marks: list[Cluster] = []
    space_seen = False
    for order, code in enumerate(drawn.codes):
        if drawn.turns[order] != frame.turn:
            continue
        if drawn.generated[order]:
            space_seen = True
            continue
        character = _character(code)
        if not character:
            continue
        box = frame.enter(drawn.boxes[4 * order : 4 * order + 4])
        cluster = Cluster(order, character, *box)
        if code >= FIRST_MARK and unicodedata.combining(character):
            if not (clusters and _join_mark(clusters[-1], cluster, reach=0.1)):
                late_marks.append(cluster)
            continue
        cluster.space_before = space_seen
        space_seen = False
        clusters.append(cluster)
    for mark in late_marks[:MOST_LATE_MARKS]:
        _join_late_mark(clusters, mark)
    return clusters


@lru_cache(maxsize=4096)
def _character(code: int) -> str:
    if code in HYPHENS:
        return "-"
    if code < 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    character = chr(code)
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cn") else character


def _join_mark(letter: Cluster, mark: Cluster, *, reach: float) -> bool:
    """Give the mark to the letter it stands on, or no farther beside than `reach` heights."""
    beside = (letter.bottom - letter.top) * reach
    near = letter.left - beside <= mark.middle <= letter.right + beside
    if not near or letter.text == " " or mark.top > letter.bottom or mark.bottom < letter.top:
        return False
    letter.text += mark.text
    return True


def _join_late_mark(clusters: list[Cluster], mark: Cluster) -> None:
    """A mark drawn away from its letter goes to the nearest; far from every letter it is noise."""
    best = min(
        (c for c in clusters if c.text != " " and c.top < mark.bottom and mark.top < c.bottom),
        key=lambda c: abs(c.middle - mark.middle),
        default=None,
    )
    if best is not None:
        _join_mark(best, mark, reach=0.5)


# ---------------------------------------------------------------------- 2. runs and 3. segments


def runs_of(clusters: list[Cluster]) -> list[Run]:
    """Step 2: clusters drawn one after the other along one line; runs of mere space are dropped."""
    runs: list[Run] = []
    for c in clusters:
        last = runs[-1] if runs else None
        if last is None or not _continues(last, c):
            last = Run([], c.order, c.left, c.top, c.right, c.bottom)
            runs.append(last)
        last.add(c)
    return [run for run in runs if any(c.text != " " for c in run.clusters)]


def _continues(run: Run, cluster: Cluster) -> bool:
    previous = run.clusters[-1]
    height = max(previous.bottom - previous.top, cluster.bottom - cluster.top)
    gap = cluster.left - previous.right
    return -0.5 * height <= gap <= RUN_GAP * height and share_line(previous, cluster)


def share_line(a: Cluster | Run, b: Cluster | Run) -> bool:
    """True when both stand at one height."""
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    return overlap > SAME_LINE * min(a.bottom - a.top, b.bottom - b.top)


def segments_of(runs: list[Run]) -> list[Run]:
    """Step 3: runs merged until none of one line touch any more, letters from left to right."""
    rows = _Rows()
    for run in sorted(runs, key=lambda r: -r.longest):
        grown = run
        while (host := rows.take_touching(grown)) is not None:
            host.merge(grown)
            grown = host
        rows.put(grown)
    segments = rows.segments()
    for segment in segments:
        segment.clusters.sort(key=lambda c: (c.middle, c.order))
    return segments


class _Rows:
    """Segments by the bands of the page they lie in, so that a run meets only its neighbours."""

    BAND = 16.0
    MOST_BANDS = 64

    def __init__(self) -> None:
        self._bands: dict[int, dict[int, Run]] = {}

    def put(self, segment: Run) -> None:
        for band in self._bands_of(segment):
            self._bands.setdefault(band, {})[id(segment)] = segment

    def take_touching(self, run: Run) -> Run | None:
        """Remove and return a segment that belongs to the same piece of a line."""
        for band in self._bands_of(run):
            for segment in self._bands.get(band, {}).values():
                if _touch(segment, run):
                    for other in self._bands_of(segment):
                        del self._bands[other][id(segment)]
                    return segment
        return None

    def segments(self) -> list[Run]:
        found = {key: segment for band in self._bands.values() for key, segment in band.items()}
        return sorted(found.values(), key=lambda s: s.order)

    def _bands_of(self, run: Run) -> range:
        first, last = int(run.top // self.BAND), int(run.bottom // self.BAND)
        return range(first, min(last, first + self.MOST_BANDS) + 1)


def _touch(a: Run, b: Run) -> bool:
    reach = TOUCHING_GAP * min(a.height, b.height)
    return b.left - a.right <= reach and a.left - b.right <= reach and share_line(a, b)
