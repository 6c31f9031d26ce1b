"""The replica's side of feeds that cannot simply be followed: forks, councils that lost rows, access withdrawn.

A fork is believed only on two heads that the council itself signed and that no append-only log can both have
(`protocol.md 8.10`); its feed is then in quarantine, and every other feed goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.domain.feed_holds import HoldReason, is_committee
from delegate_app.services.closed_papers import ClosedPapers
from delegate_app.services.feed_swap import EVERYTHING
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.feed_holds import FeedHoldTable, ForkEvidence
from delegate_app.storage.feeds import FeedTable, Generation
from delegate_app.storage.vault import Vault
from protocol.checkpoints import Checkpoint, open_checkpoint
from protocol.errors import Invalid
from protocol.histories import Verdict, continues, contradicts, judge
from protocol.origins import feed_origin
from protocol.wire import CheckpointAnswer


class HoldReplica:
    """Holds of feeds, as synchronisation finds them."""

    def __init__(self, vault: Vault, closed: ClosedPapers) -> None:
        self._vault = vault
        self._closed = closed
        self._table = FeedTable(vault)
        self._holds = FeedHoldTable(vault)
        self._account = AccountTable(vault)

    def held_checkpoint(self, feed: str, epoch: str) -> str:
        """The newest checked checkpoint of that generation, "" before its first page."""
        generation = self._table.generation(feed, epoch)
        return generation.checkpoint if generation else ""

    def is_quarantined(self, feed: str, epoch: str) -> bool:
        """True while the feed contradicts itself under the epoch that is shown here."""
        if self._holds.find(feed, HoldReason.FORKED) is None:
            return False
        generation = self._table.generation(feed, epoch)
        return generation is not None and generation.active

    def waits(self, feed: str, epoch: str) -> bool:
        """True while the whole generation of that epoch waits for the delegate's word."""
        return any(hold.feed == feed and hold.epoch == epoch for hold in self._holds.all())

    def continues(self, feed: str, epoch: str, answer: CheckpointAnswer) -> bool:
        """Whether the council proved that its own head continues the one held here: then only the line failed."""
        found = self._heads(feed, epoch, answer.checkpoint)
        return found is not None and continues(found[1], found[2], answer.proof)

    def quarantine(self, feed: str, epoch: str, theirs: str, now: datetime) -> Changes:
        """Two signed heads that contradict each other without any row: the feed is held, both are kept."""
        found = self._heads(feed, epoch, theirs)
        if found is None or not contradicts(found[1], found[2]):
            return NOTHING
        return self._hold(found[0], theirs, (), now)

    def judge_history(
        self, feed: str, epoch: str, leaves: Sequence[bytes], theirs: str, now: datetime
    ) -> Changes:
        """The council's whole feed beside what is held: a fork that it signed is held, anything else changes nothing."""
        found = self._heads(feed, epoch, theirs)
        try:
            if found is None or judge(found[1], found[2], leaves) is not Verdict.FORK:
                return NOTHING
        except Invalid:  # rows that lead nowhere are nobody's word
            return NOTHING
        return self._hold(found[0], theirs, leaves, now)

    def _hold(
        self, generation: Generation, theirs: str, leaves: Sequence[bytes], now: datetime
    ) -> Changes:
        feed = generation.feed
        origin = feed_origin(self._enrolment().council_id, feed, generation.epoch)
        evidence = ForkEvidence(origin, generation.checkpoint, theirs, b"".join(leaves))
        with self._vault.transaction():
            if generation.active:
                self._holds.hold(feed, HoldReason.FORKED, now)
                self._holds.keep_evidence(feed, evidence)
            else:  # what is shown is of another epoch: the broken copy beside it is built once more
                self._table.drop_hidden(feed)
                self._holds.withdraw_offer(feed, but="")
        return frozenset({Kind.FEEDS})

    def _heads(
        self, feed: str, epoch: str, theirs: str
    ) -> tuple[Generation, Checkpoint, Checkpoint] | None:
        """The generation, its head and theirs, both opened; None when one is nobody's word."""
        generation, enrolment = self._table.generation(feed, epoch), self._enrolment()
        if generation is None:
            return None
        origin = feed_origin(enrolment.council_id, feed, epoch)
        try:
            ours = open_checkpoint(generation.checkpoint, enrolment.log_key, origin)
            return generation, ours, open_checkpoint(theirs, enrolment.log_key, origin)
        except Invalid:
            return None

    def _enrolment(self) -> EnrolmentRow:
        row = self._account.enrolment()
        if row is None:
            raise LookupError("a feed before any enrolment")
        return row

    # ------------------------------------------------------------------ access

    def note_feeds(self, readable: frozenset[str], now: datetime) -> Changes:
        """These feeds may be followed: committees that are missing are hidden, those that came back are shown again."""
        moved = False
        with self._vault.transaction():
            for feed in {g.feed for g in self._table.generations() if is_committee(g.feed)}:
                if feed in readable:
                    moved |= self._holds.drop(feed, HoldReason.WITHDRAWN)
                    moved |= self._closed.check(feed)
                else:
                    moved |= self._holds.hold(feed, HoldReason.WITHDRAWN, now)
        return EVERYTHING if moved else NOTHING
