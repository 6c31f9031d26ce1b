"""How many seeds it takes until the simulator sees a planted bug."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from tests.simulation.planted import PLANTED, planted
from tests.simulation.pool import ground, play

TRIES = 5
SEEDS = 1000
"""Seeds within which a bug has to be found."""


@dataclass(frozen=True)
class Found:
    """Seeds needed in each search (0: not found), and the invariants that saw it."""

    name: str
    needed: tuple[int, ...]
    invariants: tuple[str, ...]

    @property
    def always(self) -> bool:
        """True when every search found it."""
        return all(self.needed)

    @property
    def median(self) -> float:
        """Seeds needed on median; searches without a find count as all seeds."""
        return median(needed or SEEDS for needed in self.needed)

    def row(self) -> str:
        """One line of the table."""
        seen, needed = ", ".join(self.invariants), " ".join(map(str, self.needed))
        return f"{self.name:32} {seen:20} {needed:24} {self.median:g}"


def search(piece: tuple[str, int]) -> Found:
    """Look for the bug `name` in so many searches, each from another seed on."""
    name, tries = piece
    needed, invariants = [], set()
    with ground() as home, planted(PLANTED[name]):
        for at in range(tries):
            first = 1 + at * SEEDS
            played = play(range(first, first + SEEDS), home, most_broken=1)
            needed.append(played.schedules if played.broken else 0)
            invariants |= {number for _, number, _ in played.broken}
    return Found(name, tuple(needed), tuple(sorted(invariants)))
