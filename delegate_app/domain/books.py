"""The book of a session: all its papers in dossier order, with page numbers that everybody shares and that never change.

Rules
1. Order: as the programme shows it, the session's own papers first.
2. Until the papers are due (without a date: until the session begins) the numbers run on from 1 and are provisional.
   When no paper was published by then, that moment is the end of the day of the first one.
3. At that moment the numbers of what was published by then stand for good, whatever is published later.
4. What comes later stands between: a late paper after page 7 has the pages 7a, 7b, ...; so have the pages that a later
   version has more than the numbered one. Letters behind one page are given in the order of publication, so that none moves.
5. The numbers follow from what the council published alone: every desk counts the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from delegate_app.domain.council_sessions import CouncilSession, Programme
from delegate_app.domain.documents import Document, DocumentVersion

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class BookPaper:
    """A paper in the book: `numbers` of the pages of its newest version; `late` when it came after the numbers stood."""

    document: Document
    numbers: tuple[str, ...]
    late: bool

    @property
    def version(self) -> DocumentVersion:
        """What is read in the book."""
        return self.document.newest

    @property
    def span(self) -> str:
        """Its pages in words of the book: "12-18", "7a"."""
        first, last = self.numbers[0], self.numbers[-1]
        return first if first == last else f"{first}-{last}"


@dataclass(frozen=True, slots=True)
class Book:
    """The papers in order. `settled` says that the numbers stand for good."""

    papers: tuple[BookPaper, ...]
    settled: bool

    def numbers_of(self, version: str) -> tuple[str, ...]:
        """The numbers of a version's pages; none for a version that is not the newest."""
        found = next((paper for paper in self.papers if paper.version.sha256 == version), None)
        return found.numbers if found else ()

    def find(self, number: str) -> tuple[str, int] | None:
        """Version and page (from 0) of a number, whatever its letters' case."""
        wanted = number.strip().casefold()
        for paper in self.papers:
            if wanted in paper.numbers:
                return paper.version.sha256, paper.numbers.index(wanted)
        return None

    def beside(self, version: str, step: int) -> BookPaper | None:
        """The paper so many places after the one with this version; None at the ends."""
        for at, paper in enumerate(self.papers):
            if any(known.sha256 == version for known in paper.document.versions):
                return self.papers[at + step] if 0 <= at + step < len(self.papers) else None
        return None


def stands_from(session: CouncilSession) -> datetime:
    """The moment from which the numbers stand: the end of the day on which papers are due, or the session's beginning."""
    if session.papers_due is None:
        return session.starts
    return datetime.combine(session.papers_due, time.max, session.starts.tzinfo)


def bound(programme: Programme, now: datetime) -> Book:
    """The book of a session as it is now."""
    documents = [document for dossier in programme.dossiers for document in dossier.documents]
    moment = _moment(programme.session, documents)
    numbers: dict[str, list[str]] = {}
    behind: list[tuple[datetime, int, int, Document]] = []
    last = 0
    for order, document in enumerate(documents):
        numbered = _numbered(document, moment)
        if numbered is None:
            behind.append((document.versions[0].published_at, order, last, document))
            continue
        count = _pages(numbered)
        numbers[document.id] = [str(last + n) for n in range(1, count + 1)]
        last += count
        if _pages(document.newest) > count:
            behind.append((document.newest.published_at, order, last, document))
    used: dict[int, int] = {}
    for _, _, page, document in sorted(behind, key=lambda late: late[:2]):
        given = numbers.setdefault(document.id, [])
        while len(given) < _pages(document.newest):
            used[page] = used.get(page, 0) + 1
            given.append(f"{page}{_letters(used[page])}")
    papers = (
        BookPaper(
            document,
            tuple(numbers[document.id][: _pages(document.newest)]),
            _numbered(document, moment) is None,
        )
        for document in documents
    )
    return Book(tuple(papers), settled=now > moment)


def _moment(session: CouncilSession, documents: list[Document]) -> datetime:
    """Rule 2."""
    stands = stands_from(session)
    first = min((document.versions[0].published_at for document in documents), default=stands)
    day = first.astimezone(session.starts.tzinfo).date()
    return (
        max(stands, datetime.combine(day, time.max, session.starts.tzinfo))
        if first > stands
        else stands
    )


def _numbered(document: Document, moment: datetime) -> DocumentVersion | None:
    """The version whose pages were counted: the newest one of that moment, None for a late paper."""
    known = [version for version in document.versions if version.published_at <= moment]
    return known[-1] if known else None


def _pages(version: DocumentVersion) -> int:
    return max(1, version.pages)


def _letters(number: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    spelled = ""
    while number:
        number, rest = divmod(number - 1, len(LETTERS))
        spelled = LETTERS[rest] + spelled
    return spelled
