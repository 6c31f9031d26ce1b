"""`python3 dev.py simulate --schedules 10000 --seed 1`: seeded schedules of faults, crashes and people's actions.

Exit status 0 when every invariant held, 1 when one was broken or a planted bug was not found.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter

from tests.simulation.planted import PLANTED
from tests.simulation.pool import on_every_core, play_shares
from tests.simulation.search import TRIES, search


def main() -> int:
    """Play what the command line asks for."""
    options = _options()
    if options.planted or options.plant:
        names = [options.plant] if options.plant else list(PLANTED)
        return _find(names, options.tries, options.jobs)
    return _play(options.schedules, options.seed, options.jobs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py simulate", description=__doc__)
    parser.add_argument("--schedules", type=int, default=100, help="how many (default 100)")
    parser.add_argument("--seed", type=int, default=1, help="of the first one (default 1)")
    jobs = os.cpu_count() or 1
    parser.add_argument("--jobs", type=int, default=jobs, help="processes (default: one a core)")
    parser.add_argument("--planted", action="store_true", help="find every planted bug")
    parser.add_argument("--plant", choices=list(PLANTED), help="find one planted bug")
    parser.add_argument("--tries", type=int, default=TRIES, help=f"searches a bug ({TRIES})")
    return parser.parse_args()


def _play(schedules: int, first: int, jobs: int) -> int:
    started = time.monotonic()
    happened: Counter[str] = Counter()
    played, broken = 0, []
    for part in play_shares(range(first, first + schedules), jobs):
        played += part.schedules
        happened.update(part.happened)
        broken += part.broken
        for _, _, words in part.broken:
            print(f"BROKEN {words}", flush=True)
    seconds = time.monotonic() - started
    worked = sum(os.times()[:4])
    print(f"{played} schedules in {seconds:.0f} s, {len(broken)} broken")
    print(f"{1000 * worked / max(played, 1):.0f} ms of processor time each")
    print(", ".join(f"{name} {count}" for name, count in sorted(happened.items())))
    return 1 if broken else 0


def _find(names: list[str], tries: int, jobs: int) -> int:
    print(f"{'planted bug':32} {'found by':20} {'seeds needed':24} median")
    missed = 0
    for found in on_every_core(search, [(name, tries) for name in names], jobs):
        print(found.row(), flush=True)
        missed += not found.always
    print(f"{len(names) - missed} of {len(names)} found in every search")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
