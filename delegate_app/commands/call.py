"""One call of a support command: the open desk, and everything outside that the command touches."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from delegate_app.commands.console import Console
from delegate_app.commands.passphrases import PassphraseSource
from delegate_app.domain.accounts import AccountState
from delegate_app.domain.parcels import BroughtIn, TakenOut
from delegate_app.errors import Code, UserError
from delegate_app.services.desk import Desk

T = TypeVar("T")


class SyncResult(Protocol):
    """How a synchronisation ended (`sync.state.SyncState`)."""

    @property
    def phase(self) -> str: ...
    @property
    def unsent_votes(self) -> int: ...
    @property
    def unsent_notes(self) -> int: ...
    @property
    def missing_blobs(self) -> int: ...
    @property
    def missing_bytes(self) -> int: ...
    @property
    def trouble(self) -> Code | None: ...
    @property
    def confirmed(self) -> bool: ...


class Courier(Protocol):
    """The synchronisation of a program without a window (`sync.scheduler.Scheduler`)."""

    def run_once(self) -> SyncResult:
        """One full run."""
        ...

    def enrol_once(self) -> bool:
        """Deliver the request and ask for the clerk's answer; True when enrolled."""
        ...


class Carrier(Protocol):
    """The desk's data by stick (`sync.carrier.Carrier`)."""

    def bring_in(self, stick: Path) -> BroughtIn:
        """Take what is new from the stick."""
        ...

    def take_out(self, stick: Path) -> TakenOut:
        """Put on the stick what the office is owed."""
        ...


@dataclass(frozen=True)
class Call:
    """What a command works with. `courier` and `carrier` are made when they are needed; `rest` waits so many seconds."""

    desk: Desk
    courier: Callable[[], Courier]
    carrier: Callable[[], Carrier]
    nearby: Callable[[], tuple[str, ...]]
    """Links of the halls that are announced on the local network; takes a few seconds."""
    console: Console
    passphrases: PassphraseSource
    options: argparse.Namespace
    now: Callable[[], datetime]
    rest: Callable[[float], None]

    def vault(self, job: Callable[[], T]) -> T:
        """The job's result, done on the vault thread."""
        return self.desk.thread.submit(job).result()

    def state(self) -> AccountState:
        """Where this desk stands."""
        return self.vault(self.desk.account.state)

    def require_keys(self) -> None:
        """Raises DEVICE_ERASED when the keys were destroyed after a revocation, which a run may just have done."""
        if self.state() is AccountState.ERASED:
            raise UserError(Code.DEVICE_ERASED)

    def unlock(self) -> str:
        """Open the vault; returns the passphrase. Raises NO_VAULT, DEVICE_ERASED, WRONG_PASSPHRASE and what opening raises."""
        if self.state() is AccountState.NEW:
            raise UserError(Code.NO_VAULT)
        self.require_keys()
        passphrase = self.passphrases.known()
        self.vault(lambda: self.desk.account.unlock(passphrase))
        return passphrase
