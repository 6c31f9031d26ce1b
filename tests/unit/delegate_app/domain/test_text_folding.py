"""Folding: what a delegate types without diacritics meets what the paper says."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegate_app.domain.text_folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("thuý", "thúy"),
        ("Đường", "duong"),
        ("ĐẠI BIỂU", "đại biểu"),
        ("nghị quyết", unicodedata.normalize("NFD", "nghị quyết")),
        ("phân  bổ\n dự toán", "phan bo du toan"),
        ("ﬁ", "fi"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


def test_different_letters_stay_different() -> None:
    assert fold("ban").text != fold("bán x").text
    assert fold("12/NQ-HĐND").text == "12/nq-hdnd"


def test_a_match_leads_back_to_the_original_with_its_marks() -> None:
    text = unicodedata.normalize("NFD", "Dự toán ngân sách")
    folded = fold(text)
    at = folded.text.index("toan")
    start, end = folded.span(at, at + 4)
    assert unicodedata.normalize("NFC", text[start:end]) == "toán"


@given(st.text(max_size=60))
def test_every_folded_character_has_an_origin_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.origins) == len(folded.text) + 1
    assert list(folded.origins) == sorted(folded.origins)
    assert folded.origins[-1] == len(text)


@given(st.text(alphabet="aàảáăâđĐ eêếơờuưứ\u0301\u0323\u0306 -", max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(alphabet="hoàaùuyýđêếơ ", max_size=40))
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)).text == fold(text).text
