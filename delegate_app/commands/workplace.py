"""What every command receives: the desk, where the passphrase comes from, how to reach the council, and the words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from delegate_app.commands.messages import line, sentence
from delegate_app.commands.passphrases import PassphraseSource
from delegate_app.domain.accounts import AccountState
from delegate_app.errors import Code, DeskError, UserError
from delegate_app.services.desk import Desk

T = TypeVar("T")


class Progress(Protocol):
    """Where a run of the synchronisation ended."""

    @property
    def phase(self) -> str: ...
    @property
    def trouble(self) -> Code | None: ...
    @property
    def confirmed(self) -> bool: ...
    @property
    def last_contact(self) -> datetime | None: ...
    @property
    def unsent_votes(self) -> int: ...
    @property
    def unsent_notes(self) -> int: ...
    @property
    def missing_blobs(self) -> int: ...
    @property
    def missing_bytes(self) -> int: ...


class Connection(Protocol):
    """The way to the council; `__main__` injects the real one."""

    def run_once(self) -> Progress:
        """One run of the synchronisation on this thread."""

    def enrol_once(self) -> bool:
        """Deliver the request and ask for the clerk's answer once; True when enrolled."""


@dataclass
class Workplace:
    """One command at work. Results go to the standard output, everything else to the error stream."""

    desk: Desk
    passphrase: PassphraseSource
    connection: Connection
    now: Callable[[], datetime]
    language: str

    def do(self, job: Callable[[], T]) -> T:
        """Run a service call on the vault thread."""
        return self.desk.thread.submit(job).result()

    def unlock(self) -> None:
        """Open the vault. Raises NO_VAULT when there is none, WRONG_PASSPHRASE, ..."""
        if self.do(self.desk.account.state) is AccountState.NEW:
            raise UserError(Code.NO_VAULT)
        passphrase = self.passphrase.get()
        self.do(lambda: self.desk.account.unlock(passphrase))

    def say(self, name: str, **values: object) -> None:
        """One line for people, on the error stream."""
        print(line(name, self.language, **values), file=sys.stderr, flush=True)

    def complain(self, error: DeskError) -> None:
        """What happened and what to do next, on the error stream."""
        print(sentence(error, self.language), file=sys.stderr, flush=True)

    def show(self, text: str) -> None:
        """One line of the result, on the standard output."""
        print(text, flush=True)

    def show_json(self, value: Any) -> None:
        """The result as JSON, on the standard output."""
        print(json.dumps(value, ensure_ascii=False, indent=2), flush=True)
