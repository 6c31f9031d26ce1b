"""Annotations (ghi chú): what a delegate marks and writes on a paper. Private; the council holds ciphertext only."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from delegate_app.domain.ink import Stroke

NOTE_LENGTH = 20_000
"""Characters a note may hold, so that its ciphertext fits `protocol.md 7.3`."""
TAG_LENGTH = 40
MOST_TAGS = 20


class AnnotationKind(StrEnum):
    """What was made."""

    HIGHLIGHT = "highlight"
    UNDERLINE = "underline"
    STRIKE_OUT = "strike-out"
    NOTE = "note"
    BOOKMARK = "bookmark"
    INK = "ink"
    TEXT_BOX = "text-box"
    ARROW = "arrow"
    NEWER = "newer"
    """Made by a newer program in a form that this one does not know: kept as it is and shown, never written."""


TEXT_MARKS = frozenset(
    {AnnotationKind.HIGHLIGHT, AnnotationKind.UNDERLINE, AnnotationKind.STRIKE_OUT}
)
"""What lies on words of the print."""
IN_INK = frozenset(
    {
        AnnotationKind.UNDERLINE,
        AnnotationKind.STRIKE_OUT,
        AnnotationKind.INK,
        AnnotationKind.TEXT_BOX,
        AnnotationKind.ARROW,
    }
)
"""What is drawn in the tones of ink; everything else in those of the marker."""


class Colour(StrEnum):
    """Marker colours; the window gives each a tone per theme and a name."""

    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PINK = "pink"
    RED = "red"
    BLACK = "black"


MARKER_COLOURS = (Colour.YELLOW, Colour.GREEN, Colour.BLUE, Colour.PINK)
"""For the marker, in the order of the keys 1 to 4."""
INK_COLOURS = (Colour.BLACK, Colour.BLUE, Colour.RED, Colour.GREEN)
"""For pen, arrow and text box, in the order of the keys 1 to 4."""


MARKER_TONES = {
    Colour.YELLOW: "#ffe066",
    Colour.GREEN: "#8ce99a",
    Colour.BLUE: "#91c5ff",
    Colour.PINK: "#ffa8c5",
    Colour.RED: "#ff9a8a",
    Colour.BLACK: "#c9ced6",
}
"""Marker colours on paper: laid over it by multiplying, so the print stays black."""

INK_TONES = {
    Colour.YELLOW: "#8a6d00",
    Colour.GREEN: "#1b6437",
    Colour.BLUE: "#1746a2",
    Colour.PINK: "#a8326b",
    Colour.RED: "#b3261e",
    Colour.BLACK: "#1a2230",
}
"""The same colours for lines and letters on paper: at least 4.5:1 against it."""


def tone_of(kind: AnnotationKind, colour: Colour) -> str:
    """The colour that a mark has on paper, as #rrggbb."""
    return (INK_TONES if kind in IN_INK else MARKER_TONES)[colour]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on a page in points; origin top left, page unrotated."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an annotation stands: a quote with context on both sides, its position in the page's text, and its rectangles.

    `page` counts from 0. `start`/`end` are character positions in the page text; a note on a place without text has `quote` "".
    """

    page: int
    quote: str
    prefix: str
    suffix: str
    start: int
    end: int
    rects: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class Annotation:
    """One mark or note. `hlc` orders its edits (`protocol.md 9.3`); `settled` is true once it came back in the private feed."""

    id: str
    document_id: str
    version_sha256: str
    kind: AnnotationKind
    colour: Colour
    anchor: Anchor
    text: str
    created_at: datetime
    edited_at: datetime
    hlc: str
    settled: bool
    older: tuple[str, ...]
    """Texts that lost a concurrent edit on another device: kept and shown, newest last."""
    tags: tuple[str, ...] = ()
    ask: bool = False
    """To be asked in the sitting (hỏi tại phiên họp)."""
    strokes: tuple[Stroke, ...] = ()
    """Of ink: what the pen drew. Of an arrow: one stroke of two points, from its tail to its head."""
    parent: str = ""
    """The note of an earlier version that the delegate kept on this one, "" for none."""
    beyond: str = ""
    """Fields of a newer program as a JSON object, "" for none: kept when this program writes the note again."""


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Composed, trimmed, each once and in the order given; at most `MOST_TAGS` of `TAG_LENGTH` characters."""
    trimmed = (" ".join(unicodedata.normalize("NFC", tag).split())[:TAG_LENGTH] for tag in tags)
    return tuple(dict.fromkeys(tag for tag in trimmed if tag))[:MOST_TAGS]
