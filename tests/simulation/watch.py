"""The watch over one device: after every commit the nouns that were written, and now and then everything."""

from __future__ import annotations

from delegate_app.errors import IntegrityError
from tests.simulation.broken import require
from tests.simulation.device import SimulatedDevice
from tests.simulation.disk import WatchedConnection
from tests.simulation.invariants import Ask, Watched, asking
from tests.simulation.truth import Truth
from tests.simulation.watched_feeds import WatchedAlarms, WatchedFeeds, WatchedRecord
from tests.simulation.watched_notes import Edits, WatchedNotes
from tests.simulation.watched_papers import WatchedPapers
from tests.simulation.watched_votes import WatchedVotes

CHECKED_AT_ONCE = {
    "apply_page": frozenset({"feed_generations", "feed_rows"}),
    "apply_record": frozenset({"record_head", "record_entries"}),
    "receipt": frozenset({"receipts", "vote_steps"}),
    "put_chunk": frozenset({"blobs", "pieces"}),
}
"""Effects that check what came, and the tables that a failed check leaves alone."""


class Watch:
    """Remembers what may only grow. It looks through the connection that committed."""

    def __init__(self, device: SimulatedDevice, truth: Truth, edits: Edits) -> None:
        self.device = device
        self.feeds = WatchedFeeds(truth)
        self.votes = WatchedVotes(truth)
        self.notes = WatchedNotes(truth, edits, device.device)
        self.nouns: tuple[Watched, ...] = (
            self.feeds,
            WatchedRecord(truth),
            WatchedAlarms(truth),
            self.votes,
            WatchedPapers(truth),
            self.notes,
        )
        self.written: set[str] = set()
        self.commits = 0
        device.disk.watcher = self._committed

    def _committed(self, connection: WatchedConnection, touched: frozenset[str]) -> None:
        self.commits += 1
        self.written |= touched
        ask = asking(connection)
        if "feed_generations" in touched:
            self.feeds.forget_hidden(ask)
        for noun in self.nouns:
            if not noun.TABLES.isdisjoint(touched):
                noun.look(ask)

    @property
    def ask(self) -> Ask:
        """Questions to the vault as it is now, through its first process; use it inside `disk.unwatched()`."""
        connection = self.device.processes[0].vault._db
        if connection is None:
            raise ValueError("the vault is closed")
        return asking(connection)

    def look_whole(self) -> None:
        """Everything, as after a start."""
        with self.device.disk.unwatched():
            for noun in self.nouns:
                noun.look_whole(self.ask)

    def refused(self, effect: str, error: Exception) -> None:
        """6: what failed a check changed nothing."""
        tables = CHECKED_AT_ONCE.get(effect)
        if (
            tables is None
            or not isinstance(error, IntegrityError)
            or len(self.device.processes) > 1
        ):
            return
        changed = self.written & tables
        require(6, f"{effect} failed its check and changed {sorted(changed)}", holds=not changed)

    def nothing_hangs(self) -> None:
        """19: no transaction is left open by what failed."""
        for process in self.device.processes:
            connection = process.vault._db
            open_still = connection is not None and bool(connection.in_transaction)
            require(19, "a transaction was left open", holds=not open_still)
