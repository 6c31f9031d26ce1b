"""What a person types into the search line, read.

`phân bổ dự toán`      pages that hold all these words; where they stand together comes first
`"phân bổ dự toán"`    only pages where they stand together
`dự toán -biên chế`    without pages that hold `biên` (`-"biên chế"`: that hold the phrase)
`12/NQ-HĐND`           the number of a paper, as one word
The last word while it is being typed stands for every word that begins so. A word typed with diacritics or đ asks
for exactly these first, and then for every word that differs in them only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from delegate_app.domain.search_words import WORD, Word, nfc, word_of

MOST_WORDS = 40
"""Words of a query that are looked at."""
_PIECE = re.compile(
    r'(?P<out>(?<!\S)-)?(?:["“”«»](?P<phrase>[^"“”«»]*)(?P<end>["“”«»]?)|(?P<run>[^\s"“”«»]+))'
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked for: a word, or a phrase of several.

    `opened`: the last word is still being typed, and any word that begins so will do. `excluded`: pages must not hold it.
    """

    words: tuple[Word, ...]
    phrase: bool = False
    excluded: bool = False
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, as terms. `unfinished`: the quotes around the last phrase are not closed yet."""

    terms: tuple[Term, ...]
    unfinished: bool = False

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that a page must hold."""
        return tuple(term for term in self.terms if not term.excluded)

    @property
    def excluded(self) -> tuple[Term, ...]:
        """The terms that a page must not hold."""
        return tuple(term for term in self.terms if term.excluded)

    @property
    def marked(self) -> bool:
        """True when a word was typed with diacritics: then exactly these come first."""
        return any(word.exact != word.folded for term in self.wanted for word in term.words)

    @property
    def words(self) -> tuple[Word, ...]:
        """The wanted words in the order they were typed."""
        return tuple(word for term in self.wanted for word in term.words)

    @property
    def opened(self) -> bool:
        """True when the last wanted word is still being typed."""
        return bool(self.wanted) and self.wanted[-1].opened


def read_query(text: str, *, complete: bool = False) -> Query:
    """The query in `text`; with `complete` no word is taken as still being typed."""
    text = nfc(text)
    terms: list[Term] = []
    unfinished = False
    budget = MOST_WORDS
    for piece in _PIECE.finditer(text):
        excluded, phrase = bool(piece["out"]), piece["phrase"] is not None
        unfinished = phrase and not piece["end"] and not complete
        words = [
            word_of(token) for token in WORD.findall(piece["phrase"] if phrase else piece["run"])
        ]
        words = words[:budget]
        budget -= len(words)
        if not words:
            continue
        at_end = piece.end() == len(text) and (text[-1:].isalnum() or text[-1:] in "/-")
        opened = not complete and not excluded and at_end and not piece["end"]
        if phrase or excluded:
            several = phrase and len(words) > 1
            terms += (
                [Term(tuple(words), several, excluded, opened)]
                if several
                else [
                    Term((word,), False, excluded, opened and word is words[-1]) for word in words
                ]
            )
        else:
            terms += [Term((word,), opened=opened and word is words[-1]) for word in words]
    return Query(tuple(terms), unfinished)
