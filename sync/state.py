"""How far the synchronisation is, in values that a status line can show as they are.

The state tells the truth: `confirmed` is true only when the council itself confirmed the last item
in both directions; everything else says what is missing and since when.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from delegate_app.errors import Code


class Phase(StrEnum):
    """What the synchronisation is doing."""

    STOPPED = "stopped"
    """Not running: the vault is locked, the user paused it, or this device asked for no council."""
    CONNECTING = "connecting"
    """A run began; the council has not answered in it yet."""
    SYNCING = "syncing"
    """The council answers; items are on their way."""
    UP_TO_DATE = "up-to-date"
    """The last run ended with nothing left to do (or only items shown as refused)."""
    OFFLINE = "offline"
    """The council cannot be reached; tried again at `next_try`."""
    TROUBLE = "trouble"
    """The council answers, but something is wrong (`trouble` says what); tried again at `next_try`."""
    FROZEN = "frozen"
    """The vote record contradicts itself: nothing is sent or signed until the alarm is settled."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """One moment of the synchronisation. Times are aware; bytes and counts are what is still missing here or unsent."""

    phase: Phase = Phase.STOPPED
    last_contact: datetime | None = None
    """When the council answered last; None when it never did."""
    unsent_votes: int = 0
    """Votes without a checked receipt or a signed refusal."""
    unsent_notes: int = 0
    """Notes that did not come back in the private feed yet."""
    missing_blobs: int = 0
    missing_bytes: int = 0
    next_try: datetime | None = None
    """When the next run starts by itself while OFFLINE or in TROUBLE; None when nothing is planned."""
    trouble: Code | None = None
    held: Code | None = None
    """Why papers wait though the council has them: `DISK_LOW` or `METERED_SPENT`. Everything else goes on. `FIRST_WAITS`:
    what this device begins with waits for a line that is not metered; votes and the record go on."""
    paused: bool = False
    """STOPPED because the user wanted it so."""
    through_hall: bool = False
    """The hall's own server answers, not the council's."""
    confirmed: bool = False
    """The council confirmed the last item: every feed at its head, all papers here, nothing unsent."""


STOPPED = SyncState()
"""Before the first run."""


class SyncPort(Protocol):
    """What a window needs of the synchronisation. Callbacks come on the sync thread with plain values."""

    @property
    def state(self) -> SyncState:
        """The newest state; from any thread, without waiting."""
        ...

    def subscribe(self, callback: Callable[[SyncState], None]) -> None:
        """Call `callback` with each new state, on the sync thread, until the program ends."""
        ...

    def wake(self, reason: str) -> None:
        """Start a run now, or another one right after the one that runs; returns at once. `reason` is for the log."""
        ...

    def start(self) -> None:
        """Start the threads; a second call does nothing. Call it after unlocking."""
        ...

    def stop(self) -> None:
        """End the threads; returns when they ended (about a second at most). Call it before locking."""
        ...

    def pause(self) -> None:
        """Start no further run (the user works without the network); votes and notes queue."""
        ...

    def resume(self) -> None:
        """Undo `pause` and start a run."""
        ...
