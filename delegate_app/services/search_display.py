"""Hits as they are shown: grouped by paper, with the words around them and what they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from delegate_app.domain.documents import PaperType
from delegate_app.domain.search import (
    HITS,
    PAGES_A_PAPER,
    Found,
    FoundKind,
    FoundPage,
    Marked,
)
from delegate_app.domain.search_words import cut, spans_of
from delegate_app.services.search_matching import Matcher
from delegate_app.services.search_pages import PageHit, PageHits
from delegate_app.services.search_titles import TitleHit
from delegate_app.storage.bodies import Fields
from delegate_app.storage.search_reading import SearchReading
from delegate_app.storage.search_sources import DOCUMENT, ITEM, NOTE

Hit = TitleHit | PageHit
NOTHING = Fields({})
OCR = "ocr"


class Display:
    """Makes `Found` of hits. A paper found by its title and by its pages is one."""

    def __init__(self, reading: SearchReading, matcher: Matcher) -> None:
        self._reading = reading
        self._matcher = matcher
        self._signs = matcher.signs()

    def show(self, hits: Sequence[Hit], pages: PageHits) -> list[Found]:
        """The first `HITS` of the hits, in their order; of a paper at most `PAGES_A_PAPER` pages, where its first hit is."""
        groups: dict[tuple[str, str], list[Hit]] = {}
        count = 0
        for hit in hits:
            key = (DOCUMENT, hit.document) if isinstance(hit, PageHit) else _key(hit)
            group = groups.get(key)
            if group is None:
                if count >= HITS:
                    continue
                group = groups[key] = []
            if isinstance(hit, PageHit):
                if sum(isinstance(h, PageHit) for h in group) >= PAGES_A_PAPER:
                    continue
                if count >= HITS and group:
                    continue
            group.append(hit)
            count += 1
        return self._made(groups, pages)

    def _made(self, groups: dict[tuple[str, str], list[Hit]], pages: PageHits) -> list[Found]:
        notes = self._reading.notes([key for sort, key in groups if sort == NOTE])
        versions = {fields.text("version") for fields in notes.values()}
        papers_of = self._reading.documents_of_versions(versions) if versions else {}
        documents = {key for sort, key in groups if sort == DOCUMENT} | set(papers_of.values())
        bodies = self._reading.bodies(DOCUMENT, documents)
        newest = self._reading.newest_versions(documents) if documents else {}
        items = self._reading.bodies(
            ITEM,
            {fields.text("item") for fields in bodies.values()}
            | {key for sort, key in groups if sort == ITEM},
        )
        sessions = self._reading.sessions()
        self._known = (bodies, items, sessions)
        found = []
        for (sort, key), group in groups.items():
            if sort == DOCUMENT:
                made = self._document(key, group, pages, newest)
            elif sort == NOTE:
                made = self._note(key, group, notes, papers_of)
            else:
                made = self._entry(sort, group)
            if made is not None:
                found.append(made)
        return found

    def _document(
        self, document: str, group: list[Hit], pages: PageHits, newest: dict[str, str]
    ) -> Found | None:
        bodies, items, sessions = self._known
        fields = bodies.get(document)
        if fields is None:
            return None
        hits = [hit for hit in group if isinstance(hit, PageHit)]
        shown = [page for hit in hits if (page := self._page(hit))]
        version = hits[0].version if hits else newest.get(document, "")
        session = fields.text("session")
        return Found(
            kind=FoundKind.DOCUMENT,
            id=document,
            title=self._marked(fields.text("title")),
            session_id=session,
            session_title=sessions.get(session, NOTHING).text("title"),
            item_title=items.get(fields.text("item"), NOTHING).text("title"),
            type=fields.member("type", PaperType, PaperType.REPORT),
            number=fields.text("number"),
            version=version,
            page=hits[0].page if hits else -1,
            pages=tuple(shown),
            more=max(0, pages.counts.get(version, 0) - len(shown)) if hits else 0,
        )

    def _note(
        self,
        note: str,
        group: list[Hit],
        notes: dict[str, Fields],
        papers_of: dict[str, str],
    ) -> Found | None:
        bodies, _, sessions = self._known
        fields = notes.get(note)
        paper = papers_of.get(fields.text("version"), "") if fields else ""
        hit = group[0]
        if fields is None or paper not in bodies or not isinstance(hit, TitleHit):
            return None
        session = bodies[paper].text("session")
        return Found(
            kind=FoundKind.NOTE,
            id=note,
            title=self._window(hit.entry.text, hit.entry.trail),
            session_id=session,
            session_title=sessions.get(session, NOTHING).text("title"),
            item_title=bodies[paper].text("title"),
            version=fields.text("version"),
            page=fields.number("page"),
        )

    def _entry(self, sort: str, group: list[Hit]) -> Found | None:
        _, items, sessions = self._known
        hit = group[0]
        if not isinstance(hit, TitleHit):
            return None
        entry = hit.entry
        fields = (items if sort == ITEM else sessions).get(entry.id)
        if fields is None:
            return None
        return Found(
            kind=FoundKind(sort),
            id=entry.id,
            title=self._marked(fields.text("title")),
            session_id=entry.session,
            session_title=sessions.get(entry.session, NOTHING).text("title"),
        )

    # ------------------------------------------------------------------ words around a hit

    def _page(self, hit: PageHit) -> FoundPage | None:
        stored = self._reading.page(hit.place)
        if stored is None:
            return None
        return FoundPage(hit.page, self._window(stored.text, stored.trail), stored.origin == OCR)

    def _window(self, text: str, trail: str) -> Marked:
        """The stretch of a text that shows best why it was found, on one line."""
        first, last = self._matcher.best_window(trail)
        spans = spans_of(text, first, last)
        if not spans:
            return Marked("", ())
        start, end = spans[0][0], spans[-1][1]
        before, after = ("…\u00a0" if first else ""), ("\u00a0…" if last < len(trail) - 1 else "")
        shown, marks = before, []
        at = start
        for number, (left, right) in enumerate(spans, first):
            shown += " ".join(f".{text[at:left]}.".split())[1:-1] if at < left else ""
            if trail[number] in self._signs:
                marks.append((len(shown), len(shown) + right - left))
            shown += text[left:right]
            at = right
        return Marked(shown + text[at:end] + after, tuple(marks))

    def _marked(self, text: str) -> Marked:
        """A whole short text with its words marked."""
        trail = cut(text).trail
        spans = spans_of(text, 0, len(trail))
        return Marked(
            text,
            tuple(span for span, sign in zip(spans, trail, strict=False) if sign in self._signs),
        )


def _key(hit: TitleHit) -> tuple[str, str]:
    return hit.entry.sort, hit.entry.id
