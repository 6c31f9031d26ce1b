"""Council sessions and their agenda items, read from the feeds."""

from __future__ import annotations

from delegate_app.domain.council_sessions import AgendaItem, CouncilSession, ItemStep, SessionKind
from delegate_app.storage.bodies import Fields
from delegate_app.storage.feeds import FeedTable
from delegate_app.storage.vault import Vault


class SessionTable:
    """Sessions and items as the public feed describes them (`protocol.md 8.3`)."""

    def __init__(self, vault: Vault) -> None:
        self._feeds = FeedTable(vault)

    def all(self) -> tuple[CouncilSession, ...]:
        """All sessions, the latest first."""
        sessions = [_session(Fields(body)) for body in self._feeds.bodies("session")]
        return tuple(sorted(sessions, key=lambda s: (s.starts, s.id), reverse=True))

    def session(self, session_id: str) -> CouncilSession | None:
        """One session, or None."""
        body = self._feeds.body("session", session_id)
        return _session(Fields(body)) if body else None

    def items(self, session_id: str) -> tuple[AgendaItem, ...]:
        """The items of a session in programme order."""
        items = [_item(Fields(body)) for body in self._feeds.bodies("item", parent=session_id)]
        return tuple(sorted(items, key=lambda i: (i.position, i.id)))

    def on_paper(self, session_id: str) -> frozenset[str]:
        """The items ("" for the session itself) that have a state secret on paper (`protocol.md 8.15`)."""
        rows = [Fields(body) for body in self._feeds.bodies("on-paper")]
        return frozenset(row.text("item") for row in rows if row.text("session") == session_id)

    def current_item(self, session_id: str) -> str:
        """The item that a sitting of this session is at (`protocol.md 8.17`), "" when none is."""
        for body in self._feeds.bodies("sitting"):
            fields = Fields(body)
            if fields.text("session") == session_id and fields.text("state") != "over":
                return fields.text("item")
        return ""


def _session(fields: Fields) -> CouncilSession:
    return CouncilSession(
        fields.text("id"),
        fields.member("kind", SessionKind, SessionKind.REGULAR),
        fields.text("title"),
        fields.text("place"),
        fields.time("starts"),
        fields.time("ends"),
        fields.day("papers_due"),
    )


def _item(fields: Fields) -> AgendaItem:
    return AgendaItem(
        fields.text("id"),
        fields.text("session"),
        fields.number("position"),
        fields.text("title"),
        fields.member("step", ItemStep, ItemStep.SUBMITTED),
        fields.text("presenter"),
    )
