"""One delegate's device in the simulation: the real engine, the real replica, a real vault on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from delegate_app.domain.annotations import Anchor, AnnotationKind, Colour
from delegate_app.errors import DeskError
from delegate_app.security.derivation import CHEAPEST
from delegate_app.security.device_keys import DeviceKeys, vault_key
from delegate_app.security.keyring import Keyring
from delegate_app.security.peppers import NoPepper
from delegate_app.services.account import Account
from delegate_app.services.annotations import Annotations
from delegate_app.services.announcer import Announcer
from delegate_app.services.deliveries import Deliveries
from delegate_app.services.open_keys import OpenKeys
from delegate_app.services.record import CheckedRecord
from delegate_app.services.replica import Replica
from delegate_app.services.votes import Votes
from delegate_app.settings import SettingsStore
from delegate_app.storage.vault import Vault
from sync.effects import (
    Announce,
    Begin,
    Effect,
    Followed,
    Http,
    Now,
    Progress,
    Reconnect,
    Settle,
    Step,
    Tx,
    Used,
    Woken,
)
from sync.engine import run
from sync.report import Report
from tests.simulation.council import SimulatedCouncil
from tests.simulation.line import HOST, CouncilSimulator
from tests.simulation.network import Network

PASSPHRASE = "mật khẩu thử"


@dataclass
class SimulatedDevice:
    """A device whose runs are advanced one effect at a time. `now` is its own clock, which may be wrong."""

    home: Path
    council: SimulatedCouncil
    network: Network
    now: Callable[[], datetime]
    reports: list[Report] = field(default_factory=list)
    crashes: int = 0
    _run: Step[Report] | None = None
    _next: Callable[[], Effect] | None = None
    _begun: Callable[[], Any] = lambda: None
    _master: bytes = b""
    _keys: DeviceKeys | None = None

    def create(self, code: str) -> None:
        """A new vault and a request with the printed code."""
        self._wire()
        self.account.create(PASSPHRASE)
        self._master = bytes(self.open_keys.master)
        self.account.begin_enrolment(
            address=f"https://{HOST}",
            root_sha256=self.council.root.fingerprint,
            code=code,
            device_name="Máy mô phỏng",
            now=self.now(),
        )
        self._keys = self.open_keys.keys

    def _wire(self) -> None:
        self.vault = Vault(self.home / "vault.db")
        self.open_keys = OpenKeys()
        announcer = Announcer()
        keyring = Keyring(self.home / "keyring.json", NoPepper())
        self.account = Account(
            self.vault, keyring, self.open_keys, announcer, cost=lambda: CHEAPEST
        )
        record = CheckedRecord(self.vault)
        self.votes = Votes(self.vault, self.account, record, announcer)
        self.annotations = Annotations(self.vault, self.open_keys, announcer)
        deliveries = Deliveries(self.vault, SettingsStore(self.home / "settings.json"))
        self.replica = Replica(
            self.vault, self.open_keys, record, announcer, deliveries, self.account.erase
        )
        self.line = CouncilSimulator(self.council)

    def crash(self) -> None:
        """The process dies between two effects and is started again."""
        self.crashes += 1
        if self._run is not None:
            self._run.close()
        self._run = self._next = None
        self.vault.close()
        self._wire()
        self.vault.open(vault_key(self._master))
        self.open_keys.keys = self._keys
        self.open_keys.hold_notes_wrapping(self._master)
        if self.replica.identity() and not self._identity_settled():
            self.open_keys.master = bytearray(self._master)

    def _identity_settled(self) -> bool:
        identity = self.replica.identity()
        return identity is not None and bool(identity.person_id)

    # ---------------------------------------------------------------------------------- its runs

    @property
    def idle(self) -> bool:
        """True between two runs."""
        return self._run is None

    def advance(self) -> Effect | None:
        """Do one effect of the run under way, or of a new one; returns it, None when the run ended."""
        if self._run is None or self._next is None:
            started = run()
            self._run, self._next = started, lambda: next(started)
        try:
            effect = self._next()
        except StopIteration as end:
            self.reports.append(end.value)
            self._run = self._next = None
            return None
        self._next = self._answer(self._run, effect)
        return effect

    def whole_run(self) -> Report:
        """A run to its end."""
        while self.advance() is not None:
            pass
        return self.reports[-1]

    def _answer(self, step: Step[Report], effect: Effect) -> Callable[[], Effect]:
        try:
            answer = self._do(effect)
        except (
            Exception
        ) as error:  # as the real driver does: whatever happens, the step hears of it
            raised = error
            return lambda: step.throw(raised)
        return lambda: step.send(answer)

    def _do(self, effect: Effect) -> Any:
        match effect:
            case Http():
                return self.network.ask(self.line, effect)
            case Tx(do=do):
                return do(self.replica)
            case Begin(do=do):
                self._begun = _outcome(lambda: do(self.replica))
                return None
            case Settle():
                return self._begun()
            case Now():
                return self.now()
            case Woken():
                return self.network.chance.random() < 0.1
            case Reconnect():
                return self.line.close()
            case Used():
                return 0
            case Announce() | Progress() | Followed():
                return None

    # -------------------------------------------------------------------------- what its user does

    def vote(self, poll: str, choice: str) -> bool:
        """Cast a vote; False when the desk says that it may not."""
        try:
            self.votes.cast(poll, choice, PASSPHRASE, now=self.now())
        except DeskError:
            return False
        return True

    def write(self, version: str, text: str) -> str:
        """Make a note on a version; its id, "" when the desk does not know the version yet."""
        anchor = Anchor(page=0, quote="", prefix="", suffix="", start=0, end=0, rects=())
        try:
            made = self.annotations.add(
                version_sha256=version,
                kind=AnnotationKind.NOTE,
                colour=Colour.YELLOW,
                anchor=anchor,
                text=text,
                now=self.now(),
            )
        except DeskError:
            return ""
        return made.id

    def edit(self, note: str, text: str) -> None:
        """Change the text of a note."""
        self.annotations.edit(note, text=text, now=self.now())


def _outcome(do: Callable[[], Any]) -> Callable[[], Any]:
    """Do it now; what is returned gives its result or raises its failure later."""
    try:
        result = do()
    except Exception as error:  # as a future keeps whatever its job raised
        failure = error

        def fail() -> Any:
            raise failure

        return fail
    return lambda: result
