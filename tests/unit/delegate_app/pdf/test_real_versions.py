"""A real law and its consolidated text: articles agree with the footnotes that name the amending law, notes follow."""

from __future__ import annotations

import re

import pytest

from benchmarks.law_versions import Pair, carried, generated_pair, real_pairs
from delegate_app.pdf.body_text import Body, body_of
from delegate_app.pdf.redline import ArticleChange, ArticleState, Redline, compare
from delegate_app.pdf.text_layer import PageText
from tests.real_papers import WITHOUT_PAPERS

DISAGREEING = {"Điều 105", "Điều 141"}
"""In article 141 a footnote that quotes another law runs over the page without a mark of its own: its quoted
"Điều 105" is read as an article."""


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    found = real_pairs()
    if not found:
        pytest.skip(f"{WITHOUT_PAPERS}, or LibreOffice is not installed")
    return found


@pytest.fixture(scope="module")
def redline(pairs: list[Pair]) -> Redline:
    return compare(body_of(pairs[0].old), body_of(pairs[0].new))


def with_a_footnote(change: ArticleChange, body: Body, pages: list[PageText]) -> bool:
    """True when a raised figure stands in the article: each names what amended it."""
    assert change.new is not None
    words = body.words[change.new.first : change.new.end]
    return any(
        re.sub(r"\d", "", pages[word.page].text[word.start : word.end])
        != re.sub(r"\d", "", word.text)
        or len(pages[word.page].text[word.start : word.end]) > len(word.text)
        for word in words
    )


def test_the_articles_that_changed_are_those_with_a_footnote(
    pairs: list[Pair], redline: Redline
) -> None:
    here = [a for a in redline.articles if a.new is not None and a.new.label]
    changed = {a.new.label for a in here if a.new and a.state is not ArticleState.SAME}
    noted = {a.new.label for a in here if a.new and with_a_footnote(a, redline.new, pairs[0].new)}
    assert len(noted) > 80
    assert noted - changed == set()
    assert changed - noted <= DISAGREEING


def test_the_articles_that_were_added_are_found_and_none_is_lost(redline: Redline) -> None:
    added = {a.new.label for a in redline.articles if a.state is ArticleState.ADDED and a.new}
    assert {"Điều 43a", "Điều 45a", "Điều 48a", "Điều 140a"} <= added
    assert added - {"Điều 43a", "Điều 45a", "Điều 48a", "Điều 140a"} <= DISAGREEING
    assert [a for a in redline.articles if a.state is ArticleState.REMOVED] == []


@pytest.mark.parametrize("number", [0, 1])
def test_unchanged_passages_are_placed_right_and_none_wrong_without_a_mark(
    pairs: list[Pair], number: int
) -> None:
    found = carried(pairs[number], count=1500)
    unchanged = sum(n for outcome, n in found.items() if not outcome.startswith("changed"))
    right = found["right"] + found["right, marked"]
    assert unchanged > 400
    assert found["wrong"] == 0
    assert right / unchanged >= 0.98


def test_a_generated_law_is_carried_as_well() -> None:
    found = carried(generated_pair(60), count=600)
    unchanged = sum(n for outcome, n in found.items() if not outcome.startswith("changed"))
    assert found["wrong"] == 0
    assert (found["right"] + found["right, marked"]) / unchanged >= 0.98
