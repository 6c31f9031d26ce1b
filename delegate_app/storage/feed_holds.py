"""Feeds that are held, and why; with the evidence of a fork."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from delegate_app.domain.feed_holds import FeedHold, Holdings, HoldReason
from delegate_app.storage.vault import Row, Vault


@dataclass(frozen=True, slots=True)
class ForkEvidence:
    """Two signed heads of one feed under one origin that no append-only log can both have.

    `leaves` are the leaf hashes, 32 bytes each, that lead to `theirs`; empty when the two heads alone contradict.
    """

    origin: str
    ours: str
    theirs: str
    leaves: bytes = b""


class FeedHoldTable:
    """At most one hold of each reason for a feed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def all(self) -> tuple[FeedHold, ...]:
        """All holds by feed, without settled ones."""
        rows = self._vault.rows("SELECT * FROM feed_holds WHERE settled = 0 ORDER BY feed, reason")
        return tuple(_hold(row) for row in rows)

    def find(self, feed: str, reason: HoldReason) -> FeedHold | None:
        """One hold that is not settled, or None."""
        row = self._vault.one(
            "SELECT * FROM feed_holds WHERE feed = ? AND reason = ? AND settled = 0",
            [feed, reason.value],
        )
        return _hold(row) if row else None

    def evidence(self, feed: str) -> ForkEvidence | None:
        """What the newest fork of the feed is proven by, settled or not; None when there was none."""
        row = self._vault.one(
            "SELECT origin, ours, theirs, leaves FROM feed_holds WHERE feed = ? AND reason = ?",
            [feed, HoldReason.FORKED.value],
        )
        return ForkEvidence(**row) if row else None

    def hold(self, feed: str, reason: HoldReason, now: datetime) -> bool:
        """Hold the feed; False when it is held for this reason already."""
        self._vault.run(
            "DELETE FROM feed_holds WHERE feed = ? AND reason = ? AND settled = 1",
            [feed, reason.value],
        )
        return bool(
            self._vault.run(
                "INSERT OR IGNORE INTO feed_holds (feed, reason, since) VALUES (?, ?, ?)",
                [feed, reason.value, now.isoformat()],
            )
        )

    def keep_evidence(self, feed: str, evidence: ForkEvidence) -> None:
        """Keep what proves the fork; the first proof stays."""
        self._vault.run(
            "UPDATE feed_holds SET origin = ?, ours = ?, theirs = ?, leaves = ? "
            "WHERE feed = ? AND reason = ? AND theirs = ''",
            [
                evidence.origin,
                evidence.ours,
                evidence.theirs,
                evidence.leaves,
                feed,
                HoldReason.FORKED.value,
            ],
        )

    def offer(
        self, feed: str, reason: HoldReason, *, epoch: str, here: Holdings, there: Holdings
    ) -> None:
        """A whole generation stands ready; an answer to an earlier one of the same epoch stays."""
        self._vault.run(
            "UPDATE feed_holds SET kept = kept AND epoch = ?1, epoch = ?1, objects_here = ?2, "
            "documents_here = ?3, objects_there = ?4, documents_there = ?5 "
            "WHERE feed = ?6 AND reason = ?7",
            [
                epoch,
                here.objects,
                here.documents,
                there.objects,
                there.documents,
                feed,
                reason.value,
            ],
        )

    def withdraw_offer(self, feed: str, *, but: str) -> None:
        """The generation that stood ready is no more, unless it is that of epoch `but`."""
        self._vault.run(
            "DELETE FROM feed_holds WHERE feed = ? AND reason = ? AND epoch <> ?",
            [feed, HoldReason.SHRUNK.value, but],
        )
        self._vault.run(
            "UPDATE feed_holds SET epoch = '', kept = 0 WHERE feed = ? AND epoch <> ?", [feed, but]
        )

    def keep(self, feed: str) -> bool:
        """The delegate keeps the copy here; False when there was no question."""
        return bool(
            self._vault.run("UPDATE feed_holds SET kept = 1 WHERE feed = ? AND epoch <> ''", [feed])
        )

    def dismiss(self, feed: str) -> bool:
        """The delegate has seen that access was withdrawn; False when there was nothing new to see."""
        return bool(
            self._vault.run(
                "UPDATE feed_holds SET kept = 1 WHERE feed = ? AND reason = ? AND kept = 0",
                [feed, HoldReason.WITHDRAWN.value],
            )
        )

    def settle_fork(self, feed: str) -> None:
        """The delegate took the council's new copy: the feed goes on, the evidence stays."""
        self._vault.run(
            "UPDATE feed_holds SET settled = 1, epoch = '' WHERE feed = ? AND reason = ?",
            [feed, HoldReason.FORKED.value],
        )

    def drop(self, feed: str, *reasons: HoldReason) -> bool:
        """The feed is no longer held for these reasons; False when it was not."""
        marks = ", ".join("?" for _ in reasons)
        return bool(
            self._vault.run(
                f"DELETE FROM feed_holds WHERE feed = ? AND reason IN ({marks})",  # noqa: S608
                [feed, *(reason.value for reason in reasons)],
            )
        )


def _hold(row: Row) -> FeedHold:
    return FeedHold(
        feed=row["feed"],
        reason=HoldReason(row["reason"]),
        since=datetime.fromisoformat(row["since"]),
        epoch=row["epoch"],
        here=Holdings(row["objects_here"], row["documents_here"]),
        there=Holdings(row["objects_there"], row["documents_there"]),
        kept=bool(row["kept"]),
        ours=row["ours"],
        theirs=row["theirs"],
    )
