"""Pages as people type them: "1-3, 5"."""

from __future__ import annotations

import re

_RANGE = re.compile(r"\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})?\s*)?", re.ASCII)


def pages_of(text: str, count: int) -> tuple[int, ...]:
    """The pages (from 0) that a text such as "1-3, 5, 8-" names, in its order, each once.

    Raises ValueError for a text that names no page, or one that a paper of `count` pages has not.
    """
    found: dict[int, None] = {}
    for part in re.split(r"[,;]", text):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise ValueError("not a range of pages")
        first = int(match[1])
        last = first
        if "-" in part or "–" in part:
            last = int(match[2]) if match[2] else count
        if not 1 <= first <= last <= count:
            raise ValueError("a page that is not there")
        found |= dict.fromkeys(range(first - 1, last))
    return tuple(found)
