"""What migration `0005-chunks` added; released once, never changed.

`early_chunks` holds chunks that came before those in front of them: a reader asked for them. `freed` marks a file whose
bytes the delegate removed to make room, `trouble` the code of the last failure to fetch it. `traffic` counts the bytes
that went over the network on a day (Vietnamese date), and how many of them on a metered line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


STATEMENTS = (
    """
CREATE TABLE early_chunks (
    blob INTEGER NOT NULL REFERENCES blobs (number),
    chunk INTEGER NOT NULL,
    PRIMARY KEY (blob, chunk)
) WITHOUT ROWID""",
    "ALTER TABLE blobs ADD COLUMN freed INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE blobs ADD COLUMN trouble TEXT NOT NULL DEFAULT ''",
    """
CREATE TABLE traffic (
    day TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    metered INTEGER NOT NULL
)""",
)


def create(database: Database) -> None:
    """Make them; the caller's transaction holds them together."""
    for statement in STATEMENTS:
        database.execute(statement)
