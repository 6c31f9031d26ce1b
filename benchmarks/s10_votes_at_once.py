"""S10: 130 and 500 delegates vote at once: all durable and answered with a receipt, against signature checks and one commit."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.chambers import CHOICES, Chamber, chamber, fsync_seconds
from benchmarks.corpus import SEED
from benchmarks.measuring import Series, ratio, report, rounds, verdict
from council_server.entries import Entries
from council_server.service import Service
from protocol import cms
from protocol.dispositions import Disposition
from protocol.receipts import check_receipt
from protocol.records import Record, record_hash
from protocol.statements import decode_statement
from protocol.votes import Vote
from protocol.wire import EntryAnswer

ROUNDS = 7
TARGETS = {130: 100.0, 500: 250.0}
MILLI = 1000.0
DISK = 1.0
"""Milliseconds per fsync of the disk that the targets name."""


@dataclass
class Bench:
    """A chamber that is served in this process, and the next poll's number."""

    folder: Path
    hall: Chamber
    loop: asyncio.AbstractEventLoop
    service: Service
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    polls: int = 0
    votes: list[Record] = field(default_factory=list)
    answers: list[EntryAnswer] = field(default_factory=list)
    commits: int = 0

    def __post_init__(self) -> None:
        self.hall.council.writer.listeners.append(self._committed)

    def _committed(self, _heads: object) -> None:
        self.commits += 1

    def at_once(self) -> float:
        """Milliseconds from handing all votes to the server until all answers are there; each receipt is checked."""
        self.polls += 1
        poll = f"bq-{self.polls}"
        self.hall.open_poll(poll)
        self.votes = self.hall.votes(poll, self.chance.choices(CHOICES, k=len(self.hall.seats)))
        self.commits = 0
        started = time.perf_counter()
        self.answers = self.loop.run_until_complete(self._submit())
        elapsed = time.perf_counter() - started
        self._check(poll)
        return elapsed * MILLI

    async def _submit(self) -> list[EntryAnswer]:
        entries = Entries(self.service)
        return await asyncio.gather(*(entries.submit(vote) for vote in self.votes))

    def _check(self, poll: str) -> None:
        if {answer.disposition for answer in self.answers} != {Disposition.COUNTED}:
            raise RuntimeError("not every vote counted")
        if sorted(self.durable(poll)) != sorted(vote.statement for vote in self.votes):
            raise RuntimeError("not every vote is in the database")
        self.receipts()

    def durable(self, poll: str) -> list[bytes]:
        """The votes of a poll that another connection finds in the server's file."""
        path = self.hall.council.home.database
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        wanted = len(self.votes)
        rows = connection.execute(
            'SELECT statement FROM entries WHERE kind = ? ORDER BY "index" DESC LIMIT ?',
            (Vote.KIND, wanted),
        ).fetchall()
        connection.close()
        found = [bytes(row[0]) for row in rows]
        return [data for data in found if f'"poll":"{poll}"'.encode() in data]

    def receipts(self) -> float:
        """Milliseconds in which the clients' own check passes all receipts of the last poll, one after the other."""
        replay, origin = self.hall.council.record.replay, self.hall.council.home.origin
        started = time.perf_counter()
        for vote, answer in zip(self.votes, self.answers, strict=True):
            leaf = record_hash(Vote.KIND, *vote)
            found = check_receipt(answer.receipt, leaf, replay.log_keys, origin)
            if found.index != answer.index:
                raise RuntimeError("a receipt for another entry")
        return (time.perf_counter() - started) * MILLI

    def anchor(self) -> float:
        """Milliseconds of checking as many signatures, one after the other, and inserting the rows in one transaction."""
        replay = self.hall.council.record.replay
        path = self.folder / "anchor.db"
        connection = sqlite3.connect(str(path), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS entries (statement BLOB, signature BLOB)")
        signed = [
            (vote, replay.certificates[decode_statement(vote.statement).cert].der)
            for vote in self.votes
        ]
        started = time.perf_counter()
        for vote, certificate in signed:
            cms.verify(vote.signature, vote.statement, certificate)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO entries VALUES (?, ?)", self.votes)
        connection.execute("COMMIT")
        elapsed = time.perf_counter() - started
        connection.close()
        return elapsed * MILLI


def measure(count: int, rows: list[list[str]], verdicts: list[str]) -> None:
    """The figures of a council of `count` delegates."""
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s10-"))
    disk = Series(f"one fsync ({count})", "ms")
    anchor = Series(f"{count}: signature checks and one commit", "ms")
    served = Series(f"{count} votes at once, all answered", "ms")
    commits = Series(f"transactions that took the {count}", "")
    receipts = Series(f"{count} receipts checked by their clients", "ms")
    loop = asyncio.new_event_loop()
    try:
        with chamber(folder / "council", count) as hall:
            service = Service(hall.council)
            loop.run_until_complete(service.start())
            bench = Bench(folder, hall, loop, service)
            subjects: list[tuple[Series, Callable[[], float]]] = [
                (served, bench.at_once),
                (commits, lambda: bench.commits),
                (anchor, bench.anchor),
                (receipts, bench.receipts),
                (disk, lambda: fsync_seconds(folder) * MILLI),
            ]
            rounds(ROUNDS, *subjects)
            service.stop()
    finally:
        loop.close()
        shutil.rmtree(folder)
    rows += [disk.row("anchor"), anchor.row("anchor"), served.row(), commits.row("an fsync each")]
    rows.append(receipts.row("in one thread"))
    target = TARGETS[count]
    slower = served.median + commits.median * (DISK - disk.median)
    verdicts.append(
        f"{count} at once: {served.median:.0f} ms, and {slower:.0f} ms if each fsync took {DISK:.0f} ms (target <= {target:.0f} "
        f"ms): {verdict(met=slower <= target)}; {ratio(served, anchor):.2f} times its anchor"
    )


def main() -> int:
    rows: list[list[str]] = []
    verdicts: list[str] = []
    for count in TARGETS:
        measure(count, rows, verdicts)
    report(
        "S10 votes at once",
        f"Every delegate's signed vote (ECDSA P-256, choices seed {SEED}) is handed to the real server in this process at the "
        "same moment, as its route does it: signatures in the pool, writer thread, SQLite with WAL and `synchronous=FULL`, "
        "receipts. Without HTTP and TLS. After each round every vote is looked for in the file by another connection, and every "
        "receipt is checked as a client does it. Anchor: the same signatures checked one after the other, the same bytes in one "
        "transaction of plain SQLite.",
        rows,
        verdicts,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
