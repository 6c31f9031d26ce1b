"""What this server handed out: how far each person's devices fetched each file. Delivery, and never reading.

The server is told when the last byte of a part is on its way (`Service.blob_seen`); whether somebody looks at the paper
it never learns. What travels by stick, or from the hall's own server, does not pass here and is not counted.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from council_server.committees import feeds_by_person
from council_server.councils import Council
from council_server.draft_tables import deliveries
from council_server.errors import Busy
from council_server.feeds import read_objects
from council_server.logs import COMMITTEE, PUBLIC, read_heads
from council_server.publishing import newest_versions
from council_server.schema import blobs
from council_server.writer import Batch
from protocol.names import name_key
from protocol.times import write_time

GATHER_SECONDS = 1.0
"""Parts that go out within this time are written together: a hall that fetches a paper costs one commit a second."""

_log = logging.getLogger(__name__)

Key = tuple[str, str]


class DeliveryBook:
    """Collects what goes out and writes it down soon after; `close` writes the rest."""

    def __init__(self, council: Council) -> None:
        self._council = council
        self._lock = threading.Lock()
        self._waiting: dict[Key, int] = {}
        self._timer: threading.Timer | None = None
        self._closed = False

    def seen(self, person: str, sha256: str, stop: int) -> None:
        """A part that ends before byte `stop` went out to a device of this person. From any thread, at once."""
        with self._lock:
            key = (person, sha256)
            self._waiting[key] = max(stop, self._waiting.get(key, 0))
            if self._timer is None and not self._closed:
                self._timer = threading.Timer(GATHER_SECONDS, self._write)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Afterwards everything told is in the database."""
        with self._lock:
            self._closed = True
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
            timer.join()
        waiting = self._write()
        if waiting is not None:
            waiting.result()

    def _write(self) -> Future[Any] | None:
        with self._lock:
            self._timer = None
            told, self._waiting = self._waiting, {}
        if not told:
            return None
        try:
            return self._council.writer.submit(lambda batch: write_deliveries(batch, told))
        except Busy:
            _log.info("%d deliveries came too late to be written", len(told))
            return None


def write_deliveries(batch: Batch, told: Mapping[Key, int]) -> int:
    """The furthest byte of each file and person; how many rows are new or went on."""
    mine = deliveries.c.council == batch.council
    digests = {sha256 for _, sha256 in told}
    known = {
        (row.person, row.sha256): row.upto
        for row in batch.connection.execute(
            select(deliveries).where(mine, deliveries.c.sha256.in_(digests))
        )
    }
    sizes = {
        row.sha256: row.size
        for row in batch.connection.execute(
            select(blobs.c.sha256, blobs.c.size).where(
                blobs.c.council == batch.council, blobs.c.sha256.in_(digests)
            )
        )
    }
    further = {key: upto for key, upto in told.items() if upto > known.get(key, 0)}
    now = write_time(batch.now)
    rows = [
        {
            "person": person,
            "sha256": sha256,
            "upto": upto,
            "since": now if upto >= sizes.get(sha256, upto + 1) else "",
        }
        for (person, sha256), upto in further.items()
    ]
    fresh = [row for row in rows if (row["person"], row["sha256"]) not in known]
    if fresh:
        batch.connection.execute(
            insert(deliveries), [{"council": batch.council, **row} for row in fresh]
        )
    older = [row for row in rows if (row["person"], row["sha256"]) in known]
    if older:
        batch.connection.execute(
            update(deliveries)
            .where(
                mine,
                deliveries.c.sha256 == bindparam("which"),
                deliveries.c.person == bindparam("who"),
            )
            .values(upto=bindparam("to"), since=bindparam("at")),
            [
                {"which": r["sha256"], "who": r["person"], "to": r["upto"], "at": r["since"]}
                for r in older
            ],
        )
    return len(rows)


# -------------------------------------------------------------------------------- what the office sees


@dataclass(frozen=True, slots=True)
class DeliveredPaper:
    """The version in force of a paper, and how it went to each delegate who may have it: a time, a part (0..99 %), or nothing."""

    document: str
    version: str
    ordinal: int
    title: str
    type: str
    committee: str
    readers: tuple[str, ...]
    complete: Mapping[str, str]
    partial: Mapping[str, int]

    @property
    def missing(self) -> tuple[str, ...]:
        """Who does not have the whole file yet."""
        return tuple(person for person in self.readers if person not in self.complete)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A session's papers and the names of its delegates, in the order of names."""

    names: Mapping[str, str]
    papers: tuple[DeliveredPaper, ...]

    def count(self, person: str) -> tuple[int, int]:
        """How many papers a delegate's devices fetched, of how many."""
        mine = [paper for paper in self.papers if person in paper.readers]
        return sum(person in paper.complete for paper in mine), len(mine)

    @property
    def without_any(self) -> tuple[str, ...]:
        """Delegates who may have papers and fetched none of them whole."""
        return tuple(p for p in self.names if self.count(p)[0] == 0 and self.count(p)[1])


def read_report(connection: Connection, council: str, session: str) -> DeliveryReport:
    """How the newest versions of a session's papers went out."""
    delegates = read_objects(connection, council, PUBLIC, "delegate")
    ordered = sorted(delegates.values(), key=lambda d: name_key(d["name"]))
    names = {d["id"]: d["name"] for d in ordered}
    followers = feeds_by_person(connection, council)
    sent = _sent(connection, council)
    papers: list[DeliveredPaper] = []
    heads = read_heads(connection, council)
    for feed in (PUBLIC, *sorted(name for name in heads if name.startswith(COMMITTEE))):
        newest = newest_versions(read_objects(connection, council, feed, "version"))
        readers = tuple(p for p in names if feed == PUBLIC or feed in followers.get(p, ()))
        for name, body in read_objects(connection, council, feed, "document").items():
            if body["session"] == session and name in newest:
                papers.append(_paper(body, newest[name], readers, sent))
    items = read_objects(connection, council, PUBLIC, "item")
    places = {name: item["position"] for name, item in items.items()}
    documents = {p.document: p for p in papers}
    order = sorted(documents, key=lambda n: (places.get(n.rpartition(".")[0], 0), n))
    return DeliveryReport(names, tuple(documents[name] for name in order))


def _sent(connection: Connection, council: str) -> dict[str, dict[str, tuple[int, str]]]:
    """(bytes, since) of each file and person."""
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for row in connection.execute(select(deliveries).where(deliveries.c.council == council)):
        found.setdefault(row.sha256, {})[row.person] = (row.upto, row.since)
    return found


def _paper(
    body: Mapping[str, Any],
    version: Mapping[str, Any],
    readers: tuple[str, ...],
    sent: Mapping[str, Mapping[str, tuple[int, str]]],
) -> DeliveredPaper:
    blob = version["blob"]
    mine = {p: told for p, told in sent.get(blob["sha256"], {}).items() if p in readers}
    return DeliveredPaper(
        document=body["id"],
        version=version["id"],
        ordinal=version["ordinal"],
        title=body["title"],
        type=body["type"],
        committee=body.get("committee", ""),
        readers=readers,
        complete={p: since for p, (_, since) in mine.items() if since},
        partial={
            p: min(99, upto * 100 // max(blob["size"], 1))
            for p, (upto, since) in mine.items()
            if not since
        },
    )
