"""What decides which papers come: what the delegate asked for, what a metered line allows, and the room on the disk.

The wishes are kept in memory: a reader that was closed with the program waits for nothing any more.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from delegate_app import settings
from delegate_app.domain.blobs import CHUNK, Allowance
from delegate_app.domain.deliveries import MB, Budget
from delegate_app.settings import SettingsStore
from delegate_app.storage.traffic import TrafficTable
from delegate_app.storage.vault import Vault

RESERVE = 256 * CHUNK
"""Bytes that papers leave on the disk for votes, notes, the vault's log and everybody else; less on a small disk."""
RESERVED_SHARE = 20
"""One part in so many of a small disk is left."""

DiskSpace = Callable[[Path], tuple[int, int]]
"""(size, free bytes) of the disk that holds a folder; raises OSError."""


def disk_space(folder: Path) -> tuple[int, int]:
    """(size, free bytes) of the disk that holds `folder`."""
    usage = shutil.disk_usage(folder)
    return usage.total, usage.free


class Deliveries:
    """One per desk. Wishes and hints come from any thread; what reads the vault runs on its thread."""

    def __init__(
        self, vault: Vault, store: SettingsStore, *, space: DiskSpace = disk_space
    ) -> None:
        self._vault = vault
        self._store = store
        self._space = space
        self._traffic = TrafficTable(vault)
        self._guard = threading.Lock()
        self._wishes: dict[str, tuple[int, ...]] = {}
        self._feeds: set[str] = set()
        self._hint = False
        self._callbacks: list[Callable[[], None]] = []

    # ------------------------------------------------------------------ what the delegate asked for

    def ask_for(self, sha256: str) -> None:
        """This file comes before all others from now on, whatever the budget: it is open, or was asked for."""
        self._wish(sha256, ())

    def need(self, sha256: str, chunk: int) -> None:
        """A page that is looked at waits for this chunk: it comes before everything else of the file."""
        self._wish(sha256, (chunk,))

    def _wish(self, sha256: str, chunks: tuple[int, ...]) -> None:
        with self._guard:
            before = self._wishes.pop(sha256, None)
            known = before or ()
            self._wishes[sha256] = (*chunks, *(c for c in known if c not in chunks))
            is_news = before is None or not set(chunks) <= set(known)
            callbacks = list(self._callbacks) if is_news else []
        for callback in callbacks:
            callback()

    def ask_for_feed(self, feed: str) -> None:
        """What this feed begins with comes from now on, whatever the budget."""
        with self._guard:
            is_news = feed not in self._feeds
            self._feeds.add(feed)
            callbacks = list(self._callbacks) if is_news else []
        for callback in callbacks:
            callback()

    def is_feed_asked(self, feed: str) -> bool:
        """True from `ask_for_feed` until it is here."""
        with self._guard:
            return feed in self._feeds

    def feed_arrived(self, feed: str) -> None:
        """The feed has rows."""
        with self._guard:
            self._feeds.discard(feed)

    def when_asked(self, callback: Callable[[], None]) -> None:
        """Call `callback` for each new wish, on the thread that wished."""
        with self._guard:
            self._callbacks.append(callback)

    @property
    def asked(self) -> dict[str, tuple[int, ...]]:
        """The chunks that are waited for, newest first, of each file that was asked for, newest first."""
        with self._guard:
            return dict(reversed(self._wishes.items()))

    def arrived(self, sha256: str) -> None:
        """The whole file is here, or will never be."""
        with self._guard:
            self._wishes.pop(sha256, None)

    def forget(self) -> None:
        """Nothing is asked for any more: the vault was locked."""
        with self._guard:
            self._wishes.clear()
            self._feeds.clear()

    # ------------------------------------------------------------------ what it may cost

    def hint_metered(self, *, metered: bool) -> None:
        """What the operating system says of the network; it counts while the delegate left the choice to it."""
        with self._guard:
            self._hint = metered

    @property
    def metered(self) -> bool:
        """Whether the line is paid by volume."""
        chosen = self._store.get(settings.METERED)
        with self._guard:
            return self._hint if chosen == "auto" else chosen == "yes"

    def count(self, used: int, now: datetime) -> None:
        """So many bytes went over the network."""
        self._traffic.add(now.date(), used, metered=self.metered)

    def budget(self, now: datetime) -> Budget:
        """How the budget of the day and the month stands."""
        today, month = self._traffic.of_day(now.date()), self._traffic.of_month(now.date())
        return Budget(
            metered=self.metered,
            day_limit=self._store.get(settings.METERED_DAY_MB) * MB,
            month_limit=self._store.get(settings.METERED_MONTH_MB) * MB,
            used_today=today[1],
            used_this_month=month[1],
            all_today=today[0],
            all_this_month=month[0],
        )

    def room(self) -> int:
        """Bytes that papers may still take on the disk; pages that the vault can use again count as free."""
        try:
            size, free = self._space(self._vault.path.parent)
        except OSError:  # not to be known: the vault itself says when it is full
            return 1 << 62
        reserve = min(RESERVE, size // RESERVED_SHARE)
        return max(0, free + self._vault.reusable_bytes() - reserve)

    def allowance(self, now: datetime) -> Allowance:
        """How much may come now."""
        return Allowance(self.room(), self.budget(now).left)
