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
