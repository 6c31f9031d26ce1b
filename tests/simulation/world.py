"""One seeded schedule: people act, devices run, the network breaks, processes die; then the faults stop.

Everything that is decided by chance is drawn from one source, so a seed names a schedule. (Keys are fresh in each
process that plays; no decision depends on their bytes.)
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from tests.simulation.broken import Broken
from tests.simulation.canaries import Canaries, LogCanaries
from tests.simulation.device import SimulatedDevice
from tests.simulation.disk import Died
from tests.simulation.laboratory import Virtual
from tests.simulation.misfortunes import Misfortunes
from tests.simulation.people import People
from tests.simulation.prepared import OWNERS, START, prepared
from tests.simulation.process import SimulatedProcess
from tests.simulation.rest import behind_on_a_metered_line, check_metered, check_rest
from tests.simulation.shapes import Shape, drawn
from tests.simulation.truth import Truth
from tests.simulation.watch import Watch
from tests.simulation.watched_notes import Edits

RUNS_AT_REST = 40
BETWEEN_RUNS = timedelta(minutes=10)
"""Longer than any back-off, shorter than a token lives."""


@dataclass
class World:
    """One schedule over one council and three devices of two delegates, in the folder `own` of a `home` that schedules share."""

    seed: int
    home: Path
    shape: Shape | None = None
    own: str = ""
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        meters = random.Random(self.seed + 2)
        self.measure = self.shape or replace(
            drawn(self.chance, self.seed), metered_rate=meters.choice((0.0, 0.0, 0.01, 0.05))
        )
        self.time = START
        base = prepared(self.home, ciphered=self.measure.ciphered, enrolled=self.measure.enrolled)
        Virtual.chance = random.Random(self.seed + 1)
        self.council = base.thawed(self.now, self.chance)
        self.truth = Truth(self.council, dict(self.council.blobs))
        self.edits = {person: Edits() for person in OWNERS}
        self.people = People(
            self.council, self.truth, self.chance, list(base.versions), self.edits, self.happened
        )
        self.people.quarrel = self.measure.quarrel
        self.canaries = Canaries()
        self.watches = [self._watch(at, base.devices[at]) for at in self.measure.devices]
        self.misfortunes = Misfortunes(
            self.council, self.truth, self.chance, self.watches, self.measure, self.happened, meters
        )

    def now(self) -> datetime:
        """The right time."""
        return self.time

    def _watch(self, at: int, image: object) -> Watch:
        device = SimulatedDevice(
            OWNERS[at],
            self.home / self.own / f"device-{at}",
            self.council,
            self.chance,
            self.now,
            canaries=self.canaries,
            rate=self.measure.fault_rate,
            ciphered=self.measure.ciphered,
        )
        if self.chance.random() < 0.2:
            device.drift = timedelta(days=int(self.chance.random() * 801) - 400)
        device.restore(image)  # type: ignore[arg-type]
        self.canaries.add_secrets(device.secrets)
        watch = Watch(device, self.truth, self.edits[device.person])
        self._listen(watch)
        return watch

    def _listen(self, watch: Watch) -> None:
        for process in watch.device.processes:
            process.begins, process.failed = watch.written.clear, watch.refused

    # --------------------------------------------------------------------------------- a schedule

    def play(self) -> None:
        """The whole schedule. Raises Broken with the seed when an invariant does not hold."""
        heard = LogCanaries(self.canaries)
        logger = logging.getLogger()
        level = logger.level
        logger.addHandler(heard)
        logger.setLevel(logging.DEBUG)
        try:
            if self.measure.second_process:
                self._second()
            for _ in range(self.measure.steps):
                self._step()
            self._rest()
        except Exception as error:
            number = error.number if isinstance(error, Broken) else type(error).__name__
            raise Broken(number, f"{error} (seed {self.seed}, {self.measure})") from error
        finally:
            logger.removeHandler(heard)
            logger.setLevel(level)
            for watch in self.watches:
                watch.device.forget()

    def _second(self) -> None:
        """Another process on the first device's vault, as if nothing kept it out."""
        first = self.watches[0].device
        first.start().network.rate = self.measure.fault_rate
        self._listen(self.watches[0])
        self.happened["second process"] += 1

    def _step(self) -> None:
        self.time += timedelta(seconds=(0, 0, 1, 5, 60, 600)[int(self.chance.random() * 6)])
        watch = self.watches[int(self.chance.random() * len(self.watches))]
        processes = watch.device.processes
        process = processes[int(self.chance.random() * len(processes))]
        try:
            self.misfortunes.strike(watch)
            if self.chance.random() < self.measure.action_rate:
                self.people.act(watch, process)
            process.advance()
            watch.nothing_hangs()
        except Died:
            self._died(watch)

    def _died(self, watch: Watch) -> None:
        """What was committed is there, and nothing else; a new process goes on."""
        self.happened["death"] += 1
        self.misfortunes.bury(watch)
        if self.measure.second_process and watch is self.watches[0]:
            self._second()
        self._listen(watch)
        self.people.after_death(watch)
        watch.look_whole()

    def _rest(self) -> None:
        """The faults stop: after a bounded number of runs nothing is left to do anywhere."""
        self.misfortunes.stop()
        for watch in self.watches:
            for network in watch.device.networks:
                self.happened.update(network.seen)
        if any(watch.device.metered for watch in self.watches):
            self._run_until(self._rests_on_a_metered_line)
            check_metered(self.watches, self.truth)
            self.misfortunes.leave_metered_lines()
        self._run_until(self._rests)
        check_rest(self.watches, self.edits, self.truth)
        if self.measure.ciphered:
            self.canaries.look_at_files(self.home / self.own)

    def _run_until(self, rests: Callable[[SimulatedProcess], bool]) -> None:
        """Every process runs until it rests, at most `RUNS_AT_REST` times."""
        for at in range(RUNS_AT_REST):
            self.time += BETWEEN_RUNS
            restless = [one for one in self._processes() if not rests(one)]
            if not restless:
                break
            for process in restless:
                process.whole_run()
            if at == 2:
                self._offer_given_up()
            self._answer_questions()

    def _offer_given_up(self) -> None:
        """What was given up is offered again when a desk is opened."""
        for watch in self.watches:
            with watch.device.disk.unwatched():
                given_up = watch.ask("SELECT 1 FROM outbox WHERE given_up = 1 LIMIT 1")
            if given_up:
                watch.device.crash()
                self._listen(watch)

    def _answer_questions(self) -> None:
        """Delegates who are asked whether they take the council's shorter copy take it."""
        for process in self._processes():
            for hold in process.replica.feed_holds.all():
                if hold.asks:
                    process.replica.feed_holds.accept(hold.feed)
                    self.happened["accepted"] += 1

    def _processes(self) -> list[SimulatedProcess]:
        return [process for watch in self.watches for process in watch.device.processes]

    def _rests(self, process: SimulatedProcess) -> bool:
        """True when its last run ended well and another one would find nothing to do."""
        if not process.idle or not process.reports or process.reports[-1].errors:
            return False
        replica, watch = process.replica, self._watch_of(process)
        if any(replica.unsettled()) or replica.wanted_blobs() or replica._sharing.is_behind():
            return False
        if replica.older_texts.lacking(process.now()):
            return False
        if self._may_give_back(process):
            return False
        cursors = replica.cursors()
        for name, head in self.council.heads_of(watch.device.person).items():
            at = cursors.get(name)
            if (at.seq if at else 0) != head.seq or (at and at.epoch != head.epoch):
                return False
        return True

    def _rests_on_a_metered_line(self, process: SimulatedProcess) -> bool:
        """True when nothing is owed and what never waits is here."""
        if not process.idle or not process.reports or process.reports[-1].errors:
            return False
        if process.reports[-1].first_waits:
            self.happened["the first file waited"] += 1
        behind = behind_on_a_metered_line(process, self._watch_of(process), self.truth)
        owes = any(process.replica.unsettled()) or self._may_give_back(process)
        return not behind and not owes

    def _may_give_back(self, process: SimulatedProcess) -> bool:
        """True while the council lacks entries of the record that are known there."""
        return process.replica.known_size() > self.council.record.size

    def _watch_of(self, process: SimulatedProcess) -> Watch:
        return next(watch for watch in self.watches if process in watch.device.processes)
