"""How long a schedule is and how bad the world in it: drawn for each seed, so that schedules differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True)
class Shape:
    """Rates are chances a call, a step or an act."""

    devices: tuple[int, ...] = (0, 1, 2)
    """Which of the prepared devices take part."""
    steps: int = 240
    fault_rate: float = 0.15
    crash_rate: float = 0.01
    action_rate: float = 0.15
    enrolled: bool = True
    ciphered: bool = False
    statement_rate: float = 0.01
    """Something happens at one of the next SQL statements: death, a full disk, the other process."""
    jump_rate: float = 0.0
    second_process: bool = False
    restore: bool = False
    metered_rate: float = 0.0
    """A device comes to a line whose budget is spent, or leaves it."""
    restore_rate: float = 0.02
    """Once there is a backup; a lower rate makes an older one of it."""
    quarrel: bool = False
    """Everybody edits the first two notes of each delegate, so that texts lose."""


CASTS = ((0, 1), (0, 1), (0, 2), (0, 1, 2))
"""One delegate's two devices, two delegates' first ones, or all three."""
CALM = Shape(fault_rate=0.0, crash_rate=0.0, statement_rate=0.0)


def drawn(chance: Random, seed: int = 0) -> Shape:
    """The shape of the schedule of this source of chance; one seed in five is a quarrel."""
    enrolled, second = chance.random() >= 0.05, chance.random() < 0.25
    at_statements = chance.choice((0.0, 0.01, 0.03))
    shape = Shape(
        devices=chance.choice(CASTS),
        steps=chance.choice((50, 100, 160, 240, 320)),
        fault_rate=chance.choice((0.0, 0.1, 0.2, 0.35)),
        crash_rate=chance.choice((0.0, 0.005, 0.02)),
        action_rate=chance.choice((0.08, 0.15, 0.25)),
        enrolled=enrolled,
        ciphered=chance.random() < 0.02,
        statement_rate=at_statements + (0.05 if second else 0.0),
        jump_rate=chance.choice((0.0, 0.0, 0.02)),
        second_process=second,
        restore=enrolled and chance.random() < 0.3,
    )
    return _quarrel(shape, chance) if seed % 5 == 4 else shape


def _quarrel(shape: Shape, chance: Random) -> Shape:
    return replace(
        shape,
        devices=chance.choice(((0, 1), (0, 1, 2))),
        steps=chance.choice((320, 480, 640)),
        action_rate=chance.choice((0.15, 0.25, 0.4)),
        restore=shape.enrolled,
        restore_rate=0.005,
        quarrel=True,
    )
