"""A handful of seeded schedules on every run of the tests; `python3 dev.py simulate` plays as many as one likes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.simulation.planted import PLANTED, planted
from tests.simulation.pool import ground, play
from tests.simulation.shapes import CALM, Shape
from tests.simulation.world import World

SCHEDULES = 60
SOON_FOUND = (
    "note-settled-by-200",
    "rows-before-cursor",
    "loser-dropped",
    "no-transactions",
    "reset-waits",
)
KEPT = {
    26: "entries were appended before the record's head was compared: another process had moved both",
    32: "the same",
    639: "a deletion offered again to a restored council was based on an edit that its author had never seen",
    2009: "an edit upon a queued one named as its base what had arrived meanwhile, which nobody had read",
    81723: "a copy signed between a restore and what the desk gave back was taken for a council that forgot",
    1001818: "a note offered again after a restore stayed owed for ever once the other device had gone on from it",
    50009249: "the simulated council was put back though a receipt was of a record longer than anybody had",
}
"""Seeds that once broke an invariant, and what was wrong then. They name other schedules once shapes are drawn anew."""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with ground() as folder:
        yield folder


@pytest.mark.parametrize("tenth", range(0, SCHEDULES, 10))
def test_nothing_is_lost_whatever_happens(tenth: int, home: Path) -> None:
    assert play(range(tenth, tenth + 10), home).broken == []


@pytest.mark.parametrize("seed", KEPT)
def test_what_was_once_wrong_is_right(seed: int, home: Path) -> None:
    assert play([seed], home).broken == []


def test_without_faults_everything_arrives_and_nobody_dies(home: Path) -> None:
    happened: Counter[str] = Counter()
    for seed in range(100, 104):
        world = World(seed, home, replace(CALM, steps=400))
        world.play()
        happened.update(world.happened)
    assert happened["death"] == 0
    assert happened["vote"] > 0
    assert happened["edit"] > 0


def test_on_metered_lines_only_papers_and_first_files_wait(home: Path) -> None:
    """New devices, all on a line whose budget is spent: `check_metered` looks before the line is left."""
    happened: Counter[str] = Counter()
    for seed in range(200, 208):
        world = World(seed, home, Shape(steps=150, enrolled=False, metered_rate=0.05))
        for watch in world.watches:
            watch.device.meter(metered=True)
        world.play()
        happened.update(world.happened)
    assert happened["the first file waited"] > 0
    assert happened["asked for"] > 0
    assert happened["metered line"] > 0


def test_the_same_seed_is_the_same_schedule(home: Path) -> None:
    played = [play([7], home) for _ in range(2)]
    assert played[0].happened == played[1].happened
    assert played[0].happened.total() > 0


def test_an_encrypted_vault_holds_no_note_in_the_clear(home: Path) -> None:
    World(5, home, Shape(steps=120, ciphered=True)).play()


@pytest.mark.parametrize("name", SOON_FOUND)
def test_a_planted_bug_is_found(name: str, home: Path) -> None:
    with planted(PLANTED[name]):
        assert play(range(1, 1001), home, most_broken=1).broken != []


@pytest.mark.parametrize("name", PLANTED)
def test_every_planted_bug_still_fits_the_program(name: str, home: Path) -> None:
    """A wrong body that calls what is no longer there fails as nobody meant it."""
    with planted(PLANTED[name]):
        broken = play([3], home).broken
    assert not {number for _, number, _ in broken} & {"AttributeError", "NameError", "TypeError"}
