"""Many schedules on every core: the world is prepared once, and each worker is a copy of it that plays its share.

A worker ends with its share. What a schedule leaves behind goes with the process, which costs less than looking for it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import TypeVar

from tests.simulation.broken import Broken
from tests.simulation.laboratory import conditions
from tests.simulation.prepared import prepared
from tests.simulation.world import World

T = TypeVar("T")
R = TypeVar("R")
SHARE = 50
"""Schedules that a worker plays: more would need more memory, fewer more copies of the world."""
SWEEP = 60
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


def play(seeds: Iterable[int], home: Path, *, own: str = "", most_broken: int = 10) -> Played:
    """Play these seeds inside `ground`, in the folder `own` of it; stops when so many broke an invariant."""
    played = Played()
    for seed in seeds:
        played.schedules += 1
        world = World(seed, home, own=own)
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


def play_shares(seeds: range, jobs: int) -> Iterator[Played]:
    """All of them, `SHARE` at a time by `jobs` processes, which begin as copies of a world that is ready."""
    shares = [seeds[at : at + SHARE] for at in range(0, len(seeds), SHARE)]
    with ground() as home:
        for ciphered, enrolled in product((False, True), repeat=2):
            prepared(home, ciphered=ciphered, enrolled=enrolled)
        gc.freeze()
        yield from on_every_core(partial(_play_share, home), shares, jobs)


def _play_share(home: Path, seeds: range) -> Played:
    return play(seeds, home, own=str(seeds[0]))


def on_every_core(work: Callable[[T], R], pieces: list[T], jobs: int) -> Iterator[R]:
    """The results of all pieces as they come, by `jobs` processes at a time, one for each piece."""
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=1) as pool:
        yield from pool.imap_unordered(work, pieces)
