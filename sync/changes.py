"""One feed, page by page, to its head (`protocol.md 7.8`, `8.5`, `8.6`)."""

from __future__ import annotations

from delegate_app.domain.feeds import Cursor
from delegate_app.errors import Code, ServerError
from protocol import limits
from protocol.council_api import Gone
from protocol.feeds import Page
from protocol.wire import Head
from sync.effects import Step, store, tx
from sync.signing_in import asked

GENERATIONS = 3
"""New epochs that one run follows; a council that changes its epoch with each answer is in trouble."""


def follow(feed: str, head: Head) -> Step[None]:
    """Apply pages until the cursor is where the head was; each page moves it or the feed is left for now.

    A head behind the cursor may be a stale answer or a council that forgot: the next page tells.
    """
    cursor = yield from _cursor(feed, head.epoch)
    generations = 0
    while (cursor.epoch, cursor.seq) != (head.epoch, head.seq):
        try:
            page = yield from _page(feed, cursor)
        except Gone as gone:
            generations += 1
            if generations > GENERATIONS:
                raise ServerError(Code.SERVER_TROUBLE, f"{feed}: epoch after epoch") from gone
            cursor = yield from _begin(feed, gone.epoch)
            continue
        yield from store("apply_page", lambda replica: replica.apply_page(page))  # noqa: B023
        moved = yield from _cursor(feed, cursor.epoch)
        if moved == cursor:
            return
        cursor = moved
        if cursor.seq >= page.head:
            return


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
