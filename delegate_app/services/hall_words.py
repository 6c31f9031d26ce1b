"""A hall's word about the delegate's own votes beside the record, and the file for a third person (`protocol.md 13.10`)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from delegate_app.domain.halls import HallConflict, HallWord
from delegate_app.errors import Code, IntegrityError, UserError
from delegate_app.services.alarms import integrity_error
from delegate_app.services.evidence import write_zip
from delegate_app.services.record import CheckedRecord
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.halls import HallReceiptTable
from delegate_app.storage.record import Head, RecordTable
from delegate_app.storage.vault import Vault
from delegate_app.storage.votes import StoredVote, VoteTable
from protocol.bundles import Bundle, bundle_files, read_bundle
from protocol.checkpoints import open_checkpoint
from protocol.errors import ProtocolError
from protocol.hall_evidence import (
    HallEvidence,
    HallFinding,
    check_evidence,
    conflict_of,
    evidence_files,
    read_evidence,
)
from protocol.hall_reading import reading
from protocol.halls import read_receipt
from protocol.record_summary import summary
from protocol.records import Record
from protocol.replay import Replay
from protocol.statements import decode_statement
from protocol.verify import check_bundle
from protocol.votes import Vote as VoteStatement


class HallWords:
    """Reads what a hall signed, and judges it by the checked record here; changes nothing."""

    def __init__(self, vault: Vault, record: CheckedRecord) -> None:
        self._votes = VoteTable(vault)
        self._receipts = HallReceiptTable(vault)
        self._account = AccountTable(vault)
        self._entries = RecordTable(vault)
        self._record = record

    def of(self, vote: StoredVote) -> HallWord | None:
        """What the hall signed about a vote, None when it signed nothing. Signatures were verified when it came."""
        replay, text = self._record.replay(), self._receipts.text(vote.signed.identity)
        if replay is None or not text:
            return None
        receipt, name = read_receipt(text), vote.signed.identity
        statement = decode_statement(vote.signed.statement)
        if not isinstance(statement, VoteStatement):
            raise UserError(Code.VAULT_DAMAGED, "a vote that is none")
        found = conflict_of(statement, name, receipt, replay, vote.refusal)
        return HallWord(
            hall=_name(receipt.hall, replay),
            seq=receipt.seq,
            received_at=datetime.fromisoformat(receipt.received_at),
            conflict=HallConflict(found.value) if found else None,
        )

    def export(self, identity: str, target: Path) -> None:
        """Write what anyone needs to judge the hall's word on this vote into the new zip file `target`.

        It holds the vote, the hall's receipt and certificate, a refusal, the whole record up to the head held here, and a
        reading in both languages. Raises POLL_UNKNOWN (no such vote), HALL_AGREES (nothing contradicts the hall),
        NOT_ENROLLED, EXPORT_EXISTS, EXPORT_FAILED; nothing half-written stays.
        """
        vote, replay = self._votes.vote(identity), self._record.replay()
        if vote is None:
            raise UserError(Code.POLL_UNKNOWN, "no such vote")
        enrolment, head = self._account.enrolment(), self._entries.head()
        if replay is None or enrolment is None or head is None:
            raise UserError(Code.NOT_ENROLLED)
        evidence = self._evidence(vote)
        finding = _checked(evidence, replay) if evidence is not None else None
        if evidence is None or finding is None or finding.conflict is None:
            raise UserError(Code.HALL_AGREES)
        write_zip(target, self._files(evidence, finding, replay, enrolment, head))

    def _evidence(self, vote: StoredVote) -> HallEvidence | None:
        name = vote.signed.identity
        receipt = self._receipts.text(name)
        if not receipt:
            return None
        refusal = self._votes.refusal_text(name)
        return HallEvidence(vote.signed.statement, vote.signed.signature, receipt, refusal)

    def _files(
        self,
        evidence: HallEvidence,
        finding: HallFinding,
        replay: Replay,
        enrolment: EnrolmentRow,
        head: Head,
    ) -> dict[str, bytes]:
        checkpoint = open_checkpoint(head.checkpoint, replay.log_keys, replay.log)
        record = Bundle(
            origin=replay.log,
            root=enrolment.root_der or b"",
            log_key=replay.log_keys.standing,
            checkpoint=head.checkpoint,
            records=tuple(Record(e.statement, e.signature) for e in self._entries.entries()),
        )
        text = reading(finding, replay, checkpoint)
        return {
            **evidence_files(evidence, finding.hall, text),
            **dict(bundle_files(record, summary(replay, checkpoint))),
        }


def _name(hall: str, replay: Replay) -> str:
    chain = replay.devices.get(hall)
    certificate = replay.certificates.get(chain.certificate) if chain is not None else None
    return certificate.name if certificate is not None else hall


def _checked(evidence: HallEvidence, replay: Replay) -> HallFinding:
    """Everything was verified when it came; that it does not hold now is damage."""
    try:
        return check_evidence(evidence, replay)
    except ProtocolError as error:
        raise UserError(Code.VAULT_DAMAGED, f"hall receipt: {error}") from error


def checked_reading(target: Path, root: str = "") -> tuple[str, str]:
    """(reading, conflict or "") of such a file or its folder, checked from `root` on, the printed SHA-256 of the
    council's root certificate; "" takes the file's word for it. Raises IntegrityError EVIDENCE_FALSE."""
    try:
        replay, head = check_bundle(read_bundle(target), root=root or None)
        found = read_evidence(target)
        if found is None:
            raise IntegrityError(Code.EVIDENCE_FALSE, "a plain record bundle")
        finding = check_evidence(found[0], replay)
    except ProtocolError as error:
        raise integrity_error(Code.EVIDENCE_FALSE, error) from error
    return reading(finding, replay, head), finding.conflict.value if finding.conflict else ""
