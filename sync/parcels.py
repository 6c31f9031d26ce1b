"""A stick's contents, taken by the same steps and the same checks as over the network (`protocol.md 12.9`).

Rules
1. A stick only adds. Another epoch, a smaller record, a missing page or paper change nothing.
2. It is no contact with the council: neither its clock nor "last heard of" moves, and nothing is confirmed.
3. What fails for one vote, feed or paper is noted and stepped over.
"""

from __future__ import annotations

from delegate_app.domain.blobs import CHUNK, BlobWant
from delegate_app.domain.feeds import Cursor
from delegate_app.domain.outbox import EntryPayload
from delegate_app.errors import Code, DeskError, IntegrityError, UserError
from protocol import limits
from protocol.council_api import ApiError
from protocol.outboxes import Answers, Refusing
from protocol.wire import EntryAnswer, Head
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
            yield from _noted(report, _feed(feed, head))
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
    if head is None:
        return
    cursors: dict[str, Cursor] = yield from tx("cursors", lambda replica: replica.cursors())
    held = cursors[RECORD].seq if RECORD in cursors else 0
    text = yield from http("log_checkpoint", lambda council: council.log_checkpoint())
    if head.seq <= held:  # rule 1: an old stick is no loss, another history still is one
        yield from tx("compare_checkpoint", lambda replica: replica.compare_checkpoint(text))
        return
    try:
        yield from _apply(text, held, head.seq)
    except IntegrityError as error:
        if error.code is not Code.PAGE_FORGED or not held:
            raise
        yield from _apply(text, 0, head.seq)  # tells a broken stick from another signed history


def _apply(text: str, first: int, size: int) -> Step[None]:
    records = yield from http("log_records", lambda council: council.log_records(first, size))
    pairs = tuple((record.statement, record.signature) for record in records)
    yield from store("apply_record", lambda replica: replica.apply_record(text, pairs, first))


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


def _feed(feed: str, head: Head) -> Step[None]:
    """The feed's further pages, in the epoch that is followed. A page that does not fit is left: whether the council
    lost rows or signed two histories is asked over the network (`sync.histories`), never of a stick."""
    cursor = yield from _cursor(feed)
    if cursor is None:
        yield from store("begin", lambda replica: replica.begin_generation(feed, head.epoch))
        cursor = yield from _cursor(feed)
    while cursor is not None and cursor.seq < head.seq:
        if cursor.epoch != head.epoch:
            raise UserError(Code.PARCEL_OTHER_EPOCH, feed)
        place = cursor
        page = yield from http(
            "changes",
            lambda council: council.changes(feed, place.epoch, place.seq, limits.PAGE_ROWS),  # noqa: B023
        )
        yield from store("apply_page", lambda replica: replica.apply_page(page))  # noqa: B023
        cursor = yield from _cursor(feed)
        if cursor == place:
            return


def _cursor(feed: str) -> Step[Cursor | None]:
    """Where this device is in the feed, None when it never followed it."""
    cursors: dict[str, Cursor] = yield from tx("cursors", lambda replica: replica.cursors())
    found = cursors.get(feed)
    return found if found is not None and found.epoch else None


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
