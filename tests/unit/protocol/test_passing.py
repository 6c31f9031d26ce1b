"""When a vote passes: the law's numbers, integers only."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import Refused
from protocol.passing import (
    BALLOTS,
    MAJORITY,
    NO_QUORUM,
    TOTAL,
    TWO_THIRDS,
    Quorum,
    Rule,
    meets,
    needed,
    passes,
)

COUNTS = st.integers(0, 2000)
RULES = st.builds(
    Rule,
    base=st.sampled_from([TOTAL, BALLOTS]),
    num=st.integers(0, 5),
    den=st.integers(1, 5),
    strict=st.booleans(),
)


@pytest.mark.parametrize(
    ("total", "majority", "two_thirds"),
    [(15, 8, 10), (21, 11, 14), (25, 13, 17), (30, 16, 20), (53, 27, 36), (85, 43, 57)],
)
def test_councils_of_these_sizes_need_these_votes(
    total: int, majority: int, two_thirds: int
) -> None:
    assert needed(MAJORITY, total) == majority
    assert needed(TWO_THIRDS, total) == two_thirds
    for approve in range(total + 1):
        given = {"approve": approve, "total": total, "ballots": approve}
        assert passes(MAJORITY, **given) is (approve >= majority)
        assert passes(TWO_THIRDS, **given) is (approve >= two_thirds)


def test_half_of_an_even_council_does_not_pass() -> None:
    assert not passes(MAJORITY, approve=15, total=30, ballots=15)
    assert passes(MAJORITY, approve=16, total=30, ballots=16)


def test_the_base_is_the_councils_total_unless_the_rule_says_ballots() -> None:
    of_ballots = Rule(base=BALLOTS, num=1, den=2, strict=True)
    assert not passes(MAJORITY, approve=10, total=30, ballots=12)
    assert passes(of_ballots, approve=10, total=30, ballots=12)


def test_a_council_in_which_nobody_votes_passes_nothing() -> None:
    of_ballots = Rule(base=BALLOTS, num=1, den=2, strict=True)
    assert not passes(of_ballots, approve=0, total=30, ballots=0)


@given(RULES, COUNTS, COUNTS, COUNTS)
def test_passing_is_exact_arithmetic(rule: Rule, approve: int, total: int, ballots: int) -> None:
    base = total if rule.base == TOTAL else ballots
    exact = Fraction(rule.num, rule.den) * base
    expected = approve > exact if rule.strict else approve >= exact
    assert passes(rule, approve=approve, total=total, ballots=ballots) is expected
    assert (approve >= needed(rule, base)) is expected


@pytest.mark.parametrize(
    "rule",
    [
        Rule(base=TOTAL, num=3, den=2, strict=False),
        Rule(base=TOTAL, num=2, den=2, strict=True),
    ],
)
def test_a_rule_that_nothing_can_pass_is_refused(rule: Rule) -> None:
    with pytest.raises(Refused):
        rule.check()


def test_a_quorum_counts_those_present_of_the_total() -> None:
    two_thirds = Quorum(num=2, den=3)
    assert meets(two_thirds, present=20, total=30)
    assert not meets(two_thirds, present=19, total=30)
    assert meets(NO_QUORUM, present=0, total=30)
    with pytest.raises(Refused):
        Quorum(num=3, den=2).check()
