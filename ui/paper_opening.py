"""What the reader reads from the vault before it shows a paper."""

from __future__ import annotations

from dataclasses import dataclass

from delegate_app.domain.annotations import Annotation
from delegate_app.domain.documents import Document, DocumentVersion
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
    polls: tuple[Poll, ...]


def gather(desk: Desk, sha256: str) -> Opening:
    """Read it; raises VERSION_UNKNOWN."""
    document = desk.documents.by_version(sha256)
    version = document.version(sha256) or document.newest
    texts = {v.sha256 for v in document.versions}
    polls = [p for p in desk.votes.polls() if any(d.version_sha256 in texts for d in p.documents)]
    return Opening(
        document,
        version,
        desk.reading.place(sha256),
        desk.annotations.of_version(sha256),
        tuple(polls),
    )
