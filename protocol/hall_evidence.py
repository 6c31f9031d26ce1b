"""When the record contradicts a hall's word, and the files that show it to a third person (protocol.md 13.10).

The files are a record bundle (`bundles`) and beside it
phieu.json, phieu.p7s     the delegate's signed vote
bien-nhan-phong-hop.txt   the hall's provisional receipt (13.3)
phong-hop.pem             the hall's certificate, which the record's `enrol` entry holds under the council's root
tu-choi.txt               the council's signed refusal, where there is one
doc-toi.txt               what follows from them, for people (recomputed by every check)
verify-evidence.sh        the check by openssl, sha256sum and jq
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from protocol import certificates, cms, limits
from protocol.bundles import read_files
from protocol.canonical import identity
from protocol.dispositions import Disposition
from protocol.enrolments import HALL
from protocol.errors import Code, Invalid, Refused
from protocol.hall_evidence_script import SCRIPT
from protocol.halls import HallReceipt, open_receipt, read_receipt
from protocol.poll_states import ENDED
from protocol.refusals import Refusal, open_refusal
from protocol.replay import Replay
from protocol.signing_rights import Certificate, check_signer
from protocol.statements import decode_statement
from protocol.times import read_time
from protocol.votes import Vote

VOTE_FILE, SIGNATURE_FILE = "phieu.json", "phieu.p7s"
RECEIPT_FILE = "bien-nhan-phong-hop.txt"
HALL_FILE = "phong-hop.pem"
REFUSAL_FILE = "tu-choi.txt"
READING_FILE = "doc-toi.txt"
SCRIPT_FILE = "verify-evidence.sh"
_FILES: Mapping[str, int] = {
    VOTE_FILE: limits.STATEMENT,
    SIGNATURE_FILE: limits.SIGNATURE,
    RECEIPT_FILE: limits.NOTE,
    REFUSAL_FILE: limits.NOTE,
    READING_FILE: limits.NOTE,
}


class Conflict(StrEnum):
    """In what way the record, or a signed refusal, contradicts the hall."""

    OTHER = "OTHER"
    """In the vote's place of the device's chain the record holds another statement."""
    REFUSED = "REFUSED"
    """The council refused the vote that the hall took."""
    LATE = "LATE"
    """The hall dates its receipt before the close; in the record the vote stands after it."""
    MISSING = "MISSING"
    """Counting ended, and the vote is not in the record."""


@dataclass(frozen=True, slots=True)
class HallEvidence:
    """The signed material about one vote; `refusal` is "" where the council gave none."""

    statement: bytes
    signature: bytes
    receipt: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class HallFinding:
    """What holds of it beside a checked record. `index` is the vote's entry, `other` the entry that stands in its
    place of the device's chain; None where there is none. `conflict` None: nothing contradicts the hall."""

    vote: Vote
    identity: str
    receipt: HallReceipt
    hall: Certificate
    refusal: Refusal | None
    conflict: Conflict | None
    index: int | None
    other: int | None


def conflict_of(
    vote: Vote, name: str, receipt: HallReceipt, replay: Replay, refused: str = ""
) -> Conflict | None:
    """How the record contradicts the receipt of the vote with identity `name` (13.10); `refused` is the refusal's code."""
    index, poll = replay.entries.get(name), replay.polls.get(vote.poll)
    if index is not None:
        close = poll.ended if poll is not None else None
        late = replay.dispositions[index] is Disposition.LATE and close is not None
        if late and close and read_time(receipt.received_at) < read_time(close.closed_at):
            return Conflict.LATE
        return None
    if refused in ("", Code.CHAIN_FORK) and _in_its_place(vote, replay):
        return Conflict.OTHER
    if refused:
        return Conflict.REFUSED
    return Conflict.MISSING if poll is not None and poll.stage in ENDED else None


def _in_its_place(vote: Vote, replay: Replay) -> str:
    """The statement at the vote's `seq` of its device, "" when the chain does not reach that far."""
    chain = replay.devices.get(vote.device)
    return chain.logged_at(vote.seq) if chain is not None and chain.seq >= vote.seq else ""


