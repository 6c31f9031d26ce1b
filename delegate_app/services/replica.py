"""The replica: the only door through which synchronisation reaches the vault.

Every method runs on the vault thread and is one step: it checks what it is given with the protocol's own functions,
writes in one transaction, and returns which kinds of records moved. What fails a check changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from delegate_app.domain.accounts import DeviceIdentity, EnrolmentRequest
from delegate_app.domain.blobs import Allowance, BlobWant
from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.feeds import Cursor
from delegate_app.domain.outbox import OutboxItem
from delegate_app.services.announcer import Announcer
from delegate_app.services.closed_papers import ClosedPapers
from delegate_app.services.deliveries import Deliveries
from delegate_app.services.feed_holds import FeedHolds
from delegate_app.services.feed_swap import FeedSwap
from delegate_app.services.notes_keys import NotesKeys
from delegate_app.services.open_keys import OpenKeys
from delegate_app.services.record import CheckedRecord
from delegate_app.services.replica_account import AccountReplica
from delegate_app.services.replica_blobs import BlobReplica
from delegate_app.services.replica_feeds import FeedReplica
from delegate_app.services.replica_halls import HallReplica
from delegate_app.services.replica_holds import HoldReplica
from delegate_app.services.replica_notes import NoteReplica
from delegate_app.services.replica_notes_keys import NotesKeyReplica
from delegate_app.services.replica_older import OlderTextReplica
from delegate_app.services.replica_outbox import OutboxReplica
from delegate_app.services.replica_parcels import ParcelReplica
from delegate_app.services.replica_record import RECORD, Pairs, RecordReplica
from delegate_app.services.replica_snapshots import SnapshotReplica
from delegate_app.services.revocation import Revocation
from delegate_app.services.votes import CLOCK_OFFSET
from delegate_app.storage.accounts import VaultSettings, moment
from delegate_app.storage.vault import Vault
from protocol import wire
from protocol.feeds import Page
from protocol.times import write_time

LAST_CONTACT = "last-contact"
Erase = Callable[[datetime, datetime], None]
"""(revoked at, now)"""


class Replica:
    """What sync may ask and tell; each noun's rules stand in its own module beside this one."""

    def __init__(
        self,
        vault: Vault,
        open_keys: OpenKeys,
        record: CheckedRecord,
        changes: Announcer,
        deliveries: Deliveries,
        erase: Erase | None = None,
    ) -> None:
        """`erase` destroys the keys of a revoked device (`Account.erase`); without it nothing ever does."""
        self._erase = erase
        self._revocation = Revocation(vault, record)
        self._account = AccountReplica(vault, open_keys)
        keys = NotesKeys(vault, open_keys)
        self._vault = vault
        self._sharing = NotesKeyReplica(vault, open_keys, record, keys)
        self._notes = NoteReplica(vault, keys, self._sharing)
        self._swap = FeedSwap(vault, self._notes)
        closed = ClosedPapers(vault, record)
        self._feeds = FeedReplica(vault, self._notes, self._swap, closed)
        self.snapshots = SnapshotReplica(vault, self._feeds, deliveries)
        """Feeds that begin with a file of many rows."""
        self.holds = HoldReplica(vault, closed)
        """Feeds that cannot simply be followed."""
        self.feed_holds = FeedHolds(vault, self._swap, changes)
        self._record = RecordReplica(vault, record, changes)
        self._outbox = OutboxReplica(vault, record, changes)
        self.older_texts = OlderTextReplica(vault, open_keys, keys)
        """Losing texts of notes that the council lacks."""
        self._blobs = BlobReplica(vault, deliveries)
        self.parcels = ParcelReplica(vault, open_keys)
        self.halls = HallReplica(vault, record)
        self._settings = VaultSettings(vault)

    # ------------------------------------------------------------------ who this is

    def identity(self) -> DeviceIdentity | None:
        """Who this device is to the council; None while locked, before a request and after its refusal."""
        return self._account.identity()

    def enrolment_request(self) -> EnrolmentRequest | None:
        """The request to deliver, or None."""
        return self._account.request()

    def pin_root(self, root: wire.RootAnswer) -> Changes:
        """Trust the council's root from now on. Raises IntegrityError ROOT_DIFFERS."""
        return self._account.pin_root(root)

    def enrolment_sent(self, enrolment_id: str, comparison: str) -> Changes:
        """The request arrived. Raises IntegrityError ROOT_DIFFERS when the comparison codes differ."""
        return self._account.sent(enrolment_id, comparison)

    def enrolment_settled(self, answer: wire.EnrolmentAnswer) -> Changes:
        """The clerk's answer; pending changes nothing."""
        return self._account.settled(answer, write_time(datetime.now(UTC)))

    def sign_challenge(self, message: bytes) -> bytes:
        """Sign in with the device key (`protocol.md 7.15`)."""
        return self._account.sign_challenge(message)

    # ------------------------------------------------------------------ feeds and record

    def cursors(self) -> dict[str, Cursor]:
        """Where each feed stands, and under "record" the vote record."""
        found = self._feeds.cursors()
        record = self._record.cursor()
        return found | {RECORD: record} if record else found

    def apply_page(self, page: Page) -> Changes:
        """One page of changes (`protocol.md 8.5`). Raises IntegrityError; nothing changed then."""
        return self._feeds.apply(page)

    def begin_generation(self, feed: str, epoch: str) -> Changes:
        """Follow a feed from its first row under `epoch`, beside what is shown (`protocol.md 8.6`)."""
        return self._feeds.begin(feed, epoch)

    def apply_record(self, checkpoint_text: str, records: Pairs, first: int) -> Changes:
        """Entries from index `first` up to the checkpoint. Raises IntegrityError; an alarm freezes signing."""
        return self._record.apply(checkpoint_text, records, first)

    def compare_checkpoint(self, checkpoint_text: str) -> None:
        """A checkpoint no larger than the record held must be of this very record. Raises IntegrityError: PAGE_FORGED,
        or SPLIT_VIEW with an alarm. Changes nothing else: an older copy proves nothing lost (`protocol.md 12.9`)."""
        self._record.compare(checkpoint_text)

    def record_checkpoint(self) -> str:
        """The council's signed word on the record that is held, "" before the first."""
        return self._record.checkpoint()

    def record_tail(self, size: int) -> tuple[tuple[bytes, bytes], ...]:
        """(statement, signature) of the entries known from index `size` on (`protocol.md 7.13`)."""
        return self._record.tail(size)

    def known_size(self) -> int:
        """How far the record is known here, own votes with a receipt behind its end included."""
        return self._record.known_size()

    # ------------------------------------------------------------------ outbox

    def outbox(self) -> tuple[OutboxItem, ...]:
        """What is owed, in the order of work."""
        return self._outbox.items()

    def share_notes_keys(self, now: datetime) -> Changes:
        """Queue this device's notes keys for the delegate's other devices that the record brought (`protocol.md 9.8`)."""
        if not self._sharing.is_behind():
            return frozenset()
        with self._vault.transaction():
            moved = self._notes.take_waiting()
            self._sharing.share(now)
        return frozenset(moved)

    def unsettled(self) -> tuple[int, int]:
        """(votes, notes) without a verified answer, whether they are still sent or not."""
        return self._outbox.unsettled()

    def sending(self, item_id: str, now: datetime) -> Changes:
        """An attempt to deliver begins."""
        return self._outbox.sending(item_id, now)

    def receipt(self, item_id: str, answer: wire.EntryAnswer, now: datetime) -> Changes:
        """Verify and keep a receipt. Raises IntegrityError RECEIPT_INVALID or SPLIT_VIEW."""
        return self._outbox.receipt(item_id, answer, now)

    def refused(self, item_id: str, refusal_text: str, now: datetime) -> Changes:
        """Verify and keep a signed refusal. Raises IntegrityError RECEIPT_INVALID."""
        return self._outbox.refused(item_id, refusal_text, now)

    def note_put(self, item_id: str, hlc: str, now: datetime) -> Changes:
        """The council answered a note; `hlc` is the winner's clock, and whatever won comes back in the feed."""
        del hlc
        return self._outbox.note_put(item_id, now)

    def failed(self, item_id: str, code: str, next_try: datetime, now: datetime) -> Changes:
        """An attempt failed for now."""
        del now
        return self._outbox.failed(item_id, code, next_try)

    def give_up(self, item_id: str, code: str, now: datetime) -> Changes:
        """An attempt failed for good, without a signed word of the council."""
        del now
        return self._outbox.give_up(item_id, code)

    def offer_given_up(self) -> None:
        """After unlocking: votes and notes that were given up are offered once more, and losing texts that were refused."""
        self._outbox.offer_again()
        self.older_texts.offer_again()

    # ------------------------------------------------------------------ revocation

    def must_erase(self) -> bool:
        """True when the checked record revokes this device and everything it owed was answered (`protocol.md 11.8`)."""
        if self._erase is None or not self._vault.is_open:
            return False
        return self._revocation.revoked_at() is not None and self._revocation.owes_nothing()

    def erase(self, now: datetime) -> Changes:
        """Destroy the keys of this revoked device; nothing happens unless `must_erase` holds. The vault is closed then."""
        revoked_at = self._revocation.revoked_at()
        if self._erase is None or revoked_at is None or not self.must_erase():
            return frozenset()
        self._erase(revoked_at, now)
        return frozenset(Kind)

    # ------------------------------------------------------------------ files

    def wanted_blobs(self) -> tuple[BlobWant, ...]:
        """Files that are missing, in the order of need."""
        return self._blobs.wanted()

    def put_chunk(self, sha256: str, index: int, data: bytes) -> Changes:
        """Check and store one chunk. Raises IntegrityError BLOB_DAMAGED."""
        return self._blobs.put_chunk(sha256, index, data)

    def blob_allowance(self, now: datetime) -> Allowance:
        """How much may come now: what the disk and a metered line allow."""
        return self._blobs.allowance(now)

    def blob_failed(self, sha256: str, code: str) -> Changes:
        """Why a file did not come."""
        return self._blobs.failed(sha256, code)

    def count_traffic(self, used: int, now: datetime) -> None:
        """So many bytes went over the network since this was said last."""
        self._blobs.count_traffic(used, now)

    # ------------------------------------------------------------------ contact

    def note_contact(self, now: datetime, server_time: datetime) -> None:
        """The council answered at `now` with its own time; votes say how far this clock is off (`protocol.md 2.3`)."""
        self._settings.put(CLOCK_OFFSET, str(round((now - server_time).total_seconds())))
        self._settings.put(LAST_CONTACT, now.isoformat())

    def last_contact(self) -> datetime | None:
        """When the council answered last, None when it never did."""
        return moment(self._settings.get(LAST_CONTACT))
