"""The table that migration `0013-known-edits` added: which edits of other devices stood in a note here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


TABLE = """
CREATE TABLE known_edits (
    note TEXT NOT NULL,
    device TEXT NOT NULL,
    hlc TEXT NOT NULL,
    PRIMARY KEY (note, device)
)
"""


def create(database: Database) -> None:
    """Make the table, with what stands in the notes now; inside the caller's transaction."""
    database.execute(TABLE)
    database.execute("INSERT INTO known_edits SELECT id, device, hlc FROM annotations")
