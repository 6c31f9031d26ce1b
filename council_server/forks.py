"""Devices that signed two statements in one place of their chain: perhaps a copied disk (protocol.md 2.2, attack 19).

The record holds the first of the two; the other was refused and is kept here with its signature, so that
the office can show both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from council_server.schema import forks
from council_server.writer import Batch
from protocol.canonical import identity
from protocol.objections import Objection
from protocol.records import Record
from protocol.statements import decode_statement
from protocol.times import write_time
from protocol.votes import Vote

KEPT_PER_DEVICE = 100


@dataclass(frozen=True, slots=True)
class Fork:
    """Two statements of one device: the refused one and the one in the record; `seen` says when."""

    device: str
    refused: str
    logged: str
    seen: str


def keep_fork(record: Record) -> Callable[[Batch], None]:
    """The write of a statement that was refused as CHAIN_FORK, so after its signature held. Kept once."""
    statement = decode_statement(record.statement)

    def write(batch: Batch) -> None:
        if not isinstance(statement, Vote | Objection):
            return
        mine = (forks.c.council == batch.council, forks.c.device == statement.device)
        refused = identity(record.statement)
        known = select(forks.c.refused).where(*mine, forks.c.refused == refused)
        count = select(func.count()).select_from(forks).where(*mine)
        if batch.connection.execute(known).first():
            return
        if batch.connection.execute(count).scalar_one() >= KEPT_PER_DEVICE:
            return
        chain = batch.record.replay.devices[statement.device]
        batch.connection.execute(
            insert(forks).values(
                council=batch.council,
                device=statement.device,
                refused=refused,
                logged=chain.logged_at(statement.seq),
                statement=record.statement,
                signature=record.signature,
                seen=write_time(batch.now),
            )
        )

    return write


def list_forks(connection: Connection, council: str) -> list[Fork]:
    """All that are kept, in the order in which they were seen."""
    query = (
        select(forks.c.device, forks.c.refused, forks.c.logged, forks.c.seen)
        .where(forks.c.council == council)
        .order_by(forks.c.seen, forks.c.refused)
    )
    return [Fork(*row) for row in connection.execute(query)]
