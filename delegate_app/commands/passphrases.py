"""Where a command gets the passphrase: a prompt, a file or a file descriptor; never an argument, which others can read."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from delegate_app.commands.messages import line
from delegate_app.errors import Code, UserError

LONGEST = 4096


@dataclass
class PassphraseSource:
    """Asked at most once: a pipe gives it only once, and a signature needs it again."""

    file: Path | None
    descriptor: int | None
    language: str
    _read: str | None = None

    def get(self) -> str:
        """The passphrase of an existing vault. Raises WRONG_PASSPHRASE when the file or descriptor gives none."""
        if self._read is None:
            self._read = self._given() or self._prompt("passphrase")
        return self._read

    def choose(self) -> str:
        """A passphrase for a new vault; typed twice at a prompt. Raises PASSPHRASES_DIFFER."""
        given = self._given()
        if given is None:
            given = self._prompt("new-passphrase")
            if self._prompt("again") != given:
                raise UserError(Code.PASSPHRASES_DIFFER)
        self._read = given
        return given

    def _given(self) -> str | None:
        """The first line of the file or descriptor, None when neither was named."""
        try:
            if self.file is not None:
                with self.file.open("rb") as file:
                    data = file.read(LONGEST)
            elif self.descriptor is not None:
                with os.fdopen(self.descriptor, "rb", closefd=False) as file:
                    data = file.read(LONGEST)
            else:
                return None
            return data.decode().splitlines()[0]
        except (OSError, ValueError, IndexError) as error:
            raise UserError(Code.WRONG_PASSPHRASE, type(error).__name__) from error

    def _prompt(self, name: str) -> str:
        if not sys.stdin.isatty():
            raise UserError(Code.WRONG_PASSPHRASE, "no terminal to ask, and no file given")
        return getpass.getpass(line(name, self.language), stream=sys.stderr)
