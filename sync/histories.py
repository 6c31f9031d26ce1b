"""A feed whose council and this desk disagree: who lost rows, who lies, or only the line (`protocol.md 7.19`, `8.10`)."""

from __future__ import annotations

from delegate_app.errors import Code, IntegrityError, ServerError
from delegate_app.services.replica_feeds import Forked
from protocol import limits
from protocol.council_api import ApiError
from protocol.feeds import Page, row_hash
from protocol.wire import CheckpointAnswer
from sync.effects import Step, now, store, tx
from sync.signing_in import asked


def admitted(feed: str, epoch: str) -> Step[str]:
    """The epoch under which a council goes on that has fewer rows than it signed.

    Raises SERVER_BEHIND when it does not begin a new one: nothing here changes then.
    """
    answer = yield from _shown(feed, epoch)
    if answer is None or answer.epoch == epoch:
        raise ServerError(Code.SERVER_BEHIND, feed)
    return answer.epoch


def settled(feed: str, epoch: str, error: IntegrityError) -> Step[str]:
    """The epoch under which the feed goes on after a page that did not fit what was checked before.

    A council that lost rows begins a new epoch when it is shown its own signature. Otherwise raises `error` when the
    line broke the page, and FEED_FORKED, with the evidence kept, when the council signed another history.
    """
    answer = yield from _shown(feed, epoch)
    if answer is not None and answer.epoch != epoch:
        return answer.epoch
    if answer is not None:
        proven = yield from tx("continues", lambda r: r.holds.continues(feed, epoch, answer))
        if proven:
            raise error
    moment = yield from now()
    if isinstance(error, Forked):
        theirs = error.theirs
        yield from store("quarantine", lambda r: r.holds.quarantine(feed, epoch, theirs, moment))
    else:
        leaves, theirs = yield from _whole(feed, epoch)
        yield from store(
            "judge_history", lambda r: r.holds.judge_history(feed, epoch, leaves, theirs, moment)
        )
    held = yield from tx("is_quarantined", lambda r: r.holds.is_quarantined(feed, epoch))
    raise IntegrityError(Code.FEED_FORKED, feed) if held else error


def _shown(feed: str, epoch: str) -> Step[CheckpointAnswer | None]:
    """What the council says to its own checkpoint; None when it knows no such question, or there is none to show."""
    text: str = yield from tx("held_checkpoint", lambda r: r.holds.held_checkpoint(feed, epoch))
    if not text:
        return None
    try:
        return (
            yield from asked("show_checkpoint", lambda council: council.show_checkpoint(feed, text))
        )
    except ApiError:
        return None


def _whole(feed: str, epoch: str) -> Step[tuple[list[bytes], str]]:
    """The leaf hashes of all rows that the council has now, and its head over them; unverified."""
    leaves: list[bytes] = []
    page = yield from _page(feed, epoch, 0)
    end = page.head
    while True:
        leaves += [row_hash(row) for row in page.rows]
        if not page.rows or len(leaves) >= end:
            return leaves, page.checkpoint
        page = yield from _page(feed, epoch, len(leaves))


def _page(feed: str, epoch: str, after: int) -> Step[Page]:
    return asked("changes", lambda council: council.changes(feed, epoch, after, limits.PAGE_ROWS))
