"""A second secret beside the passphrase that a stolen file does not hold: the operating system's keychain.

A pepper is 32 random bytes. It belongs to one slot of one keyring and is found by the slot's name, so that while a
passphrase is changed the old pepper and the new one stand side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from delegate_app.domain.accounts import PepperKind
from delegate_app.errors import Code, UserError


class PepperStore(Protocol):
    """Where peppers are kept: under the name of a keyring, by the names of its slots."""

    @property
    def kind(self) -> PepperKind:
        """NONE where there is no keychain: then slots are written with `pepper` false, and the window says so."""

    def fetch(self, keyring: str) -> dict[str, bytes]:
        """The peppers of a keyring by slot, empty when none is kept. Raises KEYCHAIN_LOCKED."""

    def keep(self, keyring: str, peppers: Mapping[str, bytes]) -> None:
        """Keep exactly these peppers of a keyring; with none nothing is left of it. Raises KEYCHAIN_LOCKED."""


class NoPepper:
    """No keychain is used: the passphrase alone opens the vault."""

    @property
    def kind(self) -> PepperKind:
        return PepperKind.NONE

    def fetch(self, keyring: str) -> dict[str, bytes]:
        return {}

    def keep(self, keyring: str, peppers: Mapping[str, bytes]) -> None:
        if peppers:
            raise UserError(Code.KEYCHAIN_LOCKED, "no keychain is in use")
