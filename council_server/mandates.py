"""Who holds a mandate now: the roster's delegates but those whose mandate ended (protocol.md 8.16)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from council_server.feeds import read_objects
from council_server.logs import PUBLIC


def mandated(connection: Connection, council: str) -> dict[str, dict[str, Any]]:
    """The `delegate` rows of everyone who is counted in N and may vote, by person."""
    rows = read_objects(connection, council, PUBLIC, "delegate")
    return {person: body for person, body in rows.items() if not body.get("until")}
