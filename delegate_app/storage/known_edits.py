"""Which edits of other devices stood in a note here, so that an edit after them knew of them."""

from __future__ import annotations

from delegate_app.storage.vault import Vault


class KnownEditTable:
    """The newest one of each note and device; the earlier ones of that device were known to it."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, note: str, device: str, hlc: str) -> None:
        """This edit stands in the note."""
        self._vault.run(
            "INSERT INTO known_edits VALUES (?, ?, ?) ON CONFLICT (note, device) DO UPDATE SET "
            "hlc = max(hlc, excluded.hlc)",
            [note, device, hlc],
        )

    def newest(self, note: str, device: str) -> str:
        """The clock of the newest edit of that device that stood in the note, "" when none did."""
        found = self._vault.value(
            "SELECT hlc FROM known_edits WHERE note = ? AND device = ?", [note, device]
        )
        return str(found or "")
