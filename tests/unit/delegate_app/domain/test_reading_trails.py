"""The way through the papers, back and forward, and the papers on the desk."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from delegate_app.domain.reading_trails import (
    LONGEST_TRAIL,
    MOST_PAPERS,
    ReadingDesk,
    Stop,
    Trail,
)

A, B, C = Stop("a", 0, 0.0), Stop("b", 4, 10.0), Stop("a", 9, 0.0)


def trail(*stops: Stop) -> Trail:
    made = Trail()
    for stop in stops:
        made = made.jumped_to(stop)
    return made


def test_back_and_forward_cross_papers() -> None:
    there = trail(A, B, C)
    assert there.back().here == B
    assert there.back().back().here == A
    assert there.back().back().back().here == A
    assert there.back().forward().here == C
    assert there.forward().here == C


def test_a_jump_after_going_back_forgets_the_way_forward() -> None:
    there = trail(A, B).back().jumped_to(C)
    assert (there.stops, there.can_go_forward) == ((A, C), False)


def test_scrolling_moves_the_stop_where_one_is() -> None:
    moved = trail(A, B).moved_to(Stop("b", 6, 1.0))
    assert moved.stops == (A, Stop("b", 6, 1.0))
    assert moved.back().forward().here == Stop("b", 6, 1.0)
    assert Trail().moved_to(A).here == A


def test_a_closed_paper_leaves_the_trail() -> None:
    there = trail(A, B, C).without("a")
    assert (there.stops, there.here) == ((B,), B)
    assert trail(A).without("a").here is None


@given(st.lists(st.sampled_from([A, B, C]), max_size=2 * LONGEST_TRAIL), st.integers(0, 5))
def test_one_is_always_somewhere_on_the_trail(stops: list[Stop], steps: int) -> None:
    there = trail(*stops)
    for _ in range(steps):
        there = there.back()
    assert len(there.stops) <= LONGEST_TRAIL
    assert (there.here is None) == (not stops)
    for name in ("a", "b"):
        rest = there.without(name)
        assert (rest.here is None) == (not rest.stops)


def test_another_version_takes_the_place_of_the_open_one() -> None:
    desk = ReadingDesk().opened("a").opened("b").opened("a2", instead_of="a")
    assert desk.papers == ("a2", "b")
    assert desk.opened("b").papers == ("a2", "b")
    assert desk.closed("a2").papers == ("b",)


def test_a_full_desk_makes_room() -> None:
    desk = ReadingDesk()
    for number in range(MOST_PAPERS + 3):
        desk = desk.opened(str(number))
    assert len(desk.papers) == MOST_PAPERS
    assert desk.papers[-1] == str(MOST_PAPERS + 2)
