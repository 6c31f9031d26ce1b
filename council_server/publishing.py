"""Publishing a session: papers become versions in the public feed and one signed manifest in the record.

A paper of a closed committee goes to that committee's feed instead, under a manifest that only the feed carries
(protocol.md 8.8): nothing of it, not its title, is in the public feed or in the record.

Nothing published is overwritten or deleted: a changed file is a new version, a paper that is no
longer in the folder stays and is only reported. Bytes are durable before the one transaction that
names them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from council_server.blobs import Blob
from council_server.committees import feed_of_committee, known_committees
from council_server.councils import Council
from council_server.errors import CommandError, Problems
from council_server.feeds import read_objects
from council_server.logs import COMMITTEE, PUBLIC, read_heads
from council_server.offices import Office
from council_server.on_paper import tell_secrets
from council_server.paper_files import ReadyPaper, Source, measure_sources, place, prepare
from council_server.schema import blobs
from council_server.session_files import Paper, SessionFile
from council_server.writer import Batch
from protocol.closed_manifests import ClosedManifest
from protocol.fields import b64, unb64
from protocol.limits import PAPERS
from protocol.manifests import Manifest
from protocol.manifests import Paper as ListedPaper
from protocol.statements import decode_object
from protocol.times import write_time

Bodies = Mapping[str, Mapping[str, Any]]


@dataclass
class Publication:
    """What a publish did, or would do: ids of documents. `revision` is the new manifest's, 0 when there is none."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    rows: int = 0
    revision: int = 0


def publish(
    council: Council, secretary: Office, session: SessionFile, *, dry_run: bool = False
) -> Publication:
    """Publish what differs from what is published. With `dry_run` everything is judged, nothing changed.

    Raises Problems or CommandError, and nothing was changed then.
    """
    if len(session.papers) > PAPERS:
        raise CommandError(
            f"{session.path}: more than {PAPERS} papers", sentence="too_many_papers", most=PAPERS
        )
    sources = measure_sources(session)
    with council.database.reading() as connection:
        places = Places.read(connection, council.id, session)
    versions = places.versions
    wanted = [source for name, source in sources.items() if differs(source, versions.get(name))]
    refuse_stale_pdfs(session, wanted, versions)
    with tempfile.TemporaryDirectory(prefix="council-publish-") as folder:
        ready = prepare(session, wanted, Path(folder))
        if dry_run:
            return compare(session, places.documents, versions, ready)
        for paper in ready:
            council.blobs.keep(paper.pdf, paper.pdf_path)
            if paper.original and paper.original_path:
                council.blobs.keep(paper.original, paper.original_path)

    def write(batch: Batch) -> Publication:
        refuse_missing(council, ready)
        return write_publication(batch, secretary, session, ready)

    return council.writer.run(write)


def refuse_missing(council: Council, ready: Sequence[ReadyPaper]) -> None:
    """Under the write lock: raises CommandError when bytes that were kept are gone (`uploads.sweep` removes unused ones)."""
    kept = [blob for paper in ready for blob in (paper.pdf, paper.original) if blob is not None]
    gone = next((blob for blob in kept if not council.blobs.has(blob)), None)
    if gone is not None:
        raise CommandError(
            f"{gone.name} is no longer in the store; publish again",
            sentence="paper_gone",
            name=gone.name,
        )


def published(council: Council, kind: str) -> Bodies:
    """The objects of a kind in the public feed."""
    with council.database.reading() as connection:
        return read_objects(connection, council.id, PUBLIC, kind)


@dataclass(frozen=True, slots=True)
class Places:
    """What is published, of all feeds: `documents` and their newest `versions` by document id, and each one's feed."""

    documents: Bodies
    versions: Bodies
    feeds: Mapping[str, str]

    @classmethod
    def read(cls, connection: Connection, council: str, session: SessionFile) -> Places:
        """Read it, with the feeds of the session's new papers. Raises Problems for a paper in another feed than before."""
        documents: dict[str, Mapping[str, Any]] = {}
        versions: dict[str, Mapping[str, Any]] = {}
        feeds: dict[str, str] = {}
        committees = known_committees(connection, council)
        names = (name for name in read_heads(connection, council) if name.startswith(COMMITTEE))
        for feed in (PUBLIC, *names):
            found = read_objects(connection, council, feed, "document")
            documents |= found
            feeds |= dict.fromkeys(found, feed)
            versions |= newest_versions(read_objects(connection, council, feed, "version"))
        problems: list[str] = []
        for paper in session.papers:
            feed = feed_of_paper(paper)
            before = feeds.setdefault(paper.document, feed)
            if before != feed:
                problems.append(
                    f"{place(session, paper)}: it was published to {_readers(before)} before; what was "
                    f"read stays read, so a paper for {_readers(feed)} needs an id of its own"
                )
            elif feed != PUBLIC and feed not in committees:
                problems.append(
                    f'{place(session, paper)}: the committee "{paper.committee}" has no member; write '
                    "its name as council.toml does, and run roster first"
                )
        if problems:
            raise Problems(problems)
        return cls(documents, versions, feeds)


