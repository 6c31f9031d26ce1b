"""The table that migration `0012-record-behind` added: since when a council shows less of the record than is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


TABLE = """
CREATE TABLE record_behind (
    origin TEXT PRIMARY KEY,
    since TEXT NOT NULL
)
"""


def create(database: Database) -> None:
    """Make the table inside the caller's transaction."""
    database.execute(TABLE)
