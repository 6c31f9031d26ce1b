"""Bad days: processes killed anywhere, power cuts, full disks, clocks that jump, a council put back to a backup."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.simulation.council import SimulatedCouncil
from tests.simulation.disk import FULL, READ_ONLY
from tests.simulation.frozen import Frozen, freeze, thaw
from tests.simulation.shapes import Shape
from tests.simulation.truth import Truth
from tests.simulation.watch import Watch

AT_A_STATEMENT = ("die", "die", "die", "cut", "full", "read-only")
OVERTAKEN = ("other",) * 6
"""Where another process works on the same vault."""
SOON = 30
"""Statements within which what is planned happens."""
STEPS_OF_TROUBLE = 12


@dataclass
class Misfortunes:
    """What strikes is drawn from the simulation's one source of chance."""

    council: SimulatedCouncil
    truth: Truth
    chance: Random
    watches: list[Watch]
    shape: Shape
    happened: Counter[str]
    meters: Random
    """Draws which lines are metered, apart from everything else: schedules stay what they were without them."""
    power: bool = False
    _backup: Frozen | None = None
    _backup_size: int = 0
    _left: int = 0

    def strike(self, watch: Watch) -> None:
        """Perhaps something happens now, or at one of the next statements. Raises Died."""
        disk = watch.device.disk
        if disk.trouble and self.chance.random() < 1 / STEPS_OF_TROUBLE:
            disk.disarm()
        if self.chance.random() < self.shape.statement_rate and not disk.is_armed:
            self._plan(watch)
        if self.chance.random() < self.shape.jump_rate:
            watch.device.drift = timedelta(days=int(self.chance.random() * 801) - 400)
            self.happened["clock jump"] += 1
        if self.chance.random() < self.shape.crash_rate:
            self.power = self.chance.random() < 0.3
            disk.die()
        if self.shape.restore:
            self._perhaps_restore()
        self._perhaps_meter(watch)

    def _perhaps_meter(self, watch: Watch) -> None:
        """The line begins or ends to cost, or the delegate wants what waits all the same."""
        if self.meters.random() < self.shape.metered_rate:
            watch.device.meter(metered=not watch.device.metered)
            self.happened["metered line"] += watch.device.metered
        if watch.device.metered and self.meters.random() < self.shape.metered_rate / 2:
            for process in watch.device.processes:
                process.deliveries.ask_for_feed("public")
            self.happened["asked for"] += 1

    def leave_metered_lines(self) -> None:
        """Every device is on a line that costs nothing."""
        for watch in self.watches:
            watch.device.meter(metered=False)

    def _plan(self, watch: Watch) -> None:
        disk = watch.device.disk
        alone = len(watch.device.processes) == 1
        choices = AT_A_STATEMENT if alone else (*AT_A_STATEMENT, *OVERTAKEN)
        what = choices[int(self.chance.random() * len(choices))]
        count = 1 + int(self.chance.random() * SOON)

        def happen() -> None:
            self.happened[f"{what} at a statement"] += 1
            if what == "other":
                other = next(one for one in watch.device.processes if not one.uses(disk.running))
                for _ in range(1 + int(self.chance.random() * 80)):
                    other.advance()
            elif what == "full":
                disk.trouble = FULL
            elif what == "read-only":
                disk.trouble = READ_ONLY
            else:
                self.power = what == "cut"
                disk.die()

        if what == "other":
            disk.arm(count, happen, lambda sql: sql == "BEGIN IMMEDIATE" and watch.device.follows)
        else:
            disk.arm(count, happen)

    def bury(self, watch: Watch) -> None:
        """The process that died is started again, after a power cut on what was durable."""
        power, self.power = self.power, False
        if power:
            self.happened["power cut"] += 1
            watch.device.lose_power()
        else:
            watch.device.crash()

    # ------------------------------------------------------------------ the council goes back in time

    def _perhaps_restore(self) -> None:
        if self._backup is None:
            if self.chance.random() < 0.05:
                self._backup, self._backup_size = freeze(self.council), self.council.record.size
        elif self.truth.restores < 1 and self.chance.random() < self.shape.restore_rate:
            self._restore(self._backup)

    def _restore(self, backup: Frozen) -> None:
        """The backup takes the council's place; `council restored` begins new epochs, unless nobody says so."""
        held = self._held()
        if held is None or any(watch.device.holds_news for watch in self.watches):
            return
        silent = held == self._backup_size and self.chance.random() < 0.4
        self.truth.put_aside()
        self.truth.restores += 1
        vars(self.council).update(thaw(backup))
        for watch in self.watches:
            for network in watch.device.networks:
                network.forget_answers()
        self.happened["restore in silence" if silent else "restore"] += 1
        if silent:
            self.truth.silent = True
        else:
            self.say_restored(held)

    def say_restored(self, size: int) -> None:
        """`council restored`: new epochs; the record takes nothing new before it is whole up to `size`."""
        self.truth.put_aside()
        self.council.begin_epochs()
        self.council.incomplete_until = size

    def _held(self) -> int | None:
        """How much of the record the devices can give back; None when a receipt names a place beyond a gap, or is of a
        record that was longer.

        Such a receipt contradicts whatever comes there, and its desk says so: no restore is honest then.
        """
        held, places, longest = self._backup_size, set(), 0
        for watch in self.watches:
            with watch.device.disk.unwatched():
                held = max(held, watch.ask("SELECT count(*) AS n FROM record_entries")[0]["n"])
                for row in watch.ask("SELECT position, size FROM receipts"):
                    places.add(row["position"])
                    longest = max(longest, row["size"])
        beyond = {place for place in places if place >= held}
        whole = held + len(beyond)
        return whole if beyond == set(range(held, whole)) and longest <= whole else None

    # ------------------------------------------------------------------ the end of it

    def stop(self) -> None:
        """No more faults; a restore that nobody spoke of is spoken of."""
        for watch in self.watches:
            watch.device.disk.disarm()
            for network in watch.device.networks:
                network.rate = 0.0
                network.forget_delayed()
        if self.truth.silent:
            self.say_restored(self.council.record.size)
