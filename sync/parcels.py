"""A stick's contents, taken by the same steps and the same checks as over the network (`protocol.md 12.9`).

Rules
1. A stick only adds. Another epoch, a smaller record, a missing page or paper change nothing.
2. It is no contact with the council: neither its clock nor "last heard of" moves, and nothing is confirmed.
3. What fails for one vote, feed or paper is noted and stepped over.
"""

from __future__ import annotations

from delegate_app.domain.blobs import CHUNK, BlobWant
from delegate_app.domain.outbox import EntryPayload
from delegate_app.errors import Code, DeskError, IntegrityError, UserError
from protocol.council_api import ApiError
from protocol.outboxes import Answers, Refusing
from protocol.wire import EntryAnswer
from sync import copies
from sync.effects import Step, http, now, store, tx
from sync.failures import ends_the_run, general_error
from sync.parcel_council import ParcelCouncil
from sync.report import Report

RECORD = "record"


def take(council: ParcelCouncil, report: Report) -> Step[int]:
    """Everything of the stick that is new here is here afterwards; how many papers it made whole."""
    if council.damaged:
        report.note(IntegrityError(Code.PARCEL_DAMAGED, "a parcel without a head"))
    yield from _noted(report, _record(council))
    yield from _noted(report, _answers(report, council))
    heads = yield from http("heads", lambda council: council.heads())
    for feed, head in sorted((heads.heads if heads else {}).items()):
        if feed != RECORD:
            yield from _noted(report, copies.feed(feed, head, Code.PARCEL_OTHER_EPOCH))
    return (yield from _papers(report))


def _noted(report: Report, step: Step[object]) -> Step[None]:
    """Rule 3. What concerns every step (the vault was locked, the disk is full) is raised."""
    try:
        yield from step
    except (DeskError, ApiError) as error:
        failure = general_error(error)
        if ends_the_run(failure):
            raise failure from error
        report.note(failure)


def _record(council: ParcelCouncil) -> Step[None]:
    """The record, first: receipts and feeds may be signed with a key that it brings."""
    head = council.heads().heads.get(RECORD)
    if head is not None:
        yield from copies.record(head.seq)


def _answers(report: Report, council: ParcelCouncil) -> Step[None]:
    """Receipts and refusals that the stick brought for votes without a verified answer."""
    answers: Answers = yield from http("answers", lambda _: council.answers())
    outbox = yield from tx("outbox", lambda replica: replica.outbox())
    for item in outbox:
        answer = answers.get(item.id)
        if isinstance(item.payload, EntryPayload) and answer is not None:
            yield from _noted(report, _settle(item.id, answer))


def _settle(item_id: str, answer: EntryAnswer | Refusing) -> Step[None]:
    moment = yield from now()
    if isinstance(answer, Refusing):
        text = answer.refusal
        yield from store("refused", lambda replica: replica.refused(item_id, text, moment))
    else:
        yield from store("receipt", lambda replica: replica.receipt(item_id, answer, moment))


def _papers(report: Report) -> Step[int]:
    """Every missing paper as far as the stick has it and the disk has room: how many became whole."""
    wanted: tuple[BlobWant, ...] = yield from tx("wanted_blobs", lambda r: r.wanted_blobs())
    moment = yield from now()
    room = (yield from tx("blob_allowance", lambda r: r.blob_allowance(moment))).room
    for want in wanted:
        if want.missing_bytes > room:
            report.note(UserError(Code.DISK_FULL))
            break
        yield from _noted(report, _paper(want))
        room -= want.missing_bytes
    after: tuple[BlobWant, ...] = yield from tx("wanted_blobs", lambda r: r.wanted_blobs())
    left = {want.sha256 for want in after}
    return sum(want.sha256 not in left for want in wanted)


def _paper(want: BlobWant) -> Step[None]:
    for index in want.missing:
        start = index * CHUNK
        stop = min(want.size, start + CHUNK)
        data = yield from http(
            "blob",
            lambda council: b"".join(council.blob(want.sha256, start, stop)),  # noqa: B023
        )
        yield from store("put_chunk", lambda r: r.put_chunk(want.sha256, index, data))  # noqa: B023
