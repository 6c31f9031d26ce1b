"""Notes keys that this delegate's other devices made, wrapped, and which keys each of those devices was given."""

from __future__ import annotations

from dataclasses import dataclass

from delegate_app.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class NotesKeyRow:
    """A key by its id (hex, `protocol.md 9.2`), with the device that made it."""

    id: str
    maker: str
    nonce: bytes
    wrapped: bytes


class NotesKeyTable:
    """Keys of other devices; this device's own lies with its device keys."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def all(self) -> tuple[NotesKeyRow, ...]:
        """All keys that were received."""
        rows = self._vault.rows("SELECT id, maker, nonce, wrapped FROM notes_keys ORDER BY id")
        return tuple(NotesKeyRow(**row) for row in rows)

    def add(self, row: NotesKeyRow) -> None:
        """Keep a key; one that is here already stays as it is."""
        self._vault.run(
            "INSERT OR IGNORE INTO notes_keys VALUES (?, ?, ?, ?)",
            [row.id, row.maker, row.nonce, row.wrapped],
        )

    def shared_with(self, device: str) -> frozenset[str]:
        """The ids of the keys that were wrapped for that device."""
        found = self._vault.value("SELECT keys FROM notes_key_shares WHERE device = ?", [device])
        return frozenset(str(found or "").split())

    def share(self, device: str, keys: frozenset[str]) -> None:
        """These keys were wrapped for that device."""
        self._vault.run(
            "INSERT INTO notes_key_shares VALUES (?, ?) "
            "ON CONFLICT (device) DO UPDATE SET keys = excluded.keys",
            [device, " ".join(sorted(keys))],
        )

    def forget_shares(self) -> None:
        """The council lost what it held: every key is wrapped for everybody again."""
        self._vault.run("DELETE FROM notes_key_shares")
