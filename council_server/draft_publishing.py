"""From a draft to what is published: the same session, papers and rows as from a folder (`publishing`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection

from council_server import marking
from council_server.committees import feed_of_committee, known_committees
from council_server.councils import Council
from council_server.draft_store import read_draft
from council_server.drafts import Draft, DraftItem, DraftPaper
from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.logs import COMMITTEE, PUBLIC, read_heads
from council_server.offices import Office
from council_server.paper_files import ReadyPaper
from council_server.papers import NO_ITEM, sent_late
from council_server.publishing import (
    Bodies,
    Publication,
    newest_versions,
    refuse_missing,
    write_publication,
)
from council_server.session_files import Item, Paper, SessionFile
from council_server.uploads import Upload, read_uploads
from council_server.writer import Batch
from protocol.times import write_time


class State(StrEnum):
    """How a paper of the draft stands to what is published."""

    WAITING = "waiting"
    NEW = "new"
    CHANGED = "changed"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft cannot be published yet; its sentence is `draft-problem.<code>` of words.toml. Ids are the draft's own."""

    code: str
    item: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class PublishedPapers:
    """What is published, of every feed: `first` tells when a document's first version came (RFC 3339)."""

    feeds: Mapping[str, str]
    documents: Bodies
    versions: Bodies
    first: Mapping[str, str]

    @classmethod
    def read(cls, connection: Connection, council: str) -> PublishedPapers:
        """As of this view of the database."""
        feeds: dict[str, str] = {}
        documents: dict[str, Mapping[str, object]] = {}
        versions: dict[str, Mapping[str, object]] = {}
        first: dict[str, str] = {}
        names = (name for name in read_heads(connection, council) if name.startswith(COMMITTEE))
        for feed in (PUBLIC, *names):
            found = read_objects(connection, council, feed, "document")
            documents |= found
            feeds |= dict.fromkeys(found, feed)
            rows = read_objects(connection, council, feed, "version")
            versions |= newest_versions(rows)
            first |= {v["document"]: v["published_at"] for v in rows.values() if v["ordinal"] == 1}
        return cls(feeds, documents, versions, first)


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft beside what is uploaded and what is published."""

    draft: Draft
    uploads: Mapping[str, Upload]
    published: PublishedPapers
    committees: frozenset[str]
    now: str

    @classmethod
    def read(cls, connection: Connection, council: str, draft: Draft, now: str) -> DraftView:
        """As of this view of the database; `now` is RFC 3339."""
        return cls(
            draft,
            read_uploads(connection, council),
            PublishedPapers.read(connection, council),
            frozenset(known_committees(connection, council)),
            now,
        )

    def document(self, item: DraftItem, paper: DraftPaper) -> str:
        """The paper's id in the feed."""
        return self.draft.document(item.id, paper.id)

    def state(self, item: DraftItem, paper: DraftPaper) -> State:
        """New, changed, published, or still without a file."""
        version = self.published.versions.get(self.document(item, paper))
        upload = self.uploads.get(paper.upload)
        if upload is None:
            return State.PUBLISHED if version else State.WAITING
        if version is None:
            return State.NEW
        same = version["blob"]["sha256"] == upload.pdf.sha256
        return State.PUBLISHED if same else State.CHANGED

    def is_late(self, item: DraftItem, paper: DraftPaper) -> bool:
        """Whether the paper was, or would be now, sent after the day that the session names."""
        state = self.state(item, paper)
        if state is State.WAITING:
            return False
        first = self.published.first.get(self.document(item, paper), self.now)
        return sent_late(paper.type, self.draft.head.papers_due, first)

    def is_published(self, item: str) -> bool:
        """Whether an item is in the programme that was published, or has a paper that is."""
        name = self.draft.feed_id(item)
        return any(body["item"] == name for body in self.published.documents.values())

    # -------------------------------------------------------------------------------- problems

    def problems(self) -> list[Problem]:
        """Everything that keeps the draft from being published."""
        return [*self._head_problems(), *self._item_problems(), *self._paper_problems()]

    def _head_problems(self) -> Iterator[Problem]:
        head = self.draft.head
        if not head.title:
            yield Problem("no-title")
        if not head.place:
            yield Problem("no-place")
        if not head.starts or not head.ends:
            yield Problem("no-time")
        elif head.starts >= head.ends:
            yield Problem("ends-first")

    def _item_problems(self) -> Iterator[Problem]:
        for item in self.draft.items:
            if item.id != NO_ITEM and not item.title:
                yield Problem("no-item-title", item.id)
            if marking.level_in_title(item.title):
                yield Problem("secret-title", item.id)

    def _paper_problems(self) -> Iterator[Problem]:
        for item, paper in self.draft.papers():
            feed = feed_of_committee(paper.committee) if paper.committee else PUBLIC
            if not paper.title:
                yield Problem("no-paper-title", item.id, paper.id)
            if marking.level_in_title(paper.title):
                yield Problem("secret-title", item.id, paper.id)
            if self.published.feeds.get(self.document(item, paper), feed) != feed:
                yield Problem("other-readers", item.id, paper.id)
            elif feed != PUBLIC and feed not in self.committees:
                yield Problem("no-member", item.id, paper.id)

    # ------------------------------------------------------------------------------ what goes out

    def session(self) -> SessionFile:
        """What `publishing` takes. Papers that wait for a file are left out."""
        draft, head = self.draft, self.draft.head
        items = [item for item in draft.items if item.id != NO_ITEM]
        return SessionFile(
            path=Path(draft.session),
            id=draft.session,
            kind=head.kind,
            title=head.title,
            place=head.place,
            starts=head.starts,
            ends=head.ends,
            papers_due=head.papers_due,
            items=tuple(
                Item(draft.feed_id(item.id), position, item.title, item.step, item.presenter)
                for position, item in enumerate(items, 1)
            ),
            papers=tuple(
                self._paper(item, paper, position)
                for item in draft.items
                for position, paper in enumerate(item.papers, 1)
                if self.state(item, paper) is not State.WAITING
            ),
            on_paper=tuple(draft.feed_id(item.id) for item in draft.items if item.on_paper),
        )

    def _paper(self, item: DraftItem, paper: DraftPaper, position: int) -> Paper:
        return Paper(
            document=self.document(item, paper),
            item="" if item.id == NO_ITEM else self.draft.feed_id(item.id),
            position=position,
            type=paper.type,
            title=paper.title,
            number=paper.number,
            issued=paper.issued,
            issuer=paper.issuer,
            note=paper.note,
            committee=paper.committee,
            file=Path(paper.id),
            pdf=None,
            line=0,
        )

    def ready(self, session: SessionFile) -> list[ReadyPaper]:
        """The papers whose bytes differ from the version in force."""
        uploads = {
            self.document(item, paper): self.uploads[paper.upload]
            for item, paper in self.draft.papers()
            if self.state(item, paper) in (State.NEW, State.CHANGED)
        }
        return [
            ReadyPaper(paper, up.pdf, Path(), up.original, None, up.pages, up.text_pages)
            for paper in session.papers
            if (up := uploads.get(paper.document)) is not None
        ]


def publish_draft(
    council: Council, batch: Batch, secretary: Office, session: str, revision: int
) -> Publication:
    """The draft as it was at this revision is published.

    Raises CommandError when it changed since, or has a problem; nothing was written then.
    """
    draft = read_draft(batch.connection, batch.council, session).draft
    if draft.revision != revision:
        raise CommandError(
            "the draft was changed since; look at it again", sentence="draft_changed"
        )
    view = DraftView.read(batch.connection, batch.council, draft, write_time(batch.now))
    if view.problems():
        raise CommandError(
            "the draft is not complete; look at it again", sentence="draft_incomplete"
        )
    whole = view.session()
    ready = view.ready(whole)
    refuse_missing(council, ready)
    return write_publication(batch, secretary, whole, ready)
