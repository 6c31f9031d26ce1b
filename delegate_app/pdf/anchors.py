"""Where an annotation stands: a quote with the words around it, found again later.

Order of looking (the first that holds decides)
1. The same place: the quote stands at the remembered page and positions. This is the only step for
   a version that has not changed, and it is exact.
2. The quote elsewhere: every place where the very same words stand is weighed by how much of the
   text before and after it is the remembered text. It is taken only with a score of at least
   `MIN_SCORE` and a lead of `MIN_LEAD` over the next best: a repeated phrase is not guessed.
3. Otherwise the anchor is not placed. Nothing is ever put somewhere without saying how surely.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from delegate_app.domain.annotations import Anchor, Rect
from delegate_app.pdf.text_layer import PageText

CONTEXT = 32
"""Characters of text kept before and after a quote."""
MIN_SCORE = 0.5
MIN_LEAD = 0.25


class Certainty(StrEnum):
    """How an anchor was placed."""

    EXACT = "exact"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Placement:
    """An anchor found again. `anchor` carries the new page, positions, context and rectangles;
    `score` is the share of the remembered context that stands there (1.0 for all of it)."""

    anchor: Anchor
    certainty: Certainty
    score: float


def anchor_for(text: PageText, start: int, end: int) -> Anchor:
    """The anchor of `text[start:end]`, white space at its ends left out.

    Raises ValueError when nothing but white space is left.
    """
    while start < end and text.text[start].isspace():
        start += 1
    while end > start and text.text[end - 1].isspace():
        end -= 1
    if not 0 <= start < end <= len(text.text):
        raise ValueError("an anchor needs at least one character")
    return Anchor(
        page=text.page,
        quote=text.text[start:end],
        prefix=text.text[max(0, start - CONTEXT) : start],
        suffix=text.text[end : end + CONTEXT],
        start=start,
        end=end,
        rects=tuple(text.rects(start, end)),
    )


def anchor_at_place(page: int, rect: Rect) -> Anchor:
    """The anchor of a place without text, as on a scan."""
    return Anchor(page=page, quote="", prefix="", suffix="", start=0, end=0, rects=(rect,))


def locate(
    anchor: Anchor, page_text: Callable[[int], PageText], page_count: int
) -> Placement | None:
    """Find `anchor` again in a document of `page_count` pages; None when it is not placed for sure.

    A place without text has only its rectangle: it is placed on its page, when there is one, and
    is EXACT only in the version it was made on, which the caller knows.
    """
    if not anchor.quote:
        known = 0 <= anchor.page < page_count
        return Placement(anchor, Certainty.EXACT, 1.0) if known else None
    if 0 <= anchor.page < page_count:
        text = page_text(anchor.page)
        if text.text[anchor.start : anchor.end] == anchor.quote:
            score = _context_score(anchor, text.text, anchor.start)
            if score == 1.0:
                return Placement(anchor_for(text, anchor.start, anchor.end), Certainty.EXACT, 1.0)
    return _locate_elsewhere(anchor, page_text, page_count)


def _locate_elsewhere(
    anchor: Anchor, page_text: Callable[[int], PageText], page_count: int
) -> Placement | None:
    best, second, place = 0.0, 0.0, (0, 0)
    for page in range(page_count):
        text = page_text(page).text
        at = text.find(anchor.quote)
        while at >= 0:
            score = _context_score(anchor, text, at)
            if score > best:
                best, second, place = score, best, (page, at)
            else:
                second = max(second, score)
            at = text.find(anchor.quote, at + 1)
    if best < MIN_SCORE or best - second < MIN_LEAD:
        return None
    page, at = place
    found = anchor_for(page_text(page), at, at + len(anchor.quote))
    return Placement(found, Certainty.MOVED, best)


def _context_score(anchor: Anchor, text: str, at: int) -> float:
    """Share of prefix and suffix, counted outwards from the quote, that stands around `at`.

    A side that was empty, because the page ended there, says nothing and is left out; a quote
    without any context scores 1.
    """
    before, after = text[:at], text[at + len(anchor.quote) :]
    same = _agreeing(anchor.prefix[::-1], before[-CONTEXT:][::-1] if before else "")
    same += _agreeing(anchor.suffix, after[:CONTEXT])
    whole = len(anchor.prefix) + len(anchor.suffix)
    return same / whole if whole else 1.0


def _agreeing(remembered: str, there: str) -> int:
    count = 0
    for a, b in zip(remembered, there, strict=False):
        if a != b:
            break
        count += 1
    return count
