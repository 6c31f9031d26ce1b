"""Titles, items, sessions and notes that answer a query."""

from __future__ import annotations

from dataclasses import dataclass

from delegate_app.domain.search import Filters
from delegate_app.domain.search_queries import Query
from delegate_app.domain.search_words import words_of
from delegate_app.services.search_matching import Matcher
from delegate_app.storage.search_postings import BLOCK, SHIFT, positions
from delegate_app.storage.search_reading import EntryRow, SearchReading
from delegate_app.storage.search_sources import DOCUMENT, ITEM, NOTE, SESSION

MOST_LOOKED_AT = 240
MOST = {DOCUMENT: 6, ITEM: 3, SESSION: 2, NOTE: 4}
MOST_NOTES = 20
EVERYWHERE = (1 << BLOCK) - 1


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A short text that holds the words. `numbered`: it is the paper whose number was typed."""

    entry: EntryRow
    exact: bool
    numbered: bool
    nearness: int


class TitleSearch:
    """Finds short texts; the newest first where nothing else tells them apart."""

    def __init__(self, reading: SearchReading, query: Query, matcher: Matcher) -> None:
        self._reading = reading
        self._query = query
        self._matcher = matcher
        self._numbers = {word.folded for word in query.words if "/" in word.folded}

    def find(self, filters: Filters) -> list[TitleHit]:
        """At most a few of each kind (`MOST`); papers whose number was typed first, exact spelling next."""
        hits = [hit for hit in self._all() if _fits(hit.entry, filters)]
        days = self._reading.days()
        # What lies later came later: also of notes, which belong to no session.
        hits.sort(key=lambda hit: hit.entry.place, reverse=True)
        hits.sort(key=lambda hit: days.get(hit.entry.session, ""), reverse=True)
        hits.sort(key=lambda hit: (not hit.numbered, not hit.exact, -hit.nearness))
        left = dict.fromkeys(MOST, MOST_NOTES) if filters.mine else dict(MOST)
        found = []
        for hit in hits:
            if left[hit.entry.sort] > 0:
                left[hit.entry.sort] -= 1
                found.append(hit)
        return found

    def _all(self) -> list[TitleHit]:
        exact_places: set[int] = set()
        places: list[int] = []
        for block in self._reading.entry_blocks():
            matches = self._matcher.match(block, EVERYWHERE)
            exact = {(block << SHIFT) + position for position in positions(matches.exact)}
            exact_places |= exact
            places += sorted(exact, reverse=True)
            loose = positions(matches.loose & ~matches.exact)
            places += [(block << SHIFT) + position for position in reversed(loose)]
            if len(places) >= MOST_LOOKED_AT:
                break
        places.sort(key=lambda place: place not in exact_places)
        entries = self._reading.entries(places[:MOST_LOOKED_AT])
        return [
            TitleHit(
                entry,
                entry.place in exact_places,
                self._numbered(entry),
                self._matcher.nearness(entry.trail),
            )
            for entry in entries
            if not self._matcher.needs_trails or self._matcher.holds(entry.trail)
        ]

    def _numbered(self, entry: EntryRow) -> bool:
        if not self._numbers or entry.sort != DOCUMENT:
            return False
        number = words_of(entry.text.partition("\n")[0])
        return any(word.folded in self._numbers for word in number)


def _fits(entry: EntryRow, filters: Filters) -> bool:
    """Whether an entry may be shown; what a paper's type and day are is looked at where its row is read."""
    if entry.sort == NOTE:
        return filters.mine or not filters.narrow
    if filters.mine:
        return False
    if filters.session_id and entry.session != filters.session_id:
        return False
    if filters.item_id:
        return filters.item_id in (entry.id, entry.parent)
    return entry.sort == DOCUMENT or not (filters.type or filters.since or filters.until)
