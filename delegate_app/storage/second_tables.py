"""The tables that migration `0002-notes-keys` added; released once, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


TABLES = (
    """
CREATE TABLE notes_keys (
    id TEXT PRIMARY KEY,
    maker TEXT NOT NULL,
    nonce BLOB NOT NULL,
    wrapped BLOB NOT NULL
)""",
    """
CREATE TABLE notes_key_shares (
    device TEXT PRIMARY KEY,
    keys TEXT NOT NULL
)""",
)


def create(database: Database) -> None:
    """Make them; the caller's transaction holds them together."""
    for table in TABLES:
        database.execute(table)
