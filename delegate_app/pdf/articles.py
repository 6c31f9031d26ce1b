"""The articles (điều) of a text, so that a redline can say which of them changed.

A text without articles, as reports are, is divided by its Roman numerals; one with neither is whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from delegate_app.pdf.body_text import Body

_ARTICLE = re.compile(r"\d+[a-zđ]?[.:]")
_ROMAN = re.compile(r"[IVX]+\.")
FEWEST = 2
"""Headings below this number do not divide a text."""


@dataclass(frozen=True, slots=True)
class Article:
    """Words `first` to `end` of a body; what it says begins at `content`. `label` is "Điều 12", "IV" or "" for
    what stands before the first heading; `title` the rest of the heading's line."""

    label: str
    title: str
    first: int
    content: int
    end: int

    @property
    def size(self) -> int:
        """Words, its number left out."""
        return self.end - self.content


def articles_of(body: Body) -> list[Article]:
    """The articles in reading order; together they hold every word, and there is at least one for a text."""
    starts = _article_starts(body)
    if len(starts) < FEWEST:
        starts = _roman_starts(body)
    if len(starts) < FEWEST:
        starts = []
    found = []
    if body.words and (not starts or starts[0][0] > 0):
        found.append(Article("", "", 0, 0, starts[0][0] if starts else len(body.words)))
    for index, (first, label, heading_words) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(body.words)
        content = first + heading_words
        found.append(Article(label, _title(body, content, end), first, content, end))
    return found


def _article_starts(body: Body) -> list[tuple[int, str, int]]:
    words = body.words
    return [
        (at, f"Điều {words[at + 1].text.rstrip('.:')}", 2)
        for at in range(len(words) - 1)
        if words[at].opens and words[at].text == "Điều" and _ARTICLE.fullmatch(words[at + 1].text)
    ]


def _roman_starts(body: Body) -> list[tuple[int, str, int]]:
    words = body.words
    return [
        (at, word.text.rstrip("."), 1)
        for at, word in enumerate(words)
        if _ROMAN.fullmatch(word.text) and (at == 0 or words[at - 1].line != word.line)
    ]


def _title(body: Body, at: int, end: int) -> str:
    """The words from `at` to the end of their line."""
    last = at
    while last < end and body.words[last].line == body.words[at].line:
        last += 1
    return body.text(at, last)
