"""What migration `0009-places` added in the place of `reading_places`; released once, never changed.

`body` is the plain text of the place here, `shared` what was sealed for the delegate's other devices or came from them
last; the two differ while a place waits to be shared. `note`, `hlc` and `settled_hlc` are those of the sealed record.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


TABLE = """
CREATE TABLE places (
    version TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    shared TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    hlc TEXT NOT NULL DEFAULT '',
    settled_hlc TEXT NOT NULL DEFAULT ''
)"""


def create(database: Database) -> None:
    """Make the table and move the places of before into it; the caller's transaction holds all together."""
    database.execute(TABLE)
    rows = database.execute("SELECT version, page, offset, zoom FROM reading_places").fetchall()
    for version, page, offset, zoom in rows:
        body = {
            "format": "hdnd-place/1",
            "version": version,
            "page": page,
            "offset": round(offset * 100),
            "zoom": round(zoom * 100),
            "flow": "continuous",
            "rotation": 0,
            "trimmed": False,
        }
        text = json.dumps(body, separators=(",", ":"))
        database.execute("INSERT INTO places (version, body) VALUES (?, ?)", [version, text])
    database.execute("DROP TABLE reading_places")
