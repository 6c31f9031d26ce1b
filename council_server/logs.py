"""Append-only logs in the database: the vote record and every feed, one way for both (protocol.md 4.1)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from council_server.schema import logs, nodes
from protocol.merkle import Edge, NodeReader, edge_at, nodes_completed

RECORD = "record"
PUBLIC = "public"
COMMITTEE = "committee."
KEPT_NODES = 131_072
NEW_NODES = insert(nodes)  # made once: each commit says the same two things
NEW_SIZE = (
    update(logs)
    .where(logs.c.council == bindparam("of"), logs.c.log == bindparam("named"))
    .values(size=bindparam("grown"))
)


def feed_of(person: str) -> str:
    """The name of a delegate's private feed (protocol.md 8.1)."""
    return f"delegate.{person}"


@dataclass(frozen=True, slots=True)
class Head:
    """Epoch (the log id of the vote record) and number of rows of a log."""

    epoch: str
    size: int


class NodeMemory:
    """Complete subtrees met lately. They never change, so they are never stale; the memory is bounded."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], bytes] = {}
        self._lock = threading.Lock()

    def keep(self, log: str, level: int, index: int, value: bytes) -> None:
        with self._lock:
            if len(self._known) >= KEPT_NODES:
                self._known.clear()
            self._known[log, level, index] = value

    def find(self, log: str, level: int, index: int) -> bytes | None:
        return self._known.get((log, level, index))

    def forget(self) -> None:
        """After a rollback: what was kept since the last commit does not exist."""
        with self._lock:
            self._known.clear()


def node_reader(
    connect: Callable[[], Connection], council: str, log: str, memory: NodeMemory
) -> NodeReader:
    """Reads complete subtrees of a log; `connect` gives the connection, only if the memory lacks one."""

    def read(level: int, index: int) -> bytes:
        known = memory.find(log, level, index)
        if known is None:
            query = select(nodes.c.hash).where(
                nodes.c.council == council,
                nodes.c.log == log,
                nodes.c.level == level,
                nodes.c.index == index,
            )
            known = bytes(connect().execute(query).scalar_one())
            memory.keep(log, level, index, known)
        return known

    return read


def read_heads(connection: Connection, council: str) -> dict[str, Head]:
    """All logs of the council."""
    query = select(logs.c.log, logs.c.epoch, logs.c.size).where(logs.c.council == council)
    return {row.log: Head(row.epoch, row.size) for row in connection.execute(query)}


def start_log(connection: Connection, council: str, log: str, epoch: str) -> None:
    """An empty log."""
    connection.execute(insert(logs).values(council=council, log=log, epoch=epoch, size=0))


def begin_epoch(connection: Connection, council: str, log: str, epoch: str) -> None:
    """The log goes on under a new origin; leaves hold no epoch, so the tree stays."""
    mine = update(logs).where(logs.c.council == council, logs.c.log == log)
    connection.execute(mine.values(epoch=epoch))


class LogAppender:
    """One log inside a write transaction: leaves are collected by `append` and written by `flush`."""

    def __init__(
        self, connection: Connection, council: str, log: str, head: Head, memory: NodeMemory
    ) -> None:
        self.log = log
        self.epoch = head.epoch
        self._connection = connection
        self._council = council
        self._memory = memory
        self._start = head.size
        self._nodes: list[dict[str, Any]] = []
        reader = node_reader(lambda: connection, council, log, memory)
        self._edge: Edge = edge_at(reader, head.size)

    @property
    def size(self) -> int:
        return self._edge.size

    def append(self, leaf: bytes) -> int:
        """The leaf (its hash) stands at the index returned."""
        index = self._edge.size
        for level, place, value in nodes_completed(self._edge, leaf):
            self._memory.keep(self.log, level, place, value)
            self._nodes.append(
                {
                    "council": self._council,
                    "log": self.log,
                    "level": level,
                    "index": place,
                    "hash": value,
                }
            )
        self._edge.append(leaf)
        return index

    def flush(self) -> Head | None:
        """Write what was appended; the new head, or None when nothing was."""
        if self.size == self._start:
            return None
        self._connection.execute(NEW_NODES, self._nodes)
        self._connection.execute(
            NEW_SIZE, {"of": self._council, "named": self.log, "grown": self.size}
        )
        self._nodes.clear()
        self._start = self.size
        return Head(self.epoch, self.size)
