"""The running text of a paper as words: what versions are compared on and notes follow.

A paper's pages also carry what is not its text: running heads with page numbers, footnotes, and the
raised figures that point to them. They change with every printing, so they are told apart here by
where and how large they stand, and left out (footnotes) or not compared (raised figures).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import median

from delegate_app.pdf.text_layer import Line, PageText

RAISED = 0.25
"""A figure whose foot stands at least this share of the line's height above the line points to a footnote."""
HEAD_SHARE = 0.25
"""A first or last line that stands on at least this share of the pages, figures aside, is a running head: left and
right pages may have heads of their own."""
FEWEST_HEADS = 3
"""A line that returns on fewer pages may be text."""
SMALLER = 0.93
"""Footnotes' letters are at most this share as high as the page's."""
_LOW_LETTERS = frozenset("acemnorsuvxz")

_WORD = re.compile(r"\S+")
_FIGURES = re.compile(r"\d+")
_INNER_FIGURES = re.compile(r"(?<=\D)(\d+)(?=[.,;:)\]”\"]+$)")
_PARAGRAPH = re.compile(
    r"(Phần thứ |Phần [IVX]+|Chương |Mục |Tiểu mục |Điều \d|\d+\. |\d+\.\d|[a-zđ]\) |- |\+ |Căn cứ |Xét )",
    re.IGNORECASE,
)
_ALIKE = str.maketrans(
    {"–": "-", "—": "-", "‑": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "."}
)
"""Dashes and quotation marks differ from one word processor to the next."""
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_TONES = {
    old + tone: new
    for tone in _TONES
    for old, new in (("oa", f"o{tone}a"), ("oe", f"o{tone}e"), ("uy", f"u{tone}y"))
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `start` to `end` of its page's text, on the body's line number `line` (from 0).

    `key` is what is compared: without case, however the tone is placed, without a raised figure;
    `opens` says that a paragraph begins here."""

    key: str
    text: str
    page: int
    start: int
    end: int
    line: int
    opens: bool


@dataclass(frozen=True)
class Body:
    """The words of a paper in reading order over all pages."""

    words: tuple[Word, ...]

    @cached_property
    def keys(self) -> list[str]:
        """The words' keys."""
        return [word.key for word in self.words]

    @cached_property
    def breaks(self) -> list[int]:
        """For each word the weight of what begins with it: 2 for an article, 1 for a paragraph, else 0."""
        return [(2 if word.text == "Điều" else 1) if word.opens else 0 for word in self.words]

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        return [(word.page, word.start) for word in self.words]

    def span_at(self, page: int, start: int, end: int) -> tuple[int, int]:
        """The words (first, end) that `start` to `end` of a page's text touches; an empty span for none."""
        first = bisect_right(self._places, (page, start)) - 1
        if first < 0 or self.words[first].page != page or self.words[first].end <= start:
            first += 1
        last = bisect_left(self._places, (page, end))
        return first, max(first, last)

    def text(self, first: int, end: int) -> str:
        """The words with single spaces between."""
        return " ".join(word.text for word in self.words[first:end])


def body_of(pages: Sequence[PageText]) -> Body:
    """The words of these pages, running heads and footnotes left out."""
    heads = _running_heads(pages)
    words: list[Word] = []
    number, note_size = 0, 0.0
    for page in pages:
        lines = _without_heads(page, heads)
        sizes = [_letter_height(page, line) for line in lines]
        first = _first_footnote(page, lines, sizes, note_size)
        note_size = median(sizes[first:]) if first < len(lines) else 0.0
        for line in lines[:first]:
            words.extend(_words_of(page, line, number))
            number += 1
    return Body(tuple(words))


@lru_cache(maxsize=50_000)
def key_of(word: str) -> str:
    """The form in which words are compared: case, tone placement and the shape of dashes make no difference."""
    folded = unicodedata.normalize("NFD", word.casefold().translate(_ALIKE))
    if not any(tone in folded for tone in _TONES):
        return unicodedata.normalize("NFC", folded)
    for old, new in _OLD_TONES.items():
        if old in folded:
            folded = _moved_tone(folded, old, new)
    return unicodedata.normalize("NFC", folded)


def _moved_tone(folded: str, old: str, new: str) -> str:
    """`hoa` + tone becomes `ho` + tone + `a` at a word's end only: `hoàn` is written one way."""
    at = folded.find(old)
    after = folded[at + len(old) :]
    qu = old.startswith("uy") and at > 0 and folded[at - 1] == "q"
    if qu or any(letter.isalpha() for letter in after[:1]):
        return folded
    return folded[:at] + new + after


def _running_heads(pages: Sequence[PageText]) -> set[str]:
    """First and last lines, figures aside, that return on most pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_pattern(page, line) for line in _edge_lines(page)})
    needed = max(FEWEST_HEADS, HEAD_SHARE * len(pages))
    return {pattern for pattern, count in seen.items() if count >= needed}


def _edge_lines(page: PageText) -> list[Line]:
    """The highest and the lowest line, wherever in the order they come."""
    lines = [line for line in page.lines if page.text[line.start : line.end].strip()]
    if not lines:
        return []
    return [
        min(lines, key=lambda line: line.rect.top),
        max(lines, key=lambda line: line.rect.bottom),
    ]


def _pattern(page: PageText, line: Line) -> str:
    """The line without its figures, so that page numbers look alike."""
    return " ".join(sorted(_FIGURES.sub("#", page.text[line.start : line.end]).split()))


def _without_heads(page: PageText, heads: set[str]) -> list[Line]:
    edges = {line.start for line in _edge_lines(page) if _pattern(page, line) in heads}
    return [line for line in page.lines if line.start not in edges and line.end > line.start]


def _first_footnote(page: PageText, lines: list[Line], sizes: list[float], carried: float) -> int:
    """The index of the first line of the block at the page's foot that explains raised figures.

    `carried` is the letters' height in the footnotes of the page before, 0 when it had none: the
    last of them may go on here.
    """
    for index, line in enumerate(lines):
        if not page.text[line.start].isdigit() or not _is_raised(page, line, line.start):
            continue
        above = sizes[:index]
        if not above or median(sizes[index:]) <= SMALLER * median(above):
            return _with_carried_over(sizes, index, median(sizes[index:]))
    return _with_carried_over(sizes, len(lines), carried) if carried else len(lines)


def _with_carried_over(sizes: list[float], first: int, note: float) -> int:
    """Lines just above in the footnotes' size `note` go on from a footnote of the page before."""
    while first > 0 and abs(sizes[first - 1] - note) <= 0.03 * note:
        first -= 1
    return first


def _letter_height(page: PageText, line: Line) -> float:
    """The height of the letters without ascender and tone, in points; that of the line where there is none."""
    heights = [
        page.boxes[4 * at + 3] - page.boxes[4 * at + 1]
        for at in range(line.start, line.end)
        if page.text[at] in _LOW_LETTERS
    ]
    return median(heights) if heights else line.rect.bottom - line.rect.top


def _is_raised(page: PageText, line: Line, index: int) -> bool:
    """True when the character's foot stands clearly above the feet of the others on its line."""
    feet = [page.boxes[4 * at + 3] for at in range(line.start, line.end) if page.text[at].isalpha()]
    if not feet:
        return False
    height = line.rect.bottom - line.rect.top
    return median(feet) - page.boxes[4 * index + 3] >= RAISED * height


def _words_of(page: PageText, line: Line, number: int) -> list[Word]:
    text = page.text[line.start : line.end]
    opens = _PARAGRAPH.match(text) is not None
    figures = _FIGURES.search(text) is not None
    words = []
    for match in _WORD.finditer(text):
        word = match.group()
        bare = _without_figures(page, line, match) if figures else word
        if bare:
            start = line.start + match.start()
            end = start + len(word)
            words.append(Word(key_of(bare), bare, page.page, start, end, number, opens))
            opens = False
    return words


def _without_figures(page: PageText, line: Line, match: re.Match[str]) -> str:
    word = match.group()
    if _FIGURES.search(word) is None:
        return word
    bare = word[: len(word) - _raised_figures(page, line, match)]
    return _without_inner_figures(page, line, match.start(), bare)


def _raised_figures(page: PageText, line: Line, match: re.Match[str]) -> int:
    """How many characters at the word's end are a raised figure."""
    word, count = match.group(), 0
    while count < len(word) and word[-1 - count].isdigit():
        count += 1
    last = line.start + match.end() - 1
    return count if count and _is_raised(page, line, last) else 0


def _without_inner_figures(page: PageText, line: Line, start: int, word: str) -> str:
    """`chính1.` is `chính.`: a raised figure before the last mark goes as well."""
    found = _INNER_FIGURES.search(word)
    if found and _is_raised(page, line, line.start + start + found.start()):
        return word[: found.start()] + word[found.end() :]
    return word
