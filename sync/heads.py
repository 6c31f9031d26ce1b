"""How far the council's feeds are (`protocol.md 7.7`), and following each of them there."""

from __future__ import annotations

from delegate_app.domain.feed_holds import PUBLIC, HoldReason, is_committee
from delegate_app.errors import Code, DeskError, IntegrityError, ServerError
from protocol.council_api import ApiError
from protocol.errors import Refused
from protocol.times import read_time
from protocol.wire import Head, Heads
from sync import changes, histories, record
from sync.effects import Followed, Step, http, now, store, tx
from sync.failures import ends_the_run, general_error
from sync.report import Report
from sync.signing_in import asked

RECORD = "record"
NO_ACCESS = frozenset({403, 404})


def follow(report: Report) -> Step[None]:
    """Bring the vote record and then every feed to its head. A feed that fails holds back no other."""
    heads = yield from asked("heads", lambda council: council.heads())
    if heads is None:
        raise ServerError(Code.ANSWER_MALFORMED, "304 to a question without a tag")
    yield from _contact(report, heads)
    refused: set[str] = set()
    for feed in sorted(heads.heads, key=lambda name: (name != RECORD, name != PUBLIC, name)):
        yield from _attempt(report, _follow_one(feed, heads.heads[feed], refused))
    elsewhere = yield from http("is_hall", lambda council: council.is_hall)
    if PUBLIC in heads.heads and not elsewhere:
        # A revoked device is told of the record alone, and a hall's copy that answered meanwhile has no feed of one's own.
        yield from _missing(report, frozenset(heads.heads), frozenset(refused))
    yield from _say_holds(report)
    yield Followed(heads.heads)


def _attempt(report: Report, step: Step[None]) -> Step[None]:
    """What fails for one feed is noted, unless it concerns every call."""
    try:
        yield from step
    except (DeskError, ApiError) as error:
        failure = general_error(error)
        if ends_the_run(failure):
            raise failure from error
        report.note(failure)


def _missing(report: Report, named: frozenset[str], refused: frozenset[str]) -> Step[None]:
    """Feeds that are here and that the council does not name: a committee's may no longer be read, any other was lost there."""
    moment = yield from now()
    yield from store(
        "note_feeds", lambda replica: replica.holds.note_feeds(named - refused, moment)
    )
    cursors = yield from tx("cursors", lambda replica: replica.cursors())
    for feed, cursor in sorted(cursors.items()):
        if feed not in named and not is_committee(feed) and cursor.seq:
            yield from _attempt(report, _recover(feed, cursor.epoch))


def _recover(feed: str, epoch: str) -> Step[None]:
    """The council begins a feed anew that it lost as a whole, once it is shown its own signature."""
    begun = yield from histories.admitted(feed, epoch)
    yield from changes.follow(feed, Head(epoch=begun, seq=0))


def _say_holds(report: Report) -> Step[None]:
    """What waits for the delegate, or is in quarantine, is part of how the run ended."""
    holds = yield from tx("feed_holds", lambda replica: replica.feed_holds.all())
    for hold in holds:
        if hold.reason is HoldReason.FORKED:
            report.note(IntegrityError(Code.FEED_FORKED, hold.feed))
        elif hold.reason is HoldReason.SHRUNK and hold.asks:
            report.note(ServerError(Code.FEED_SHRUNK, hold.feed))


def _contact(report: Report, heads: Heads) -> Step[None]:
    """The council answered: keep when, and its clock."""
    moment = yield from now()
    try:
        server_time = read_time(heads.time)
    except Refused:
        raise ServerError(Code.ANSWER_MALFORMED, "time") from None
    report.contact = moment
    yield from tx("note_contact", lambda replica: replica.note_contact(moment, server_time))


def _follow_one(feed: str, head: Head, refused: set[str]) -> Step[None]:
    """A committee's feed that the council names and does not give counts as one that may not be read."""
    if feed == RECORD:
        yield from record.follow()
        return
    try:
        yield from changes.follow(feed, head)
    except ApiError as error:
        if not is_committee(feed) or error.status not in NO_ACCESS:
            raise
        refused.add(feed)
