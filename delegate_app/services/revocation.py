"""Whether the council revoked this device, and whether it may destroy its keys now (`protocol.md 11.8`)."""

from __future__ import annotations

from datetime import datetime

from delegate_app.services.record import CheckedRecord, own_certificate
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.outbox import OutboxTable
from delegate_app.storage.record import RecordTable
from delegate_app.storage.vault import Vault
from protocol.certificates import check_csr, load
from protocol.enrolments import Revoke
from protocol.replay import Replay
from protocol.statements import decode_statement
from protocol.times import read_time


class Revocation:
    """Read from the record that this desk checked, and from nothing else that a council says."""

    def __init__(self, vault: Vault, record: CheckedRecord) -> None:
        self._record = record
        self._entries = RecordTable(vault)
        self._account = AccountTable(vault)
        self._outbox = OutboxTable(vault)

    def revoked_at(self) -> datetime | None:
        """When this device was revoked by a logged statement; None while it is not, and while an alarm stands.

        An alarm means that somebody showed a false record: its evidence is in the vault, and stays there.
        """
        enrolment = self._account.enrolment()
        if enrolment is None or enrolment.state != "enrolled" or self._entries.alarm() is not None:
            return None
        replay = self._record.replay()
        if replay is None or own_certificate(replay, enrolment):
            return None
        index = _revocation(replay, enrolment)
        entry = self._entries.entry(index) if index is not None else None
        statement = decode_statement(entry.statement) if entry else None
        return read_time(statement.revoked_at) if isinstance(statement, Revoke) else None

    def owes_nothing(self) -> bool:
        """True once every vote and note was answered for good or taken: nothing of the delegate's is only here."""
        return not self._outbox.has_undelivered()


def _revocation(replay: Replay, enrolment: EnrolmentRow) -> int | None:
    """The index of the entry that revoked the certificate of this very key."""
    key = check_csr(enrolment.csr)
    for certificate in replay.certificates.values():
        if certificate.device == enrolment.device_id and load(certificate.der).public_key == key:
            return certificate.revoked_at
    return None
