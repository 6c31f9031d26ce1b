"""What migration `search-words` added: which file of recognised words an indexed version was read with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


TABLE = """
CREATE TABLE search_words (
    version TEXT PRIMARY KEY,
    words TEXT NOT NULL
) WITHOUT ROWID
"""


def create(database: Database) -> None:
    """Make the table inside the caller's transaction."""
    database.execute(TABLE)
