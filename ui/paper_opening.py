"""What the reader reads from the vault before it shows a paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from delegate_app.domain.annotations import Annotation
from delegate_app.domain.books import Book, bound
from delegate_app.domain.council_sessions import Programme
from delegate_app.domain.documents import Document, DocumentVersion
from delegate_app.domain.followed_notes import FollowedNote
from delegate_app.domain.polls import Poll
from delegate_app.domain.reading_places import ReadingPlace
from delegate_app.services.desk import Desk


@dataclass(frozen=True)
class Opening:
    """What the reader needs to know before it opens a version, read in one job."""

    document: Document
    version: DocumentVersion
    place: ReadingPlace | None
    notes: tuple[Annotation, ...]
    followed: tuple[FollowedNote, ...]
    """Notes of earlier versions and where they stand on this one."""
    polls: tuple[Poll, ...]
    programme: Programme
    book: Book
    """The papers of the session and the numbers of their pages."""

    @property
    def said(self) -> tuple[object, ...]:
        """What the notices above the paper speak of."""
        return self.document, self.polls, self.followed

    @property
    def shown_notes(self) -> tuple[Annotation, ...]:
        """The notes made on this version, and those of earlier ones whose words stand here unchanged."""
        carried = (
            replace(found.note, anchor=found.place.anchor)
            for found in self.followed
            if found.place.anchor is not None and not found.doubtful
        )
        return (*self.notes, *carried)


def gather(desk: Desk, sha256: str, now: datetime) -> Opening:
    """Read it; raises VERSION_UNKNOWN, DOCUMENT_UNKNOWN."""
    document = desk.documents.by_version(sha256)
    version = document.version(sha256) or document.newest
    texts = {v.sha256 for v in document.versions}
    polls = [p for p in desk.votes.polls() if any(d.version_sha256 in texts for d in p.documents)]
    programme = desk.agenda.programme(document.session_id)
    return Opening(
        document,
        version,
        desk.reading.place(sha256),
        desk.annotations.of_version(sha256),
        desk.followed.of(sha256),
        tuple(polls),
        programme,
        bound(programme, now),
    )
