"""A delegate's notes in the order in which the council will come to them: sessions, agenda items, papers, pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from delegate_app.domain.annotations import Annotation
from delegate_app.domain.council_sessions import AgendaItem, CouncilSession, Programme
from delegate_app.domain.documents import Document, DocumentVersion


@dataclass(frozen=True, slots=True)
class PaperNotes:
    """The notes on one version of a paper, in reading order."""

    document: Document
    version: DocumentVersion
    notes: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class ItemNotes:
    """What was noted on the papers of an agenda item; `item` None for the session's own papers."""

    session: CouncilSession
    item: AgendaItem | None
    papers: tuple[PaperNotes, ...]


def in_agenda_order(
    programmes: Sequence[Programme], notes: Iterable[Annotation]
) -> tuple[ItemNotes, ...]:
    """The items that have notes, in programme order; `programmes` in the order of their sessions.

    Notes keep the order in which they come; older versions of a paper follow the newest. A note on a paper that no
    programme has is left out.
    """
    by_version: dict[str, list[Annotation]] = {}
    for note in notes:
        by_version.setdefault(note.version_sha256, []).append(note)
    found = []
    for programme in programmes:
        for dossier in programme.dossiers:
            papers = tuple(
                PaperNotes(document, version, tuple(by_version[version.sha256]))
                for document in dossier.documents
                for version in reversed(document.versions)
                if version.sha256 in by_version
            )
            if papers:
                found.append(ItemNotes(programme.session, dossier.item, papers))
    return tuple(found)
