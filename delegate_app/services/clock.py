"""The clock that orders edits of notes on this device (`protocol.md 9.3`)."""

from __future__ import annotations

from datetime import datetime

from delegate_app.storage.accounts import VaultSettings
from protocol.notes import Hlc, next_hlc

_LAST = "last-hlc"


class NoteClock:
    """A hybrid logical clock kept in the vault: it never runs backwards, whatever the wall clock does."""

    def __init__(self, settings: VaultSettings) -> None:
        self._settings = settings

    def tick(self, now: datetime, device: str) -> str:
        """A value above every earlier one and every one seen; call it in the transaction of the edit."""
        text = self._settings.get(_LAST)
        value = next_hlc(Hlc.parse(text) if text else None, int(now.timestamp() * 1000), device)
        self._settings.put(_LAST, str(value))
        return str(value)

    def see(self, hlc: str) -> None:
        """Later edits here come after `hlc`, which another device gave."""
        if hlc > self._settings.get(_LAST):
            self._settings.put(_LAST, hlc)