def check_evidence(evidence: HallEvidence, replay: Replay) -> HallFinding:
    """What follows, once every signature holds under certificates of the checked record.

    Raises `Refused` for a vote that its certificate did not sign or may not, `Invalid` for another receipt or refusal.
    """
    vote = decode_statement(evidence.statement)
    if not isinstance(vote, Vote) or (vote.council, vote.log) != (replay.council, replay.log):
        raise Invalid(Code.BAD_BUNDLE, f"{VOTE_FILE} is no vote of this record")
    signer = replay.certificates.get(vote.cert)
    if signer is None:
        raise Refused(Code.UNKNOWN_CERT, "the vote's certificate is not in the record")
    check_signer(vote, signer)
    cms.verify(evidence.signature, evidence.statement, signer.der)
    name = identity(evidence.statement)
    receipt, hall = _receipt(evidence.receipt, name, replay)
    refusal = _refusal(evidence.refusal, name, replay) if evidence.refusal else None
    found = conflict_of(vote, name, receipt, replay, refusal.code if refusal else "")
    index = replay.entries.get(name)
    other = None if index is not None else replay.entries.get(_in_its_place(vote, replay))
    return HallFinding(vote, name, receipt, hall, refusal, found, index, other)


def _receipt(text: str, name: str, replay: Replay) -> tuple[HallReceipt, Certificate]:
    claimed = read_receipt(text).hall
    for hall in replay.certificates.values():
        if (hall.role, hall.device) != (HALL, claimed):
            continue
        try:
            receipt = open_receipt(text, name, hall, even_revoked=True)
        except Invalid:
            continue
        if (receipt.council, receipt.log) == (replay.council, replay.log):
            return receipt, hall
    raise Invalid(Code.BAD_HALL, "no hall of the record signed the receipt of this vote")


def _refusal(text: str, name: str, replay: Replay) -> Refusal:
    for _, key in replay.log_keys.since:
        try:
            return open_refusal(text, name, key, replay.log)
        except Invalid:
            continue
    raise Invalid(Code.BAD_NOTE, "the refusal is not signed by the record's key")


# ------------------------------------------------------------------------------------------- files


def evidence_files(evidence: HallEvidence, hall: Certificate, text: str) -> dict[str, bytes]:
    """The files beside those of the record bundle; `text` is the reading (`hall_reading`)."""
    files = {
        READING_FILE: text.encode(),
        VOTE_FILE: evidence.statement,
        SIGNATURE_FILE: evidence.signature,
        RECEIPT_FILE: evidence.receipt.encode(),
        HALL_FILE: certificates.to_pem(hall.der).encode(),
        SCRIPT_FILE: SCRIPT.encode(),
    }
    return files | ({REFUSAL_FILE: evidence.refusal.encode()} if evidence.refusal else {})


def read_evidence(path: Path) -> tuple[HallEvidence, str] | None:
    """The evidence in a folder or zip file with its reading for people, which proves nothing; None for a plain
    record bundle. Raises `Invalid(BAD_BUNDLE)`."""
    found = read_files(path, _FILES)
    if RECEIPT_FILE not in found:
        return None
    for name in (VOTE_FILE, SIGNATURE_FILE):
        if name not in found:
            raise Invalid(Code.BAD_BUNDLE, f"{name} is missing")
    try:
        texts = {
            name: found.get(name, b"").decode()
            for name in (RECEIPT_FILE, REFUSAL_FILE, READING_FILE)
        }
    except UnicodeDecodeError:
        raise Invalid(Code.BAD_BUNDLE, "no UTF-8") from None
    vote, signature = found[VOTE_FILE], found[SIGNATURE_FILE]
    evidence = HallEvidence(vote, signature, texts[RECEIPT_FILE], texts[REFUSAL_FILE])
    return evidence, texts[READING_FILE]
