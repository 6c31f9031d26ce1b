"""State secrets stay on paper: the public feed tells which item has one, and nothing else of it (protocol.md 8.15)."""

from __future__ import annotations

from council_server.logs import PUBLIC
from council_server.papers import NO_ITEM
from council_server.session_files import SessionFile
from council_server.writer import Batch

KIND = "on-paper"


def tell_secrets(batch: Batch, session: SessionFile) -> list[bool]:
    """Afterwards the feed says it of exactly these items; for each item whether that took a row."""
    feed = batch.feed(PUBLIC)
    places = [f"{session.id}.{NO_ITEM}", *(item.id for item in session.items)]
    changed = []
    for name in places:
        if name in session.on_paper:
            item = "" if name == places[0] else name
            body = {"id": name, "session": session.id, "item": item}
            changed.append(feed.put(KIND, name, body))
        else:
            changed.append(feed.body(KIND, name) is not None and feed.remove(KIND, name))
    return changed
