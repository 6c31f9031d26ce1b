"""The pages that answer a query: the newest session's first, and of each paper the ones where the words stand together.

Rules
1. Blocks are walked from the newest session to the oldest until enough candidates are there: a common word is never
   scored page by page.
2. Pages that hold the words spelt as typed come before pages that differ in diacritics.
3. Among the candidates the pages on which the words stand together come first, then the newest session.
4. Of one paper at most `PAPER_CANDIDATES` pages are candidates.
5. A phrase is looked for on at most `MOST_READ` pages, `MOST_WHILE_TYPED` until its quotes are closed, those spelt as typed
   first, and until `PHRASES` pages hold it; whether that was all is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from delegate_app.services.search_matching import Matcher, Matches
from delegate_app.storage.search_postings import SHIFT, positions
from delegate_app.storage.search_reading import Part, SearchReading

CANDIDATES = 200
PAPER_CANDIDATES = 32
MOST_READ, MOST_WHILE_TYPED = 4_000, 600
PHRASES = 60
READ_AT_ONCE = 48
ENOUGH = 5
"""Papers; when fewer hold all words, those that hold most of them are looked for."""


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page that may be shown. `exact`: its words are spelt as typed; `nearness` as `Matcher` gives it."""

    place: int
    page: int
    version: str
    document: str
    exact: bool
    nearness: int
    order: int


@dataclass
class PageHits:
    """What a walk found. `counts` is how many pages of each paper hold the words, as far as the walk came."""

    hits: list[PageHit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0
    whole: bool = True
    loosely: bool = False


class PageWalk:
    """One walk through the blocks for one query. `allowed` says which papers may be found; None for all."""

    def __init__(
        self,
        reading: SearchReading,
        matcher: Matcher,
        allowed: Callable[[int, Sequence[Part]], set[str] | None],
    ) -> None:
        self._reading = reading
        self._matcher = matcher
        self._allowed = allowed
        self._read = self._phrase_pages = 0
        self._most_read = MOST_WHILE_TYPED if matcher.unfinished else MOST_READ

    def all_words(self) -> PageHits:
        """Pages that hold every wanted word."""
        found = PageHits()
        exact: list[tuple[int, Part]] = []
        loose: list[tuple[int, Part]] = []
        for block in self._reading.page_blocks():
            enough = len(exact) >= CANDIDATES or self._phrase_pages >= PHRASES
            if enough or self._read >= self._most_read:
                found.whole = False
                break
            parts, live = self._live(block)
            if not live:
                continue
            matches = self._matcher.match(block, live)
            answers = matches.loose
            if answers and self._matcher.needs_trails:
                answers = self._with_phrases(block, matches, found)
            self._count(parts, answers, found)
            exact += _candidates(block, parts, answers & matches.exact)
            if len(loose) < CANDIDATES:
                loose += _candidates(block, parts, answers & ~matches.exact)
        found.hits = self._ranked(exact[:CANDIDATES], exact=True)
        found.hits += self._ranked(loose[:CANDIDATES], exact=False)
        return found

    def most_words(self) -> PageHits:
        """Pages that hold all words but one; where there are none, all but two."""
        but_one: list[tuple[int, Part]] = []
        but_two: list[tuple[int, Part]] = []
        found = PageHits(loosely=True)
        for block in self._reading.page_blocks():
            if len(but_one) >= CANDIDATES:
                found.whole = False
                break
            parts, live = self._live(block)
            one, two = self._matcher.most(block, live)
            but_one += _candidates(block, parts, one)
            if len(but_two) < CANDIDATES:
                but_two += _candidates(block, parts, two & ~one)
        found.hits = self._ranked((but_one or but_two)[:CANDIDATES], exact=False)
        found.total = len(found.hits)
        return found

    def _live(self, block: int) -> tuple[Sequence[Part], int]:
        parts: Sequence[Part] = self._reading.parts(block)
        allowed = self._allowed(block, parts)
        if allowed is not None:
            parts = [part for part in parts if part.document in allowed]
        live = 0
        for part in parts:
            live |= part.mask
        return parts, live

    def _with_phrases(self, block: int, matches: Matches, found: PageHits) -> int:
        """Those of the places whose page holds the phrases, as far as rule 5 allows."""
        kept = 0
        left = positions(matches.exact) + positions(matches.loose & ~matches.exact)
        for start in range(0, len(left), READ_AT_ONCE):
            if self._read >= self._most_read or self._phrase_pages >= PHRASES:
                found.whole = False
                break
            asked = left[start : start + READ_AT_ONCE]
            trails = self._reading.trails([(block << SHIFT) + position for position in asked])
            self._read += len(asked)
            for position in asked:
                trail = trails.get((block << SHIFT) + position)
                if trail is not None and self._matcher.holds(trail):
                    kept |= 1 << position
                    self._phrase_pages += 1
        return kept

    def _count(self, parts: Sequence[Part], answers: int, found: PageHits) -> None:
        found.total += answers.bit_count()
        for part in parts:
            if count := (answers & part.mask).bit_count():
                found.counts[part.version] = found.counts.get(part.version, 0) + count

    def _ranked(self, candidates: Sequence[tuple[int, Part]], *, exact: bool) -> list[PageHit]:
        """Sorted by nearness, then as they came: the newest session first. One word needs no look at any page."""
        near = self._matcher.nearness
        judged = self._matcher.has_nearness
        trails = self._reading.trails([place for place, _ in candidates]) if judged else {}
        hits = [
            PageHit(
                place,
                part.page + (place & ((1 << SHIFT) - 1)) - part.start,
                part.version,
                part.document,
                exact,
                near(trails[place]) if judged else 0,
                order,
            )
            for order, (place, part) in enumerate(candidates)
            if not judged or place in trails
        ]
        return sorted(hits, key=lambda hit: (-hit.nearness, hit.order))


def _candidates(block: int, parts: Sequence[Part], places: int) -> list[tuple[int, Part]]:
    """The first pages of each paper among the places (rule 4)."""
    found: list[tuple[int, Part]] = []
    if not places:
        return found
    for part in parts:
        if mine := places & part.mask:
            found += [
                ((block << SHIFT) + position, part)
                for position in positions(mine, PAPER_CANDIDATES)
            ]
    return found
