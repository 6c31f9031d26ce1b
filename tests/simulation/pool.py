"""Many schedules on every core: each worker prepares its world once and plays its share of the seeds."""

from __future__ import annotations

import gc
import multiprocessing
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.simulation.broken import Broken
from tests.simulation.laboratory import conditions
from tests.simulation.world import World

T = TypeVar("T")
R = TypeVar("R")
SWEEP = 25
"""Schedules between two collections of cycles, which take a tenth of the time when they come as they like."""
MEMORY = Path("/dev/shm")  # vaults in memory where the system has a place for it


@dataclass
class Played:
    """What came of some schedules: how often what happened, and (seed, words) of each that broke an invariant."""

    schedules: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[int, str, str]] = field(default_factory=list)


@contextmanager
def ground() -> Iterator[Path]:
    """A folder for vaults, gone at the end, and the conditions of the laboratory."""
    place = str(MEMORY) if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="simulation-", dir=place) as home, conditions():
        gc.disable()
        try:
            yield Path(home)
        finally:
            gc.unfreeze()
            gc.enable()


def play(seeds: Iterable[int], home: Path, *, most_broken: int = 10) -> Played:
    """Play these seeds under `home`, inside `ground`; stops when so many broke an invariant."""
    played = Played()
    for seed in seeds:
        played.schedules += 1
        world = World(seed, home)
        try:
            world.play()
        except Broken as error:
            played.broken.append((seed, error.number, str(error)))
            if len(played.broken) >= most_broken:
                break
        played.happened.update(world.happened)
        if played.schedules % SWEEP == 0:
            gc.collect()
            gc.freeze()  # what is still there stays: the next sweep need not look at it
    return played


def play_share(seeds: Iterable[int]) -> Played:
    """The same on a ground of its own: one worker's work."""
    with ground() as home:
        return play(seeds, home)


def on_every_core(work: Callable[[T], R], pieces: list[T], jobs: int) -> Iterator[R]:
    """The results of all pieces as they come, by `jobs` processes."""
    if jobs == 1:
        yield from map(work, pieces)
        return
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(work, pieces)
