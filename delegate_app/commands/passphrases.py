"""Where a passphrase comes from: a prompt, a file or a file descriptor; never an argument or the environment.

What stands in an argument or the environment is shown to every user of the machine and kept in the
shell's history.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from delegate_app.commands.exit_statuses import WrongUse
from delegate_app.errors import Code, UserError

LONGEST = 4096
"""Bytes of a first line that is taken for a passphrase."""


@dataclass(frozen=True)
class PassphraseSource:
    """`file` or `descriptor` when one was given, else a prompt; `ask` is None where nobody can answer one.

    `prompts` are the words of the first prompt and of its repetition.
    """

    file: Path | None
    descriptor: int | None
    ask: Callable[[str], str] | None
    prompts: tuple[str, str]

    @property
    def given(self) -> bool:
        """True when the passphrase can be read without asking anybody."""
        return self.file is not None or self.descriptor is not None

    def known(self) -> str:
        """The passphrase of a desk that exists. Raises WrongUse."""
        return self._given() if self.given else self._asked(self.prompts[0])

    def new(self) -> str:
        """The passphrase of a new desk, asked twice. Raises WrongUse, PASSPHRASES_DIFFER."""
        if self.given:
            return self._given()
        passphrase = self._asked(self.prompts[0])
        if self._asked(self.prompts[1]) != passphrase:
            raise UserError(Code.PASSPHRASES_DIFFER)
        return passphrase

    def _asked(self, prompt: str) -> str:
        if self.ask is None:
            raise WrongUse(
                "Không có màn hình dòng lệnh để hỏi mật khẩu: hãy dùng --passphrase-file FILE.",
                "There is no terminal to ask for the passphrase: give --passphrase-file FILE.",
            )
        try:
            return self.ask(prompt)
        except EOFError:
            raise WrongUse("Chưa nhập mật khẩu.", "No passphrase was entered.") from None

    def _given(self) -> str:
        try:
            if self.file is not None:
                with self.file.open("rb") as stream:
                    return _first_line(stream)
            with os.fdopen(os.dup(self.descriptor or 0), "rb") as stream:
                return _first_line(stream)
        except OSError as error:
            raise WrongUse(
                f"Không đọc được mật khẩu: {error.strerror}.",
                f"The passphrase cannot be read: {error.strerror}.",
            ) from error


def _first_line(stream: BinaryIO) -> str:
    line = stream.readline(LONGEST + 1)
    if len(line) > LONGEST:
        raise WrongUse(
            "Dòng đầu quá dài, không phải là mật khẩu.",
            "The first line is too long for a passphrase.",
        )
    try:
        return line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise WrongUse(
            "Mật khẩu không ở dạng chữ UTF-8.", "The passphrase is not UTF-8 text."
        ) from None


def prompt(text: str) -> str:
    """Ask on the terminal without showing what is typed."""
    return getpass.getpass(text)
