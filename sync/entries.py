"""Signed statements on their way to the vote record (`protocol.md 7.10`)."""

from __future__ import annotations

from delegate_app.domain.outbox import EntryPayload, OutboxItem
from delegate_app.errors import Code, DeskError, ServerError
from protocol.council_api import ApiError, ChainGap, EntryRefused, HeldByHall, SeenAhead
from sync.effects import Step, now, store, tx
from sync.failures import ends_the_run
from sync.report import Report
from sync.signing_in import asked
from sync.tail import send_tail


def send(report: Report) -> Step[None]:
    """Offer every statement without a verified answer, in the order of the device's chain."""
    outbox = yield from tx("outbox", lambda replica: replica.outbox())
    for item in outbox:
        if isinstance(item.payload, EntryPayload):
            settled = yield from _deliver(report, item, item.payload)
            if not settled:  # the next one of the chain would be a gap (`protocol.md 5.2`)
                return


def _deliver(report: Report, item: OutboxItem, payload: EntryPayload) -> Step[bool]:
    """True once the statement has a terminal answer, or a hall holds it in its order."""
    moment = yield from now()
    yield from store("sending", lambda replica: replica.sending(item.id, moment))
    try:
        yield from _offer_and_catch_up(item, payload)
    except DeskError as error:
        if ends_the_run(error):
            raise
        report.note(error)
        code = error.code.value
        yield from store("failed", lambda replica: replica.failed(item.id, code, moment, moment))
        return False
    return True


def _offer_and_catch_up(item: OutboxItem, payload: EntryPayload) -> Step[None]:
    """A log that lacks what this statement builds on gets it first, once (`protocol.md 5.2`)."""
    try:
        yield from _offer(item, payload)
    except (ChainGap, SeenAhead):
        yield from send_tail((yield from _record_size()))
    else:
        return
    try:
        yield from _offer(item, payload)
    except (ChainGap, SeenAhead) as behind:
        raise ServerError(Code.SERVER_TROUBLE, behind.code) from behind


def _record_size() -> Step[int]:
    """How many entries the council says it has."""
    heads = yield from asked("heads", lambda council: council.heads())
    return heads.heads["record"].seq if heads and "record" in heads.heads else 0


def _offer(item: OutboxItem, payload: EntryPayload) -> Step[None]:
    """Send the same bytes as on every try, and let the replica judge the answer."""
    try:
        answer = yield from asked(
            "post_entry", lambda council: council.post_entry(payload.statement, payload.signature)
        )
    except EntryRefused as refused:
        text, moment = refused.refusal, (yield from now())
        yield from store("refused", lambda replica: replica.refused(item.id, text, moment))
    except HeldByHall as held:  # still owed: offered again until the council itself answers
        text, moment = held.receipt, (yield from now())
        yield from store("held", lambda replica: replica.halls.held(item.id, text, moment))
    except (ChainGap, SeenAhead):
        raise
    except ApiError as error:
        # Final without a signed refusal (`protocol.md 7.16`): shown, and never taken for an answer.
        code, moment = error.code, (yield from now())
        yield from store("give_up", lambda replica: replica.give_up(item.id, code, moment))
    else:
        moment = yield from now()
        yield from store("receipt", lambda replica: replica.receipt(item.id, answer, moment))
