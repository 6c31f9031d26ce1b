"""Headings of legal texts and reports, found by how their lines begin: for papers without a table of contents.

Order of what stands under what (Law on the promulgation of legal documents): Phần, Chương, Mục, Tiểu mục, Điều;
reports count their parts I, II, III in capitals. A line that only mentions another article ("Điều 5 của Luật này")
is not a heading: after the number comes a full stop, a colon, the line's end, or a title in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

LONGEST_TITLE = 160
"""Characters of a title; an article that has none begins with its text."""
MOST_TITLE_LINES = 4
LARGEST_STEP = 30
"""Articles that may lie between two that were found: pages of a scan may have been read badly."""


class HeadingLevel(IntEnum):
    """How deep a heading stands."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    SUBSECTION = 3
    ARTICLE = 4


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `page` from 0, `start` its position in the page's text."""

    level: HeadingLevel
    title: str
    page: int
    start: int


_ROMAN = r"[IVXLC]+"
_NAMED = {
    HeadingLevel.PART: re.compile(
        rf"(?:PHẦN|Phần)\s+(?:(?:THỨ|thứ|Thứ)\s+\w+(?:\s+\w+)?|{_ROMAN}|MỞ ĐẦU|CHUNG)(?P<rest>\b.*|)"
    ),
    HeadingLevel.CHAPTER: re.compile(
        rf"(?:CHƯƠNG|Chương)\s+(?:{_ROMAN}|\d+)[a-zđ]?(?P<rest>\b.*|)"
    ),
    HeadingLevel.SUBSECTION: re.compile(
        rf"(?:TIỂU MỤC|Tiểu mục)\s+(?:\d+|{_ROMAN})(?P<rest>\b.*|)"
    ),
    HeadingLevel.SECTION: re.compile(rf"(?:MỤC|Mục)\s+(?:\d+|{_ROMAN})[a-zđ]?(?P<rest>\b.*|)"),
}
_ARTICLE = re.compile(r"(?:ĐIỀU|Điều)\s+(?P<number>\d{1,4})(?P<letter>[a-zđ]?)(?:\s?[.:].*)?")
_COUNTED = re.compile(rf"(?P<number>{_ROMAN})\s?[.\-–](?P<rest>\s.*)")


class HeadingFinder:
    """Takes the pages of one document in order and names the headings of each."""

    def __init__(self) -> None:
        self._article = 0

    def take(self, page: int, text: str) -> tuple[Heading, ...]:
        """The headings of a page whose lines are parted by "\\n"."""
        lines = text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        return tuple(
            Heading(level, title[:LONGEST_TITLE].strip(), page, starts[number])
            for number, level, title in self._found(lines)
        )

    def _found(self, lines: list[str]) -> Iterator[tuple[int, HeadingLevel, str]]:
        for number, line in enumerate(lines):
            stripped = line.strip()
            if stripped[:1] not in "PCMTĐIVXLpcmtđ" or not stripped:
                continue
            article = _ARTICLE.fullmatch(stripped)
            if article:
                if self._follows(int(article["number"]), article["letter"]):
                    yield number, HeadingLevel.ARTICLE, _article_title(lines, number)
                continue
            counted = _COUNTED.fullmatch(stripped)
            if counted and _is_capital(counted["rest"]):
                yield number, HeadingLevel.CHAPTER, _capital_title(lines, number)
                continue
            for level, pattern in _NAMED.items():
                named = pattern.fullmatch(stripped)
                if named and _is_title(named["rest"]):
                    yield number, level, _capital_title(lines, number)
                    break

    def _follows(self, number: int, letter: str) -> bool:
        """Articles count upwards, from 1 again in an annex; what is quoted out of order is no heading."""
        follows = number == 1 or (letter and number == self._article)
        follows = follows or self._article < number <= self._article + LARGEST_STEP
        if not self._article:
            follows = True  # a part of a code may begin anywhere
        if follows:
            self._article = number
        return bool(follows)


def _is_capital(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 3 and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters)


def _is_title(rest: str) -> bool:
    """What may follow the number of a part, chapter or section."""
    rest = rest.strip()
    return not rest or rest[0] in ".:-–" or _is_capital(rest)


def _capital_title(lines: list[str], number: int) -> str:
    """The line and the lines in capitals below it."""
    parts = [lines[number].strip()]
    for line in lines[number + 1 : number + MOST_TITLE_LINES]:
        if not _is_capital(line) or any(p.match(line.strip()) for p in _NAMED.values()):
            break
        if _COUNTED.fullmatch(line.strip()):
            break
        parts.append(line.strip())
    joined = " ".join(parts)
    return (
        joined if len(parts) == 1 or parts[0][-1:] in ".:" else f"{parts[0]}. {' '.join(parts[1:])}"
    )


def _article_title(lines: list[str], number: int) -> str:
    """The line, and the next one where it goes on in small letters."""
    title = lines[number].strip()
    if title[-1:].isalnum() and len(title.split()) == 2:  # "Điều 1" alone: its text begins below
        return " ".join([f"{title}.", *lines[number + 1 : number + 2]])
    for line in lines[number + 1 : number + 3]:
        going_on = line.strip()
        if not going_on or not going_on[0].islower() or re.match(r"[a-zđ]\)", going_on):
            break
        if title[-1:] in ".;:":
            break
        title = f"{title} {going_on}"
    return title
