"""Searching papers, programme and notes in the vault, fast enough to do it with every letter that is typed.

    result = desk.search.find("phan bo du toan", Filters())      # from any thread

Order of what is found (`docs/search.md`): the paper whose number was typed; titles, items, sessions and notes spelt as
typed; pages spelt as typed; the same with other diacritics. Within each: words that stand together, then the newest
session. What answers is at most `HITS` titles and pages. When hardly anything holds all words, pages that hold all but
one follow.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date

from delegate_app.domain.documents import PaperType
from delegate_app.domain.search import HITS, Filters, SearchResult
from delegate_app.domain.search_queries import Query, read_query
from delegate_app.services.search_display import Display
from delegate_app.services.search_matching import Matcher
from delegate_app.services.search_pages import ENOUGH, PageHit, PageHits, PageWalk
from delegate_app.services.search_titles import TitleHit, TitleSearch
from delegate_app.storage.bodies import Fields
from delegate_app.storage.search_reading import Part, SearchReading
from delegate_app.storage.search_sources import DOCUMENT, SESSION
from delegate_app.storage.vault import Vault

MOST_WORDS_FROM = 3
"""A query of so many words is tried again with one or two of them missing."""
MOST_TITLES = 10
NOTHING = SearchResult((), 0, whole=True, loosely=False, words=())


class Search:
    """Finds things in one vault. Any thread; one search at a time."""

    def __init__(self, vault: Vault) -> None:
        self._reading = SearchReading(vault)
        self._turn = threading.Lock()
        self._stale = threading.Event()

    def index_moved(self) -> None:
        """Something was indexed or dropped, or the vault is locked: what is remembered of the index is read again."""
        self._stale.set()

    def find(
        self, text: str, filters: Filters | None = None, *, complete: bool = False
    ) -> SearchResult:
        """What holds the words of `text`; with `complete` its last word is not taken as still being typed.

        Raises VAULT_LOCKED.
        """
        query, filters = read_query(text, complete=complete), filters or Filters()
        if not query.wanted:
            return NOTHING
        with self._turn:
            if self._stale.is_set():
                self._stale.clear()
                self._reading.forget()
            return self._find(query, filters)

    # ------------------------------------------------------------------ one search

    def _find(self, query: Query, filters: Filters) -> SearchResult:
        matcher = Matcher(self._reading.postings, query)
        titles = TitleSearch(self._reading, query, matcher).find(filters)
        pages = PageHits()
        if not filters.mine:
            walk = PageWalk(
                self._reading, matcher, lambda block, parts: self._allowed(block, parts, filters)
            )
            pages = walk.all_words()
            few = len({hit.version for hit in pages.hits}) + len(titles) < ENOUGH
            if few and len(query.words) >= MOST_WORDS_FROM and not matcher.needs_trails:
                pages = self._filled_up(pages, walk.most_words())
        display = Display(self._reading, matcher)
        ordered = self._ordered(titles, pages, filters)
        found = display.show(ordered, pages)
        return SearchResult(
            tuple(found),
            pages.total,
            pages.whole,
            pages.loosely and not titles,
            tuple(word.exact for word in query.words),
        )

    def _filled_up(self, pages: PageHits, most: PageHits) -> PageHits:
        """The pages with all words, then those with most of them."""
        known = {hit.place for hit in pages.hits}
        pages.hits += [hit for hit in most.hits if hit.place not in known]
        pages.loosely = not known
        return pages

    def _ordered(
        self, titles: Sequence[TitleHit], pages: PageHits, filters: Filters
    ) -> list[TitleHit | PageHit]:
        if filters.type or filters.since or filters.until:
            bodies = self._reading.bodies(
                DOCUMENT, [h.entry.id for h in titles if h.entry.sort == DOCUMENT]
            )
            fitting = self._fitting(bodies, filters)
            titles = [h for h in titles if h.entry.sort != DOCUMENT or h.entry.id in fitting]
        room = HITS if filters.mine else MOST_TITLES
        first = [hit for hit in titles if hit.exact][:room]
        later = [hit for hit in titles if not hit.exact][: room - len(first)]
        exact = [hit for hit in pages.hits if hit.exact]
        loose = [hit for hit in pages.hits if not hit.exact]
        return [*first, *exact, *later, *loose]

    # ------------------------------------------------------------------ filters

    def _allowed(self, block: int, parts: Sequence[Part], filters: Filters) -> set[str] | None:
        """The papers of a block that may be found; None when any may."""
        if not filters.narrow:
            return None
        if filters.session_id and self._reading.session_of_block(block) != filters.session_id:
            return set()
        documents = {part.document for part in parts}
        if not (filters.item_id or filters.type or filters.since or filters.until):
            return documents
        return self._fitting(self._reading.bodies(DOCUMENT, documents), filters)

    def _fitting(self, bodies: dict[str, Fields], filters: Filters) -> set[str]:
        return {
            document
            for document, fields in bodies.items()
            if (not filters.item_id or fields.text("item") == filters.item_id)
            and (
                filters.type is None
                or fields.member("type", PaperType, PaperType.REPORT) is filters.type
            )
            and self._in_days(fields, filters)
        }

    def _in_days(self, fields: Fields, filters: Filters) -> bool:
        if filters.since is None and filters.until is None:
            return True
        day = fields.day("issued") or _day(self._reading.days().get(fields.text(SESSION), ""))
        if day is None:
            return False
        return (filters.since is None or filters.since <= day) and (
            filters.until is None or day <= filters.until
        )


def _day(starts: str) -> date | None:
    try:
        return date.fromisoformat(starts[:10])
    except ValueError:
        return None
