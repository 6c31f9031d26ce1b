"""Anchors: the words, what stands around them, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from delegate_app.domain.annotations import Rect
from delegate_app.pdf.anchors import anchor_at_place, anchor_for
from delegate_app.pdf.text_layer import PageText
from tests.unit.delegate_app.pdf.drawn import Sheet

FIRST = ["Điều 1. Thông qua đề án thành lập", "mười phòng chuyên môn thuộc phường."]
SECOND = ["Điều 2. Giao Ủy ban nhân dân phường", "tổ chức thực hiện nghị quyết này."]


def pages(*texts: list[str]) -> Callable[[int], PageText]:
    read = []
    for page, lines in enumerate(texts):
        sheet = Sheet()
        for number, text in enumerate(lines):
            sheet.line(72, 100 + 18 * number, text)
        read.append(replace(sheet.read(), page=page))
    return read.__getitem__


def span(page: PageText, quote: str) -> tuple[int, int]:
    start = page.text.index(quote)
    return start, start + len(quote)


def test_an_anchor_remembers_its_words_and_their_surroundings() -> None:
    page = pages(FIRST)(0)
    anchor = anchor_for(page, *span(page, "đề án"))
    assert (anchor.quote, anchor.page) == ("đề án", 0)
    assert anchor.prefix == "Điều 1. Thông qua "
    assert anchor.suffix == " thành lập\nmười phòng chuyên môn"
    assert list(anchor.rects) == page.rects(anchor.start, anchor.end)


def test_white_space_around_a_selection_is_left_out() -> None:
    page = pages(FIRST)(0)
    start, end = span(page, " đề án ")
    assert anchor_for(page, start, end).quote == "đề án"
    with pytest.raises(ValueError, match="at least one character"):
        anchor_for(page, start, start + 1)


def test_a_place_without_text_has_only_its_rectangle() -> None:
    anchor = anchor_at_place(1, Rect(10, 20, 30, 40))
    assert (anchor.page, anchor.quote, anchor.rects) == (1, "", (Rect(10, 20, 30, 40),))
