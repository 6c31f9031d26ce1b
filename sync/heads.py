"""How far the council's feeds are (`protocol.md 7.7`), and following each of them there."""

from __future__ import annotations

from delegate_app.errors import Code, DeskError, ServerError
from protocol.council_api import ApiError
from protocol.errors import Refused
from protocol.times import read_time
from protocol.wire import Head, Heads
from sync import changes, record
from sync.effects import Followed, Step, now, tx
from sync.failures import ends_the_run, general_error
from sync.report import Report
from sync.signing_in import asked

RECORD = "record"


def follow(report: Report) -> Step[None]:
    """Bring the vote record and then every feed to its head. A feed that fails holds back no other."""
    heads = yield from asked("heads", lambda council: council.heads())
    if heads is None:
        raise ServerError(Code.ANSWER_MALFORMED, "304 to a question without a tag")
    yield from _contact(report, heads)
    for feed in sorted(heads.heads, key=lambda name: (name != RECORD, name != "public", name)):
        try:
            yield from _follow_one(feed, heads.heads[feed])
        except (DeskError, ApiError) as error:
            failure = general_error(error)
            if ends_the_run(failure):
                raise failure from error
            report.note(failure)
    yield Followed(heads.heads)


def _contact(report: Report, heads: Heads) -> Step[None]:
    """The council answered: keep when, and its clock."""
    moment = yield from now()
    try:
        server_time = read_time(heads.time)
    except Refused:
        raise ServerError(Code.ANSWER_MALFORMED, "time") from None
    report.contact = moment
    yield from tx("note_contact", lambda replica: replica.note_contact(moment, server_time))


def _follow_one(feed: str, head: Head) -> Step[None]:
    if feed == RECORD:
        yield from record.follow()
    else:
        yield from changes.follow(feed, head)
