"""What a search finds: papers with their pages, items, sessions and notes, in a useful order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from delegate_app.domain.documents import PaperType

HITS = 20
"""Pages and titles that a search gives."""
PAGES_A_PAPER = 3
"""Pages of one paper that are listed; how many more there are is said."""


class FoundKind(StrEnum):
    """What was found."""

    DOCUMENT = "document"
    ITEM = "item"
    SESSION = "session"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the search is narrowed to; None or "" for anything.

    `since` and `until` are days of the paper: its date, else the day of its session. `mine`: only one's own notes.
    """

    session_id: str = ""
    item_id: str = ""
    type: PaperType | None = None
    since: date | None = None
    until: date | None = None
    mine: bool = False

    @property
    def narrow(self) -> bool:
        """True when something is left out."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the spans, in characters, of the words that were asked for."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page that holds the words: `page` from 0, some words around them; `read_by_ocr` when they were read from a picture."""

    page: int
    around: Marked
    read_by_ocr: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One paper, item, session or note. `version` is the SHA-256 to open, "" where there is none.

    `pages` are a paper's pages with the words, the best first; `more` at least so many others hold them too.
    """

    kind: FoundKind
    id: str
    title: Marked
    session_id: str
    session_title: str
    item_title: str = ""
    type: PaperType | None = None
    number: str = ""
    version: str = ""
    page: int = -1
    pages: tuple[FoundPage, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What one search found.

    `pages` counted so far hold the words; `whole` says that everything was looked at, so that there are no others.
    `loosely`: no place holds all the words, these hold the most. `words` are what a reader marks on a page.
    """

    found: tuple[Found, ...]
    pages: int
    whole: bool
    loosely: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexState:
    """How far the index is: `done` of `papers` are in it, `unreadable` of them have no text or cannot be read."""

    done: int
    papers: int
    unreadable: int

    @property
    def complete(self) -> bool:
        """True when everything that is here can be found."""
        return self.done >= self.papers
