"""Feeds: rows about objects, numbered without gaps in the order of commits (protocol.md 8.1, 8.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from council_server.logs import Head, LogAppender
from council_server.schema import rows
from protocol.feeds import Row, digest_of, page_rows, row_hash
from protocol.limits import PAGE_ROWS

FETCHED = 250


class FeedWriter:
    """A feed inside a write transaction: each `put` is a row unless nothing changed."""

    def __init__(self, connection: Connection, council: str, appender: LogAppender) -> None:
        self._connection = connection
        self._council = council
        self._appender = appender
        self._new: dict[tuple[str, str], Row] = {}
        self._rows: list[dict[str, Any]] = []

    @property
    def size(self) -> int:
        return self._appender.size

    def go_on_under(self, epoch: str) -> None:
        """The feed's rows stay; its origin is another from now on."""
        self._appender.epoch = epoch

    def put(self, kind: str, name: str, body: Mapping[str, object]) -> bool:
        """The object has this body; False when it had it already."""
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return self._write(kind, name, text, deleted=False)

    def remove(self, kind: str, name: str) -> bool:
        """The object is deleted; False when there was none."""
        return self._newest(kind, name) is not None and self._write(kind, name, "", deleted=True)

    def body(self, kind: str, name: str) -> dict[str, Any] | None:
        """The newest body of an object, None when there is none or it is deleted."""
        newest = self._newest(kind, name)
        return None if newest is None or newest.deleted else json.loads(newest.body)

    def _write(self, kind: str, name: str, body: str, *, deleted: bool) -> bool:
        before = self._newest(kind, name)
        digest = digest_of(body)
        if before is not None and (before.digest, before.deleted) == (digest, deleted):
            return False
        rev = before.rev + 1 if before else 1
        row = Row(self._appender.size + 1, name, kind, rev, deleted, digest, body)
        self._appender.append(row_hash(row))
        self._new[kind, name] = row
        self._rows.append(
            {
                "council": self._council,
                "feed": self._appender.log,
                "seq": row.seq,
                "id": row.id,
                "kind": row.kind,
                "rev": row.rev,
                "deleted": row.deleted,
                "digest": row.digest,
                "body": row.body,
            }
        )
        return True

    def _newest(self, kind: str, name: str) -> Row | None:
        if (kind, name) in self._new:
            return self._new[kind, name]
        query = (
            select(rows)
            .where(
                rows.c.council == self._council,
                rows.c.feed == self._appender.log,
                rows.c.kind == kind,
                rows.c.id == name,
            )
            .order_by(rows.c.rev.desc())
            .limit(1)
        )
        found = self._connection.execute(query).one_or_none()
        return None if found is None else _row(found)

    def flush(self) -> Head | None:
        """Write what was put; the new head, or None when nothing was."""
        if self._rows:
            self._connection.execute(insert(rows), self._rows)
            self._rows.clear()
        return self._appender.flush()


def _row(found: Any) -> Row:
    return Row(found.seq, found.id, found.kind, found.rev, found.deleted, found.digest, found.body)


def read_rows(
    connection: Connection, council: str, feed: str, *, after: int, limit: int
) -> list[Row]:
    """The rows after `after`, as many as one page may carry (protocol.md 7.3)."""
    wanted = min(limit, PAGE_ROWS)
    found: list[Row] = []
    while len(found) < wanted:
        query = (
            select(rows)
            .where(
                rows.c.council == council,
                rows.c.feed == feed,
                rows.c.seq > after + len(found),
            )
            .order_by(rows.c.seq)
            .limit(min(FETCHED, wanted - len(found)))
        )
        more = [_row(row) for row in connection.execute(query)]
        found += more
        kept = page_rows(found)
        if not more or len(kept) < len(found):
            return kept
    return found


def read_objects(
    connection: Connection, council: str, feed: str, kind: str
) -> dict[str, dict[str, Any]]:
    """The newest body of every object of a kind that is not deleted, by id, in the order they first came."""
    query = (
        select(rows.c.id, rows.c.deleted, rows.c.body)
        .where(rows.c.council == council, rows.c.feed == feed, rows.c.kind == kind)
        .order_by(rows.c.seq)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in connection.execute(query):
        found[row.id] = json.loads(row.body) if not row.deleted else {}
    return {name: body for name, body in found.items() if body}
