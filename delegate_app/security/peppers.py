"""A second secret beside the passphrase that a stolen file does not hold: the operating system's keychain."""

from __future__ import annotations

from typing import Protocol

from delegate_app.errors import Code, UserError


class PepperStore(Protocol):
    """Where a pepper of 32 random bytes is kept for one home folder."""

    @property
    def available(self) -> bool:
        """False where there is no keychain: then slots are written with `pepper` false, and the window says so."""

    def fetch(self) -> bytes:
        """The pepper that was kept; raises KEYRING_DAMAGED when a slot needs it and it is gone."""

    def keep(self, pepper: bytes) -> None:
        """Keep `pepper` in place of an earlier one."""


class NoPepper:
    """No keychain is used: the passphrase alone opens the vault."""

    @property
    def available(self) -> bool:
        return False

    def fetch(self) -> bytes:
        raise UserError(Code.KEYRING_DAMAGED, "the slot needs a pepper and no keychain is in use")

    def keep(self, pepper: bytes) -> None:
        raise UserError(Code.KEYRING_DAMAGED, "no keychain is in use")
