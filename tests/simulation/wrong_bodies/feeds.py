"""Wrong ways to follow feeds and the vote record."""

from __future__ import annotations

from datetime import UTC, datetime

from delegate_app.domain.changes import NOTHING, Changes, Kind
from delegate_app.errors import Code, IntegrityError
from delegate_app.services.replica_feeds import FeedReplica
from delegate_app.services.replica_record import RecordReplica
from delegate_app.services.replica_snapshots import SnapshotReplica
from delegate_app.storage.feeds import FeedTable, Generation
from protocol import feeds
from protocol.checkpoints import Checkpoint
from protocol.feeds import CheckedPage, Page, row_hash
from protocol.merkle import Edge
from sync import record as record_steps
from sync.effects import Step

WrongFeed = tuple[object, str, object]


def _checked(self: FeedReplica, page: Page) -> tuple[Generation, CheckedPage]:
    enrolment = self._account.enrolment()
    generation = self._table.generation(page.feed, page.epoch)
    if enrolment is None or generation is None:
        raise IntegrityError(Code.PAGE_FORGED, "a page of a feed that was not begun")
    return generation, self._checked(page, generation, enrolment)


def _advance(self: FeedReplica, page: Page, generation: Generation, checked: CheckedPage) -> None:
    self._table.advance(
        generation,
        seq=checked.cursor.seq,
        edge=checked.edge.to_bytes(),
        checkpoint=page.checkpoint,
    )


def _shown(self: FeedReplica, page: Page, generation: Generation, checked: CheckedPage) -> None:
    if not generation.active and checked.cursor.seq >= page.head:
        self._swap.at_head(page.feed, page.epoch, datetime.now(UTC))


def _cursor_first(self: FeedReplica, page: Page) -> Changes:
    generation, checked = _checked(self, page)
    with self._vault.transaction():
        _advance(self, page, generation, checked)
    with self._vault.transaction():
        self.write(generation, page.rows)
        _shown(self, page, generation, checked)
    return frozenset(Kind)


def _rows_first(self: FeedReplica, page: Page) -> Changes:
    generation, checked = _checked(self, page)
    with self._vault.transaction():
        self.write(generation, page.rows)
        _shown(self, page, generation, checked)
    with self._vault.transaction():
        _advance(self, page, generation, checked)
    return frozenset(Kind)


def _written_before_checked(self: FeedReplica, page: Page) -> Changes:
    generation = self._table.generation(page.feed, page.epoch)
    if generation is not None:
        with self._vault.transaction():
            self.write(generation, page.rows)
    return _rows_first(self, page)


def _unchecked(page: Page, cursor: feeds.Cursor, edge: Edge, log_key: bytes) -> CheckedPage:
    del log_key
    longer = edge.copy()
    longer.extend(row_hash(row) for row in page.rows)
    end = page.rows[-1].seq if page.rows else cursor.seq
    after = feeds.Cursor(cursor.council, cursor.feed, cursor.epoch, end)
    return CheckedPage(after, longer, None)  # type: ignore[arg-type]  # nobody looks at it


def _epoch_ignored(self: FeedReplica, feed: str, epoch: str) -> Changes:
    held = [generation for generation in self._table.generations() if generation.feed == feed]
    if not held:
        self._table.start(feed, epoch, Edge().to_bytes())
        return NOTHING
    with self._vault.transaction():
        values = [epoch, feed]
        self._vault.run("UPDATE feed_generations SET epoch = ? WHERE feed = ?", values)
        self._vault.run("UPDATE feed_rows SET epoch = ? WHERE feed = ?", values)
    return NOTHING


def _anywhere(
    self: FeedTable, before: Generation, *, seq: int, edge: bytes, checkpoint: str
) -> bool:
    self._vault.run(
        "UPDATE feed_generations SET seq = ?, edge = ?, checkpoint = ? WHERE feed = ? AND epoch = ?",
        [seq, edge, checkpoint, before.feed, before.epoch],
    )
    return True


def _no_path(
    self: RecordReplica, records: object, first: int, offered: Checkpoint, replay: object
) -> None:
    del self, records, first, offered, replay


def _nothing_back(first: int) -> Step[None]:
    del first
    yield from ()


CURSOR_FIRST: WrongFeed = (FeedReplica, "apply", _cursor_first)
ROWS_FIRST: WrongFeed = (FeedReplica, "apply", _rows_first)
WRITTEN_BEFORE_CHECKED: WrongFeed = (FeedReplica, "apply", _written_before_checked)
UNCHECKED: WrongFeed = (feeds, "check_page", _unchecked)
EPOCH_IGNORED: WrongFeed = (FeedReplica, "begin", _epoch_ignored)
NO_COMPARE_AND_SET: WrongFeed = (FeedTable, "advance", _anywhere)
ENTRIES_UNCHECKED: WrongFeed = (RecordReplica, "_check_path", _no_path)
NO_TAIL: WrongFeed = (record_steps, "send_tail", _nothing_back)


def _everything_waits(self: SnapshotReplica, feed: str, epoch: str, now: datetime) -> bool:
    del feed, epoch
    return bool(self._deliveries.allowance(now).begins(1 << 20, asked=False))


RESET_WAITS: WrongFeed = (SnapshotReplica, "waits", _everything_waits)
