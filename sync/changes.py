"""One feed, page by page, to its head (`protocol.md 7.8`, `8.5`, `8.6`)."""

from __future__ import annotations

from delegate_app.domain.feeds import Cursor
from delegate_app.errors import Code, IntegrityError, ServerError
from protocol import limits
from protocol.council_api import Gone
from protocol.feeds import Page
from protocol.wire import Head
from sync import histories, snapshots
from sync.effects import Step, store, tx
from sync.signing_in import asked

GENERATIONS = 3
"""New epochs that one run follows; a council that changes its epoch with each answer is in trouble."""
DISPUTED = frozenset({Code.PAGE_FORGED, Code.FEED_FORKED})


def follow(feed: str, head: Head) -> Step[None]:
    """Apply pages until the cursor is where the head was; each page moves it or the feed is left for now.

    What the feed begins with may wait for a line that is not metered; nothing is read then.
    A head behind the cursor may be a stale answer or a council that forgot: the next page tells. A feed in quarantine
    is not asked for before the council began it anew.
    """
    cursor = yield from _cursor(feed, head.epoch)
    if (yield from tx("is_quarantined", lambda r: r.holds.is_quarantined(feed, head.epoch))):
        return
    begun = yield from snapshots.begin_with(feed, cursor, head)
    if begun is None:
        return
    cursor, generations = begun, 0
    while not (yield from _is_there(feed, cursor, head)):
        try:
            page = yield from _applied(feed, cursor)
        except Gone as gone:
            generations += 1
            if generations > GENERATIONS:
                raise ServerError(Code.SERVER_TROUBLE, f"{feed}: epoch after epoch") from gone
            cursor = yield from _begin(feed, gone.epoch)
            begun = yield from snapshots.begin_with(feed, cursor, head)
            if begun is None:
                return
            cursor = begun
            continue
        moved = yield from _cursor(feed, cursor.epoch)
        if moved == cursor:
            return
        cursor = moved
        if cursor.seq >= page.head:
            return


def _is_there(feed: str, cursor: Cursor, head: Head) -> Step[bool]:
    """Whether nothing is left to ask. A new generation that is whole but neither shown nor waiting for the delegate's
    word is asked for once more: nobody signs the head that a page names, and one too high hid the end."""
    if (cursor.epoch, cursor.seq) != (head.epoch, head.seq):
        return False
    epoch = cursor.epoch
    return cursor.active or (yield from tx("waits", lambda r: r.holds.waits(feed, epoch)))


def _applied(feed: str, cursor: Cursor) -> Step[Page]:
    """The next page, in the vault. Raises `Gone` with the epoch under which the feed goes on."""
    try:
        page = yield from _page(feed, cursor)
    except Gone as gone:
        if gone.epoch != cursor.epoch:
            raise
        raise Gone((yield from histories.admitted(feed, cursor.epoch))) from gone
    try:
        yield from store("apply_page", lambda replica: replica.apply_page(page))
    except IntegrityError as error:
        if error.code not in DISPUTED or not cursor.seq:
            raise
        raise Gone((yield from histories.settled(feed, cursor.epoch, error))) from error
    return page


def _page(feed: str, cursor: Cursor) -> Step[Page]:
    return asked(
        "changes",
        lambda council: council.changes(feed, cursor.epoch, cursor.seq, limits.PAGE_ROWS),
    )


def _cursor(feed: str, epoch: str) -> Step[Cursor]:
    """Where this device is in the feed; a feed never seen begins at `epoch`."""
    cursors: dict[str, Cursor] = yield from tx("cursors", lambda replica: replica.cursors())
    if feed in cursors and cursors[feed].epoch:
        return cursors[feed]
    return (yield from _begin(feed, epoch))


def _begin(feed: str, epoch: str) -> Step[Cursor]:
    """A new generation at row 0, beside the old one if there is one (`protocol.md 8.6`)."""
    yield from store("begin_generation", lambda replica: replica.begin_generation(feed, epoch))
    cursors: dict[str, Cursor] = yield from tx("cursors", lambda replica: replica.cursors())
    return cursors[feed]
