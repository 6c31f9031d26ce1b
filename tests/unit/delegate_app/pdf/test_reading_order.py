"""Reading order: scrambled fonts, columns, decomposed letters, made-up spaces."""

from __future__ import annotations

import random
import time
import unicodedata
from array import array

import pytest

from delegate_app.pdf.reading_order import arrange
from delegate_app.pdf.runs import DrawnCharacters
from tests.unit.delegate_app.pdf.drawn import HEIGHT, WIDTH, Sheet

LINES = ["Hội đồng nhân dân phường", "quyết nghị về việc điều", "chỉnh biên chế năm 2026"]
ACCENTED = "ộđồâườếịềệỉêăă"


def test_letters_drawn_after_their_line_from_another_font_go_back_to_their_words() -> None:
    sheet = Sheet()
    for number, text in enumerate(LINES):
        sheet.line(72, 100 + 18 * number, text, without=ACCENTED)
        sheet.line(72, 100 + 18 * number, text, only=ACCENTED)
    assert sheet.read().text == "\n".join(LINES)


def test_letters_drawn_after_the_whole_page_go_back_to_their_words() -> None:
    sheet = Sheet()
    for only, without in (("", ACCENTED), (ACCENTED, "")):
        for number, text in enumerate(LINES):
            sheet.line(72, 100 + 18 * number, text, only=only, without=without)
    assert sheet.read().text == "\n".join(LINES)


def test_two_columns_are_read_one_after_the_other() -> None:
    sheet = Sheet()
    for x in (72, 330):
        for number, text in enumerate(LINES):
            sheet.line(x, 100 + 18 * number, text)
    assert sheet.read().text == "\n".join(LINES + LINES)


def test_columns_drawn_in_no_order_are_read_columns_first() -> None:
    sheet = Sheet()
    lines = [(x, 100 + 18 * n, text) for x in (72, 330) for n, text in enumerate(LINES * 3)]
    for x, y, text in random.Random(5).sample(lines, len(lines)):
        sheet.line(x, y, text)
    assert sheet.read().text == "\n".join(LINES * 6)


def test_lines_drawn_from_the_bottom_up_are_read_from_the_top() -> None:
    sheet = Sheet()
    for number, text in reversed(list(enumerate(LINES))):
        sheet.line(72, 100 + 18 * number, text)
    assert sheet.read().text == "\n".join(LINES)


def test_decomposed_letters_become_composed_and_keep_one_box() -> None:
    sheet = Sheet()
    x = 72.0
    for letter in unicodedata.normalize("NFD", "quyết nghị"):
        mark = unicodedata.combining(letter)
        sheet.put(letter, x - (5 if mark else 0), 100, width=4 if mark else WIDTH)
        x += 0 if mark else WIDTH
    text = sheet.read()
    assert text.text == "quyết nghị"
    assert len(text.boxes) == 4 * len(text.text)
    (rect,) = text.rects(3, 4)
    assert (rect.left, rect.right) == (72 + 3 * WIDTH, 72 + 4 * WIDTH)


def test_marks_drawn_after_the_line_find_their_letter() -> None:
    sheet = Sheet()
    sheet.line(72, 100, "nghi quyêt")
    sheet.put("\u0323", 72 + 3 * WIDTH + 1, 100, width=4)
    sheet.put("\u0301", 72 + 8 * WIDTH + 1, 100, width=4)
    assert sheet.read().text == "nghị quyết"


def test_a_mark_far_from_every_letter_is_dropped() -> None:
    sheet = Sheet()
    sheet.line(72, 100, "nghi")
    sheet.put("\u0323", 400, 600)
    assert sheet.read().text == "nghi"


def test_spaces_and_line_ends_that_pdfium_makes_up_are_dropped() -> None:
    sheet = Sheet()
    sheet.line(72, 100, "nh")
    sheet.generate(" ")
    sheet.line(72 + 2 * WIDTH, 100, "ân")
    sheet.generate("\r")
    sheet.generate("\n")
    sheet.line(72, 118, "dân")
    assert sheet.read().text == "nh ân\ndân" or sheet.read().text == "nhân\ndân"


def test_a_gap_parts_words_where_the_file_draws_no_space() -> None:
    sheet = Sheet()
    sheet.line(72, 100, "dân")
    sheet.line(72 + 3 * WIDTH + 0.4 * HEIGHT, 100, "chủ")
    assert sheet.read().text == "dân chủ"


@pytest.mark.parametrize("code", [0x02, 0xFFFE])
def test_a_hyphen_at_a_lines_end_stays_a_hyphen(code: int) -> None:
    sheet = Sheet()
    sheet.line(72, 100, "Số 12/NQ" + chr(code))
    sheet.line(72, 118, "HĐND")
    text = sheet.read()
    assert text.text == "Số 12/NQ-\nHĐND"
    assert text.find("12/nq-hdnd") == [(3, 14)]


def test_control_characters_and_half_pairs_are_dropped() -> None:
    sheet = Sheet()
    for letter in ("\x00", "\u200b", "\ufeff", "\ud800", "a"):
        sheet.put(letter, 72, 100)
    assert sheet.read().text == "a"


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_writing_in_every_direction_is_read_along_its_own_line(turn: int) -> None:
    sheet = Sheet()
    sheet.line(72, 100, "dân chủ")
    boxes = array("f")
    for i in range(0, len(sheet.drawn.boxes), 4):
        left, top, right, bottom = sheet.drawn.boxes[i : i + 4]
        boxes.extend(
            [
                (left, top, right, bottom),
                (842 - bottom, left, 842 - top, right),
                (595 - right, 842 - bottom, 595 - left, 842 - top),
                (top, 595 - right, bottom, 595 - left),
            ][turn]
        )
    codes, count = sheet.drawn.codes, len(sheet.drawn.codes)
    size = (842, 595) if turn % 2 else (595, 842)
    turned = DrawnCharacters(codes, boxes, array("B", [0] * count), array("B", [turn] * count))
    text = arrange(0, turned, *size)
    assert text.text == "dân chủ"
    assert list(text.turns) == [turn]
    middle = [(boxes[16 + axis] + boxes[16 + axis + 2]) / 2 for axis in (0, 1)]
    assert text.word_at(*middle) == (4, 7)


def test_a_page_without_letters_is_empty() -> None:
    sheet = Sheet()
    sheet.line(72, 100, "   ")
    text = sheet.read()
    assert (text.text, len(text.boxes), list(text.line_starts)) == ("", 0, [])


def test_every_character_has_a_box_even_in_noise() -> None:
    dice = random.Random(3)
    for _ in range(20):
        sheet = Sheet()
        for _ in range(300):
            letter = dice.choice("abộ \u0301\u0323\x02x-")
            sheet.put(letter, dice.uniform(-50, 650), dice.uniform(-50, 900))
        text = sheet.read()
        assert len(text.boxes) == 4 * len(text.text)
        assert text.text == unicodedata.normalize("NFC", text.text)
        starts = [0] + [i + 1 for i, letter in enumerate(text.text) if letter == "\n"]
        assert list(text.line_starts) == (starts if text.text else [])


def test_a_page_of_noise_does_not_take_for_ever() -> None:
    """Forty thousand letters, none on a common line: work must grow with the page, not its square."""
    dice = random.Random(4)
    sheet = Sheet()
    for _ in range(40_000):
        sheet.put(dice.choice("ab\u0301"), dice.uniform(0, 20_000), dice.uniform(0, 20_000))
    began = time.process_time()
    sheet.read()
    assert time.process_time() - began < 30