def feed_of_paper(paper: Paper) -> str:
    """The feed that carries a paper: everybody's, or its committee's."""
    return feed_of_committee(paper.committee) if paper.committee else PUBLIC


def _readers(feed: str) -> str:
    return "all delegates" if feed == PUBLIC else f"the committee {feed.removeprefix(COMMITTEE)}"


def newest_versions(versions: Bodies) -> dict[str, Mapping[str, Any]]:
    """The newest version of each document, by document id."""
    newest: dict[str, Mapping[str, Any]] = {}
    for body in versions.values():
        before = newest.get(body["document"])
        if before is None or before["ordinal"] < body["ordinal"]:
            newest[body["document"]] = body
    return newest


def differs(source: Source, version: Mapping[str, Any] | None) -> bool:
    """Whether the office's files are others than those of the version in force."""
    if version is None:
        return True
    blob, original = version["blob"]["sha256"], version["original"].get("sha256", "")
    file, own_pdf = source.digests
    if not original:
        return (file, own_pdf) != (blob, "")
    return file != original or (own_pdf not in ("", blob))


def refuse_stale_pdfs(
    session: SessionFile, wanted: Sequence[Source], versions: Mapping[str, Mapping[str, Any]]
) -> None:
    """A version is known by its PDF: a new Word file beside the old PDF is a mistake of the office."""
    problems = [
        f"{place(session, source.paper)}: the file changed, but its PDF {source.pdf.name} is the one "
        "published already; make the PDF again from the new file"
        for source in wanted
        if source.pdf
        and source.paper.document in versions
        and versions[source.paper.document]["blob"]["sha256"] == source.pdf.sha256
    ]
    if problems:
        raise Problems(problems)


def compare(
    session: SessionFile, documents: Bodies, versions: Bodies, ready: Sequence[ReadyPaper]
) -> Publication:
    """What would become new, changed, stay or be missed."""
    names = [paper.document for paper in session.papers]
    touched = {paper.paper.document for paper in ready}
    mine = [name for name, body in documents.items() if body["session"] == session.id]
    return Publication(
        new=[name for name in names if name in touched and name not in versions],
        changed=[name for name in names if name in touched and name in versions],
        unchanged=[name for name in names if name not in touched],
        removed=[name for name in mine if name not in names],
    )


# ------------------------------------------------------------------------------ in the transaction


def write_publication(
    batch: Batch, secretary: Office, session: SessionFile, ready: Sequence[ReadyPaper]
) -> Publication:
    """Rows and manifest; compares once more, since another process may have published meanwhile."""
    places = Places.read(batch.connection, batch.council, session)
    versions, documents = places.versions, places.documents
    fresh = [
        paper
        for paper in ready
        if versions.get(paper.paper.document, {}).get("blob", {}).get("sha256") != paper.pdf.sha256
    ]
    done = compare(session, documents, versions, fresh)
    listed = listed_papers(session, places, fresh, PUBLIC)
    before = batch.record.replay.manifests.get(session.id)
    if before is None or (before.title, before.papers) != (session.title, listed):
        done.revision = before.revision + 1 if before else 1
        sign_manifest(batch, secretary, session, listed, done.revision)
    done.rows = write_programme(batch, session)
    for feed in sorted(set(places.feeds.values()) - {PUBLIC}):
        closed = listed_papers(session, places, fresh, feed)
        done.rows += write_closed_manifest(batch, secretary, session, feed, closed)
    for paper in fresh:
        ordinal = versions.get(paper.paper.document, {}).get("ordinal", 0) + 1
        done.rows += write_version(batch, paper, ordinal)
    return done


def sign_manifest(
    batch: Batch,
    secretary: Office,
    session: SessionFile,
    papers: tuple[ListedPaper, ...],
    revision: int,
) -> None:
    """The entry that makes the versions checkable for everyone (protocol.md 8.7)."""
    statement = Manifest(
        **secretary.envelope,
        session=session.id,
        revision=revision,
        title=session.title,
        papers=papers,
        published_at=write_time(batch.now),
    )
    secretary.speak(batch, statement)


