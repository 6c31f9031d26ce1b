"""Which places of a block answer a query, and how well a page does.

A block is answered with a few ANDs of sets of places (`storage/search_postings.py`); how near the words stand to each
other is looked at only for the candidates that may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from delegate_app.domain.search_queries import Query, Term
from delegate_app.domain.search_words import Word, sign_of
from delegate_app.storage.search_postings import PostingReader, WordPlaces

OPENED_SIGNS = 400
"""A word that is still being typed stands for at most so many words where nearness is judged."""
WINDOW = 28
"""Words of a text that are shown around a hit."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Places of a block: spelt exactly as typed (a part of `loose`), and with any diacritics."""

    exact: int
    loose: int


class Matcher:
    """Answers one query for block after block."""

    def __init__(self, postings: PostingReader, query: Query) -> None:
        self._postings = postings
        self._opened, self._unfinished = query.opened, query.unfinished
        self._opened_signs: set[str] = set()
        self._phrases = [_signs_of(term) for term in query.wanted if term.phrase]
        self._unwanted = [_signs_of(term) for term in query.excluded if term.phrase]
        self._words = tuple(
            (word, term.opened and word is term.words[-1])
            for term in query.wanted
            for word in term.words
        )
        self._out = [term.words[0] for term in query.excluded if not term.phrase]
        signs = "".join(word.sign for word, _ in self._words)
        self._signs = signs
        self._closed = signs[:-1] if query.opened else signs

    # ------------------------------------------------------------------ sets of places

    def match(self, block: int, live: int) -> Matches:
        """The places among `live` that hold every wanted word and no excluded one; phrases are looked at in `holds`."""
        exact = loose = live
        for word, opened in self._words:
            places = self._places(block, word, opened=opened)
            loose &= places.loose
            if not loose:
                return Matches(0, 0)
            exact &= places.exact
        for word in self._out:
            loose &= ~self._postings.places(block, word, opened=False).loose
        return Matches(exact & loose, loose)

    def most(self, block: int, live: int) -> tuple[int, int]:
        """The places that hold all words but one, and all but two."""
        all_of, but_one, but_two = live, live, live
        for word, opened in self._words:
            has = self._places(block, word, opened=opened).loose
            but_two = (but_two & has) | but_one
            but_one = (but_one & has) | all_of
            all_of &= has
        return but_one & live, but_two & live

    def _places(self, block: int, word: Word, *, opened: bool) -> WordPlaces:
        places = self._postings.places(block, word, opened=opened)
        if opened and len(self._opened_signs) < OPENED_SIGNS:
            self._opened_signs.update(map(sign_of, places.folded[:OPENED_SIGNS]))
        return places

    # ------------------------------------------------------------------ one page

    @property
    def needs_trails(self) -> bool:
        """True when only a page's trail can say whether it answers: the query holds phrases."""
        return bool(self._phrases or self._unwanted)

    @property
    def unfinished(self) -> bool:
        """True while a phrase is still being typed."""
        return self._unfinished and bool(self._phrases)

    def holds(self, trail: str) -> bool:
        """Whether a page that holds the words holds the phrases too, and none that is excluded."""
        return all(self._has(phrase, trail) for phrase in self._phrases) and not any(
            self._has(phrase, trail) for phrase in self._unwanted
        )

    def _has(self, phrase: tuple[str, bool], trail: str) -> bool:
        signs, opened = phrase
        return self._follows(trail, signs[:-1]) if opened else signs in trail

    @property
    def has_nearness(self) -> bool:
        """False for a single word: nothing tells its pages apart."""
        return len(self._signs) > 1

    def nearness(self, trail: str) -> int:
        """How well the words of a page stand together as typed: the squares of the lengths of the stretches that do.

        A word that is still being typed counts as it stands, and a little when it may become what follows.
        """
        signs, score, start = self._signs, 0, 0
        while start < len(signs) - 1:
            end = start + 2
            if signs[start:end] not in trail:
                start += 1
                continue
            while end < len(signs) and signs[start : end + 1] in trail:
                end += 1
            score += (end - start) ** 2
            start = end
        if self._opened and self._follows(trail, self._closed[-1:]):
            score += 2
        return score

    def _follows(self, trail: str, before: str) -> bool:
        """Whether what is being typed may follow these words on the page."""
        at = trail.find(before) if before else -1
        while at >= 0:
            end = at + len(before)
            if trail[end : end + 1] in self._opened_signs:
                return True
            at = trail.find(before, at + 1)
        return False

    def best_window(self, trail: str) -> tuple[int, int]:
        """The first and last word of the stretch of a page that shows best why it was found."""
        signs = self._signs
        for length in range(len(signs), 1, -1):
            for start in range(len(signs) - length + 1):
                at = trail.find(signs[start : start + length])
                if at >= 0:
                    return _around(at, at + length - 1, len(trail))
        wanted = self.signs()
        found = [at for at, sign in enumerate(trail) if sign in wanted]
        if not found:
            return 0, min(len(trail), WINDOW) - 1
        first = _densest(trail, found)
        return _around(first, first, len(trail))

    def signs(self) -> set[str]:
        """The signs of all wanted words."""
        return set(self._closed) | self._opened_signs


def _signs_of(term: Term) -> tuple[str, bool]:
    """The signs of a phrase in order, and whether its last word is still being typed."""
    return "".join(word.sign for word in term.words), term.opened


def _densest(trail: str, found: Sequence[int]) -> int:
    """The first of the hits after which most different words follow within a window."""
    best, best_at = 0, found[0]
    for number, at in enumerate(found):
        seen = {trail[other] for other in found[number : number + WINDOW] if other < at + WINDOW}
        if len(seen) > best:
            best, best_at = len(seen), at
    return best_at


def _around(first: int, last: int, length: int) -> tuple[int, int]:
    before = max(0, min(8, (WINDOW - (last - first)) // 2))
    start = max(0, first - before)
    return start, min(length - 1, max(last, start + WINDOW - 1))
