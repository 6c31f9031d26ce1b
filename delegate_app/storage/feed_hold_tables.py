"""The table that migration `0004-feed-holds` added; released once, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


TABLE = """
CREATE TABLE feed_holds (
    feed TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('shrunk', 'forked', 'withdrawn')),
    since TEXT NOT NULL,
    epoch TEXT NOT NULL DEFAULT '',
    objects_here INTEGER NOT NULL DEFAULT 0,
    documents_here INTEGER NOT NULL DEFAULT 0,
    objects_there INTEGER NOT NULL DEFAULT 0,
    documents_there INTEGER NOT NULL DEFAULT 0,
    kept INTEGER NOT NULL DEFAULT 0,
    settled INTEGER NOT NULL DEFAULT 0,
    origin TEXT NOT NULL DEFAULT '',
    ours TEXT NOT NULL DEFAULT '',
    theirs TEXT NOT NULL DEFAULT '',
    leaves BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (feed, reason)
)"""


def create(database: Database) -> None:
    """Make it; the caller's transaction holds it together."""
    database.execute(TABLE)
