"""One process on a delegate's device: the real engine, the real replica and services, one connection to the vault."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour
from delegate_app.errors import DeskError
from delegate_app.security.derivation import CHEAPEST
from delegate_app.security.device_keys import vault_key
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
from tests.simulation.canaries import PASSPHRASE, Canaries, Secrets
from tests.simulation.council import SimulatedCouncil
from tests.simulation.laboratory import Virtual
from tests.simulation.line import CouncilSimulator
from tests.simulation.network import Network
from tests.simulation.overheard import OverheardLine

NEWS = ("log_checkpoint", "log_records", "post_entry")
ANCHOR = Anchor(page=0, quote="", prefix="", suffix="", start=0, end=0, rects=())


@dataclass(eq=False)
class SimulatedProcess:
    """A process whose runs are advanced one effect at a time. `now` is the device's clock, which may be wrong."""

    vault_path: Path
    keyring_path: Path
    council: SimulatedCouncil
    network: Network
    now: Callable[[], datetime]
    canaries: Canaries
    reports: list[Report] = field(default_factory=list)
    begins: Callable[[], None] = lambda: None
    """Told before each vault effect."""
    failed: Callable[[str, Exception], None] = lambda effect, error: None
    """Told the name of each vault effect that failed, and why."""
    storing: str = ""
    """The vault effect that is being done."""
    holds_news: bool = False
    """True between an answer about the record and the transaction that keeps it."""
    _run: Step[Report] | None = None
    _next: Callable[[], Effect] | None = None
    _begun: deque[Callable[[], Any]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.vault = Vault(self.vault_path)
        self.open_keys = OpenKeys()
        announcer = Announcer()
        keyring = Keyring(self.keyring_path, NoPepper())
        self.account = Account(
            self.vault, keyring, self.open_keys, announcer, cost=lambda: CHEAPEST
        )
        self.record = CheckedRecord(self.vault)
        self.votes = Votes(self.vault, self.account, self.record, announcer)
        self.annotations = Annotations(self.vault, self.open_keys, announcer)
        settings = SettingsStore(self.keyring_path.with_name("settings.json"))
        self.deliveries = Deliveries(self.vault, settings)
        self.replica = Replica(
            self.vault,
            self.open_keys,
            self.record,
            announcer,
            self.deliveries,
            self.account.erase,
        )
        self.line: CouncilSimulator = OverheardLine(self.council, self.canaries)

    def open(self, secrets: Secrets) -> None:
        """Unlock without stretching the passphrase; the file is opened as always."""
        self.vault.open(vault_key(secrets.master))
        self.open_keys.keys = secrets.keys
        self.open_keys.hold_notes_wrapping(secrets.master)
        identity = self.replica.identity()
        if identity is not None and not identity.person_id:
            self.open_keys.master = bytearray(secrets.master)
        self.replica.offer_given_up()

    def end(self) -> None:
        """Nothing of the process is left; what was not committed is gone."""
        if self._run is not None:
            self._run.close()
        self._run = self._next = None
        self._begun.clear()
        self.vault.close()

    def uses(self, connection: object) -> bool:
        """True when this is the process's own connection to the vault."""
        own = self.vault._db
        return own is not None and own is connection

    # ---------------------------------------------------------------------------------- its runs

    @property
    def idle(self) -> bool:
        """True between two runs."""
        return self._run is None

    def advance(self) -> Effect | None:
        """Do one effect of the run under way, or of a new one; returns it, None when the run ended."""
        Virtual.clock = self.now
        if self._run is None or self._next is None:
            started = run()
            self._begun.clear()
            self._run, self._next = started, lambda: next(started)
        try:
            effect = self._next()
        except StopIteration as end:
            self.reports.append(end.value)
            self._run = self._next = None
            return None
        if not isinstance(
            effect, Now
        ):  # asked for between an answer and the transaction that keeps it
            self.holds_news = isinstance(effect, Http) and effect.name in NEWS
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
            case Tx(name=name, do=do):
                return self._stored(name, do)
            case Begin(name=name, do=do):
                self._begun.append(_outcome(lambda: self._stored(name, do)))
                return None
            case Settle():
                return self._begun.popleft()()
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

    def _stored(self, name: str, do: Callable[[Replica], Any]) -> Any:
        self.begins()
        self.storing = name
        try:
            return do(self.replica)
        except Exception as error:
            self.failed(name, error)
            raise
        finally:
            self.storing = ""

    # -------------------------------------------------------------------------- what its user does

    def vote(self, poll: str, choice: str) -> str:
        """Cast a vote; its identity. Raises DeskError when the desk says that it may not."""
        Virtual.clock = self.now
        return self.votes.cast(poll, choice, PASSPHRASE, now=self.now()).identity

    def write(self, version: str, text: str) -> Annotation | None:
        """Make a note on a version; None when the desk does not know the version yet."""
        Virtual.clock = self.now
        try:
            return self.annotations.add(
                version_sha256=version,
                kind=AnnotationKind.NOTE,
                colour=Colour.YELLOW,
                anchor=ANCHOR,
                text=text,
                now=self.now(),
            )
        except DeskError as error:
            if error.code.value in ("VERSION_UNKNOWN", "NOT_ENROLLED"):
                return None
            raise

    def edit(self, note: str, text: str) -> Annotation:
        """Change the text of a note."""
        Virtual.clock = self.now
        return self.annotations.edit(note, text=text, now=self.now())

    def remove(self, note: str) -> None:
        """Delete a note."""
        Virtual.clock = self.now
        self.annotations.remove(note, now=self.now())


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
