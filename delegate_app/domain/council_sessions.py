"""Council sessions (kỳ họp), their programme and dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from delegate_app.domain.documents import Document, PaperType


class SessionKind(StrEnum):
    """The three kinds of session the law knows."""

    REGULAR = "thuong-le"
    SPECIAL = "chuyen-de"
    EXTRAORDINARY = "phat-sinh-dot-xuat"


class ItemStep(StrEnum):
    """Where an agenda item stands, in the order of the sitting."""

    SUBMITTED = "trinh"
    VERIFIED = "tham-tra"
    GROUP_DISCUSSION = "thao-luan-to"
    DISCUSSION = "thao-luan"
    EXPLANATION = "giai-trinh"
    REVISION = "tiep-thu"
    VOTING = "bieu-quyet"
    ISSUED = "ban-hanh"


@dataclass(frozen=True, slots=True)
class CouncilSession:
    """One kỳ họp. Times are aware; `papers_due` is the day by which papers were to be sent, where the council set one."""

    id: str
    kind: SessionKind
    title: str
    place: str
    starts: datetime
    ends: datetime
    papers_due: date | None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One mục of the programme. `position` counts from 1 in programme order."""

    id: str
    session_id: str
    position: int
    title: str
    step: ItemStep
    presenter: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """An agenda item (None: the session's own papers) with its papers in the fixed order of the field.

    `on_paper`: it has a state secret as well, which is handed out on paper and of which nothing else is told.
    """

    item: AgendaItem | None
    documents: tuple[Document, ...]
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """A session with all dossiers: the session's own papers first, then the items in programme order."""

    session: CouncilSession
    dossiers: tuple[Dossier, ...]
    current_item: str = ""
    """The item that a sitting is at now, as the office says (`protocol.md 8.17`); "" when there is none."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """All papers in reading order."""
        return tuple(document for dossier in self.dossiers for document in dossier.documents)


_WRITTEN_LATER = frozenset(
    {
        PaperType.EXPLANATION,
        PaperType.QUESTION,
        PaperType.ANSWER,
        PaperType.MINUTES,
        PaperType.CONCLUSION,
        PaperType.RESOLUTION,
    }
)
"""Papers that come about while a session is held: no deadline before it is meant for them."""


def sent_late(session: CouncilSession, document: Document) -> bool:
    """True when the paper's first version was published after the day by which papers were to be sent.

    A later version, made after the discussion, makes no paper late. Days are those of the session's own clock.
    """
    if session.papers_due is None or document.type in _WRITTEN_LATER:
        return False
    published = document.versions[0].published_at.astimezone(session.starts.tzinfo)
    return published.date() > session.papers_due


def nearest(sessions: tuple[CouncilSession, ...], now: datetime) -> CouncilSession | None:
    """Return the session that is on, else the next to come, else the last one held; None when there is none."""
    running = [s for s in sessions if s.starts <= now <= s.ends]
    if running:
        return min(running, key=lambda s: s.ends)
    coming = [s for s in sessions if s.starts > now]
    if coming:
        return min(coming, key=lambda s: s.starts)
    return max(sessions, key=lambda s: s.ends, default=None)
