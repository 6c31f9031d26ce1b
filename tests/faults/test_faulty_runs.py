"""A few runs on each of the bad lines; `python3 dev.py faults --runs 200 --seed 1` does as many as one likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.faulty_runs import KILLER, LIAR, LINE, RATES, faulty_runs

SEED, RUNS = 20261128, 2


@pytest.mark.parametrize("kind", [LINE, LIAR, KILLER])
def test_real_programs_on_a_bad_line_lose_nothing_and_show_nothing_wrong(
    kind: str, tmp_path: Path
) -> None:
    with faulty_runs(tmp_path, SEED, kind) as town:
        town.play(RUNS, RATES[kind])
        assert town.told.votes
