"""Keychains for tests: one in memory, and one of the `keyring` library's own kind, which forgets when the test ends."""

from __future__ import annotations

from collections.abc import Mapping

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from delegate_app.domain.accounts import PepperKind


class DrawerPepper:
    """The same interface as a real keychain; the contract tests hold it to that."""

    def __init__(self) -> None:
        self.drawers: dict[str, dict[str, bytes]] = {}

    @property
    def kind(self) -> PepperKind:
        return PepperKind.SECRET_SERVICE

    def fetch(self, keyring: str) -> dict[str, bytes]:
        return dict(self.drawers.get(keyring, {}))

    def keep(self, keyring: str, peppers: Mapping[str, bytes]) -> None:
        self.drawers.pop(keyring, None)
        if peppers:
            self.drawers[keyring] = dict(peppers)


class MemoryKeychain(KeyringBackend):
    """A backend of the `keyring` library that keeps words in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.words: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.words.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.words[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.words:
            raise PasswordDeleteError("not there")
        del self.words[service, username]
