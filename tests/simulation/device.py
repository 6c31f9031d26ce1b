"""One delegate's device in the simulation: a vault, one or two processes on it, a clock that may jump."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.simulation.canaries import PASSPHRASE, Canaries, Secrets
from tests.simulation.council import SimulatedCouncil
from tests.simulation.disk import Disk
from tests.simulation.line import HOST
from tests.simulation.network import Network
from tests.simulation.process import SimulatedProcess

FOLLOWING = ("apply_page", "apply_record", "apply_snapshot")


@dataclass(frozen=True)
class Image:
    """A device put aside: the closed file of its vault, its keyring, and what opens it."""

    person: str
    device: str
    vault: bytes
    keyring: Path
    secrets: Secrets


@dataclass
class SimulatedDevice:
    """Everything of one device. `time` is the world's clock, from which `drift` leads to its own."""

    person: str
    home: Path
    council: SimulatedCouncil
    chance: Random
    time: Callable[[], datetime]
    canaries: Canaries = field(default_factory=Canaries)
    rate: float = 0.0
    ciphered: bool = False
    drift: timedelta = timedelta(0)
    device: str = ""
    metered: bool = False
    """Its line is paid by volume, and nothing of the budget is left."""
    processes: list[SimulatedProcess] = field(default_factory=list)
    networks: list[Network] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.disk = Disk(self.home / "vault.db", self.chance, ciphered=self.ciphered)
        self.keyring = self.home / "keyring.json"

    def now(self) -> datetime:
        """What this device takes for the time."""
        return self.time() + self.drift

    @property
    def holds_news(self) -> bool:
        """True while one of its processes heard of the record what its vault does not hold yet."""
        return any(process.holds_news for process in self.processes)

    @property
    def follows(self) -> bool:
        """True while one of its processes stores what a feed or the record brought: another one matters between what
        it read and what it writes."""
        return any(process.storing in FOLLOWING for process in self.processes)

    # ------------------------------------------------------------------ beginning and end

    def create(self, code: str) -> None:
        """A new vault and a request with the printed code."""
        process = self._process()
        process.account.create(PASSPHRASE)
        master = bytes(process.open_keys.master)
        request = process.account.begin_enrolment(
            address=f"https://{HOST}",
            root_sha256=self.council.root.fingerprint,
            code=code,
            device_name="Máy mô phỏng",
            now=self.now(),
        )
        self.device = request.device_id
        self.secrets = Secrets(master, process.open_keys.keys)
        self.processes.append(process)

    def image(self) -> Image:
        """The device put aside; its processes have ended."""
        self.end()
        data = self.disk.path.read_bytes()
        return Image(self.person, self.device, data, self.keyring, self.secrets)

    def restore(self, image: Image) -> None:
        """The device as it was put aside, with one process."""
        self.disk.path.write_bytes(image.vault)
        self.keyring, self.secrets, self.device = image.keyring, image.secrets, image.device
        self.start()

    def start(self) -> SimulatedProcess:
        """One more process on this vault."""
        process = self._process()
        process.open(self.secrets)
        self.processes.append(process)
        return process

    def _process(self) -> SimulatedProcess:
        network = Network(self.chance, self.council, self.rate)
        self.networks.append(network)
        process = SimulatedProcess(
            self.disk.path, self.keyring, self.council, network, self.now, self.canaries
        )
        process.deliveries.hint_metered(metered=self.metered)
        return process

    def meter(self, *, metered: bool) -> None:
        """The machine came to such a line, or left it."""
        self.metered = metered
        for process in self.processes:
            process.deliveries.hint_metered(metered=metered)

    def end(self) -> None:
        """Every process ended."""
        for process in self.processes:
            process.end()
        self.processes.clear()

    # ------------------------------------------------------------------ bad days

    def crash(self) -> None:
        """Every process on the vault is killed; one is started again."""
        self._again(self.disk.disarm)

    def lose_power(self) -> None:
        """The machine goes dark: what was not durable may be gone. One process is started again."""
        before = self.disk.path

        def cut() -> None:
            self.disk.disarm()
            self.disk.lose_power()

        self._again(cut)
        for suffix in ("", "-wal", "-shm"):
            before.with_name(before.name + suffix).unlink(missing_ok=True)

    def _again(self, between: Callable[[], None]) -> None:
        rate = self.networks[-1].rate
        between()
        with self.disk.unwatched():
            self.end()
        self.start().network.rate = rate

    def forget(self) -> None:
        """The schedule is over."""
        self.disk.disarm()
        with self.disk.unwatched():
            self.end()
        self.disk.forget()
        shutil.rmtree(self.home, ignore_errors=True)
