"""The tables of the search index (migration `search-index`); released once, never changed.

`search_blocks`: 4,096 places each, the pages of one session or short texts of one sort. `search_postings`: for each
block and word the places that hold it (`search_postings.py`). `search_papers` and `search_parts`: which version of a
paper lies where; `search_pages` its text and trail. `search_entries`: short texts (titles, items, notes).
`search_waiting`: rows of feeds that changed and are not in the index yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


TABLES = (
    """
CREATE TABLE search_blocks (
    number INTEGER PRIMARY KEY,
    sort TEXT NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
)""",
    "CREATE INDEX search_blocks_by_sort ON search_blocks (sort)",
    """
CREATE TABLE search_postings (
    block INTEGER NOT NULL,
    word TEXT NOT NULL,
    places BLOB NOT NULL,
    PRIMARY KEY (block, word)
) WITHOUT ROWID""",
    """
CREATE TABLE search_papers (
    version TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    pages INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    fault TEXT NOT NULL DEFAULT ''
)""",
    "CREATE INDEX search_papers_by_document ON search_papers (document)",
    """
CREATE TABLE search_parts (
    place INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    page INTEGER NOT NULL,
    version TEXT NOT NULL
)""",
    "CREATE INDEX search_parts_by_version ON search_parts (version)",
    """
CREATE TABLE search_pages (
    place INTEGER PRIMARY KEY,
    trail BLOB NOT NULL,
    text BLOB NOT NULL,
    origin TEXT NOT NULL
)""",
    """
CREATE TABLE search_entries (
    place INTEGER PRIMARY KEY,
    sort TEXT NOT NULL,
    id TEXT NOT NULL,
    session TEXT NOT NULL,
    parent TEXT NOT NULL,
    text TEXT NOT NULL,
    trail TEXT NOT NULL,
    UNIQUE (sort, id)
)""",
    """
CREATE TABLE search_waiting (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID""",
)


# Whoever writes a row, in whatever way: it waits for the index in the same transaction. Of the kinds that are let
# through, `search_sources.py` knows which have words. A trigger's own OR IGNORE would give way to the writer's clause.
TRIGGERS = (
    """
CREATE TRIGGER search_takes_rows AFTER INSERT ON feed_rows
WHEN new.kind NOT IN ('version', 'note', 'note-older', 'delegate', 'council')
BEGIN INSERT INTO search_waiting SELECT new.kind, new.id
WHERE NOT EXISTS (SELECT 1 FROM search_waiting WHERE kind = new.kind AND id = new.id); END""",
    """
CREATE TRIGGER search_takes_changes AFTER UPDATE ON feed_rows
WHEN new.kind NOT IN ('version', 'note', 'note-older', 'delegate', 'council')
BEGIN INSERT INTO search_waiting SELECT new.kind, new.id
WHERE NOT EXISTS (SELECT 1 FROM search_waiting WHERE kind = new.kind AND id = new.id); END""",
    """
CREATE TRIGGER search_takes_removals AFTER DELETE ON feed_rows
WHEN old.kind NOT IN ('version', 'note', 'note-older', 'delegate', 'council')
BEGIN INSERT INTO search_waiting SELECT old.kind, old.id
WHERE NOT EXISTS (SELECT 1 FROM search_waiting WHERE kind = old.kind AND id = old.id); END""",
    """
CREATE TRIGGER search_takes_generations AFTER UPDATE OF active ON feed_generations
BEGIN INSERT OR IGNORE INTO search_waiting
SELECT kind, id FROM feed_rows WHERE feed = new.feed
AND kind NOT IN ('version', 'note', 'note-older', 'delegate', 'council'); END""",
    """
CREATE TRIGGER search_takes_notes AFTER INSERT ON annotations
BEGIN INSERT INTO search_waiting SELECT 'note', new.id
WHERE NOT EXISTS (SELECT 1 FROM search_waiting WHERE kind = 'note' AND id = new.id); END""",
    """
CREATE TRIGGER search_takes_edits AFTER UPDATE ON annotations
BEGIN INSERT INTO search_waiting SELECT 'note', new.id
WHERE NOT EXISTS (SELECT 1 FROM search_waiting WHERE kind = 'note' AND id = new.id); END""",
)
WAITING = (
    "INSERT INTO search_waiting SELECT 'note', id FROM annotations",
    """
INSERT OR IGNORE INTO search_waiting SELECT kind, id FROM feed_rows
WHERE kind NOT IN ('version', 'note', 'note-older', 'delegate', 'council')""",
)
"""What the vault held before it had an index."""


def create(database: Database) -> None:
    """Make them; the caller's transaction holds them together. What the vault holds already waits to be indexed."""
    for statement in (*TABLES, *TRIGGERS, *WAITING):
        database.execute(statement)
