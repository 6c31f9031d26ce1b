"""What changed between two versions of a paper: their words, or, for scans, only how many pages each has.

Callbacks run on the render thread, once, with plain values (`delegate_app.services.reader`, rule 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from delegate_app.pdf.articles import Article
from delegate_app.pdf.body_text import Body, Word, body_of
from delegate_app.pdf.redline import (
    ArticleChange,
    ArticleState,
    Change,
    Mark,
    Redline,
    Stretch,
    compare,
)
from delegate_app.pdf.text_layer import PageText
from delegate_app.services.reader import Reader

__all__ = [
    "Article",
    "ArticleChange",
    "ArticleState",
    "Body",
    "Change",
    "Comparison",
    "Mark",
    "Redline",
    "Stretch",
    "Versions",
    "Word",
]

OnCompared = Callable[["Comparison | None", Exception | None], None]
Pages = tuple[PageText, ...]


@dataclass(frozen=True)
class Comparison:
    """Two versions beside each other. `redline` is None when one of them is a scan without words: then the
    pages can only be looked at as pictures."""

    old: str
    new: str
    old_pages: int
    new_pages: int
    redline: Redline | None


class Versions:
    """Compares versions by their words."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def compare(self, old: str, new: str, on_done: OnCompared) -> None:
        """Compare the versions with these SHA-256. Errors are those of opening and reading either of them."""

        def old_read(old_pages: Pages | None, error: Exception | None) -> None:
            if old_pages is None:
                on_done(None, error)
            else:
                self._reader.request_pages(
                    new, lambda pages, fault: new_read(old_pages, pages, fault)
                )

        def new_read(old_pages: Pages, new_pages: Pages | None, error: Exception | None) -> None:
            if new_pages is None:
                on_done(None, error)
            else:
                self._reader.aside(lambda: compared(old, old_pages, new, new_pages), on_done)

        self._reader.request_pages(old, old_read)


def compared(old: str, old_pages: Pages, new: str, new_pages: Pages) -> Comparison:
    """The comparison of two versions whose pages were read."""
    before, after = body_of(old_pages), body_of(new_pages)
    redline = compare(before, after) if before.words and after.words else None
    return Comparison(old, new, len(old_pages), len(new_pages), redline)
