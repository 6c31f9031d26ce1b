"""The vote record as this desk holds it, replayed (`protocol.md 6.1`)."""

from __future__ import annotations

from delegate_app.domain.votes import Disposition
from delegate_app.errors import Code, UserError
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.record import RecordTable
from delegate_app.storage.vault import Vault
from protocol.certificates import check_csr, load
from protocol.errors import Alarm
from protocol.replay import Replay


class CheckedRecord:
    """Keeps the replayed state in memory: built from the vault at first use, grown by the replica, forgotten on lock.

    Entries in the vault were checked when they came, so their signatures are not checked again.
    """

    def __init__(self, vault: Vault) -> None:
        self._account = AccountTable(vault)
        self._table = RecordTable(vault)
        self._replay: Replay | None = None

    def forget(self) -> None:
        """Drop the state; the next use builds it from the vault."""
        self._replay = None

    def replay(self) -> Replay | None:
        """The record's state, None before the council's root was pinned. Raises VAULT_DAMAGED."""
        if self._replay is None:
            enrolment = self._account.enrolment()
            if enrolment is None or not enrolment.log_origin:
                return None
            self._replay = self._rebuilt(enrolment)
        return self._replay

    def _rebuilt(self, enrolment: EnrolmentRow) -> Replay:
        replay = fresh_replay(enrolment)
        try:
            for entry in self._table.entries():
                replay.apply(entry.statement, entry.signature, trusted=True)
        except Alarm as error:
            raise UserError(Code.VAULT_DAMAGED, f"record: {error}") from error
        return replay

    def effect(self, identity: str) -> Disposition | None:
        """What the record made of a vote, None while it is not in it (`protocol.md 5.3`, `6.4`, `6.5`)."""
        replay = self.replay()
        index = replay.entries.get(identity) if replay else None
        if replay is None or index is None:
            return None
        disposition = Disposition(replay.dispositions[index].value)
        if disposition is Disposition.COUNTED and self._was_replaced(replay, identity):
            return Disposition.REPLACED
        return disposition

    @staticmethod
    def _was_replaced(replay: Replay, identity: str) -> bool:
        return any(
            listed.identity == identity
            for poll in replay.polls.values()
            for listed in poll.replaced
        )


def own_certificate(replay: Replay, enrolment: EnrolmentRow) -> bytes:
    """This device's certificate from its own logged enrolment (`protocol.md 3.5`).

    Empty while there is none, once it was revoked, and when it certifies another key than the one made here.
    """
    key = check_csr(enrolment.csr)
    for certificate in replay.certificates.values():
        if certificate.device == enrolment.device_id and certificate.revoked_at is None:
            fits = load(certificate.der).public_key == key
            return certificate.der if fits else b""
    return b""


def fresh_replay(enrolment: EnrolmentRow) -> Replay:
    """The empty state of this council's record under the pinned root."""
    return Replay(enrolment.council_id, enrolment.log_origin, root=enrolment.root_sha256)
