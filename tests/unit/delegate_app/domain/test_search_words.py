"""What is one word, which spellings are the same, and how words are kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegate_app.domain.search_words import WORD, cut, nfc, sign_of, spans_of, word_of, words_of

SAMPLE = "Số: 12/NQ-HĐND; Điều 5. Hội đồng nhân dân\nquyết nghị: phân bổ 1.234,5 triệu đồng (QH13)."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa", "hoà"),
        ("thúy", "thuý"),
        ("xòe", "xoè"),
        ("HÒA", "Hoà"),
        ("lũy", "luỹ"),
        ("qúy", "quý"),
        ("gìa", "già"),
    ],
)
def test_old_and_new_place_of_the_tone_are_one_word(old: str, new: str) -> None:
    assert word_of(old) == word_of(new)


@pytest.mark.parametrize("word", ["hoàn", "huỳnh", "của", "nghĩa", "giữ", "giá", "quỳnh", "ngoáy"])
def test_a_tone_that_stands_in_one_place_only_stays_there(word: str) -> None:
    assert word_of(word).exact == word


def test_d_with_a_stroke_is_d_and_case_and_diacritics_are_left_out() -> None:
    assert word_of("ĐƯỜNG").folded == word_of("duong").folded == "duong"
    assert word_of("Đường").exact == "đường"


@pytest.mark.parametrize(
    "number", ["12/NQ-HĐND", "06/2021/NQ-HĐND", "16/TTr-UBND", "15/2012/QH13", "31/VBHN-VPQH"]
)
def test_the_number_of_a_paper_is_one_word_and_gives_its_parts(number: str) -> None:
    assert [word.exact for word in words_of(f"Nghị quyết số {number}, ngày")][3] == number.lower()
    keys = cut(f"số {number}.").keys
    assert word_of(number).key in keys
    assert word_of(number.partition("/")[0]).key in keys


def test_a_number_that_a_line_end_parts_is_put_together() -> None:
    assert words_of("số 12/NQ-\nHĐND")[1] == word_of("12/NQ-HĐND")


def test_figures_and_dates_are_one_word() -> None:
    assert [w.folded for w in words_of("1.234,5 ngày 22/11/2026")] == [
        "1.234,5",
        "ngay",
        "22/11/2026",
    ]


def test_words_that_fold_alike_lie_side_by_side() -> None:
    keys = sorted(word_of(token).key for token in ("ngan", "ngân", "ngắn", "ngang", "nga", "ngạn"))
    between = [key for key in keys if "ngan" <= key < "ngan!"]
    assert sorted(between) == sorted(word_of(t).key for t in ("ngan", "ngân", "ngắn", "ngạn"))


def test_a_decomposed_text_gives_the_same_words() -> None:
    assert cut(nfc(unicodedata.normalize("NFD", SAMPLE))) == cut(nfc(SAMPLE))


def test_the_trail_holds_one_sign_for_each_word_in_order() -> None:
    text = nfc(SAMPLE)
    tokens = WORD.findall(text)
    assert cut(text).trail == "".join(sign_of(word_of(token).folded) for token in tokens)
    assert [text[a:b] for a, b in spans_of(text, 0, len(tokens))] == tokens
    assert [text[a:b] for a, b in spans_of(text, 4, 6)] == tokens[4:7]
    assert spans_of(text, len(tokens) + 3, len(tokens) + 9) == []


@given(st.text(alphabet="aăâđeêoôơuưyAĐ -/.,12\n\u0300\u0323", max_size=60))
def test_keys_trail_and_spans_agree_on_any_text(text: str) -> None:
    composed = nfc(text)
    found, tokens = cut(composed), WORD.findall(composed)
    assert len(found.trail) == len(tokens)
    assert {word_of(token).key for token in tokens} <= found.keys
    spans = spans_of(composed, 0, len(tokens))
    assert [composed[a:b] for a, b in spans] == tokens
