"""Words as the search knows them: what is one word, when two spellings are the same, and how a word is kept.

Rules
1. Text is NFC before it is cut. A word is a run of letters and digits; the number of a paper (`12/NQ-HĐND`,
   `06/2021/NQ-HĐND`) and a figure (`1.234,5`, `22/11/2026`) are one word. A paper's number also gives its parts.
2. Two spellings are the same word when only case or the place of the tone differs (`hoà` and `hòa`, `thuý` and `thúy`).
3. The folded form also leaves out diacritics and turns đ into d.
4. A word is kept under `folded` when it has no diacritics, else under `folded exact` with a space between them: so
   everything that folds to `ngan` lies between `ngan` and `ngan!`, and everything that begins so between `ngan` and `ngao`.
5. A page's words in order are a string of one character each (`trail`), a digest of the folded form: finding a
   phrase on a page is finding a string in a string.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from delegate_app.domain.text_folding import fold

WORD = re.compile(
    r"\d+(?:/\d+)*/[^\W\d_][^\W_]*(?:-[^\W_]+)*"  # the number of a paper
    r"|\d+(?:[.,/]\d+)*(?![^\W\d_])"  # a figure or a date
    r"|[^\W_]+"
)
_PARTS = re.compile(r"[^\W_]+")
_BROKEN_AT_HYPHEN = re.compile(r"(?<=[^\s-]-)\n(?=\S)")
_MOST_KNOWN = 100_000
_RUNS_WITHOUT_WORDS = 40
"""Dashes and the like that are expected on a page before a word that is looked for."""
_TRAIL_CHARACTERS = 0xD7FF - 0x21
"""Digests stay below the surrogates, so that a trail is a string like any other."""

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_MOVED_FROM = {"oa": "o", "oe": "o", "uy": "u"}
"""Open syllables of which old spelling puts the tone on the first vowel, new spelling on the second."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `folded`, and `exact` in lower case with its tone where new spelling puts it."""

    folded: str
    exact: str

    @property
    def key(self) -> str:
        """How it is kept (rule 4)."""
        return self.folded if self.exact == self.folded else f"{self.folded} {self.exact}"

    @property
    def sign(self) -> str:
        """Its character in a trail (rule 5)."""
        return sign_of(self.folded)


def sign_of(folded: str) -> str:
    """The character that stands for a folded word in a trail. About one pair of words in 55,000 shares one."""
    return chr(0x21 + zlib.crc32(folded.encode()) % _TRAIL_CHARACTERS)


def nfc(text: str) -> str:
    """`text` in NFC, with the numbers of papers that a line end parts at a hyphen put together."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _BROKEN_AT_HYPHEN.sub("", text) if "-\n" in text else text


def word_of(token: str) -> Word:
    """The word of one NFC token."""
    return Word(fold(token).text, _with_new_tone_place(token.lower()))


def words_of(text: str) -> list[Word]:
    """The words of a short text in order, without the parts of numbers."""
    return [word_of(token) for token in WORD.findall(nfc(text))]


def _with_new_tone_place(word: str) -> str:
    """`hòa` as `hoà`, `thúy` as `thuý`, and the slips `qúy` and `gìa` as `quý` and `già`."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word)
    tone = next((c for c in letters if c in _TONES), "")
    if not tone or letters.count(tone) > 1:
        return word
    bare = letters.replace(tone, "")
    at = letters.index(tone) - 1  # no other mark stands before a tone on o and u
    glide = bare[max(0, at - 1) : at + 1] in ("qu", "gi") and at + 1 < len(bare)
    opened = bare[-2:] in _MOVED_FROM and at == len(bare) - 2 and not bare.endswith("quy")
    if not (glide or opened) or bare[at + 1] not in "aăâeêioôơuưy":
        return word
    end = at + 2
    while end < len(bare) and unicodedata.combining(bare[end]):
        end += 1
    return unicodedata.normalize("NFC", bare[:end] + tone + bare[end:])


class _Known(dict[str, tuple[str, str]]):
    """What each run of characters between spaces holds: its keys, parted by line ends, and its signs.

    A council's papers use some ten thousand again and again, so that cutting a page is mostly looking up.
    """

    def __missing__(self, run: str) -> tuple[str, str]:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        keys, signs = [], []
        for token in WORD.findall(run):
            word = word_of(token)
            keys.append(word.key)
            signs.append(word.sign)
            if "/" in token:
                keys += [word_of(part).key for part in _PARTS.findall(token)]
        self[run] = "\n".join(keys), "".join(signs)
        return self[run]


class _Counts(dict[str, int]):
    """How many words a run of characters holds."""

    def __missing__(self, run: str) -> int:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[run] = len(_KNOWN[run][1])
        return self[run]


_KNOWN = _Known()
_COUNTS = _Counts()


@dataclass(frozen=True, slots=True)
class CutText:
    """A text cut into words: the `keys` it holds, once each, and its `trail`."""

    keys: frozenset[str]
    trail: str


def cut(text: str) -> CutText:
    """The words of a text, which is NFC as `nfc` gives it."""
    known = list(map(_KNOWN.__getitem__, text.split()))
    keys = {keys for keys, _ in known}
    keys.discard("")
    for several in [several for several in keys if "\n" in several]:
        keys.discard(several)
        keys.update(several.split("\n"))
    return CutText(frozenset(keys), "".join([signs for _, signs in known]))


def spans_of(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """Where the words `first` to `last` (inclusive, as counted in the trail) stand in an NFC text."""
    runs = text.split(None, first + _RUNS_WITHOUT_WORDS)[:-1]
    ends = list(accumulate(map(_COUNTS.__getitem__, runs)))
    if not ends or ends[-1] <= first:
        runs = text.split()
        ends = list(accumulate(map(_COUNTS.__getitem__, runs)))
    begin = bisect_right(ends, first)
    if begin >= len(runs):
        return []
    offset = len(text) - len(text.split(None, begin)[begin]) if begin else 0
    number = ends[begin - 1] if begin else 0
    spans: list[tuple[int, int]] = []
    for token in WORD.finditer(text, offset):
        if number > last:
            break
        if number >= first:
            spans.append(token.span())
        number += 1
    return spans
