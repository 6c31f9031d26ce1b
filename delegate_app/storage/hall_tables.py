"""The table of provisional receipts (migration `hall-receipts`): a hall's signed word that it held a vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


TABLE = """
CREATE TABLE hall_receipts (
    vote TEXT PRIMARY KEY,
    hall TEXT NOT NULL,
    seq INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    text TEXT NOT NULL
)
"""


def create(database: Database) -> None:
    """Make the table inside the caller's transaction."""
    database.execute(TABLE)
