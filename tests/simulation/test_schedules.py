"""A handful of seeded schedules on every run of the tests; `python3 dev.py simulate` plays as many as one likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from delegate_app.services.replica import Replica
from tests.simulation.invariants import Broken
from tests.simulation.world import Measure, World


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_lost_whatever_the_network_does(seed: int, tmp_path: Path) -> None:
    World(seed, tmp_path).play()


def test_without_faults_everything_arrives_and_nobody_crashes(tmp_path: Path) -> None:
    world = World(102, tmp_path, Measure(fault_rate=0.0, crash_rate=0.0))
    world.play()
    assert world.happened["crash"] == 0
    assert world.happened["vote"] > 0


def found_within(seeds: int, folder: Path) -> bool:
    """True when a schedule breaks an invariant: the simulator sees the planted bug."""
    for seed in range(seeds):
        try:
            World(seed, folder / str(seed)).play()
        except Broken:
            return True
    return False


def test_a_note_settled_by_a_200_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def settle(self: Replica, item_id: str, hlc: str, now: object) -> frozenset[object]:
        self._outbox._outbox.remove(item_id)
        return frozenset()

    monkeypatch.setattr(Replica, "note_put", settle)
    assert found_within(40, tmp_path)


def test_a_vote_given_up_after_a_lost_answer_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget(self: Replica, item_id: str, now: object) -> frozenset[object]:
        self._outbox._outbox.remove(item_id)
        return frozenset()

    monkeypatch.setattr(Replica, "sending", forget)
    assert found_within(40, tmp_path)
