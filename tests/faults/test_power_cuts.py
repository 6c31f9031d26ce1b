"""Some power cuts at the desk and at the council; `python3 dev.py faults --cuts 1000 --seed 1` does as many as one likes."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.power_cuts import Lost, cut_council, cut_desk
from tests.faults.recordings import SECTOR, Disk, Op

SEED, CUTS = 20261128, 30


def test_a_desk_loses_nothing_that_it_acknowledged_when_the_power_is_cut() -> None:
    cut_desk(CUTS, SEED, rounds=3)


def test_a_council_loses_no_receipt_and_no_paper_when_the_power_is_cut() -> None:
    cut_council(CUTS, SEED, rounds=3)


def test_a_desk_that_does_not_wait_for_the_disk_is_found() -> None:
    with pytest.raises(Lost):
        cut_desk(4 * CUTS, SEED, rounds=3, careless=True)


def after(*ops: Op) -> list[dict[str, bytes]]:
    """What may be left, often enough that all of it comes up."""
    return [Disk(ops).after_a_cut(Random(number)) for number in range(100)]


def test_what_an_fsync_covered_is_always_there_and_what_came_later_in_any_part() -> None:
    old, new = b"a" * 2 * SECTOR, b"b" * 2 * SECTOR
    left = after(Op("C", "f"), Op("W", "f", 0, old), Op("S", "f"), Op("W", "f", 0, new))
    halves = {(files["f"][:1], files["f"][-1:]) for files in left}
    assert halves == {(b"a", b"a"), (b"a", b"b"), (b"b", b"a"), (b"b", b"b")}


def test_names_come_in_order_up_to_some_moment() -> None:
    left = after(
        Op("C", "a"), Op("W", "a", 0, b"x"), Op("S", "a"), Op("C", "b"), Op("R", "a", other="c")
    )
    assert {tuple(sorted(files)) for files in left} == {("a",), ("a", "b"), ("b", "c")}
    assert all(files.get("a", files.get("c")) == b"x" for files in left)
