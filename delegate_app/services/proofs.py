"""Proving a vote: the receipt checked again against the record on this machine, and everything needed to check it elsewhere."""

from __future__ import annotations

import os
import shutil
import ssl
from collections.abc import Mapping
from pathlib import Path

from delegate_app.domain.proofs import VoteProof
from delegate_app.errors import Code, IntegrityError, UserError
from delegate_app.services.alarms import integrity_error
from delegate_app.services.record import CheckedRecord
from delegate_app.services.replica_record import check_against_record
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.vault import Vault
from delegate_app.storage.votes import StoredVote, VoteTable
from protocol import cms
from protocol.errors import ProtocolError
from protocol.replay import Replay
from protocol.statements import decode_statement

STATEMENT, SIGNATURE, RECEIPT = "phieu.json", "phieu.p7s", "bien-nhan.txt"
ROOT, HOW_TO = "hoi-dong.pem", "doc-toi.txt"


class Proofs:
    """Checks the receipts of the delegate's own votes, and writes them to files."""

    def __init__(self, vault: Vault, record: CheckedRecord) -> None:
        self._votes = VoteTable(vault)
        self._account = AccountTable(vault)
        self._record = record

    def prove(self, identity: str) -> VoteProof:
        """What holds just now: the signature, the receipt, and the record here beside it (`protocol.md 4.6`).

        Raises POLL_UNKNOWN (no such vote), NOT_ENROLLED; IntegrityError: RECEIPT_INVALID (there is none, or it proves
        nothing), SPLIT_VIEW (it proves another record than the one here).
        """
        vote, enrolment, replay = self._found(identity)
        if vote.receipt is None:
            raise IntegrityError(Code.RECEIPT_INVALID, "no receipt yet")
        try:
            _check_signature(vote, replay)
            check = check_against_record(vote.signed, vote.receipt.text, replay, enrolment)
        except ProtocolError as error:
            raise integrity_error(_code_of(error), error) from error
        reaches = check.checkpoint.size <= replay.size
        return VoteProof(
            identity=identity,
            poll_id=vote.signed.poll_id,
            choice=vote.signed.choice,
            origin=enrolment.log_origin,
            index=check.index,
            size=check.checkpoint.size,
            root=check.checkpoint.root.hex(),
            signed_at=check.checkpoint.time,
            received_at=check.received,
            record_size=replay.size,
            record_agrees=replay.entries.get(identity) == check.index if reaches else None,
            disposition=self._record.effect(identity),
        )

    def save(self, identity: str, folder: Path) -> None:
        """Write statement, signature, receipt, the council's root and a guide into the new folder `folder`.

        Raises what `prove` raises, EXPORT_EXISTS, EXPORT_FAILED; no half-written folder stays.
        """
        proof = self.prove(identity)
        vote, enrolment, _ = self._found(identity)
        receipt = vote.receipt.text if vote.receipt else ""
        root = ssl.DER_cert_to_PEM_cert(enrolment.root_der or b"")
        write_folder(
            folder,
            {
                STATEMENT: vote.signed.statement,
                SIGNATURE: vote.signed.signature,
                RECEIPT: receipt.encode(),
                ROOT: root.encode(),
                HOW_TO: _how_to(proof, enrolment).encode(),
            },
        )

    def _found(self, identity: str) -> tuple[StoredVote, EnrolmentRow, Replay]:
        vote = self._votes.vote(identity)
        if vote is None:
            raise UserError(Code.POLL_UNKNOWN, "no such vote")
        enrolment, replay = self._account.enrolment(), self._record.replay()
        if enrolment is None or replay is None:
            raise UserError(Code.NOT_ENROLLED)
        return vote, enrolment, replay


def _check_signature(vote: StoredVote, replay: Replay) -> None:
    """Raises the protocol's refusal unless the certificate that the vote names signed exactly this statement."""
    named = decode_statement(vote.signed.statement).cert
    certificate = replay.certificates.get(named)
    cms.verify(
        vote.signed.signature, vote.signed.statement, certificate.der if certificate else b""
    )


def _code_of(error: ProtocolError) -> Code:
    return Code.SPLIT_VIEW if error.code == "SPLIT_VIEW" else Code.RECEIPT_INVALID


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """The new folder holds exactly these files, durably. Raises EXPORT_EXISTS, EXPORT_FAILED, after which it is not there."""
    if folder.exists():
        raise UserError(Code.EXPORT_EXISTS)
    part = folder.with_name(folder.name + ".part")
    try:
        part.mkdir(parents=True)
        for name, data in files.items():
            with (part / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        part.rename(folder)
    except OSError as error:
        raise UserError(Code.EXPORT_FAILED, type(error).__name__) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _how_to(proof: VoteProof, enrolment: EnrolmentRow) -> str:
    return f"""CHỨNG MINH MỘT PHIẾU BIỂU QUYẾT / PROOF OF ONE VOTE

Lượt biểu quyết / poll: {proof.poll_id}
Lựa chọn / choice: {proof.choice}
SHA-256 của phiếu / of the statement: {proof.identity}
Sổ biểu quyết / vote record: {proof.origin}
Mục số / entry: {proof.index} (sổ có {proof.size} mục khi ký / of {proof.size} entries when signed)
Gốc của sổ / root: {proof.root}
SHA-256 chứng thư gốc / of the root certificate: {enrolment.root_sha256}

1. Ai ký, ký điều gì / who signed what (OpenSSL 3):
   openssl cms -verify -cades -binary -inform DER -in {SIGNATURE} -content {STATEMENT} \\
       -CAfile {ROOT} -purpose any -no_check_time
2. Chứng thư gốc có đúng của hội đồng không / is this the council's root certificate:
   openssl x509 -in {ROOT} -outform DER | sha256sum
3. Phiếu nằm trong sổ / the vote stands in the record: {RECEIPT}
   là một biên nhận c2sp.org/tlog-proof@v1; so gốc của sổ với bản sổ do hội đồng công bố.
   is a c2sp.org/tlog-proof@v1 receipt; compare its root with the record that the council published.
"""
