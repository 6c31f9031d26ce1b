"""Taking what delegates put on a stick (protocol.md 12.7, 12.8): judged like everything that comes over the network."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from council_server.councils import Council
from council_server.entries import append_tail, entry_answer, signed_refusal
from council_server.errors import Refused
from council_server.forks import keep_fork
from council_server.notes import put_note
from council_server.tokens import Member
from protocol import certificates
from protocol.canonical import identity
from protocol.errors import Code, Invalid, NotYet, ProtocolError
from protocol.errors import Refused as Refusing
from protocol.keys import Algorithm, signature_holds
from protocol.outboxes import (
    Answers,
    Outbox,
    open_outbox,
    read_outbox,
    signed_message,
)
from protocol.outboxes import Refusing as RefusedAnswer
from protocol.parcel_folders import council_folder, outboxes
from protocol.records import Record


@dataclass(slots=True)
class Taken:
    """One device's outbox: what became of it."""

    device: str
    recorded: int = 0
    refused: int = 0
    waiting: int = 0
    """Statements that build on entries which are not here."""
    notes: int = 0
    answers: Answers = field(default_factory=dict)


def take(council: Council, stick: Path) -> tuple[list[Taken], int]:
    """Take every outbox on the stick; also how many files were not an outbox of this council's devices."""
    council.catch_up()
    taken, strangers = [], 0
    for sealed in outboxes(council_folder(stick, council.id)):
        try:
            outbox, member = _opened(council, sealed)
        except ProtocolError:
            strangers += 1
            continue
        taken.append(_take_one(council, outbox, member))
    return taken, strangers


def _opened(council: Council, sealed: bytes) -> tuple[Outbox, Member]:
    """The outbox, once a device of the record signed it. Raises `Invalid`."""
    data, signature = _unsealed(council, sealed)
    outbox = read_outbox(data)
    if (outbox.council, outbox.log) != (council.id, council.home.origin):
        raise Invalid(Code.BAD_PARCEL, "another council")
    certificate = council.record.certificate_of(outbox.device)
    if certificate is None:
        raise Invalid(Code.BAD_PARCEL, "a device that is not enrolled")
    message = signed_message(data, outbox.log, outbox.device)
    key = certificates.load(certificate.der).public_key
    if not signature_holds(key, Algorithm.ECDSA_P256, signature, message):
        raise Invalid(Code.BAD_PARCEL, "not signed by its device")
    revoked = certificate.revoked_at is not None
    return outbox, Member(outbox.device, certificate.person, certificate.role, revoked)


def _unsealed(council: Council, sealed: bytes) -> tuple[bytes, bytes]:
    """Opened with a log key that this server holds: perhaps that of before a rotation."""
    for key in council.home.keys().log_keys().values():
        try:
            return open_outbox(sealed, key, council.home.origin)
        except Invalid:
            continue
    raise Invalid(Code.BAD_PARCEL, "sealed to another council")


def _take_one(council: Council, outbox: Outbox, member: Member) -> Taken:
    taken = Taken(outbox.device)
    if outbox.tail:
        _take_tail(council, outbox)
    for record in outbox.entries:
        _take_entry(council, record, taken)
    for note, request in outbox.notes:
        try:
            council.writer.run(put_note(member, note, request))
        except Refused:
            continue
        taken.notes += 1
    return taken


def _take_tail(council: Council, outbox: Outbox) -> None:
    """Entries that a restored council lost; what does not fit is left, and shows as statements that wait."""
    try:
        council.writer.run(lambda batch: append_tail(batch, outbox.tail_first, outbox.tail))
    except (Refused, Refusing, NotYet):
        return


def _take_entry(council: Council, record: Record, taken: Taken) -> None:
    name = identity(record.statement)
    submit = council.writer.submit(
        lambda batch: batch.record.submit(record.statement, record.signature),
        lambda logged: entry_answer(council, logged),
    )
    try:
        taken.answers[name] = submit.result()
        taken.recorded += 1
    except NotYet:
        taken.waiting += 1
    except Refusing as error:
        if error.code is Code.CHAIN_FORK:
            council.writer.run(keep_fork(record))
        text = signed_refusal(council, record.statement, error)
        taken.answers[name] = RefusedAnswer(error.code, text)
        taken.refused += 1
