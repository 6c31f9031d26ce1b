"""The notes keys that this device holds: its own and those of the delegate's other devices (`protocol.md 9.5`).

Everything sealed on any of the devices is opened by one of them; the oldest seals. Which that is depends on the vote
record, so the replica works it out when the record moves and the choice lies in the vault.
"""

from __future__ import annotations

from dataclasses import dataclass

from delegate_app.errors import Code, UserError
from delegate_app.security.derivation import Key
from delegate_app.security.sealing import SealBroken, sealed, unsealed
from delegate_app.services.open_keys import OpenKeys
from delegate_app.storage.accounts import AccountTable, VaultSettings
from delegate_app.storage.notes_keys import NotesKeyRow, NotesKeyTable
from delegate_app.storage.vault import Vault
from protocol.notes import key_id, named_key

_SEALING = "notes-key"


@dataclass(frozen=True, slots=True, repr=False)
class HeldKey:
    """A notes key in memory."""

    id: str
    maker: str
    key: Key


class NotesKeys:
    """The set of keys. Received ones are unwrapped at their first use after unlocking."""

    def __init__(self, vault: Vault, open_keys: OpenKeys) -> None:
        self._open_keys = open_keys
        self._table = NotesKeyTable(vault)
        self._account = AccountTable(vault)
        self._settings = VaultSettings(vault)

    def sealing(self) -> Key:
        """The key for new edits. Raises NOT_ENROLLED."""
        own = self._open_keys.require().notes
        chosen = self._settings.get(_SEALING)
        return self._received(chosen) or own

    def opening(self, cipher: bytes) -> Key | None:
        """The key that an envelope names, None when it has not come yet. Raises NOT_ENROLLED."""
        own, name = self._open_keys.require().notes, named_key(cipher)
        return own if name == key_id(own) else self._received(name.hex())

    def held(self) -> tuple[HeldKey, ...]:
        """Every key, this device's own first. Raises NOT_ENROLLED."""
        own, enrolment = self._open_keys.require().notes, self._account.enrolment()
        device = enrolment.device_id if enrolment else ""
        others = (HeldKey(row.id, row.maker, self._unwrapped(row)) for row in self._table.all())
        return (HeldKey(key_id(own).hex(), device, own), *others)

    def admit(self, maker: str, key: bytes) -> bool:
        """Keep a key of another device, wrapped; False when it is here already."""
        name = key_id(key).hex()
        if any(name == held.id for held in self.held()):
            return False
        nonce, wrapped = sealed(self._open_keys.notes_wrapping, key, about=_about(name))
        self._table.add(NotesKeyRow(name, maker, nonce, wrapped))
        return True

    def seal_with(self, name: str) -> None:
        """New edits are sealed with this key from now on."""
        if self._settings.get(_SEALING) != name:
            self._settings.put(_SEALING, name)

    def _received(self, name: str) -> Key | None:
        row = next((row for row in self._table.all() if row.id == name), None)
        return self._unwrapped(row) if row else None

    def _unwrapped(self, row: NotesKeyRow) -> Key:
        """The key of a row, kept in memory until locking. Raises VAULT_DAMAGED when it does not open."""
        received = self._open_keys.received
        if row.id not in received:
            try:
                received[row.id] = unsealed(
                    self._open_keys.notes_wrapping, row.nonce, row.wrapped, about=_about(row.id)
                )
            except SealBroken as error:
                raise UserError(Code.VAULT_DAMAGED, f"notes key {row.id}") from error
        return received[row.id]


def _about(name: str) -> bytes:
    return f"notes-key:{name}".encode()
