"""A new generation of a feed takes the place of the one that is shown, or waits for the delegate's word.

Rules (`protocol.md 8.6`, `8.9`)
1. A generation is swapped in only as a whole, at the feed's head, and in one transaction.
2. One that would leave less than half of the objects or of the papers waits until the delegate accepts it. What is
   missing at the council is not deleted: only tombstones delete.
3. A feed in quarantine is taken up again only when the delegate accepts the generation that the council began anew.
4. The delegate's own feed is swapped at once: nothing of their own hangs on it, and the swap is what offers it again.
"""

from __future__ import annotations

from datetime import datetime

from delegate_app.domain.changes import Kind
from delegate_app.domain.feed_holds import HoldReason, halves, is_private
from delegate_app.services.replica_notes import NoteReplica
from delegate_app.storage.feed_holds import FeedHoldTable
from delegate_app.storage.feeds import FeedTable
from delegate_app.storage.vault import Vault

EVERYTHING = frozenset(
    {
        Kind.COUNCIL,
        Kind.SESSIONS,
        Kind.DOCUMENTS,
        Kind.BLOBS,
        Kind.ANNOTATIONS,
        Kind.OUTBOX,
        Kind.FEEDS,
    }
)


class FeedSwap:
    """Calls belong inside the transaction that brought the generation to its head, or answered the question."""

    def __init__(self, vault: Vault, notes: NoteReplica) -> None:
        self._table = FeedTable(vault)
        self._holds = FeedHoldTable(vault)
        self._notes = notes

    def at_head(self, feed: str, epoch: str, now: datetime) -> set[Kind]:
        """The hidden generation reached the council's head: show it, or ask."""
        here, there = self._table.shown_holdings(feed), self._table.holdings(feed, epoch)
        forked = self._holds.find(feed, HoldReason.FORKED) is not None
        if not forked and (is_private(feed) or not halves(here, there)):
            return self.show(feed, epoch)
        reason = HoldReason.FORKED if forked else HoldReason.SHRUNK
        self._holds.hold(feed, reason, now)
        self._holds.offer(feed, reason, epoch=epoch, here=here, there=there)
        return {Kind.FEEDS}

    def show(self, feed: str, epoch: str) -> set[Kind]:
        """This generation is what the delegate sees; their own items are offered again."""
        self._table.show(feed, epoch)
        self._holds.drop(feed, HoldReason.SHRUNK)
        self._holds.settle_fork(feed)
        self._notes.offer_again(feed)
        return set(EVERYTHING)
