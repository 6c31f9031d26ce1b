"""The vote record: entries in the database, their effects in memory by `replay` (protocol.md 5, 6)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from council_server.holds import Hold
from council_server.logs import Head, LogAppender
from council_server.schema import entries
from protocol.canonical import identity
from protocol.councils import Root
from protocol.dispositions import Disposition
from protocol.errors import Code, NotYet, Refused
from protocol.fields import unb64
from protocol.records import Record, record_hash
from protocol.replay import Replay
from protocol.signing_rights import Certificate
from protocol.statements import Statement
from protocol.times import read_time, write_time


@dataclass(slots=True)
class Stamp:
    """What a first receipt says beside the entry: when it was received, and the log's size after its commit."""

    received: datetime
    size: int = 0


@dataclass(frozen=True, slots=True)
class Logged:
    """A statement stands in the record. `fresh` is False when it stood there before."""

    statement: Statement
    identity: str
    index: int
    disposition: Disposition
    stamp: Stamp
    fresh: bool


class VoteRecord:
    """The replayed record; changed by one thread only, read by any.

    Several processes may append: each catches up from the database inside its write transaction.
    """

    def __init__(
        self, council: str, origin: str, root_sha256: str, *, can_sign: Callable[[bytes], bool]
    ) -> None:
        """`can_sign` says whether this server holds the private key of a log key."""
        self.can_sign = can_sign
        self.council = council
        self.origin = origin
        self._root_sha256 = root_sha256
        self.replay = self._empty()

    def _empty(self) -> Replay:
        return Replay(self.council, self.origin, root=self._root_sha256)

    def catch_up(self, connection: Connection) -> bool:
        """Replay the entries that others committed; True when there were some."""
        before = self.replay.size
        self._follow(self.replay, connection)
        return self.replay.size != before

    def rehearsal(self) -> VoteRecord:
        """A record that goes on by itself, for what is tried and never written."""
        other = copy.copy(self)
        other.replay = self.replay.copy()
        return other

    def start_over(self, connection: Connection) -> None:
        """After a rollback: what was accepted since the last commit does not exist."""
        fresh = self._empty()
        self._follow(fresh, connection)
        self.replay = fresh

    def _follow(self, replay: Replay, connection: Connection) -> None:
        query = (
            select(entries.c.statement, entries.c.signature, entries.c.received)
            .where(entries.c.council == self.council, entries.c.index >= replay.size)
            .order_by(entries.c.index)
        )
        for row in connection.execute(query):
            # Its signature was checked before it was written here, and so was its time.
            judged = replay.judge(row.statement, row.signature, authenticated=True)
            replay.accept(judged, row.signature, received=read_time(row.received))

    def certificate_of(self, device: str) -> Certificate | None:
        """The certificate that the record holds for a device, revoked or not."""
        chain = self.replay.devices.get(device)
        return None if chain is None else self.replay.certificates[chain.certificate]


class RecordWriter:
    """The record inside a write transaction: statements are judged and accepted in order, written by `flush`."""

    def __init__(
        self,
        connection: Connection,
        record: VoteRecord,
        appender: LogAppender,
        now: datetime,
        hold: Hold | None = None,
    ) -> None:
        self.hold = hold
        self._connection = connection
        self._record = record
        self._appender = appender
        self._stamp = Stamp(now)
        self._rows: list[dict[str, Any]] = []

    @property
    def replay(self) -> Replay:
        return self._record.replay

    def submit(
        self,
        statement: bytes,
        signature: bytes,
        *,
        kinds: frozenset[str] | None = None,
        authenticated: bool = False,
        restored: bool = False,
        returning: bool = False,
    ) -> Logged:
        """Protocol.md 5.1-5.5: judge, and append what is new. While a hold stands, only what is `returning` is new (5.2.1).

        With `restored` the entry was logged before by this server, which then lost it: announced
        seconds are compared between the chair's times, as in every replay.
        Raises the protocol's Refused (final) or NotYet; nothing changed then.
        """
        replay = self.replay
        if self.hold is not None and not returning and identity(statement) not in replay.entries:
            # Before anything is judged: what it builds on may be among the entries that were lost.
            raise NotYet(Code.SEEN_AHEAD, replay.size, "the record may be incomplete")
        try:
            judged = replay.judge(
                statement,
                signature,
                kinds=kinds,
                received=None if restored else self._stamp.received,
                authenticated=authenticated,
            )
        except NotYet as error:
            if error.code is Code.SEEN_AHEAD:
                raise NotYet(error.code, replay.size, error.detail) from None
            raise
        if judged.already is not None:
            return Logged(
                judged.statement,
                judged.identity,
                judged.already,
                judged.disposition,
                self._first_stamp(judged.already),
                fresh=False,
            )
        self._judge_log_key(judged.statement)
        kind = judged.statement.KIND
        index = self._appender.append(record_hash(kind, statement, signature))
        disposition = replay.accept(judged, signature, received=self._stamp.received)
        self._rows.append(
            {
                "council": self._record.council,
                "index": index,
                "identity": judged.identity,
                "kind": kind,
                "statement": statement,
                "signature": signature,
                "received": write_time(self._stamp.received),
            }
        )
        return Logged(
            judged.statement, judged.identity, index, disposition, self._stamp, fresh=True
        )

    def _judge_log_key(self, statement: Statement) -> None:
        """A record whose next checkpoint nobody here could sign would be at its end."""
        if isinstance(statement, Root) and not self._record.can_sign(unb64(statement.log_key)):
            raise Refused(Code.TYPE, "a log key that this server does not hold")

    def _first_stamp(self, index: int) -> Stamp:
        if index >= self._appender.size - len(self._rows):
            return self._stamp
        query = select(entries.c.received, entries.c.batch).where(
            entries.c.council == self._record.council, entries.c.index == index
        )
        row = self._connection.execute(query).one()
        return Stamp(read_time(row.received), row.batch)

    def flush(self) -> Head | None:
        """Write what was accepted; the new head, or None when nothing was."""
        if self._rows:
            self._stamp.size = self._appender.size
            batch = {"batch": self._stamp.size}
            self._connection.execute(insert(entries), [row | batch for row in self._rows])
            self._rows.clear()
        return self._appender.flush()


def read_records(
    connection: Connection, council: str, first: int, stop: int
) -> list[tuple[str, Record]]:
    """Kind and bytes of the entries first..stop-1."""
    query = (
        select(entries.c.kind, entries.c.statement, entries.c.signature)
        .where(entries.c.council == council, entries.c.index >= first, entries.c.index < stop)
        .order_by(entries.c.index)
    )
    return [(row.kind, Record(row.statement, row.signature)) for row in connection.execute(query)]
