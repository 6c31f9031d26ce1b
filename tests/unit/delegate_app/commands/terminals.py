"""A terminal for the commands: the real program over a real vault and, when asked, a real council."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from delegate_app.__main__ import main
from delegate_app.security.derivation import CHEAPEST
from delegate_app.security.peppers import NoPepper
from delegate_app.services.desk import open_desk
from tests.running_council import RunningCouncil

PASSPHRASE = "câu mật khẩu dài"


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Terminal:
    """Calls commands on one home; the passphrase comes from a file."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    passphrase: str = PASSPHRASE
    language: str = "vi"
    home: Path = field(init=False)

    def __post_init__(self) -> None:
        self.home = self.folder / "home"

    @property
    def passphrase_file(self) -> Path:
        path = self.folder / "passphrase.txt"
        path.write_text(self.passphrase + "\nnot this line\n", "utf-8")
        return path

    def __call__(self, *arguments: str) -> Outcome:
        """The command with this home and passphrase."""
        return self.bare(
            *arguments,
            *("--home", str(self.home)),
            *("--passphrase-file", str(self.passphrase_file)),
            *("--lang", self.language),
        )

    def bare(self, *arguments: str) -> Outcome:
        """The command as it stands."""
        self.capsys.readouterr()
        try:
            status = main(arguments, pepper=NoPepper())
        except SystemExit as end:  # argparse ends the program by itself
            status = int(end.code or 0)
        written = self.capsys.readouterr()
        return Outcome(int(status), written.out, written.err)

    def json(self, *arguments: str) -> Any:
        """The JSON document of a command that went well."""
        outcome = self(*arguments, "--json")
        assert outcome.status == 0, outcome.err
        return outcome.json

    def create_vault(self) -> None:
        """A vault under the passphrase, cheap to unlock."""
        desk = open_desk(self.home, cost=lambda: CHEAPEST)
        desk.thread.submit(lambda: desk.account.create(self.passphrase)).result()
        desk.close()

    def sheet(self, council: RunningCouncil, person: str = "minh") -> list[str]:
        """The printed sheet of a person as arguments."""
        return [
            *("--server", council.address),
            *("--root", council.root_sha256),
            *("--code", council.sheet(person, person.title())),
        ]

    def enrol(self, council: RunningCouncil, person: str = "minh") -> None:
        """Afterwards this home is a device of that person, confirmed by the clerk."""
        self.create_vault()
        asked = self("enrol", *self.sheet(council, person), "--wait", "0")
        assert asked.status == 9, asked.err
        council.confirm_all()
        assert self("enrol", "--wait", "0").status == 0
