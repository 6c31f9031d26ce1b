"""Bytes that went over the network, by day."""

from __future__ import annotations

from datetime import date

from delegate_app.storage.vault import Vault


class TrafficTable:
    """What each day cost; days are those of the clock that the caller reads."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, day: date, used: int, *, metered: bool) -> None:
        """Count bytes of either direction."""
        self._vault.run(
            "INSERT INTO traffic VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET "
            "bytes = bytes + excluded.bytes, metered = metered + excluded.metered",
            [day.isoformat(), used, used if metered else 0],
        )

    def of_day(self, day: date) -> tuple[int, int]:
        """(all bytes, those on a metered line) of one day."""
        return self._sum("day = ?", day.isoformat())

    def of_month(self, day: date) -> tuple[int, int]:
        """(all bytes, those on a metered line) of the month of `day`."""
        return self._sum("substr(day, 1, 7) = ?", day.isoformat()[:7])

    def _sum(self, where: str, value: str) -> tuple[int, int]:
        row = self._vault.one(
            f"SELECT total(bytes) AS bytes, total(metered) AS metered FROM traffic WHERE {where}",  # noqa: S608
            [value],
        )
        return (int(row["bytes"]), int(row["metered"])) if row else (0, 0)
