"""Annotations (ghi chú): what a delegate marks and writes on a paper. Private; the council holds ciphertext only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NOTE_LENGTH = 20_000
"""Characters a note may hold, so that its ciphertext fits `protocol.md 7.3`."""


class AnnotationKind(StrEnum):
    """What was made."""

    HIGHLIGHT = "highlight"
    UNDERLINE = "underline"
    NOTE = "note"
    BOOKMARK = "bookmark"


class Colour(StrEnum):
    """Marker colours; the window gives each a tone per theme and a name."""

    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PINK = "pink"


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
