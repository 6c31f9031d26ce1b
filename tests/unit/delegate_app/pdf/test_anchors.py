"""Anchors: exact in the same version, never silently wrong in another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from delegate_app.domain.annotations import Rect
from delegate_app.pdf.anchors import Certainty, anchor_at_place, anchor_for, locate
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


def test_in_the_same_version_an_anchor_is_placed_exactly() -> None:
    document = pages(FIRST, SECOND)
    anchor = anchor_for(document(1), *span(document(1), "phường"))
    placement = locate(anchor, document, 2)
    assert placement is not None
    assert (placement.anchor, placement.certainty, placement.score) == (anchor, Certainty.EXACT, 1)


def test_an_unchanged_sentence_moved_to_another_page_is_found_as_moved() -> None:
    old, new = pages(FIRST, SECOND), pages(["Căn cứ Luật"], FIRST, SECOND)
    anchor = anchor_for(old(0), *span(old(0), "đề án"))
    placement = locate(anchor, new, 3)
    assert placement is not None
    assert (placement.certainty, placement.score) == (Certainty.MOVED, 1)
    assert (placement.anchor.page, placement.anchor.start) == (1, anchor.start)


def test_the_same_words_at_the_same_place_in_another_sentence_are_not_called_exact() -> None:
    old, new = pages(["Chi 500 triệu đồng cho trường"]), pages(["Thu 500 triệu đồng của trạm"])
    placement = locate(anchor_for(old(0), 4, 18), new, 1)
    assert placement is None or placement.certainty is Certainty.MOVED


def test_a_repeated_phrase_is_not_guessed() -> None:
    old = pages(["giao phường thực hiện"])
    new = pages(["giao phường thực hiện", "giao phường thực hiện"])
    anchor = anchor_for(old(0), *span(old(0), "phường"))
    shifted = pages(["x", "giao phường thực hiện", "giao phường thực hiện"])
    assert locate(anchor, shifted, 1) is None
    assert locate(anchor_for(new(0), 5, 11), new, 1) is not None


def test_changed_words_are_not_placed() -> None:
    old = pages(FIRST)
    anchor = anchor_for(old(0), *span(old(0), "mười phòng"))
    assert locate(anchor, pages([FIRST[0], "chín phòng chuyên môn"]), 1) is None


def test_words_whose_surroundings_all_changed_are_not_placed() -> None:
    old = pages(FIRST)
    anchor = anchor_for(old(0), *span(old(0), "chuyên môn"))
    assert locate(anchor, pages(["Ban chuyên môn khác hẳn"]), 1) is None


def test_a_place_without_text_stays_on_its_page_or_is_not_placed() -> None:
    anchor = anchor_at_place(1, Rect(10, 20, 30, 40))
    assert (anchor.quote, anchor.rects) == ("", (Rect(10, 20, 30, 40),))
    assert locate(anchor, pages(FIRST, SECOND), 2) is not None
    assert locate(anchor, pages(FIRST), 1) is None
