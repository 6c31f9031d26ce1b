"""The table of places that were found for notes of earlier versions (migration `followed-notes`): a cache, made again at need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


TABLE = """
CREATE TABLE followed_notes (
    annotation TEXT NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL,
    score REAL NOT NULL,
    anchor TEXT NOT NULL,
    PRIMARY KEY (annotation, version)
)
"""


def create(database: Database) -> None:
    """Make the table inside the caller's transaction."""
    database.execute(TABLE)
