"""The council, its delegates, its sessions, and what is new."""

from __future__ import annotations

from delegate_app.domain.council_sessions import CouncilSession, Dossier, Programme
from delegate_app.domain.councils import Council
from delegate_app.domain.delegates import Delegate
from delegate_app.domain.documents import Document, in_dossier_order
from delegate_app.errors import Code, UserError
from delegate_app.storage.councils import CouncilTable
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.sessions import SessionTable
from delegate_app.storage.vault import Vault


class Agenda:
    """Reads what the council published."""

    def __init__(self, vault: Vault) -> None:
        self._councils = CouncilTable(vault)
        self._sessions = SessionTable(vault)
        self._documents = DocumentTable(vault)

    def council(self) -> Council | None:
        """The council, or None before the first sync."""
        return self._councils.council()

    def delegates(self) -> tuple[Delegate, ...]:
        """All delegates in the Vietnamese order of names."""
        return self._councils.delegates()

    def sessions(self) -> tuple[CouncilSession, ...]:
        """All sessions, the latest first."""
        return self._sessions.all()

    def programme(self, session_id: str) -> Programme:
        """A session with its dossiers: its own papers first when it has any, then every item in programme order.

        Raises DOCUMENT_UNKNOWN when the council has no such session.
        """
        session = self._sessions.session(session_id)
        if session is None:
            raise UserError(Code.DOCUMENT_UNKNOWN, "no such session")
        items = self._sessions.items(session_id)
        documents = self._documents.of_session(session_id)
        known = {item.id for item in items}
        own = [document for document in documents if document.item_id not in known]
        secret = self._sessions.on_paper(session_id)
        has_own = own or "" in secret
        dossiers = [Dossier(None, in_dossier_order(own), "" in secret)] if has_own else []
        for item in items:
            papers = [document for document in documents if document.item_id == item.id]
            dossiers.append(Dossier(item, in_dossier_order(papers), item.id in secret))
        return Programme(session, tuple(dossiers), self._sessions.current_item(session_id))

    def news(self) -> tuple[Document, ...]:
        """Documents of which the delegate has not opened the newest version, the newest first."""
        unseen = [document for document in self._documents.all() if not document.newest.seen]
        return tuple(sorted(unseen, key=lambda d: (d.newest.published_at, d.id), reverse=True))
