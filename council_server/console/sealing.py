"""The console's own key: it seals the secrets of one-time codes, so that a copy of the database alone opens no account.

It lies in the folder `keys` beside the log key, is made with the first account, and goes into every backup.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from council_server.errors import CommandError
from council_server.homes import Home
from council_server.keys import write_secret

FILE = "console.key"
KEY_SIZE = 32
NONCE_SIZE = 12


@dataclass(frozen=True, slots=True)
class ConsoleKey:
    """32 bytes; `about` binds what is sealed to its place, so that it opens nowhere else."""

    key: bytes

    def seal(self, data: bytes, about: str) -> bytes:
        """The data sealed with AES-256-GCM under a nonce of its own."""
        nonce = secrets.token_bytes(NONCE_SIZE)
        return nonce + AESGCM(self.key).encrypt(nonce, data, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes | None:
        """The data, None when it was not sealed by this key for this place."""
        try:
            return AESGCM(self.key).decrypt(
                sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], about.encode()
            )
        except (InvalidTag, ValueError):
            return None

    def mark(self, text: str) -> str:
        """HMAC-SHA256 of a text, for what the server must know again and nobody else may make."""
        return hmac.digest(self.key, text.encode(errors="replace"), "sha256").hex()


def read_console_key(home: Home) -> ConsoleKey | None:
    """The key, None before the first account was made. Raises CommandError when the file is damaged."""
    path = home.path / "keys" / FILE
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{path} cannot be read", sentence="console_key") from None
    return ConsoleKey(_read(path, text))


def _read(path: Path, text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        raise CommandError(
            f"{path} is damaged; put it back from the newest backup", sentence="console_key"
        )
    return key


def make_console_key(home: Home) -> ConsoleKey:
    """The key, made and on the disk if there was none."""
    found = read_console_key(home)
    if found is None:
        key = secrets.token_bytes(KEY_SIZE)
        write_secret(home.path / "keys" / FILE, f"{key.hex()}\n".encode())
        found = ConsoleKey(key)
    return found
