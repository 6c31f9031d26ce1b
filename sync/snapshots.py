"""A new device, or a new generation, begins a long feed with one file (`protocol.md 7.14`, `8.13`).

Whatever is wrong with it, the feed is read page by page instead: a snapshot only ever saves time. On a metered line whose
budget is spent the first file of a feed waits for another line or for the delegate's word; its pages, which are larger,
wait with it. A feed that shows something is followed on any line.
"""

from __future__ import annotations

from delegate_app.domain.blobs import CHUNK, BlobWant, bytes_of_chunks
from delegate_app.domain.feeds import Cursor
from delegate_app.errors import DeskError
from protocol import limits
from protocol.council_api import ApiError, CouncilApi
from protocol.wire import Head, SnapshotAnswer
from sync import traffic
from sync.effects import Step, now, store, tx
from sync.failures import ends_the_run, general_error
from sync.signing_in import asked


def begin_with(feed: str, cursor: Cursor, head: Head) -> Step[Cursor | None]:
    """Where the feed stands afterwards: behind a snapshot, or where it stood; None when it waits for another line.

    Only a feed at row 0 that is longer than a page is asked for. Raises what concerns every call; a download that broke
    off goes on at its next chunk in another run.
    """
    if cursor.seq or cursor.epoch != head.epoch or head.seq <= limits.PAGE_ROWS:
        return cursor
    try:
        answer = yield from asked("snapshot", lambda council: council.snapshot(feed))
        if not (yield from _fetch(feed, cursor.epoch, answer)):
            return None
        yield from store(
            "apply_snapshot", lambda r: r.snapshots.apply(feed, cursor.epoch, answer, head.seq)
        )
    except (DeskError, ApiError) as error:
        failure = general_error(error)
        if ends_the_run(failure):
            raise failure from error
        yield from store("forget_snapshot", lambda r: r.snapshots.forget(feed))
    cursors: dict[str, Cursor] = yield from tx("cursors", lambda replica: replica.cursors())
    return cursors.get(feed, cursor)


def _fetch(feed: str, epoch: str, answer: SnapshotAnswer) -> Step[bool]:
    """The chunks of the file that are not here, each checked before it is stored; the last one with the whole.

    False when a metered line keeps it waiting.
    """
    want: BlobWant = yield from tx(
        "begin_snapshot", lambda r: r.snapshots.begin(feed, epoch, answer)
    )
    yield from traffic.settle()
    moment = yield from now()
    if (yield from tx("snapshot_waits", lambda r: r.snapshots.waits(feed, epoch, moment))):
        return False
    for index in want.missing:
        data = yield from asked("snapshot part", lambda council: _part(council, want, index))  # noqa: B023
        yield from store(
            "put_chunk",
            lambda replica: replica.put_chunk(want.sha256, index, data),  # noqa: B023
        )
    return True


def _part(council: CouncilApi, want: BlobWant, index: int) -> bytes:
    """One chunk as the council sends it."""
    start = index * CHUNK
    length = bytes_of_chunks(want.size, [index])
    return b"".join(council.blob(want.sha256, start, start + length))
