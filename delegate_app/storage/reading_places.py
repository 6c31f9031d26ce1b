"""Where the delegate left each text."""

from __future__ import annotations

from delegate_app.domain.reading_places import ReadingPlace
from delegate_app.storage.vault import Vault


class ReadingPlaceTable:
    """One place for each version."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def place(self, sha256: str) -> ReadingPlace | None:
        """The place, or None before the first reading."""
        row = self._vault.one(
            "SELECT page, offset, zoom FROM reading_places WHERE version = ?", [sha256]
        )
        return ReadingPlace(**row) if row else None

    def keep(self, sha256: str, place: ReadingPlace) -> None:
        """Remember a place instead of the earlier one."""
        self._vault.run(
            "INSERT INTO reading_places VALUES (?, ?, ?, ?) ON CONFLICT (version) DO UPDATE "
            "SET page = excluded.page, offset = excluded.offset, zoom = excluded.zoom",
            [sha256, place.page, place.offset, place.zoom],
        )
