"""What short texts the search knows beside the pages: each kind of row says which of its words are searched.

A new kind (petitions, questions) is one entry of `SOURCES`: its rows are then indexed as they arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from delegate_app.storage.bodies import Fields

SESSION, ITEM, DOCUMENT, NOTE = "session", "item", "document", "note"


@dataclass(frozen=True, slots=True)
class EntryText:
    """The searched words of a row, the session it belongs to, and what it hangs under; "" where there is none."""

    text: str
    session: str
    parent: str


def _session(fields: Fields) -> EntryText:
    return EntryText(_joined(fields, "title", "place"), fields.text("id"), "")


def _item(fields: Fields) -> EntryText:
    session = fields.text("session")
    return EntryText(_joined(fields, "title", "presenter"), session, session)


def _document(fields: Fields) -> EntryText:
    text = _joined(fields, "number", "title", "issuer")
    return EntryText(text, fields.text("session"), fields.text("item"))


def _note(fields: Fields) -> EntryText:
    """A note's own words, its tags, and the words it marks (`protocol.md 9.10`)."""
    parts = ["".join(fields.texts("text")), " ".join(fields.texts("tags")), fields.text("quote")]
    return EntryText("\n".join(part for part in parts if part), "", fields.text("version"))


def _joined(fields: Fields, *names: str) -> str:
    return "\n".join(text for name in names if (text := fields.text(name)))


SOURCES: Mapping[str, Callable[[Fields], EntryText]] = {
    SESSION: _session,
    ITEM: _item,
    DOCUMENT: _document,
    NOTE: _note,
}


def entry_of(kind: str, body: dict[str, Any] | None) -> EntryText | None:
    """What of a row is searched; None for a row that is gone, has no words, or is of another kind."""
    source = SOURCES.get(kind)
    if source is None or body is None:
        return None
    entry = source(Fields(body))
    return entry if entry.text else None
