"""What is typed into the search line, as terms."""

from __future__ import annotations

import pytest

from delegate_app.domain.search_queries import MOST_WORDS, Query, read_query


def told(query: Query) -> list[str]:
    """The terms, briefly: `-` excluded, quotes a phrase, `*` still being typed."""
    return [
        ("-" if term.excluded else "")
        + ('"' if term.phrase else "")
        + " ".join(word.folded for word in term.words)
        + ('"' if term.phrase else "")
        + ("*" if term.opened else "")
        for term in query.terms
    ]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", []),
        ("  ", []),
        ("dự to", ["du", "to*"]),
        ("dự toán ", ["du", "toan"]),
        ('"dự toán"', ['"du toan"']),
        ('"dự to', ['"du to"*']),
        ("“dự toán” chi", ['"du toan"', "chi*"]),
        ('"dự"', ["du"]),
        ("toán -biên ", ["toan", "-bien"]),
        ("toán -biên", ["toan", "-bien"]),
        ('toán -"biên chế"', ["toan", '-"bien che"']),
        ("COVID-19", ["covid", "19*"]),
        ("12/NQ-HĐND", ["12/nq-hdnd*"]),
        ("12/NQ-", ["12/nq*"]),
        ("(phân bổ)", ["phan", "bo"]),
        ("-", []),
        ('"', []),
    ],
)
def test_each_way_of_asking_is_read(typed: str, terms: list[str]) -> None:
    assert told(read_query(typed)) == terms


def test_a_complete_query_leaves_no_word_open() -> None:
    assert told(read_query("dự to", complete=True)) == ["du", "to"]
    assert not read_query("dự to", complete=True).opened


def test_diacritics_and_the_stroke_of_d_mark_a_query() -> None:
    assert read_query("đat").marked
    assert read_query("hoà binh").marked
    assert not read_query("hoa binh").marked


def test_a_long_text_is_cut_to_its_first_words() -> None:
    assert len(read_query("từ " * 500).words) == MOST_WORDS


def test_what_is_excluded_is_not_wanted() -> None:
    query = read_query("toán -biên")
    assert [term.words[0].folded for term in query.wanted] == ["toan"]
    assert [term.words[0].folded for term in query.excluded] == ["bien"]
