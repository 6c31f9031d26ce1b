"""A page's words as a machine recognised them, in the form of a text layer."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Sequence

from delegate_app.pdf.text_layer import PageText
from protocol.text_layers import HUNDREDTHS, Line, RecognisedWord

OWN_WORDS = 20
"""Characters from which a page is said to hold words of its own: a stamp on a scan has fewer (`protocol.md 8.3`)."""


def recognised_text(page: int, lines: Sequence[Line]) -> PageText:
    """The words, a space between two of a line; each character takes its share of the word's box."""
    pieces: list[str] = []
    boxes, starts, turns = array("f"), array("I"), array("B")
    length = 0

    def put(text: str, left: float, top: float, right: float, bottom: float) -> None:
        nonlocal length
        width = (right - left) / len(text)
        for number in range(len(text)):
            boxes.extend((left + number * width, top, left + (number + 1) * width, bottom))
        pieces.append(text)
        length += len(text)

    for line in lines:
        words = [(unicodedata.normalize("NFC", word.text), _points(word)) for word in line]
        if not words:
            continue
        if starts:
            put("\n", *boxes[-4:])
        starts.append(length)
        turns.append(0)
        for number, (text, box) in enumerate(words):
            if number:
                before = words[number - 1][1]
                put(" ", min(before[2], box[0]), box[1], max(before[2], box[0]), box[3])
            put(text, *box)
    return PageText(page, "".join(pieces), boxes, starts, turns, scanned=True, recognised=True)


def _points(word: RecognisedWord) -> tuple[float, float, float, float]:
    left, top, right, bottom = (
        side / HUNDREDTHS for side in (word.left, word.top, word.right, word.bottom)
    )
    return left, top, right, bottom
