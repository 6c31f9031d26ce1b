"""What a copy of the council (a stick, a hall's server) may bring: it only adds (`protocol.md 12.9`, `13.5`).

Everything is checked by the replica as if the council had sent it. A copy never makes a desk begin a feed anew, go
back, or ask who is right: that is between desk and council.
"""

from __future__ import annotations

from delegate_app.domain.feeds import Cursor
from delegate_app.errors import Code, IntegrityError, UserError
from protocol import limits
from protocol.wire import Head
from sync.effects import Step, store, tx
from sync.signing_in import asked

RECORD = "record"


def record(size: int) -> Step[None]:
    """The vote record up to the copy's checkpoint, which claims that size; an older one only must not contradict."""
    cursors: dict[str, Cursor] = yield from tx("cursors", lambda replica: replica.cursors())
    held = cursors[RECORD].seq if RECORD in cursors else 0
    text = yield from asked("log_checkpoint", lambda council: council.log_checkpoint())
    if size <= held:
        yield from tx("compare_checkpoint", lambda replica: replica.compare_checkpoint(text))
        return
    try:
        yield from _apply(text, held, size)
    except IntegrityError as error:
        if error.code is not Code.PAGE_FORGED or not held:
            raise
        yield from _apply(text, 0, size)  # tells a broken copy from another signed history


def _apply(text: str, first: int, size: int) -> Step[None]:
    records = yield from asked("log_records", lambda council: council.log_records(first, size))
    pairs = tuple((record.statement, record.signature) for record in records)
    yield from store("apply_record", lambda replica: replica.apply_record(text, pairs, first))


def feed(feed: str, head: Head, other_epoch: Code) -> Step[None]:
    """The feed's further pages, in the epoch that is followed. A page that does not fit is left: whether the council
    lost rows or signed two histories is asked over the network (`sync.histories`), never of a copy."""
    cursor = yield from _cursor(feed)
    if cursor is None:
        yield from store("begin", lambda replica: replica.begin_generation(feed, head.epoch))
        cursor = yield from _cursor(feed)
    while cursor is not None and cursor.seq < head.seq:
        if cursor.epoch != head.epoch:
            raise UserError(other_epoch, feed)
        place = cursor
        page = yield from asked(
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
