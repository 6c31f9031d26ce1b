"""The delegate's sealed notes on their way to their private feed (`protocol.md 7.12`)."""

from __future__ import annotations

from datetime import datetime, timedelta

from delegate_app.domain.outbox import NotePayload, OutboxItem
from delegate_app.errors import DeskError
from protocol.council_api import ApiError
from protocol.fields import b64
from protocol.wire import NoteAnswer, NoteRequest
from sync.effects import Step, now, store, tx
from sync.failures import ends_the_run
from sync.report import Report
from sync.signing_in import asked

LONGEST_REST = timedelta(hours=1)
"""A planned try further away than this comes from a clock that jumped."""


def send(report: Report) -> Step[None]:
    """Put every note that is due. Taken is not settled: a note is settled when it comes back.

    Notes keys for the delegate's other devices travel as notes (`protocol.md 9.6`).
    """
    moment = yield from now()
    yield from store("share_notes_keys", lambda replica: replica.share_notes_keys(moment))
    outbox = yield from tx("outbox", lambda replica: replica.outbox())
    for item in outbox:
        if isinstance(item.payload, NotePayload) and is_due(item, moment):
            yield from _deliver(report, item, item.payload)
    yield from _give_back(report, moment)


def is_due(item: OutboxItem, moment: datetime) -> bool:
    """True when the item is not resting."""
    return item.next_try is None or not moment < item.next_try <= moment + LONGEST_REST


def _deliver(report: Report, item: OutboxItem, payload: NotePayload) -> Step[None]:
    """One try; what fails is noted and never holds back another note."""
    try:
        yield from _put(item, payload)
    except DeskError as error:
        if ends_the_run(error):
            raise
        report.note(error)
        code, moment = error.code.value, (yield from now())
        yield from store("failed", lambda replica: replica.failed(item.id, code, moment, moment))


def _give_back(report: Report, moment: datetime) -> Step[None]:
    """Put every losing text that the private feed lacks (`protocol.md 9.17`); a server that refuses it is no trouble."""
    lacking = yield from tx("older_texts", lambda replica: replica.older_texts.lacking(moment))
    for payload in lacking:
        try:
            yield from _give_one_back(payload)
        except DeskError as error:
            if ends_the_run(error):
                raise
            report.note(error)


def _give_one_back(payload: NotePayload) -> Step[None]:
    try:
        yield from _asked(payload)
    except ApiError:
        yield from tx("older_refused", lambda replica: replica.older_texts.refused(payload))
    else:
        moment = yield from now()
        yield from tx(
            "older_answered", lambda replica: replica.older_texts.answered(payload, moment)
        )


def _asked(payload: NotePayload) -> Step[NoteAnswer]:
    request = NoteRequest(
        hlc=payload.hlc,
        device=payload.device,
        base=payload.base,
        deleted=payload.deleted,
        cipher=b64(payload.cipher),
    )
    return (
        yield from asked("put_note", lambda council: council.put_note(payload.note_id, request))
    )


def _put(item: OutboxItem, payload: NotePayload) -> Step[None]:
    try:
        answer = yield from _asked(payload)
    except ApiError as error:  # final for this note (`protocol.md 7.16`)
        code, moment = error.code, (yield from now())
        yield from store("give_up", lambda replica: replica.give_up(item.id, code, moment))
    else:
        moment = yield from now()
        yield from store("note_put", lambda replica: replica.note_put(item.id, answer.hlc, moment))
