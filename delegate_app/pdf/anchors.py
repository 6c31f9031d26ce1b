"""Where an annotation stands: a quote with the words around it. `delegate_app.pdf.following` finds it again."""

from __future__ import annotations

from delegate_app.domain.annotations import Anchor, Rect
from delegate_app.pdf.text_layer import PageText

CONTEXT = 32
"""Characters of text kept before and after a quote."""


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
