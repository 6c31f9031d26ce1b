"""Feeds (protocol.md 8): rows in pages, checked against the signed tree before anything is written.

Rules for a page, in this order; a page that fails one changes nothing (8.5).
1. It is of the feed and epoch asked for and starts at the cursor (BAD_PAGE).
2. Its sequence numbers have no gap, every digest is its body's (BAD_PAGE).
3. Its checkpoint opens under the log's key for this feed and epoch (BAD_CHECKPOINT).
4. The checkpoint's size is the page's end (BAD_PAGE), or smaller than the cursor (LOG_SHRANK).
5. The rows lead from the cursor's edge to the checkpoint's root (SPLIT_VIEW without new rows,
   else ROOT_MISMATCH).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from protocol import limits
from protocol.checkpoints import Checkpoint, follow, open_checkpoint
from protocol.errors import Alarm, Code, Invalid
from protocol.merkle import Edge, leaf_hash
from protocol.origins import feed_origin


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a feed; `body` is a JSON text, "" for a deleted row."""

    seq: int
    id: str
    kind: str
    rev: int
    deleted: bool
    digest: str
    body: str


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to `changes`; `checkpoint` is the signed text at the page's end, `head` the feed's."""

    feed: str
    epoch: str
    after: int
    rows: tuple[Row, ...]
    checkpoint: str
    head: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a device followed a feed: `seq` is the last row applied, 0 for none."""

    council: str
    feed: str
    epoch: str
    seq: int = 0

    @property
    def origin(self) -> str:
        """The origin of this generation of the feed."""
        return feed_origin(self.council, self.feed, self.epoch)


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """What holds after a page: write rows, cursor, edge and checkpoint in one transaction."""

    cursor: Cursor
    edge: Edge
    checkpoint: Checkpoint


def digest_of(body: str) -> str:
    """The digest of a row's body (8.2)."""
    return hashlib.sha256(body.encode()).hexdigest()


def row_leaf(row: Row) -> bytes:
    """The leaf's bytes of a row (4.4)."""
    return (
        f"hdnd-row/1\n{row.id}\n{row.kind}\n{row.rev}\n{int(row.deleted)}\n{row.digest}\n"
    ).encode()


def row_hash(row: Row) -> bytes:
    """The leaf hash of a row."""
    return leaf_hash(row_leaf(row))


def page_rows(rows: Iterable[Row]) -> list[Row]:
    """As many of the rows, from the first, as one page may carry (7.3), at least one."""
    page: list[Row] = []
    size = 0
    for row in rows:
        size += len(row.body.encode()) + len(row.id) + len(row.kind) + len(row.digest) + 64
        if page and (size > limits.PAGE or len(page) == limits.PAGE_ROWS):
            break
        page.append(row)
    return page


def check_page(page: Page, cursor: Cursor, edge: Edge, log_key: bytes) -> CheckedPage:
    """What holds after `page`, once it continues the feed at `cursor`, whose tree has `edge`.

    Changes nothing. Raises `Invalid` (a page from a broken line or a liar) or `Alarm` (the log's
    own signature stands under another history: a fork).
    """
    if (page.feed, page.epoch, page.after) != (cursor.feed, cursor.epoch, cursor.seq):
        raise Invalid(Code.BAD_PAGE, "another feed, epoch or place")
    if edge.size != cursor.seq:
        raise Invalid(Code.BAD_PAGE, "edge of another place")
    _check_rows(page.rows, cursor.seq)
    checkpoint = open_checkpoint(page.checkpoint, log_key, cursor.origin)
    if checkpoint.size < cursor.seq:
        raise Alarm(Code.LOG_SHRANK, f"{cursor.seq} -> {checkpoint.size}")
    end = cursor.seq + len(page.rows)
    if checkpoint.size != end:
        raise Invalid(Code.BAD_PAGE, "checkpoint of another size")
    longer = follow(None, edge, checkpoint, (row_hash(row) for row in page.rows))
    return CheckedPage(Cursor(cursor.council, cursor.feed, cursor.epoch, end), longer, checkpoint)


def _check_rows(rows: tuple[Row, ...], after: int) -> None:
    if len(rows) > limits.PAGE_ROWS:
        raise Invalid(Code.BAD_PAGE, "too many rows")
    for seq, row in enumerate(rows, start=after + 1):
        if row.seq != seq:
            raise Invalid(Code.BAD_PAGE, f"row {row.seq} instead of {seq}")
        if "\n" in row.id or "\n" in row.kind:
            raise Invalid(Code.BAD_PAGE, "a line break in an id or a kind")
        if row.deleted and row.body:
            raise Invalid(Code.BAD_PAGE, "a deleted row with a body")
        if digest_of(row.body) != row.digest:
            raise Invalid(Code.BAD_PAGE, f"digest of row {seq}")
