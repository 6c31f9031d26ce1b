"""Alignment: what two texts share, in order, never more and never crosswise."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from delegate_app.pdf.alignment import Run, align, longest_rising

WORDS = st.lists(
    st.sampled_from(
        ["của", "và", "luật", "này", "điều", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy"]
    ),
    max_size=60,
)


@given(WORDS, WORDS)
def test_every_run_holds_the_same_words_in_both_and_no_two_overlap_or_cross(
    old: list[str], new: list[str]
) -> None:
    runs = align(old, new, [0] * len(old), [0] * len(new))
    for run in runs:
        assert run.length > 0
        assert old[run.old : run.old + run.length] == new[run.new : run.new + run.length]
    for one, other in pairwise(runs):
        assert one.old + one.length <= other.old
        assert one.new + one.length <= other.new


@given(WORDS)
def test_a_text_is_the_same_as_itself(words: list[str]) -> None:
    assert align(words, words) == ([Run(0, 0, len(words))] if words else [])


def test_a_long_common_part_is_found_between_two_rewritten_ones() -> None:
    middle = [f"từ{number}" for number in range(300)]
    old = ["xưa"] * 400 + middle + ["cũ"] * 10
    new = ["nay"] * 20 + middle + ["mới"] * 500
    assert align(old, new) == [Run(400, 20, 300)]


def test_a_single_word_between_two_rewritten_passages_is_given_up() -> None:
    old = ["một", "hai", "ba", "của", "bốn", "năm", "sáu"]
    new = ["bảy", "tám", "chín", "của", "mười", "trăm", "nghìn"]
    assert align(old, new) == []


def test_an_added_article_begins_with_its_heading_though_its_last_words_are_those_before() -> None:
    old = ["Điều", "1.", "quyết", "định", "của", "luật", "này.", "Điều", "3.", "hết"]
    new = [*old[:7], "Điều", "2.", "xử", "lý", "của", "luật", "này.", *old[7:]]

    def breaks(words: list[str]) -> list[int]:
        return [2 if word == "Điều" else 0 for word in words]

    runs = align(old, new, breaks(old), breaks(new))
    assert runs[0] == Run(0, 0, 7)
    assert new[runs[0].length] == "Điều"


def test_the_longest_rising_series_leaves_out_what_goes_back() -> None:
    assert longest_rising([(1, 5), (2, 1), (3, 2), (4, 9), (5, 3)]) == [(2, 1), (3, 2), (5, 3)]
    assert longest_rising([]) == []
