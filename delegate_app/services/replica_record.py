"""The replica's side of the vote record: every checkpoint is checked, every entry replayed, before anything is written.

Rules (`protocol.md 4.9`, `6.1`, `6.6`), in this order
1. The checkpoint opens under the log key of its size and the record's origin, else nothing is known (PAGE_FORGED).
   New `root` statements are checked first, for they may name that key (`4.10`).
2. At a size that was held it has the root that was held (SPLIT_VIEW). A smaller one is no news: signed not later than the
   one held it is a stale copy; signed later the council lost entries that it was just given back, and it may have been
   signed before that (SERVER_BEHIND). Only one signed an hour after the first such is an alarm (`4.9.1`: LOG_SHRANK).
3. The new entries lead from the held tree to the checkpoint's root. Entries that do not are nobody's word, for the
   council signs only the root: nothing changes (PAGE_FORGED). When the whole record was given and it leads
   there by another way than through what is held, the council did sign another history (ROOT_MISMATCH).
4. Each new entry keeps every rule, and each result equals the recount (TALLY_MISMATCH, RECORD_FORGED).
5. What this device holds receipts for stands where the receipts say (OWN_MISSING).
6. Then entries, edge and checkpoint are written in one transaction.
An alarm freezes signing; both checkpoints and the entries received are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.domain.feeds import Cursor
from delegate_app.domain.records import Alarm
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code, IntegrityError, ServerError, UserError
from delegate_app.services.alarms import alarm_code, integrity_error
from delegate_app.services.announcer import Announcer
from delegate_app.services.record import CheckedRecord, own_certificate
from delegate_app.services.record_check import missing_votes
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.record import Entry, Head, RecordTable
from delegate_app.storage.vault import Vault
from delegate_app.storage.votes import SignedVote, VoteTable
from protocol import errors as protocol_errors
from protocol.canonical import identity
from protocol.checkpoints import Checkpoint, open_checkpoint
from protocol.errors import Invalid, Refused
from protocol.manifests import Manifest
from protocol.merkle import Edge
from protocol.receipts import ReceiptCheck, check_receipt
from protocol.records import Record, record_hash, write_records
from protocol.replay import Replay
from protocol.roots import LogKeys
from protocol.statements import decode_statement
from protocol.votes import Vote as VoteStatement

RECORD = "record"
TIME_TO_TAKE_BACK = timedelta(hours=1)
"""A copy signed before entries were given back may be so much older than one signed after it (`protocol.md 4.9.1`)."""
Pairs = Sequence[tuple[bytes, bytes]]


class RecordReplica:
    """Follows the record of the council that this device is enrolled with."""

    def __init__(self, vault: Vault, record: CheckedRecord, changes: Announcer) -> None:
        self._vault = vault
        self._record = record
        self._changes = changes
        self._table = RecordTable(vault)
        self._votes = VoteTable(vault)
        self._account = AccountTable(vault)
        self._documents = DocumentTable(vault)

    def cursor(self) -> Cursor | None:
        """The record's log id and the size held, None before the first checkpoint."""
        head = self._table.head()
        return Cursor(head.origin.rpartition("/")[2], head.size) if head else None

    def checkpoint(self) -> str:
        """The newest checked checkpoint, "" before the first."""
        head = self._table.head()
        return head.checkpoint if head else ""

    def tail(self, size: int) -> tuple[tuple[bytes, bytes], ...]:
        """The entries known from index `size` on, for a council that lost them (`protocol.md 7.13`)."""
        held = [(entry.statement, entry.signature) for entry in self._table.entries(size)]
        head = self._table.head()
        beyond = self._receipted(head.size if head else 0)
        return (*held, *beyond[max(size - (head.size if head else 0), 0) :])

    def known_size(self) -> int:
        """The size up to which every entry is known here: held, or this device's own vote with its receipt."""
        head = self._table.head()
        size = head.size if head else 0
        return size + len(self._receipted(size))

    def _receipted(self, size: int) -> list[tuple[bytes, bytes]]:
        """Own votes that their receipts place one after the other right behind the record that is held."""
        placed = {
            vote.receipt.index: (vote.signed.statement, vote.signed.signature)
            for vote in self._votes.all()
            if vote.receipt and vote.receipt.index >= size
        }
        following = []
        while size in placed:
            following.append(placed[size])
            size += 1
        return following

    def apply(self, checkpoint_text: str, records: Pairs, first: int) -> Changes:
        """Follow the record to a checkpoint; `records` are its entries from index `first` up to its size.

        Raises IntegrityError: PAGE_FORGED (nothing is known, nothing changed; with `first` 0 more can be told) or
        the code of an alarm. Raises ServerError for an older checkpoint than the one held.
        """
        enrolment, head = self._account.enrolment(), self._table.head()
        replay = self._replayed(head)
        if enrolment is None or replay is None:
            raise UserError(Code.NOT_ENROLLED)
        keys = _log_keys(records, first, replay, enrolment)
        offered = _opened(checkpoint_text, keys, enrolment)
        fresh = self._fresh(records, first, replay.size, offered)
        try:
            self._compare(head, offered, replay, enrolment)
            self._check_path(records, first, offered, replay)
            self._replay(fresh, replay, enrolment)
        except protocol_errors.Alarm as error:
            self._record.forget()  # the replayed state may hold entries that are not written
            self._raise_alarm(error, head, checkpoint_text, fresh, enrolment)
        entries = [
            Entry(index, decode_statement(data).KIND, identity(data), data, signature)
            for index, (data, signature) in enumerate(fresh, start=replay.size - len(fresh))
        ]
        after = Head(
            enrolment.log_origin,
            replay.size,
            offered.root.hex(),
            replay.edge.to_bytes(),
            checkpoint_text,
        )
        try:
            return self._write(head, after, entries, replay, enrolment)
        except BaseException:
            self._record.forget()
            raise

    def compare(self, checkpoint_text: str) -> None:
        """Rules 1 and 2 for an old copy of the record; that it is smaller is no loss. Raises IntegrityError."""
        enrolment, replay = self._account.enrolment(), self._record.replay()
        if enrolment is None or replay is None:
            raise UserError(Code.NOT_ENROLLED)
        keys = replay.log_keys if replay.size else enrolment.log_key
        offered = _opened(checkpoint_text, keys, enrolment)
        if offered.size > replay.size or replay.root_at(offered.size) == offered.root:
            return
        split = protocol_errors.Alarm(
            protocol_errors.Code.SPLIT_VIEW, f"another root at size {offered.size}"
        )
        self._raise_alarm(split, self._table.head(), checkpoint_text, (), enrolment)

    def _replayed(self, head: Head | None) -> Replay | None:
        """The replayed record as the vault holds it: built anew when another process moved it meanwhile."""
        replay = self._record.replay()
        if replay is not None and replay.size != (head.size if head else 0):
            self._record.forget()
            replay = self._record.replay()
        return replay

    def _fresh(self, records: Pairs, first: int, size: int, offered: Checkpoint) -> Pairs:
        """The entries that are new here. Raises PAGE_FORGED when they do not reach from here to the checkpoint."""
        if first > size or (offered.size >= size and first + len(records) != offered.size):
            raise IntegrityError(Code.PAGE_FORGED, "entries that do not reach the checkpoint")
        return tuple(records[size - first :])

    def _compare(
        self, head: Head | None, offered: Checkpoint, replay: Replay, enrolment: EnrolmentRow
    ) -> None:
        """Rule 2; whoever asks has given back what the council lacks. Raises the protocol's Alarm, or ServerError."""
        if head is None or offered.size > replay.size:
            return
        if replay.root_at(offered.size) != offered.root:
            raise protocol_errors.Alarm(
                protocol_errors.Code.SPLIT_VIEW, f"another root at size {offered.size}"
            )
        if offered.size == replay.size:
            return
        if offered.time <= _opened(head.checkpoint, replay.log_keys, enrolment).time:
            raise ServerError(Code.SERVER_TROUBLE, "a stale checkpoint")
        detail = f"{replay.size} -> {offered.size}"
        since = self._table.behind_since(enrolment.log_origin, offered.time)
        if offered.time - since < TIME_TO_TAKE_BACK:
            raise ServerError(Code.SERVER_BEHIND, f"record {detail}")
        raise protocol_errors.Alarm(protocol_errors.Code.LOG_SHRANK, detail)

    def _check_path(self, records: Pairs, first: int, offered: Checkpoint, replay: Replay) -> None:
        """Rule 3. Raises the protocol's Alarm or IntegrityError PAGE_FORGED."""
        if _leads(replay.edge, records[replay.size - first :], offered):
            return
        if first == 0 and _leads(Edge(), records, offered):
            raise protocol_errors.Alarm(
                protocol_errors.Code.ROOT_MISMATCH, f"another history of size {offered.size}"
            )
        raise IntegrityError(Code.PAGE_FORGED, "entries that do not lead to the checkpoint")

    def _replay(self, fresh: Pairs, replay: Replay, enrolment: EnrolmentRow) -> None:
        """Rules 4 and 5; afterwards `replay` stands at the checkpoint. Raises the protocol's Alarm."""
        for statement, signature in fresh:
            replay.apply(statement, signature)
        self._check_own(replay, enrolment)

    def _check_own(self, replay: Replay, enrolment: EnrolmentRow) -> None:
        """Rule 5, and that each receipt's checkpoint is of this very log."""
        own = self._votes.all()
        if missing_votes(replay, own):
            raise OwnMissing
        for vote in own:
            receipt = vote.receipt
            if vote.state is VoteState.RECEIVED and receipt and receipt.size <= replay.size:
                check_against_record(vote.signed, receipt.text, replay, enrolment)

    def _raise_alarm(
        self,
        error: protocol_errors.Alarm,
        head: Head | None,
        theirs: str,
        fresh: Pairs,
        enrolment: EnrolmentRow,
    ) -> None:
        code = Code.OWN_MISSING if isinstance(error, OwnMissing) else alarm_code(error)
        alarm = Alarm(code, str(error), datetime.now(UTC), head.checkpoint if head else "", theirs)
        evidence = write_records(Record(*pair) for pair in fresh)
        self._table.raise_alarm(enrolment.log_origin, alarm, evidence)
        self._changes.announce(frozenset({Kind.ALARM, Kind.POLLS}))
        raise integrity_error(code, error) from error

    def _write(
        self,
        head: Head | None,
        after: Head,
        entries: list[Entry],
        replay: Replay,
        enrolment: EnrolmentRow,
    ) -> Changes:
        if head is not None and not entries and after.checkpoint == head.checkpoint:
            return NOTHING
        moved: set[Kind] = {Kind.POLLS} if entries else set()
        with self._vault.transaction():
            if not self._table.advance(head, after):
                raise UserError(Code.VAULT_IN_USE, "the record moved meanwhile")
            self._table.caught_up(after.origin)
            self._table.append(entries)
            if self._prove(replay):
                moved.add(Kind.VOTES)
            if self._publish(entries):
                moved.add(Kind.DOCUMENTS)
            self._follow_key(replay, enrolment)
            if self._certify(replay, enrolment):
                moved.add(Kind.ACCOUNT)
        return frozenset(moved)

    def _prove(self, replay: Replay) -> bool:
        """A vote whose receipt was verified and that a checked checkpoint covers is PROVEN."""
        proven = [
            self._votes.step(vote.signed.identity, VoteState.PROVEN, datetime.now(UTC))
            for vote in self._votes.all()
            if vote.state is VoteState.RECEIVED and vote.signed.identity in replay.entries
        ]
        return any(proven)

    def _publish(self, entries: list[Entry]) -> bool:
        """Remember which versions a logged manifest names (`protocol.md 8.7`)."""
        papers: set[tuple[str, str]] = set()
        for entry in entries:
            statement = decode_statement(entry.statement)
            if isinstance(statement, Manifest):
                papers |= {(paper.document, paper.version) for paper in statement.papers}
        if papers:
            self._documents.add_checked(papers)
        return bool(papers)

    def _follow_key(self, replay: Replay, enrolment: EnrolmentRow) -> None:
        """Feeds and refusals are signed by the key that stands (`protocol.md 4.10`)."""
        if replay.size and replay.log_keys.standing != enrolment.log_key:
            self._account.change(log_key=replay.log_keys.standing)

    def _certify(self, replay: Replay, enrolment: EnrolmentRow) -> bool:
        """This device's certificate comes from its own logged enrolment (`protocol.md 3.5`)."""
        certificate = own_certificate(replay, enrolment)
        if certificate == enrolment.certificate:
            return False
        self._account.change(certificate=certificate)
        return True


