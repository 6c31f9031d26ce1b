"""Publishing a session: papers become versions in the public feed and one signed manifest in the record.

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

from sqlalchemy import insert, select

from council_server.blobs import Blob
from council_server.councils import Council
from council_server.errors import CommandError, Problems
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from council_server.offices import Office
from council_server.paper_files import ReadyPaper, Source, measure_sources, place, prepare
from council_server.schema import blobs
from council_server.session_files import SessionFile
from council_server.writer import Batch
from protocol.limits import PAPERS
from protocol.manifests import Manifest
from protocol.manifests import Paper as ListedPaper
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
        raise CommandError(f"{session.path}: more than {PAPERS} papers")
    sources = measure_sources(session)
    versions = newest_versions(published(council, "version"))
    wanted = [source for name, source in sources.items() if differs(source, versions.get(name))]
    refuse_stale_pdfs(session, wanted, versions)
    with tempfile.TemporaryDirectory(prefix="council-publish-") as folder:
        ready = prepare(session, wanted, Path(folder))
        if dry_run:
            return compare(session, published(council, "document"), versions, ready)
        for paper in ready:
            council.blobs.keep(paper.pdf, paper.pdf_path)
            if paper.original and paper.original_path:
                council.blobs.keep(paper.original, paper.original_path)
    return council.writer.run(lambda batch: write_publication(batch, secretary, session, ready))


def published(council: Council, kind: str) -> Bodies:
    """The objects of a kind in the public feed."""
    with council.database.reading() as connection:
        return read_objects(connection, council.id, PUBLIC, kind)


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
    versions = newest_versions(read_objects(batch.connection, batch.council, PUBLIC, "version"))
    documents = read_objects(batch.connection, batch.council, PUBLIC, "document")
    fresh = [
        paper
        for paper in ready
        if versions.get(paper.paper.document, {}).get("blob", {}).get("sha256") != paper.pdf.sha256
    ]
    done = compare(session, documents, versions, fresh)
    listed = listed_papers(session, documents, versions, fresh)
    before = batch.record.replay.manifests.get(session.id)
    if before is None or (before.title, before.papers) != (session.title, listed):
        done.revision = before.revision + 1 if before else 1
        sign_manifest(batch, secretary, session, listed, done.revision)
    done.rows = write_programme(batch, session)
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
    session: SessionFile, documents: Bodies, versions: Bodies, fresh: Sequence[ReadyPaper]
) -> tuple[ListedPaper, ...]:
    """All papers of the session in their exact versions: those of the file, then those it no longer names."""
    blobs_of = {name: body["blob"] for name, body in versions.items()}
    blobs_of |= {paper.paper.document: paper.pdf.plain() for paper in fresh}
    listed = [(p.document, p.item, p.type, p.title) for p in session.papers]
    known = {name for name, *_ in listed}
    listed += [
        (name, body["item"], body["type"], body["title"])
        for name, body in documents.items()
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
    )


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
        changed.append(feed.put("document", paper.document, body))
    return sum(changed)


def write_version(batch: Batch, ready: ReadyPaper, ordinal: int) -> int:
    """One version's row, and leave for the feed's readers to fetch its blobs."""
    paper = ready.paper
    for blob in (ready.pdf, ready.original):
        if blob is not None:
            allow(batch, blob)
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
    return int(batch.feed(PUBLIC).put("version", name, body))


def allow(batch: Batch, blob: Blob) -> None:
    """Whoever follows the public feed may fetch the blob."""
    key = {"council": batch.council, "feed": PUBLIC, "sha256": blob.sha256}
    known = select(blobs.c.size).where(*(blobs.c[name] == value for name, value in key.items()))
    if batch.connection.execute(known).first() is None:
        batch.connection.execute(insert(blobs).values(**key, size=blob.size, mime=blob.mime))
