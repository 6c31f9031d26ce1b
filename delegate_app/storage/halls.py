"""Provisional receipts, kept as evidence of when the hall held a vote, whatever becomes of it."""

from __future__ import annotations

from delegate_app.storage.vault import Vault
from protocol.halls import HallReceipt


class HallReceiptTable:
    """At most one for each vote: the first stays."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def keep(self, receipt: HallReceipt, text: str) -> None:
        """Keep a verified receipt."""
        self._vault.run(
            "INSERT OR IGNORE INTO hall_receipts VALUES (?, ?, ?, ?, ?)",
            [receipt.statement, receipt.hall, receipt.seq, receipt.received_at, text],
        )

    def text(self, vote: str) -> str:
        """The receipt of a vote, "" when there is none."""
        found = self._vault.value("SELECT text FROM hall_receipts WHERE vote = ?", [vote])
        return str(found) if found is not None else ""
