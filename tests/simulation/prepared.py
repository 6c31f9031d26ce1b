"""The beginning of a schedule, made once: a council with a session and a paper, two delegates, three devices.

The first delegate has two devices that share their notes keys. Each schedule gets copies: the council from bytes, the
vaults as files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from random import Random

from tests.simulation.council import SimulatedCouncil
from tests.simulation.device import Image, SimulatedDevice
from tests.simulation.frozen import Frozen, freeze, thaw
from tests.simulation.laboratory import Virtual

START = datetime(2026, 11, 22, 8, 0, tzinfo=timezone(timedelta(hours=7)))
OWNERS = ("dai-bieu-a", "dai-bieu-a", "dai-bieu-b")
"""Whose the devices are."""
FIRST_PAPER = 2_000
RUNS = 6


@dataclass(frozen=True)
class Prepared:
    """A council and its devices, put aside."""

    council: Frozen
    devices: tuple[Image, ...]
    versions: tuple[str, ...]

    def thawed(self, now: Callable[[], datetime], chance: Random) -> SimulatedCouncil:
        """A copy of the council."""
        council = SimulatedCouncil.__new__(SimulatedCouncil)
        vars(council).update(thaw(self.council), now=now, chance=chance)
        return council


@lru_cache
def prepared(home: Path, *, ciphered: bool, enrolled: bool) -> Prepared:
    """Made at the first call under `home`; with `enrolled` the devices hold everything, else they have only asked."""
    Virtual.chance = Random(7)
    place = home / f"prepared-{int(ciphered)}{int(enrolled)}"
    council = SimulatedCouncil(now=lambda: START, chance=Random(7))
    council.publish_session()
    version = council.publish_paper("du-thao-1", Random(8).randbytes(FIRST_PAPER), 1)
    devices = [
        SimulatedDevice(
            person, place / str(at), council, Random(9), lambda: START, ciphered=ciphered
        )
        for at, person in enumerate(OWNERS)
    ]
    for device in devices:
        device.create(council.invite(device.person))
    if enrolled:
        for _ in range(RUNS):
            for device in devices:
                device.processes[0].whole_run()
    images = tuple(device.image() for device in devices)
    for device in devices:
        device.disk.forget()
    return Prepared(freeze(council), images, (version,))
