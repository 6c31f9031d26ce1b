"""Drafts in the database: one of each session, each change a revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from council_server.committees import committee_id
from council_server.draft_tables import drafts
from council_server.drafts import (
    SESSION_PART,
    Change,
    Draft,
    DraftItem,
    DraftPaper,
    Head,
    Missing,
    decode,
    encode,
    free_id,
    new_draft,
)
from council_server.feeds import read_objects
from council_server.logs import COMMITTEE, PUBLIC, read_heads
from council_server.on_paper import KIND
from council_server.papers import NO_ITEM
from council_server.writer import Batch
from protocol.times import write_time


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft with who touched it last, and when (RFC 3339)."""

    draft: Draft
    edited_by: str
    edited_at: str


def read_drafts(connection: Connection, council: str) -> list[DraftRow]:
    """All drafts, the one touched last first."""
    query = select(drafts).where(drafts.c.council == council).order_by(drafts.c.edited_at.desc())
    return [
        DraftRow(decode(row.body), row.edited_by, row.edited_at)
        for row in connection.execute(query)
    ]


def read_draft(connection: Connection, council: str, session: str) -> DraftRow:
    """One draft; raises Missing."""
    query = select(drafts).where(drafts.c.council == council, drafts.c.session == session)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Missing
    return DraftRow(decode(row.body), row.edited_by, row.edited_at)


def begin_draft(batch: Batch, *, kind: str, title: str, by: str) -> Draft:
    """An empty draft under an id that no session and no draft has."""
    published = read_objects(batch.connection, batch.council, PUBLIC, "session")
    query = select(drafts.c.session).where(drafts.c.council == batch.council)
    taken = {*published, *(row.session for row in batch.connection.execute(query))}
    stem = f"{batch.now.year}-{committee_id(title)}"
    draft = new_draft(free_id(stem, taken, SESSION_PART, "ky-hop"), kind=kind, title=title)
    return _insert(batch, draft, by)


def take_up(batch: Batch, session: str, by: str) -> Draft:
    """The draft of a published session: the one there is, or one made of what is published. Raises Missing."""
    try:
        return read_draft(batch.connection, batch.council, session).draft
    except Missing:
        return _insert(batch, from_published(batch.connection, batch.council, session), by)


def edit(batch: Batch, session: str, change: Change, by: str) -> Draft:
    """The draft after the change. Raises Missing, Conflict or Full; nothing was written then."""
    before = read_draft(batch.connection, batch.council, session).draft
    after = replace(change(before), revision=before.revision + 1)
    batch.connection.execute(
        update(drafts)
        .where(drafts.c.council == batch.council, drafts.c.session == session)
        .values(
            revision=after.revision,
            edited_by=by,
            edited_at=write_time(batch.now),
            body=encode(after),
        )
    )
    return after


def discard(batch: Batch, session: str, revision: int) -> None:
    """The draft is gone; what is published stays. Raises Missing, also when it changed since `revision`."""
    gone = batch.connection.execute(
        delete(drafts).where(
            drafts.c.council == batch.council,
            drafts.c.session == session,
            drafts.c.revision == revision,
        )
    )
    if gone.rowcount == 0:
        raise Missing


def _insert(batch: Batch, draft: Draft, by: str) -> Draft:
    first = replace(draft, revision=1)
    batch.connection.execute(
        insert(drafts).values(
            council=batch.council,
            session=first.session,
            revision=1,
            edited_by=by,
            edited_at=write_time(batch.now),
            body=encode(first),
        )
    )
    return first


# -------------------------------------------------------------------------------- what is published


def from_published(connection: Connection, council: str, session: str) -> Draft:
    """A draft that says what is published, closed papers included. Raises Missing."""
    body = read_objects(connection, council, PUBLIC, "session").get(session)
    if body is None:
        raise Missing
    secret = read_objects(connection, council, PUBLIC, KIND)
    documents: list[Mapping[str, Any]] = []
    feeds = (name for name in read_heads(connection, council) if name.startswith(COMMITTEE))
    for feed in (PUBLIC, *feeds):
        documents += read_objects(connection, council, feed, "document").values()
    mine = sorted((d for d in documents if d["session"] == session), key=lambda d: d["position"])
    items = sorted(
        (
            i
            for i in read_objects(connection, council, PUBLIC, "item").values()
            if i["session"] == session
        ),
        key=lambda i: i["position"],
    )
    head = Head(
        *(body[name] for name in ("kind", "title", "place", "starts", "ends", "papers_due"))
    )
    own = DraftItem(
        NO_ITEM,
        on_paper=f"{session}.{NO_ITEM}" in secret,
        papers=tuple(_paper(d) for d in mine if not d["item"]),
    )
    return Draft(
        session,
        head,
        (
            own,
            *(
                DraftItem(
                    item["id"].removeprefix(f"{session}."),
                    item["title"],
                    item["step"],
                    item["presenter"],
                    item["id"] in secret,
                    tuple(_paper(d) for d in mine if d["item"] == item["id"]),
                )
                for item in items
            ),
        ),
    )


def _paper(body: Mapping[str, Any]) -> DraftPaper:
    return DraftPaper(
        id=body["id"].rpartition(".")[2],
        type=body["type"],
        title=body["title"],
        number=body["number"],
        issued=body["issued"],
        issuer=body["issuer"],
        committee=body.get("committee", ""),
    )
