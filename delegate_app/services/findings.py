"""Running through all pages of a document: a search, and a plain reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from delegate_app.domain.annotations import Rect
from delegate_app.pdf.text_layer import PageText

OnEnd = Callable[[int | None, Exception | None], None]


@dataclass(frozen=True)
class PageMatches:
    """Where a query stands on one page: `spans` are (start, end) in its text, in reading order."""

    page: int
    spans: tuple[tuple[int, int], ...]
    rects: tuple[tuple[Rect, ...], ...]
    contexts: tuple[str, ...] = ()
    """The words around each hit, in one line."""


BEFORE, AFTER = 40, 80
"""Characters of a hit's context on both sides of its beginning."""


def context_of(text: PageText, start: int, end: int) -> str:
    """The words around a hit, whole words only, in one line."""
    first, last = max(0, start - BEFORE), min(len(text.text), max(end, start + AFTER))
    while first > 0 and not text.text[first - 1].isspace():
        first -= 1
    while last < len(text.text) and not text.text[last].isspace():
        last += 1
    return " ".join(text.text[first:last].split())


@dataclass
class Finding:
    """A running search through a document; `cancel` may be called from any thread."""

    version: str
    folded_query: str
    start_page: int
    on_page: Callable[[PageMatches], None]
    on_end: OnEnd
    searched: int = 0
    found: int = 0
    cancelled: bool = False

    def cancel(self) -> None:
        """After this no callback of the search starts any more."""
        self.cancelled = True


@dataclass
class Walk:
    """A reading of all pages; `cancel` may be called from any thread. A page that cannot be read is left out."""

    version: str
    on_page: Callable[[PageText], None]
    on_end: OnEnd
    page: int = 0
    cancelled: bool = False

    def cancel(self) -> None:
        """After this no callback of the walk starts any more."""
        self.cancelled = True
