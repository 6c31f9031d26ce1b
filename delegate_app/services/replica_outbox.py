"""The replica's side of the outbox: what is owed, and what each answer means.

A vote leaves it by a verified receipt or a verified refusal, a note by coming back in the private feed; nothing else.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.domain.outbox import OutboxItem
from delegate_app.domain.records import Alarm
from delegate_app.domain.votes import Receipt, VoteState
from delegate_app.errors import Code, IntegrityError, UserError
from delegate_app.services.alarms import alarm_code, integrity_error
from delegate_app.services.announcer import Announcer
from delegate_app.services.record import CheckedRecord
from delegate_app.services.replica_record import check_against_record
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.outbox import OutboxTable
from delegate_app.storage.record import RecordTable
from delegate_app.storage.vault import Vault
from delegate_app.storage.votes import StoredVote, VoteTable
from protocol import errors as protocol_errors
from protocol import wire
from protocol.errors import Invalid
from protocol.refusals import open_refusal
from protocol.replay import Replay

VOTED: Changes = frozenset({Kind.VOTES, Kind.POLLS, Kind.OUTBOX})
OWED: Changes = frozenset({Kind.OUTBOX})
REST = timedelta(minutes=10)
"""How long a note that was taken may need to come back before it is offered again."""


class OutboxReplica:
    """Votes by their identity, notes by their id and clock."""

    def __init__(self, vault: Vault, record: CheckedRecord, changes: Announcer) -> None:
        self._vault = vault
        self._record = record
        self._changes = changes
        self._outbox = OutboxTable(vault)
        self._votes = VoteTable(vault)
        self._account = AccountTable(vault)
        self._alarms = RecordTable(vault)

    def items(self) -> tuple[OutboxItem, ...]:
        """What has to be sent: votes in the order of the device's chain, then notes in the order of their edits."""
        return self._outbox.pending()

    def unsettled(self) -> tuple[int, int]:
        """(votes, notes) that are not settled, whether they are sent again or not."""
        found = self._outbox.unsettled()
        return found.get("entry", 0), found.get("note", 0)

    def sending(self, item_id: str, now: datetime) -> Changes:
        """An attempt begins: a signed vote is SENT from here on."""
        with self._vault.transaction():
            known = self._outbox.count_try(item_id)
            stepped = known and self._votes.step(item_id, VoteState.SENT, now)
        if stepped:
            return VOTED
        return OWED if known else NOTHING

    def receipt(self, item_id: str, answer: wire.EntryAnswer, now: datetime) -> Changes:
        """The council's receipt, verified: the vote is RECEIVED, and PROVEN when the record held here has it.

        Raises IntegrityError RECEIPT_INVALID (the vote stays owed), or SPLIT_VIEW when the receipt is of another
        log than the record held here: an alarm that freezes signing.
        """
        vote, enrolment, replay = self._vote(item_id), self._enrolment(), self._replay()
        try:
            check = check_against_record(vote.signed, answer.receipt, replay, enrolment)
        except protocol_errors.Alarm as error:
            self._raise_alarm(error, answer.receipt, enrolment, now)
        except Invalid as error:
            raise integrity_error(Code.RECEIPT_INVALID, error) from error
        receipt = Receipt(check.index, check.checkpoint.size, check.received, answer.receipt)
        with self._vault.transaction():
            self._votes.keep_receipt(item_id, receipt)
            self._votes.step(item_id, VoteState.RECEIVED, now)
            if item_id in replay.entries:
                self._votes.step(item_id, VoteState.PROVEN, now)
            self._outbox.remove(item_id)
        return VOTED

    def refused(self, item_id: str, refusal_text: str, now: datetime) -> Changes:
        """The council's signed refusal, verified: the vote is REFUSED for good (`protocol.md 4.7`, `5.2`).

        Raises IntegrityError RECEIPT_INVALID when it is not the council's word on this vote; the vote stays owed.
        """
        vote, enrolment = self._vote(item_id), self._enrolment()
        try:
            refusal = open_refusal(
                refusal_text, vote.signed.identity, enrolment.log_key, enrolment.log_origin
            )
        except Invalid as error:
            raise integrity_error(Code.RECEIPT_INVALID, error) from error
        with self._vault.transaction():
            if self._votes.step(item_id, VoteState.REFUSED, now):
                self._votes.keep_refusal(item_id, refusal.code.value, refusal_text)
            self._outbox.remove(item_id)
        return VOTED

    def note_put(self, item_id: str, now: datetime) -> Changes:
        """The council took the edit; it stays owed until the feed brings it back, and rests until then."""
        return OWED if self._outbox.set_delivered(item_id, now + REST) else NOTHING

    def failed(self, item_id: str, code: str, next_try: datetime) -> Changes:
        """An attempt failed; the item stays owed."""
        return OWED if self._outbox.set_failed(item_id, code, next_try) else NOTHING

    def give_up(self, item_id: str, code: str) -> Changes:
        """Final without a signed word (`protocol.md 7.16`): not sent again before the next unlocking, and still shown."""
        return OWED if self._outbox.set_given_up(item_id, code) else NOTHING

    def offer_again(self) -> None:
        """Offer once more what was given up: the same bytes again do no harm (`protocol.md 5.5`), and who refused them
        without a signature may not have been the council."""
        self._outbox.offer_again(notes=False)

    def _raise_alarm(
        self,
        error: protocol_errors.Alarm,
        theirs: str,
        enrolment: EnrolmentRow,
        now: datetime,
    ) -> None:
        head = self._alarms.head()
        ours = head.checkpoint if head else ""
        alarm = Alarm(alarm_code(error), str(error), now, ours, theirs)
        self._alarms.raise_alarm(enrolment.log_origin, alarm, b"")
        self._changes.announce(frozenset({Kind.ALARM, Kind.POLLS}))
        raise integrity_error(alarm.code, error) from error

    def _vote(self, identity: str) -> StoredVote:
        vote = self._votes.vote(identity)
        if vote is None:
            raise IntegrityError(Code.RECEIPT_INVALID, "an answer about a vote that is not ours")
        return vote

    def _enrolment(self) -> EnrolmentRow:
        row = self._account.enrolment()
        if row is None:
            raise UserError(Code.NOT_ENROLLED)
        return row

    def _replay(self) -> Replay:
        replay = self._record.replay()
        if replay is None:
            raise UserError(Code.NOT_ENROLLED)
        return replay
