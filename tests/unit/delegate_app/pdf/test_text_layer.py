"""Selecting, quoting and finding in the words of a page."""

from __future__ import annotations

import pytest

from delegate_app.pdf.text_layer import PageText
from tests.unit.delegate_app.pdf.drawn import HEIGHT, WIDTH, Sheet


@pytest.fixture
def page() -> PageText:
    sheet = Sheet()
    sheet.line(72, 100, "Điều 1. Phân bổ")
    sheet.line(72, 118, "dự toán, năm 2026")
    return sheet.read()


def test_a_selection_over_two_lines_has_one_rectangle_a_line(page: PageText) -> None:
    start = page.text.index("Phân")
    end = page.text.index("toán") + 4
    rects = page.rects(start, end)
    assert [(r.left, r.top, r.right, r.bottom) for r in rects] == [
        (72 + 8 * WIDTH, 100, 72 + 15 * WIDTH, 100 + HEIGHT),
        (72, 118, 72 + 7 * WIDTH, 118 + HEIGHT),
    ]


def test_an_empty_selection_and_a_mere_line_end_have_no_rectangle(page: PageText) -> None:
    line_end = page.text.index("\n")
    assert page.rects(3, 3) == []
    assert page.rects(line_end, line_end + 1) == []


def test_lines_know_their_characters(page: PageText) -> None:
    assert [page.text[line.start : line.end] for line in page.lines] == page.text.split("\n")


@pytest.mark.parametrize(
    ("x", "y", "caret"),
    [
        (0, 0, 0),
        (72 + 4.2 * WIDTH, 106, 4),
        (72 + 4.8 * WIDTH, 106, 5),
        (590, 106, 15),
        (590, 800, 33),
    ],
)
def test_the_caret_goes_to_the_nearest_place(
    page: PageText, x: float, y: float, caret: int
) -> None:
    assert page.index_at(x, y) == caret


def test_a_word_is_taken_without_its_punctuation(page: PageText) -> None:
    start, end = page.word_at(72 + 5 * WIDTH, 124)
    assert page.text[start:end] == "toán"


def test_the_number_of_a_paper_is_one_word() -> None:
    sheet = Sheet()
    sheet.line(72, 100, "(số 12/NQ-HĐND).")
    page = sheet.read()
    start, end = page.word_at(72 + 7 * WIDTH, 105)
    assert page.text[start:end] == "12/NQ-HĐND"


def test_far_from_every_word_no_word_is_taken(page: PageText) -> None:
    start, end = page.word_at(500, 700)
    assert start == end


@pytest.mark.parametrize("query", ["phân bổ dự toán", "PHAN BO DU TOAN", "  phan   bo du toan "])
def test_a_phrase_is_found_over_a_line_end_without_diacritics(page: PageText, query: str) -> None:
    ((start, end),) = page.find(query)
    assert page.text[start:end] == "Phân bổ\ndự toán"


def test_an_empty_query_finds_nothing(page: PageText) -> None:
    assert page.find("") == page.find("  \n") == []


def test_matches_come_in_order_and_do_not_overlap() -> None:
    sheet = Sheet()
    sheet.line(72, 100, "aaaa aa")
    assert sheet.read().find("aa") == [(0, 2), (2, 4), (5, 7)]


def test_an_empty_page_answers_every_question() -> None:
    page = Sheet().read()
    assert (page.index_at(5, 5), page.word_at(5, 5), page.rects(0, 0)) == (0, (0, 0), [])
    assert (page.lines, page.find("x")) == ((), [])
