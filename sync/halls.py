"""Following the council through the hall's own server (`protocol.md 13.5`): a copy, never the council itself."""

from __future__ import annotations

from delegate_app.errors import Code, DeskError, ServerError
from protocol.council_api import ApiError
from protocol.wire import Head
from sync import copies
from sync.effects import Followed, Step, tx
from sync.failures import ends_the_run, general_error
from sync.report import Report
from sync.signing_in import asked
from sync.tail import give_copy

PUBLIC = "public"


def follow(report: Report) -> Step[None]:
    """Record and public feed, as far as the hall copied them. No clock, no contact, no private feed."""
    heads = yield from asked("heads", lambda council: council.heads())
    if heads is None:
        raise ServerError(Code.ANSWER_MALFORMED, "304 to a question without a tag")
    known = heads.heads
    if copies.RECORD in known and known[copies.RECORD].seq:
        yield from _attempt(report, _record(known[copies.RECORD].seq))
    if PUBLIC in known:
        yield from _attempt(report, _public(known[PUBLIC]))
    yield Followed(known, through_hall=True)


def _record(size: int) -> Step[None]:
    """The hall's copy of the record; where ours is longer, the hall gets what it lacks."""
    yield from copies.record(size)
    cursors = yield from tx("cursors", lambda replica: replica.cursors())
    if cursors[copies.RECORD].seq > size:
        yield from give_copy(size)


def _public(head: Head) -> Step[None]:
    try:
        yield from copies.feed(PUBLIC, head, Code.HALL_BEHIND)
    except ApiError as error:  # the copy ends before what it announced
        raise ServerError(Code.HALL_BEHIND, error.code) from error


def _attempt(report: Report, step: Step[None]) -> Step[None]:
    """What fails for one log holds back no other, unless it concerns every call."""
    try:
        yield from step
    except (DeskError, ApiError) as error:
        failure = general_error(error)
        if ends_the_run(failure):
            raise failure from error
        report.note(failure)
