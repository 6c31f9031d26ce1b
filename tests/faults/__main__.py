"""`python3 dev.py faults --runs 200 --seed 1`: real processes on a faulty line; with the other options, killed and cut off."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.faulty_runs import KILLER, LIAR, LINE, RATES, faulty_runs
from tests.faults.power_cuts import cut_council, cut_desk

RECORDINGS = 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of all chance (default 1)")
    parser.add_argument("--runs", type=int, default=0, help="runs on each of the two bad lines")
    parser.add_argument(
        "--kills", type=int, default=0, help="kill -9 of each program in mid-sync and mid-vote"
    )
    parser.add_argument(
        "--cuts", type=int, default=0, help="power cuts at the desk, and as many at the council"
    )
    options = parser.parse_args()
    if options.runs:
        for kind in (LINE, LIAR):
            run_on_a_bad_line(options.runs, options.seed, kind)
    if options.cuts:
        cut_the_power(options.cuts, options.seed)
    if options.kills:
        run_on_a_bad_line(2 * options.kills, options.seed, KILLER)
        return kill_at_every_step(options.kills)
    return 0


def cut_the_power(cuts: int, seed: int) -> None:
    """Of ten recordings each, a tenth of the cuts. Raises Lost."""
    for name, cut in (("desk", cut_desk), ("council", cut_council)):
        started = time.monotonic()
        for number in range(RECORDINGS):
            cut(-(-cuts // RECORDINGS), seed + number, 4 + number % 5)
        seconds = time.monotonic() - started
        print(f"{name}: {cuts} power cuts, seed {seed}, in {seconds:.0f} s, 0 lost", flush=True)


def kill_at_every_step(kills: int) -> int:
    """The stories of `tests/attacks/test_kills.py`, so many kills each; pytest's exit status."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        command = [sys.executable, "-m", "pytest", "-q", "-rA", "--basetemp", f"{folder}/pytest"]
        command += ["tests/attacks/test_kills.py", "--kills", str(kills)]
        return subprocess.run(command, check=False).returncode


def run_on_a_bad_line(runs: int, seed: int, kind: str) -> None:
    """So many runs. Raises AssertionError with what was lost or wrong."""
    started = time.monotonic()
    print(f"{kind}: {runs} runs, seed {seed}", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as folder,
        faulty_runs(Path(folder), seed, kind) as town,
    ):
        town.play(runs, RATES[kind], lambda text: print(f"  {text}", flush=True))
        print(
            f"{kind}: {runs} runs in {time.monotonic() - started:.0f} s, 0 lost, 0 wrong; {town.counts()}"
        )


if __name__ == "__main__":
    raise SystemExit(main())
