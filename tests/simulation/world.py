"""One seeded schedule: people act, devices run, the network breaks, processes die; then the faults stop.

Everything that is decided by chance is drawn from one source, so a seed names a schedule. (Keys are fresh each
time; no decision depends on their bytes.)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

from protocol.poll_states import Stage
from sync.effects import Begin, Tx
from tests.simulation.council import SESSION, SimulatedCouncil
from tests.simulation.device import SimulatedDevice
from tests.simulation.invariants import Broken, Watch
from tests.simulation.network import Network

START = datetime(2026, 11, 22, 8, 0, tzinfo=timezone(timedelta(hours=7)))
PEOPLE = ("dai-bieu-a", "dai-bieu-b")
RUNS_AT_REST = 40


@dataclass(frozen=True)
class Measure:
    """How long a schedule is and how bad the world in it."""

    steps: int = 400
    fault_rate: float = 0.15
    crash_rate: float = 0.02
    action_rate: float = 0.15


@dataclass
class World:
    """One schedule over one council and two delegates' devices, under `home`."""

    seed: int
    home: Path
    measure: Measure = field(default_factory=Measure)
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.time = START
        self.council = SimulatedCouncil(now=lambda: self.time, chance=self.chance)
        self.council.publish_session()
        self.polls = 0
        self.versions: list[str] = []
        self._publish()
        self.devices = [self._device(person) for person in PEOPLE]
        self.watches = [Watch(self.council, device) for device in self.devices]

    def _device(self, person: str) -> SimulatedDevice:
        home = self.home / person
        home.mkdir(parents=True)
        drift = timedelta(0)
        if self.chance.random() < 0.2:
            drift = timedelta(days=self.chance.randrange(-400, 401))
        network = Network(self.chance, self.measure.fault_rate)
        device = SimulatedDevice(home, self.council, network, lambda: self.time + drift)
        device.create(self.council.invite(person))
        return device

    # --------------------------------------------------------------------------------- a schedule

    def play(self) -> None:
        """The whole schedule. Raises Broken with the seed when an invariant does not hold."""
        try:
            for _ in range(self.measure.steps):
                self._step()
            self._rest()
        except Exception as error:
            raise Broken(f"seed {self.seed}: {type(error).__name__} {error}") from error

    def _step(self) -> None:
        self.time += timedelta(seconds=self.chance.choice([0, 0, 1, 5, 60, 600]))
        index = self.chance.randrange(len(self.devices))
        device, watch = self.devices[index], self.watches[index]
        if self.chance.random() < self.measure.action_rate:
            self._act(device, watch)
        if self.chance.random() < self.measure.crash_rate:
            device.crash()
            self.happened["crash"] += 1
        effect = device.advance()
        if isinstance(effect, Tx | Begin) or effect is None:
            watch.look()

    def _rest(self) -> None:
        """The faults stop: after a bounded number of runs nothing is left to do anywhere."""
        for device in self.devices:
            self.happened.update(device.network.seen)
            device.network.rate = 0.0
            device.network.forget_delayed()
        for _ in range(RUNS_AT_REST):
            self.time += timedelta(minutes=20)
            errors = [error for device in self.devices for error in device.whole_run().errors]
            if not errors and self._quiet():
                break
        for watch in self.watches:
            watch.at_rest()

    def _quiet(self) -> bool:
        """True when no run would find anything new."""
        return all(
            device.replica.cursors()["record"].seq == self.council.record.size
            and not device.replica.outbox()
            and not device.replica.wanted_blobs()
            for device in self.devices
        )

    # ------------------------------------------------------------------------------ what people do

    def _act(self, device: SimulatedDevice, watch: Watch) -> None:
        act = self.chance.choice(["poll", "poll", "vote", "vote", "write", "edit", "paper"])
        if act == "poll":
            done = self._next_poll_step()
        elif act == "paper":
            done = self._publish()
        elif act == "vote":
            done = self._vote(device)
        elif act == "write":
            done = self._write(device, watch)
        else:
            done = self._edit(device, watch)
        self.happened[act] += done

    def _publish(self) -> bool:
        number = len(self.versions) + 1
        size = self.chance.choice([10, 2_000, 1_048_576, 1_300_000])
        data = self.chance.randbytes(16) + bytes(size - 10)
        self.versions.append(self.council.publish_paper("du-thao-1", data, number))
        return True

    def _next_poll_step(self) -> bool:
        """Close what is open and announce it, or open the next poll."""
        name = f"lan-{self.polls}"
        state = self.council.record.replay.polls.get(name)
        if state is None or state.stage is Stage.RESULT:
            self.polls += 1
            name = f"lan-{self.polls}"
            self.council.define_poll(name, f"{SESSION}.ky-hop.du-thao-1")
            self.council.open_poll(name)
        elif state.stage is Stage.OPEN:
            self.council.close_poll(name)
        else:
            self.council.announce(name)
        return True

    def _vote(self, device: SimulatedDevice) -> bool:
        return device.vote(f"lan-{self.polls}", self.chance.choice(["APPROVE", "ABSTAIN"]))

    def _write(self, device: SimulatedDevice, watch: Watch) -> bool:
        text = f"ghi chú {self.chance.randrange(1000)}"
        name = device.write(self.chance.choice(self.versions), text)
        if name:
            watch.texts[name] = [text]
        return bool(name)

    def _edit(self, device: SimulatedDevice, watch: Watch) -> bool:
        if not watch.texts:
            return False
        name = self.chance.choice(sorted(watch.texts))
        text = f"sửa {self.chance.randrange(1000)}"
        device.edit(name, text)
        watch.texts[name].append(text)
        return True
