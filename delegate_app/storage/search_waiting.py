"""Rows of feeds that wait for the search index: noted page by page by who writes them, no longer row by row by triggers.

A trigger on the table costs every row a little journal of its own: 20,000 rows took 0.55 s of processor time with triggers and
0.41 s without, the noting included. What removes rows or shows another generation is rare and keeps its triggers
(`search_tables.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


NOTE_WAITING = "INSERT OR IGNORE INTO search_waiting VALUES (?, ?)"
"""For a row's (kind, id), in the transaction that writes it; not for kinds in WORDLESS."""
WORDLESS = frozenset({"version", "note", "note-older", "delegate", "council", "on-paper"})
"""Kinds of rows that nobody searches, or that are searched in another way."""


def create(database: Database) -> None:
    """Drop the triggers on writing (migration `0010-search-waiting`); the caller's transaction holds it together."""
    for name in ("search_takes_rows", "search_takes_changes"):
        database.execute(f"DROP TRIGGER {name}")
