"""The table that migration `annotation-edits` added: what was done to annotations on this desk, to be undone; released
once, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


TABLES = (
    """
CREATE TABLE annotation_edits (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    version TEXT NOT NULL,
    gesture INTEGER NOT NULL,
    annotation TEXT NOT NULL,
    before TEXT NOT NULL,
    before_deleted INTEGER NOT NULL,
    after TEXT NOT NULL,
    after_deleted INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
)""",
    "CREATE INDEX annotation_edits_by_version ON annotation_edits (version, gesture)",
)


def create(database: Database) -> None:
    """Make it; the caller's transaction holds it together."""
    for statement in TABLES:
        database.execute(statement)