def check_against_record(
    vote: SignedVote, receipt: str, replay: Replay, enrolment: EnrolmentRow
) -> ReceiptCheck:
    """What a receipt proves. Raises `Invalid` when it proves nothing, `Alarm(SPLIT_VIEW)` when it proves another log."""
    leaf = record_hash(VoteStatement.KIND, vote.statement, vote.signature)
    keys = replay.log_keys if replay.size else enrolment.log_key
    check = check_receipt(receipt, leaf, keys, enrolment.log_origin)
    known = replay.root_at(check.checkpoint.size)
    if known is not None and known != check.checkpoint.root:
        raise protocol_errors.Alarm(
            protocol_errors.Code.SPLIT_VIEW,
            f"a receipt of another log of size {check.checkpoint.size}",
        )
    return check


def _log_keys(
    records: Pairs, first: int, replay: Replay, enrolment: EnrolmentRow
) -> LogKeys | bytes:
    """The keys that sign the record's sizes once these entries are in it (`protocol.md 4.10`). Raises PAGE_FORGED."""
    fresh = records[max(replay.size - first, 0) :]
    try:
        chain = replay.roots_after(Record(*pair) for pair in fresh)
    except Refused as error:
        raise integrity_error(Code.PAGE_FORGED, error) from error
    return chain.log_keys if chain.links else enrolment.log_key


def _opened(text: str, keys: LogKeys | bytes, enrolment: EnrolmentRow) -> Checkpoint:
    try:
        return open_checkpoint(text, keys, enrolment.log_origin)
    except Invalid as error:
        raise integrity_error(Code.PAGE_FORGED, error) from error


def _leads(edge: Edge, records: Pairs, offered: Checkpoint) -> bool:
    """Whether these entries after the tree at `edge` make up the checkpoint's tree."""
    longer = edge.copy()
    try:
        for statement, signature in records:
            kind = decode_statement(statement).KIND
            longer.append(record_hash(kind, statement, signature))
    except Refused:
        return False
    return longer.size == offered.size and longer.root() == offered.root


class OwnMissing(protocol_errors.Alarm):
    """The record lacks a vote that its own receipt placed in it."""

    def __init__(self) -> None:
        super().__init__(
            protocol_errors.Code.ROOT_MISMATCH, "an own vote is not where its receipt says"
        )
