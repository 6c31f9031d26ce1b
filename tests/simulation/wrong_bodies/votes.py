"""Wrong ways to deliver votes."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from delegate_app.domain.changes import Changes
from delegate_app.domain.outbox import EntryPayload, OutboxItem
from delegate_app.domain.votes import Vote
from delegate_app.services import replica_outbox
from delegate_app.services.replica import Replica
from delegate_app.services.votes import Votes
from delegate_app.storage.outbox import OutboxTable
from protocol import cms
from protocol.checkpoints import Checkpoint
from protocol.keys import SoftwareSigner
from protocol.receipts import ReceiptCheck
from protocol.statements import decode_statement

_cast = Votes.cast
_add_vote = OutboxTable.add_vote
_outbox = Replica.outbox


def _any_receipt(vote: Any, receipt: str, replay: Any, enrolment: Any) -> ReceiptCheck:
    del vote
    line = next((line for line in receipt.splitlines() if line.startswith("index ")), "index 0")
    index = int(line.removeprefix("index "))
    point = Checkpoint(enrolment.log_origin, replay.size, b"", datetime.min)  # noqa: DTZ901
    return ReceiptCheck(index, point, replay_time(replay))


def replay_time(replay: Any) -> datetime:
    """Some moment: nobody looks at it."""
    del replay
    return datetime.fromisoformat("2026-11-22T08:00:00+07:00")


def _done(self: Replica, item_id: str, now: datetime) -> Changes:
    del now
    self._outbox._outbox.remove(item_id)
    return frozenset()


def _signed_again(self: Replica) -> tuple[OutboxItem, ...]:
    return tuple(_renewed(self, item) for item in _outbox(self))


def _renewed(self: Replica, item: OutboxItem) -> OutboxItem:
    enrolment = self._account._table.enrolment()
    if not isinstance(item.payload, EntryPayload) or not item.tries or enrolment is None:
        return item
    statement: Any = decode_statement(item.payload.statement)
    data = replace(statement, nonce=secrets.token_hex(16)).to_bytes()
    signer = SoftwareSigner(self._account._open_keys.require().signing)
    moment = datetime.fromisoformat(statement.cast_at)
    signature = cms.sign(data, signer, enrolment.certificate, moment)
    return replace(item, payload=EntryPayload(data, signature))


def _never_again(self: OutboxTable, *, notes: bool) -> None:
    del self, notes


def _queued_later(
    self: Votes, poll_id: str, choice: str, passphrase: str, *, now: datetime
) -> Vote:
    waiting: list[str] = []
    self._outbox.add_vote = waiting.append  # type: ignore[method-assign, assignment]
    try:
        vote = _cast(self, poll_id, choice, passphrase, now=now)
    finally:
        del self._outbox.add_vote
    _add_vote(self._outbox, waiting[0])
    return vote


RECEIPT_UNVERIFIED = (replica_outbox, "check_against_record", _any_receipt)
SENT_IS_DONE = (Replica, "sending", _done)
SIGNED_AGAIN = (Replica, "outbox", _signed_again)
NEVER_AGAIN = (OutboxTable, "offer_again", _never_again)
QUEUED_LATER = (Votes, "cast", _queued_later)
