"""Whether a sentence that somebody remembers finds its page: sentences of papers, the ways they are typed, and the rate."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from delegate_app.domain.search import SearchResult
from delegate_app.domain.search_words import cut, nfc
from delegate_app.domain.text_folding import fold

FIRST = 5
"""Hits among which the page has to be."""
WORDS = (7, 13)
_WORD = re.compile(r"[^\W\d_]{1,8}")
_OLD_PLACES = {"oa": 0, "oe": 0, "uy": 0}
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True)
class Sentence:
    """Words that stand together on a page (from 0) of a paper. `places` are all pages on which they do: laws repeat
    themselves, and nobody can tell such pages apart by the sentence."""

    paper: str
    page: int
    words: tuple[str, ...]
    places: frozenset[tuple[str, int]] = frozenset()


def sentences(papers: Mapping[str, Sequence[str]], each: int, seed: int) -> list[Sentence]:
    """`each` stretches of words of every paper that has words, from pages drawn by chance."""
    chance = random.Random(seed)
    found = []
    for name, pages in papers.items():
        stretches = [s for page, text in enumerate(pages) for s in _stretches(name, page, text)]
        found += chance.sample(stretches, min(each, len(stretches)))
    trails = {
        (name, number): cut(nfc(page)).trail
        for name, pages in papers.items()
        for number, page in enumerate(pages)
    }
    return [replace(sentence, places=_places(sentence, trails)) for sentence in found]


def _places(
    sentence: Sentence, trails: Mapping[tuple[str, int], str]
) -> frozenset[tuple[str, int]]:
    words = cut(nfc(" ".join(sentence.words))).trail
    standing = {place for place, trail in trails.items() if words in trail}
    return frozenset(standing | {(sentence.paper, sentence.page)})


def _stretches(paper: str, page: int, text: str) -> list[Sentence]:
    chance = random.Random(f"{paper} {page}")
    words = text.split()
    found, at = [], 0
    while at < len(words):
        step = chance.randint(*WORDS)
        stretch = words[at : at + step]
        if len(stretch) >= WORDS[0] and all(
            _WORD.fullmatch(word.strip(".,;:")) for word in stretch
        ):
            found.append(Sentence(paper, page, tuple(word.strip(".,;:") for word in stretch)))
        at += step
    return found


def without_diacritics(words: Sequence[str]) -> str:
    """As most people type in a hurry."""
    return fold(" ".join(words)).text


def decomposed(words: Sequence[str]) -> str:
    """As some systems type: letters and marks apart."""
    return unicodedata.normalize("NFD", " ".join(words))


def other_tone_place(words: Sequence[str]) -> str:
    """`hoà` as `hòa` and the other way round."""
    return " ".join(map(_other_place, words))


def _other_place(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tone = next((c for c in letters if c in _TONES), "")
    bare = letters.replace(tone, "") if tone else letters
    if not tone or bare[-2:].lower() not in _OLD_PLACES or bare[-3:-2].lower() == "q":
        return word
    first = letters.index(tone) == len(bare) - 1
    moved = bare + tone if first else bare[:-1] + tone + bare[-1]
    return unicodedata.normalize("NFC", moved)


def one_word_missing(words: Sequence[str]) -> str:
    """One of the middle was not remembered."""
    middle = len(words) // 2
    return " ".join([*words[:middle], *words[middle + 1 :]])


def one_word_wrong(words: Sequence[str]) -> str:
    """One of the middle was remembered as another that no paper has."""
    middle = len(words) // 2
    return " ".join([*words[:middle], "khôngcóthật", *words[middle + 1 :]])


TYPED: Mapping[str, Callable[[Sequence[str]], str]] = {
    "as it stands": " ".join,
    "without diacritics": without_diacritics,
    "decomposed (NFD)": decomposed,
    "the other place of the tone": other_tone_place,
    "one word missing": one_word_missing,
    "one word that is not there": one_word_wrong,
}


@dataclass(frozen=True)
class Rate:
    """The share of sentences of which a page they stand on is among the first hits, and of which their own page is."""

    found: float
    own: float
    missed: tuple[Sentence, ...]


def rate(
    find: Callable[[str], SearchResult],
    asked: Sequence[Sentence],
    typed: Callable[[Sequence[str]], str],
) -> Rate:
    """Ask for every sentence, typed that way."""
    own, missed = 0, []
    for sentence in asked:
        found = find(typed(sentence.words)).found
        hits = [(paper.id, page.page) for paper in found for page in paper.pages][:FIRST]
        own += (sentence.paper, sentence.page) in hits
        if not sentence.places & set(hits):
            missed.append(sentence)
    return Rate(1 - len(missed) / len(asked), own / len(asked), tuple(missed))
