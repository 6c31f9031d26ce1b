"""The replica's side of halls: a provisional receipt, verified, makes a vote HELD and nothing more (`protocol.md 13.6`)."""

from __future__ import annotations

from datetime import datetime

from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code, UserError
from delegate_app.services.alarms import integrity_error
from delegate_app.services.record import CheckedRecord
from delegate_app.storage.halls import HallReceiptTable
from delegate_app.storage.vault import Vault
from delegate_app.storage.votes import VoteTable
from protocol import errors as protocol_errors
from protocol.errors import Invalid
from protocol.halls import HallReceipt, open_receipt, read_receipt
from protocol.replay import Replay

HELD: Changes = frozenset({Kind.VOTES, Kind.POLLS, Kind.OUTBOX})


class HallReplica:
    """The vote stays owed: only the council's own answer takes it out of the outbox."""

    def __init__(self, vault: Vault, record: CheckedRecord) -> None:
        self._vault = vault
        self._record = record
        self._votes = VoteTable(vault)
        self._receipts = HallReceiptTable(vault)

    def held(self, item_id: str, text: str, now: datetime) -> Changes:
        """The hall says that it holds the vote. Raises IntegrityError RECEIPT_INVALID unless a hall that the checked
        record certifies signed that, for this vote of this record."""
        replay = self._record.replay()
        if replay is None:
            raise UserError(Code.NOT_ENROLLED)
        try:
            receipt = checked(text, item_id, replay)
        except Invalid as error:
            raise integrity_error(Code.RECEIPT_INVALID, error) from error
        with self._vault.transaction():
            self._receipts.keep(receipt, text)
            stepped = self._votes.step(item_id, VoteState.HELD, now)
        return HELD if stepped else NOTHING

    def receipt_of(self, vote: str) -> str:
        """The provisional receipt that was kept for a vote, "" when there is none."""
        return self._receipts.text(vote)


def checked(text: str, statement: str, replay: Replay) -> HallReceipt:
    """The receipt of a hall of this record. Raises `Invalid`."""
    chain = replay.devices.get(read_receipt(text).hall)
    hall = replay.certificates[chain.certificate] if chain else None
    receipt = open_receipt(text, statement, hall)
    if (receipt.council, receipt.log) != (replay.council, replay.log):
        raise Invalid(protocol_errors.Code.BAD_HALL, "of another record")
    return receipt
