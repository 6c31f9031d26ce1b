"""The replica's side of a snapshot: a feed that is at row 0 begins with it, or not at all (`protocol.md 8.13`).

The file is kept in the vault while it arrives, so that an interrupted download goes on, and dropped once it was taken or
found wanting. What it brings is checked like pages, against the same signed root.
"""

from __future__ import annotations

from datetime import UTC, datetime

from delegate_app.domain.blobs import BlobWant
from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.domain.deliveries import FirstFile
from delegate_app.domain.feed_holds import HoldReason, is_private
from delegate_app.errors import Code, IntegrityError, UserError
from delegate_app.services.alarms import integrity_error
from delegate_app.services.deliveries import Deliveries
from delegate_app.services.replica_feeds import FeedReplica
from delegate_app.services.snapshot_files import lines
from delegate_app.storage.accounts import AccountTable, VaultSettings
from delegate_app.storage.blobs import BlobRow, BlobTable
from delegate_app.storage.feed_holds import FeedHoldTable
from delegate_app.storage.feeds import FeedTable, Generation
from delegate_app.storage.vault import Vault
from protocol.checkpoints import Checkpoint
from protocol.errors import ProtocolError
from protocol.feeds import Row
from protocol.origins import feed_origin
from protocol.snapshots import SnapshotManifest, SnapshotReading, head_of, open_manifest
from protocol.wire import SnapshotAnswer

_UNDER_WAY = "snapshot-"
"""Setting of each feed whose snapshot is arriving: the file's digest."""
_BATCH = 1000


class SnapshotReplica:
    """Snapshots of any feed; one at a time for each."""

    def __init__(self, vault: Vault, feeds: FeedReplica, deliveries: Deliveries) -> None:
        self._vault = vault
        self._deliveries = deliveries
        self._holds = FeedHoldTable(vault)
        self._feeds = feeds
        self._table = FeedTable(vault)
        self._blobs = BlobTable(vault)
        self._settings = VaultSettings(vault)
        self._account = AccountTable(vault)

    def begin(self, feed: str, epoch: str, answer: SnapshotAnswer) -> BlobWant:
        """What of the file is missing here. Raises IntegrityError PAGE_FORGED for a manifest that is not to be followed."""
        manifest, _ = self._opened(feed, epoch, answer)
        with self._vault.transaction():
            before = self._settings.get(_UNDER_WAY + feed)
            if before and before != manifest.sha256:
                self._blobs.forget(before)
            self._settings.put(_UNDER_WAY + feed, manifest.sha256)
            self._blobs.want([(manifest.sha256, manifest.packed, answer.chunks)])
        blob = self._blobs.blob(manifest.sha256)
        if blob is None or blob.faulty or blob.chunks != answer.chunks:
            raise IntegrityError(Code.PAGE_FORGED, f"{feed}: chunks of another snapshot")
        return BlobWant(blob.sha256, blob.size, blob.chunks, blob.missing)

    def waits(self, feed: str, epoch: str, now: datetime) -> bool:
        """True when a metered line keeps this file waiting: of a feed with papers that shows nothing yet. A new generation
        of one that is shown is how its changes come, and those always travel, as one's own notes do."""
        generation = self._table.generation(feed, epoch)
        if generation is None or not generation.active:
            return False
        return any(one.feed == feed and one.hold for one in self.coming(now))

    def coming(self, now: datetime) -> tuple[FirstFile, ...]:
        """The files of feeds that show nothing yet, as far as the council told of them."""
        under_way = self._under_way()
        if not under_way:
            return ()
        allowance, found = self._deliveries.allowance(now), []
        for feed, blob in under_way.items():
            asked, needed = self._deliveries.is_feed_asked(feed), blob.size - blob.received
            hold = allowance.begins(needed, asked=asked or is_private(feed))
            found.append(FirstFile(feed, blob.size, blob.received, asked, hold))
        return tuple(found)

    def is_coming(self) -> bool:
        """True when there is such a file."""
        return bool(self._under_way())

    def _under_way(self) -> dict[str, BlobRow]:
        """The file of each feed that shows nothing yet and may be read."""
        found = {}
        for generation in self._table.generations():
            feed = generation.feed
            sha256 = self._settings.get(_UNDER_WAY + feed) if not generation.seq else ""
            blob = self._blobs.blob(sha256) if sha256 and generation.active else None
            if blob is not None and not self._holds.find(feed, HoldReason.WITHDRAWN):
                found[feed] = blob
        return found

    def apply(self, feed: str, epoch: str, answer: SnapshotAnswer, head: int) -> Changes:
        """Take the file that is here as a whole: rows, edge and cursor in one transaction; it is dropped then.

        `head` is how many rows the council has now: a hidden generation that reaches it is shown.
        Raises IntegrityError PAGE_FORGED, and nothing of the feed changed.
        """
        manifest, checkpoint = self._opened(feed, epoch, answer)
        generation = self._table.generation(feed, epoch)
        if generation is None or generation.seq:
            raise UserError(Code.VAULT_IN_USE, "the cursor moved meanwhile")
        try:
            with self._vault.transaction():
                now = datetime.now(UTC) if checkpoint.size >= head else None
                reading, moved = self._take(generation, manifest, checkpoint)
                moved |= self._feeds.advance(
                    generation, checkpoint.size, reading.edge, answer.checkpoint, now
                )
                self.forget(feed)
        except ProtocolError as error:
            raise integrity_error(Code.PAGE_FORGED, error) from error
        return frozenset(moved)

    def forget(self, feed: str) -> Changes:
        """The file is not needed any more."""
        self._deliveries.feed_arrived(feed)
        with self._vault.transaction():
            sha256 = self._settings.get(_UNDER_WAY + feed)
            if sha256:
                self._blobs.forget(sha256)
                self._settings.put(_UNDER_WAY + feed, "")
        return NOTHING

    def _opened(
        self, feed: str, epoch: str, answer: SnapshotAnswer
    ) -> tuple[SnapshotManifest, Checkpoint]:
        enrolment = self._account.enrolment()
        if enrolment is None:
            raise UserError(Code.NOT_ENROLLED)
        origin = feed_origin(enrolment.council_id, feed, epoch)
        try:
            manifest = open_manifest(answer.manifest, enrolment.log_key, origin)
            return manifest, head_of(manifest, answer.checkpoint, enrolment.log_key)
        except ProtocolError as error:
            raise integrity_error(Code.PAGE_FORGED, error) from error

    def _take(
        self, generation: Generation, manifest: SnapshotManifest, checkpoint: Checkpoint
    ) -> tuple[SnapshotReading, set[Kind]]:
        blob = self._blobs.blob(manifest.sha256)
        if blob is None or not blob.complete:
            raise IntegrityError(Code.PAGE_FORGED, "a snapshot that is not here")
        reading, moved, batch = SnapshotReading(), set[Kind](), list[Row]()
        for line in lines(
            lambda at, length: self._blobs.read(blob, at, length), blob.size, manifest.unpacked
        ):
            row = reading.read(line)
            if row is not None:
                batch.append(row)
            if len(batch) == _BATCH:
                moved |= self._feeds.write(generation, batch)
                batch.clear()
        moved |= self._feeds.write(generation, batch)
        reading.finish(checkpoint)
        return reading, moved
