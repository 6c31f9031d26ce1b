"""Invariant 21: what must never leave is looked for in every request, every log record and every file."""

from __future__ import annotations

import base64
import logging
from dataclasses import dataclass
from pathlib import Path

from delegate_app.security.device_keys import DeviceKeys
from tests.simulation.broken import require

PASSPHRASE = "mật khẩu thử"


@dataclass(frozen=True)
class Secrets:
    """What opens the vault of a device. `keys` are None before it asked for a council."""

    master: bytes
    keys: DeviceKeys | None


class Canaries:
    """Byte strings that nobody outside may see: keys, the passphrase, tokens, the texts of notes."""

    def __init__(self) -> None:
        self._secret: list[bytes] = [PASSPHRASE.encode()]
        self._tokens: list[bytes] = []
        self._clean: dict[bytes, int] = {}
        """What was looked at, and for how many secrets: log records say the same again and again."""

    def add_secrets(self, secrets: Secrets) -> None:
        """The keys of a device, raw and as they would be written."""
        raw = [secrets.master]
        if secrets.keys is not None:
            raw += [bytes(secrets.keys.notes), secrets.keys.box.private_bytes_raw()]
        for key in raw:
            self._secret += [key, key.hex().encode(), base64.b64encode(key)]

    def add_text(self, text: str) -> None:
        """The text of a note."""
        self._secret.append(text.encode())

    def add_token(self, token: str) -> None:
        """A token belongs into the header of its own line, and nowhere else."""
        self._tokens.append(token.encode())

    def look(self, where: str, data: bytes) -> None:
        """Raises Broken when one of them is in `data`."""
        number = len(self._secret) + len(self._tokens)
        if self._clean.get(data) == number:
            return
        found = [one for one in (*self._secret, *self._tokens) if one in data]
        require(21, f"{len(found)} secrets in {where}", holds=not found)
        self._clean[data] = number

    def look_at_files(self, home: Path) -> None:
        """Nothing secret lies in any file under `home` in the clear."""
        for file in sorted(home.rglob("*")):
            if file.is_file():
                self.look(f"file {file.name}", file.read_bytes())


class LogCanaries(logging.Handler):
    """Looks at every log record, whatever its level."""

    def __init__(self, canaries: Canaries) -> None:
        super().__init__(logging.DEBUG)
        self.canaries = canaries
        self.records = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.records += 1
        self.canaries.look("a log record", self.format(record).encode())
