"""Dry run: who will see what when a draft is published, found by publishing it and undoing everything (protocol.md 8.1, 8.8).

No rule of sight is written down here a second time: the draft goes through `publish_draft` inside a rehearsal, and what
each audience has is then read from the very feeds that it may follow, and from the pages that the public site makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from council_server.committees import feeds_by_person
from council_server.councils import Council
from council_server.draft_publishing import DraftView, State, publish_draft
from council_server.draft_store import read_draft
from council_server.drafts import Draft, DraftItem
from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.logs import COMMITTEE, PUBLIC
from council_server.papers import NO_ITEM, PAPER_TYPES, sent_late
from council_server.public_site import PublicSite, Published
from council_server.publishing import Bodies, newest_versions
from council_server.remote_offices import CapturingOffice
from council_server.writer import Batch
from protocol.enrolments import SECRETARY
from protocol.names import name_key
from protocol.replay import Replay
from protocol.times import write_time

NEEDED = ("to-trinh", "du-thao-nghi-quyet", "bao-cao-tham-tra")
"""A dossier with one of the first two, which ask for a decision, has all three."""
AFTER_DISCUSSION = ("tiep-thu", "bieu-quyet", "ban-hanh")
EXPLANATION = "giai-trinh-tiep-thu"


class Fate(StrEnum):
    """What publishing does to a paper in somebody's sight; KEPT is no longer in the draft and stays published."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class SeenPaper:
    """One paper as an audience will have it; `item` is "" for the session's own, `committee` "" for everybody's."""

    document: str
    item: str
    type: str
    title: str
    committee: str
    ordinal: int
    fate: Fate
    late: bool
    place: tuple[int, int, int, str]
    """Where it stands: its item in the programme, its type in the field's order, its place among these."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who sees these papers: `kind` is public-site, hall, delegate or committee; `name` a delegate's or a committee's."""

    kind: str
    id: str
    name: str
    committees: tuple[str, ...]
    papers: tuple[SeenPaper, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A paper that the dossier of an item should have and has not; with type "" the item has none at all."""

    item: str
    type: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What publishing would do; `statements` are those that would have to be signed."""

    revision: int
    audiences: tuple[Audience, ...]
    missing: tuple[Missing, ...]
    waiting: tuple[tuple[str, str], ...]
    on_paper: tuple[str, ...]
    statements: tuple[bytes, ...]
    rows: int

    @property
    def public(self) -> Audience:
        """What every delegate sees, and the hall's own server copies."""
        return next(one for one in self.audiences if one.kind == "hall")


def rehearse(council: Council, batch: Batch, session: str) -> DryRun:
    """Try it; afterwards nothing has changed. Raises CommandError as `publish_draft` does."""
    draft = read_draft(batch.connection, batch.council, session).draft
    certificate = _a_secretary(batch.record.replay)
    office = CapturingOffice(council.id, council.home.origin, certificate)
    before = Sight.read(batch.connection, council.id, session)
    with batch.rehearsal() as trial:
        done = publish_draft(council, trial, office, session, draft.revision)
        trial.flush()
        after = Sight.read(trial.connection, council.id, session)
        site = public_documents(trial.connection, council, trial.record.replay)
    view = DraftView.read(batch.connection, council.id, draft, write_time(batch.now))
    teller = Teller(draft, before, after)
    return DryRun(
        revision=draft.revision,
        audiences=tuple(teller.audiences(batch.connection, council.id, site)),
        missing=tuple(missing_papers(draft)),
        waiting=tuple(
            (item.id, paper.id)
            for item, paper in draft.papers()
            if view.state(item, paper) is State.WAITING
        ),
        on_paper=tuple(item.id for item in draft.items if item.on_paper),
        statements=tuple(office.captured),
        rows=done.rows,
    )


def publish_unsigned(council: Council, batch: Batch, session: str, revision: int) -> None:
    """Publish a draft that changes no list of papers: only rows, and nothing to sign.

    Raises CommandError as `publish_draft` does, or when something would have to be signed; nothing is written then.
    """
    certificate = _a_secretary(batch.record.replay)
    office = CapturingOffice(council.id, council.home.origin, certificate)
    publish_draft(council, batch, office, session, revision)
    if office.captured:
        raise CommandError("a list of papers changes: it has to be signed", sentence="list_changes")


def _a_secretary(replay: Replay) -> bytes:
    """The certificate (DER) of any secretary who may sign: it stands in for whoever will."""
    return next(
        one.der
        for one in replay.certificates.values()
        if one.role == SECRETARY and one.revoked_at is None
    )


@dataclass(frozen=True, slots=True)
class Sight:
    """A session's documents and newest versions in each feed, by feed."""

    documents: Mapping[str, Bodies]
    versions: Mapping[str, Bodies]
    first: Mapping[str, str]
    """When the first version of each document came (RFC 3339), of every feed."""

    @classmethod
    def read(cls, connection: Connection, council: str, session: str) -> Sight:
        """As of this view of the database."""
        documents: dict[str, Bodies] = {}
        versions: dict[str, Bodies] = {}
        first: dict[str, str] = {}
        followed = {f for feeds in feeds_by_person(connection, council).values() for f in feeds}
        for feed in (PUBLIC, *sorted(followed)):
            found = read_objects(connection, council, feed, "document")
            documents[feed] = {n: d for n, d in found.items() if d["session"] == session}
            rows = read_objects(connection, council, feed, "version")
            versions[feed] = newest_versions(rows)
            first |= {v["document"]: v["published_at"] for v in rows.values() if v["ordinal"] == 1}
        return cls(documents, versions, first)


def public_documents(connection: Connection, council: Council, replay: Replay) -> frozenset[str]:
    """The documents that the public site would offer."""
    kinds = ("session", "item", "document", "version")
    sessions, items, documents, versions = (
        read_objects(connection, council.id, PUBLIC, kind) for kind in kinds
    )
    newest = newest_versions(versions)
    published = Published(sessions, items, documents, newest)
    site = PublicSite(council.home.name, published, replay, now=council.clock())
    offered = {sha256 for _, sha256 in site.papers()}
    return frozenset(n for n, v in newest.items() if v["blob"]["sha256"] in offered)


@dataclass(frozen=True, slots=True)
class Teller:
    """Says of each audience what it sees, from the feeds before and after."""

    draft: Draft
    before: Sight
    after: Sight

    def audiences(
        self, connection: Connection, council: str, site: frozenset[str]
    ) -> Iterable[Audience]:
        """The public site, the hall, each committee, each delegate in the order of names."""
        public = self.papers([PUBLIC])
        yield Audience("public-site", "", "", (), tuple(p for p in public if p.document in site))
        yield Audience("hall", "", "", (), tuple(public))
        people = feeds_by_person(connection, council)
        names = committee_names(connection, council, people)
        for feed in sorted(names, key=lambda f: name_key(names[f])):
            papers = tuple(self.papers([PUBLIC, feed]))
            yield Audience("committee", feed, names[feed], (names[feed],), papers)
        delegates = read_objects(connection, council, PUBLIC, "delegate")
        for person in sorted(delegates.values(), key=lambda d: name_key(d["name"])):
            feeds = people.get(person["id"], ())
            mine = tuple(names[feed] for feed in feeds)
            papers = tuple(self.papers([PUBLIC, *feeds]))
            yield Audience("delegate", person["id"], person["name"], mine, papers)

    def papers(self, feeds: Iterable[str]) -> list[SeenPaper]:
        """What followers of these feeds have afterwards, in the order of the programme."""
        found = [
            self._paper(feed, body)
            for feed in feeds
            for name, body in self.after.documents[feed].items()
            if name in self.after.versions[feed]
        ]
        return sorted(found, key=lambda paper: paper.place)

    def _paper(self, feed: str, body: Mapping[str, Any]) -> SeenPaper:
        name = body["id"]
        version, earlier = self.after.versions[feed][name], self.before.versions[feed].get(name)
        drafted = {self.draft.document(item.id, paper.id) for item, paper in self.draft.papers()}
        if earlier is None:
            fate = Fate.NEW
        elif earlier["ordinal"] != version["ordinal"]:
            fate = Fate.CHANGED
        else:
            fate = Fate.UNCHANGED if name in drafted else Fate.KEPT
        due = self.draft.head.papers_due
        return SeenPaper(
            document=name,
            item=body["item"],
            type=body["type"],
            title=body["title"],
            committee=body.get("committee", ""),
            ordinal=version["ordinal"],
            fate=fate,
            late=sent_late(body["type"], due, self.after.first.get(name, "")),
            place=self._place(body),
        )

    def _place(self, body: Mapping[str, Any]) -> tuple[int, int, int, str]:
        places = [self.draft.feed_id(item.id) for item in self.draft.items]
        item = places.index(body["item"]) if body["item"] in places else 0
        kind = PAPER_TYPES.index(body["type"]) if body["type"] in PAPER_TYPES else len(PAPER_TYPES)
        return item, kind, body["position"], body["id"]


def committee_names(
    connection: Connection, council: str, people: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """The name of each committee's feed that somebody follows."""
    names: dict[str, str] = {}
    for feed in sorted({feed for feeds in people.values() for feed in feeds}):
        body = read_objects(connection, council, feed, "committee").get(
            feed.removeprefix(COMMITTEE)
        )
        names[feed] = str(body["name"]) if body and body["name"] else feed.removeprefix(COMMITTEE)
    return names


def missing_papers(draft: Draft) -> Iterable[Missing]:
    """What the dossiers still lack against the field's order: submission, draft, verification report, explanation."""
    for item in draft.items:
        if item.id != NO_ITEM:
            yield from (Missing(item.id, kind) for kind in _lacking(item))


def _lacking(item: DraftItem) -> Iterable[str]:
    kinds = {paper.type for paper in item.papers}
    if not kinds:
        if not item.on_paper:
            yield ""
        return
    if kinds & set(NEEDED[:2]):
        yield from (kind for kind in NEEDED if kind not in kinds)
        if item.step in AFTER_DISCUSSION and EXPLANATION not in kinds:
            yield EXPLANATION
