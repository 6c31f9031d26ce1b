"""Where the delegate left each text, here and as it was shared."""

from __future__ import annotations

from dataclasses import dataclass

from delegate_app.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place; the fields of `delegate_app.storage.place_tables`."""

    version: str
    body: str
    shared: str = ""
    note: str = ""
    hlc: str = ""
    settled_hlc: str = ""


class ReadingPlaceTable:
    """One place for each version."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def place(self, version: str) -> PlaceRow | None:
        """The place, or None before the first reading."""
        row = self._vault.one("SELECT * FROM places WHERE version = ?", [version])
        return PlaceRow(**row) if row else None

    def all(self) -> tuple[PlaceRow, ...]:
        """All places."""
        rows = self._vault.rows("SELECT * FROM places ORDER BY version")
        return tuple(PlaceRow(**row) for row in rows)

    def write(self, row: PlaceRow) -> None:
        """Put a place instead of the earlier one."""
        self._vault.run(
            "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (version) DO UPDATE SET "
            "body = excluded.body, shared = excluded.shared, note = excluded.note, "
            "hlc = excluded.hlc, settled_hlc = excluded.settled_hlc",
            [row.version, row.body, row.shared, row.note, row.hlc, row.settled_hlc],
        )
