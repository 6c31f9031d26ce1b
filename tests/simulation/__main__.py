"""`python3 dev.py simulate --schedules 300 --seed 1`: seeded schedules of faults, crashes and people's actions."""

from __future__ import annotations

import argparse
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.simulation.invariants import Broken
from tests.simulation.world import World


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py simulate", description=__doc__)
    parser.add_argument("--schedules", type=int, default=100, help="how many (default 100)")
    parser.add_argument("--seed", type=int, default=1, help="of the first one (default 1)")
    options = parser.parse_args()
    happened: Counter[str] = Counter()
    started = time.monotonic()
    for seed in range(options.seed, options.seed + options.schedules):
        with tempfile.TemporaryDirectory(prefix="simulation-") as home:
            world = World(seed, Path(home))
            try:
                world.play()
            except Broken as error:
                traceback.print_exc()
                print(f"BROKEN {error}")
                return 1
            happened.update(world.happened)
    print(f"{options.schedules} schedules in {time.monotonic() - started:.0f} s, 0 broken")
    print(", ".join(f"{name} {count}" for name, count in sorted(happened.items())))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
