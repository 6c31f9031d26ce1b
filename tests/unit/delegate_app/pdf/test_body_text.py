"""The running text: what a version says, without what only the printing added."""

from __future__ import annotations

from dataclasses import replace

import pytest

from delegate_app.pdf.body_text import body_of, key_of
from delegate_app.pdf.text_layer import PageText
from tests.unit.delegate_app.pdf.drawn import WIDTH, Sheet

TEXT = "quy định của pháp luật"


def page_with(number: int, sheet: Sheet) -> PageText:
    return replace(sheet.read(), page=number)


def gazette_page(number: int) -> PageText:
    sheet = Sheet()
    sheet.line(72, 40, f"{number + 30} CÔNG BÁO/Số 471/Ngày 26-3-2021")
    sheet.line(72, 100, f"Khoản thứ {['một', 'hai', 'ba', 'bốn', 'năm'][number]}")
    sheet.line(72, 118, TEXT)
    sheet.line(72, 136, f"là điểm {'abcde'[number]} của Điều này")
    return page_with(number, sheet)


def test_running_heads_are_left_out_whatever_page_number_they_carry() -> None:
    body = body_of([gazette_page(number) for number in range(4)])
    assert "CÔNG" not in body.text(0, len(body.words))
    assert body.text(0, 8) == f"Khoản thứ một {TEXT}"


def test_first_and_last_lines_that_do_not_return_are_text() -> None:
    pages = [page_with(number, Sheet()) for number in range(3)]
    for number, text in enumerate(["Điều một", "Điều hai", "Điều ba"]):
        sheet = Sheet()
        sheet.line(72, 100, text)
        pages[number] = page_with(number, sheet)
    assert [word.text for word in body_of(pages).words] == [
        "Điều",
        "một",
        "Điều",
        "hai",
        "Điều",
        "ba",
    ]


def test_the_first_line_of_a_short_paper_is_text() -> None:
    assert body_of([gazette_page(0)]).words[0].text == "30"


def test_a_footnote_and_the_figure_that_points_to_it_are_no_text() -> None:
    sheet = Sheet()
    sheet.line(72, 100, "Luật xử lý vi phạm")
    sheet.line(72, 118, TEXT)
    sheet.raised(72 + len(TEXT) * WIDTH, 116, "12")
    sheet.small_line(72, 700, "12", "Cụm từ này được bổ sung theo quy định")
    sheet.small_line(72, 714, "", "của Luật số 67/2020/QH14")
    body = body_of([page_with(0, sheet)])
    assert body.text(0, len(body.words)) == f"Luật xử lý vi phạm {TEXT}"
    last = body.words[-1]
    assert (last.text, last.key) == ("luật", "luật")
    assert page_with(0, sheet).text[last.start : last.end] == "luật12"


def test_a_footnote_that_goes_on_over_the_page_is_left_out_there_too() -> None:
    first, second = Sheet(), Sheet()
    for sheet in (first, second):
        sheet.line(72, 100, "Luật xử lý vi phạm")
        sheet.line(72, 118, TEXT)
    first.small_line(72, 714, "12", "Cụm từ này được bổ sung theo quy định")
    second.small_line(72, 700, "", "của một luật khác")
    body = body_of([page_with(0, first), page_with(1, second)])
    assert [
        word.text for word in body.words if word.page == 1
    ] == f"Luật xử lý vi phạm {TEXT}".split()


def test_small_print_without_a_footnote_before_it_is_text() -> None:
    sheet = Sheet()
    sheet.line(72, 100, TEXT)
    sheet.small_line(72, 700, "", "Nơi nhận: Như trên; Lưu: VT")
    assert body_of([page_with(0, sheet)]).words[-1].text == "VT"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("Khoẻ", "khỏe"),
        ("HOÀ", "hòa"),
        ("–", "-"),
        ("“từ”", '"từ"'),
    ],
)
def test_words_that_differ_only_in_writing_have_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), [("hoa", "hòa"), ("quý", "quy"), ("toàn", "toan")])
def test_words_that_differ_in_tone_have_two_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_a_span_of_a_page_is_found_again_as_words() -> None:
    page = gazette_page(0)
    body = body_of([page])
    start = page.text.index("định")
    first, end = body.span_at(0, start, start + len("định của"))
    assert body.text(first, end) == "định của"
    assert body.span_at(7, 0, 10) == (len(body.words), len(body.words))


def test_paragraphs_are_known_by_how_they_begin() -> None:
    sheet = Sheet()
    for number, text in enumerate(["Điều 1. Phạm vi", "1. Luật này", "a) cá nhân", "và tổ chức"]):
        sheet.line(72, 100 + 18 * number, text)
    opens = [word.text for word in body_of([page_with(0, sheet)]).words if word.opens]
    assert opens == ["Điều", "1.", "a)"]