def listed_papers(
    session: SessionFile, places: Places, fresh: Sequence[ReadyPaper], feed: str
) -> tuple[ListedPaper, ...]:
    """The session's papers of one feed in their exact versions: those of the file, then those it no longer names."""
    blobs_of = {name: body["blob"] for name, body in places.versions.items()}
    blobs_of |= {paper.paper.document: paper.pdf.plain() for paper in fresh}
    listed = [(p.document, p.item, p.type, p.title) for p in session.papers]
    known = {name for name, *_ in listed}
    listed += [
        (name, body["item"], body["type"], body["title"])
        for name, body in places.documents.items()
        if body["session"] == session.id and name not in known
    ]
    return tuple(
        ListedPaper(
            document=name,
            item=item,
            kind=kind,
            title=title,
            version=blobs_of[name]["sha256"],
            size=blobs_of[name]["size"],
        )
        for name, item, kind, title in listed
        if places.feeds[name] == feed
    )


def write_closed_manifest(
    batch: Batch,
    secretary: Office,
    session: SessionFile,
    feed: str,
    papers: tuple[ListedPaper, ...],
) -> int:
    """The list that makes a committee's versions checkable for its members alone (protocol.md 8.8); rows written."""
    if not papers:
        return 0
    before = batch.feed(feed).body("manifest", session.id)
    held = read_statement(before) if before else None
    title, cert = session.title, secretary.envelope["cert"]
    if held is not None and (held.title, held.papers, held.cert) == (title, papers, cert):
        return 0
    statement = ClosedManifest(
        **secretary.envelope,
        committee=feed.removeprefix(COMMITTEE),
        session=session.id,
        revision=held.revision + 1 if held else 1,
        title=title,
        papers=papers,
        published_at=write_time(batch.now),
    )
    data, signature = secretary.sign(statement, batch.now)
    body = {"statement": b64(data), "signature": b64(signature)}
    return int(batch.feed(feed).put("manifest", session.id, body))


def read_statement(body: Mapping[str, Any]) -> ClosedManifest:
    """The manifest in a row that this server wrote."""
    value = decode_object(unb64(body["statement"]))
    del value["type"]
    return ClosedManifest.from_fields(value)


def write_programme(batch: Batch, session: SessionFile) -> int:
    """Session, items and documents in the public feed (protocol.md 8.3); how many rows that took."""
    feed = batch.feed(PUBLIC)
    body: dict[str, object] = {
        "id": session.id,
        "kind": session.kind,
        "title": session.title,
        "place": session.place,
        "starts": session.starts,
        "ends": session.ends,
        "papers_due": session.papers_due,
    }
    changed = [feed.put("session", session.id, body)]
    for item in session.items:
        body = {
            "id": item.id,
            "session": session.id,
            "position": item.position,
            "title": item.title,
            "step": item.step,
            "presenter": item.presenter,
        }
        changed.append(feed.put("item", item.id, body))
    changed += tell_secrets(batch, session)
    for paper in session.papers:
        body = {
            "id": paper.document,
            "session": session.id,
            "item": paper.item,
            "position": paper.position,
            "type": paper.type,
            "title": paper.title,
            "number": paper.number,
            "issued": paper.issued,
            "issuer": paper.issuer,
        }
        if paper.committee:
            body["committee"] = paper.committee
        changed.append(batch.feed(feed_of_paper(paper)).put("document", paper.document, body))
    return sum(changed)


def write_version(batch: Batch, ready: ReadyPaper, ordinal: int) -> int:
    """One version's row, and leave for the feed's readers to fetch its blobs."""
    paper = ready.paper
    feed = feed_of_paper(paper)
    for blob in (ready.pdf, ready.original):
        if blob is not None:
            allow(batch, blob, feed)
    name = f"{paper.document}@{ordinal}"
    body: dict[str, object] = {
        "id": name,
        "document": paper.document,
        "ordinal": ordinal,
        "pages": ready.pages,
        "text_pages": ready.text_pages,
        "published_at": write_time(batch.now),
        "note": paper.note,
        "blob": ready.pdf.plain(),
        "original": ready.original.plain() if ready.original else {},
    }
    return int(batch.feed(feed).put("version", name, body))


def allow(batch: Batch, blob: Blob, feed: str) -> None:
    """Whoever follows the feed may fetch the blob, and nobody else."""
    key = {"council": batch.council, "feed": feed, "sha256": blob.sha256}
    known = select(blobs.c.size).where(*(blobs.c[name] == value for name, value in key.items()))
    if batch.connection.execute(known).first() is None:
        batch.connection.execute(insert(blobs).values(**key, size=blob.size, mime=blob.mime))
