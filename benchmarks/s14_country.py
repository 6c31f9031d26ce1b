"""S14: one server process, one PostgreSQL, 3,355 councils: votes against pgbench on the statements of a vote's transaction."""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.corpus import SEED
from benchmarks.countries import Ballot, durable_postgres, found_country
from benchmarks.measuring import report, seconds, verdict
from council_server.councils import Council
from council_server.entries import Entries
from council_server.homes import open_home
from council_server.hosting import shut
from council_server.means import WRITERS, Means
from council_server.service import Service
from protocol.dispositions import Disposition
from protocol.votes import Vote

TARGET = 0.5
CLIENTS = 16
PGBENCH_SECONDS = 10
KIB = 1024

SCRIPT = r"""
\set c random(0, {last})
\set i random(100000, 2000000000)
BEGIN;
SELECT pg_advisory_xact_lock(hashtextextended('nghi_truong.xa-' || to_char(:c::int, 'FM0000'), 0));
SELECT log, epoch, logs.size, since, holds.size, awaited FROM logs LEFT JOIN holds ON holds.council = logs.council
  WHERE logs.council = 'xa-' || to_char(:c::int, 'FM0000');
INSERT INTO entries (council, index, identity, kind, statement, signature, received, batch)
  VALUES ('xa-' || to_char(:c::int, 'FM0000'), :i::int, md5(:i::int::text) || md5((:i::int + 1)::text), 'vote',
  decode(repeat('ab', {statement}), 'hex'), decode(repeat('cd', {signature}), 'hex'), '2026-11-28T08.00.00+07.00', :i::int)
  ON CONFLICT DO NOTHING;
INSERT INTO nodes (council, log, level, index, hash)
  VALUES ('xa-' || to_char(:c::int, 'FM0000'), 'record', 0, :i::int, decode(repeat('ef', 32), 'hex')),
         ('xa-' || to_char(:c::int, 'FM0000'), 'record', 1, :i::int, decode(repeat('ef', 32), 'hex')) ON CONFLICT DO NOTHING;
UPDATE logs SET size = size WHERE council = 'xa-' || to_char(:c::int, 'FM0000') AND log = 'record';
COMMIT;
"""
"""What the server does for a vote that comes alone, on the same tables with the same trigger; numbers far above real ones."""


def resident() -> int:
    """KiB of memory that this process holds."""
    status = Path("/proc/self/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found.group(1)) if found else 0


class Country:
    """All councils open in this process, as `serve --all` holds them."""

    def __init__(self, folder: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.means = Means()
        self._loop = loop
        self.services = {
            home.name: Service(Council(open_home(home), means=self.means))
            for home in sorted(folder.iterdir())
        }
        self.entries = {name: Entries(service) for name, service in self.services.items()}

    def start(self) -> None:
        async def all_of_them() -> None:
            for service in self.services.values():
                await service.start()

        self._loop.run_until_complete(all_of_them())

    def cast(self, ballots: list[Ballot]) -> float:
        """Seconds until every vote that was handed over at the same moment is answered by its receipt."""

        async def all_at_once() -> None:
            votes = [(self.entries[b.council], b.record) for b in ballots]
            found = await asyncio.gather(*(entries.submit(vote) for entries, vote in votes))
            if {answer.disposition for answer in found} != {Disposition.COUNTED}:
                raise RuntimeError("not every vote counted")

        started = time.perf_counter()
        self._loop.run_until_complete(all_at_once())
        return time.perf_counter() - started

    def close(self) -> None:
        for service in self.services.values():
            shut(service)
        self.means.close()


def votes_in(url: str) -> int:
    """Votes that another connection finds in the database."""
    engine = create_engine(url)
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM entries WHERE kind = :kind")
        found = int(connection.execute(query, {"kind": Vote.KIND}).scalar_one())
    engine.dispose()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench s14_country")
    parser.add_argument("--councils", type=int, default=3355)
    parser.add_argument("--delegates", type=int, default=5, help="votes of each council")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s14-"))
    loop = asyncio.new_event_loop()
    try:
        with durable_postgres() as server:
            url = server.database()
            made: list[Ballot] = []
            founding = seconds(
                lambda: made.extend(found_country(folder, url, options.councils, options.delegates))
            )
            print(f"founded in {founding:.0f} s", flush=True)
            before = resident()
            country = Country(folder, loop)
            opening = seconds(country.start)
            memory = resident() - before
            print(f"opened in {opening:.0f} s, {memory / KIB:.0f} MiB", flush=True)
            first = [made[n] for n in range(0, len(made), options.delegates)]
            rest = [ballot for ballot in made if ballot not in set(first)]
            alone, together = country.cast(first), country.cast(rest)
            if votes_in(url) != len(made):
                raise RuntimeError("not every vote is in the database")
            country.close()
            tps = anchor(server, url, options.councils, made[0])
    finally:
        loop.close()
        shutil.rmtree(folder)
    tell(options.councils, made, opening, memory, alone, together, tps)
    return 0


def anchor(server: object, url: str, councils: int, ballot: Ballot) -> float:
    """Transactions a second of pgbench."""
    script = Path(tempfile.gettempdir()) / "nghi-truong-s14.sql"
    vote = ballot.record
    script.write_text(
        SCRIPT.format(
            last=councils - 1, statement=len(vote.statement), signature=len(vote.signature)
        )
    )
    try:
        said = server.pgbench(url, script, clients=CLIENTS, seconds=PGBENCH_SECONDS)  # type: ignore[attr-defined]
    finally:
        script.unlink()
    found = re.search(r"tps = ([\d.]+)", said)
    if found is None:
        raise RuntimeError(said)
    return float(found.group(1))


def tell(
    councils: int,
    made: list[Ballot],
    opening: float,
    memory: int,
    alone: float,
    together: float,
    tps: float,
) -> None:
    single, grouped = councils / alone, (len(made) - councils) / together
    rows = [
        ["pgbench, the same statements", f"{tps:,.0f} transactions/s", "anchor"],
        [
            f"{councils:,} councils, one vote each at the same moment",
            f"{single:,.0f} votes/s",
            "a transaction each",
        ],
        [
            f"{len(made) - councils:,} more, all at the same moment",
            f"{grouped:,.0f} votes/s",
            "those of a council share one",
        ],
        ["opening all councils", f"{opening:.1f} s", ""],
        ["memory of an open council", f"{memory / councils:.0f} KiB", ""],
    ]
    report(
        "S14 the country in one process",
        f"{councils:,} real councils of {len(made) // councils} delegates in one PostgreSQL (every commit on the disk) "
        f"of the same machine, all open in one process with {WRITERS} writing threads, as `serve --all` holds them; signatures "
        f"checked, receipts signed, choices seed {SEED}; without HTTP and TLS. Anchor: pgbench with {CLIENTS} clients on the "
        "statements of a vote that comes alone, on the same tables with the same trigger.",
        rows,
        [
            f"votes that come alone / pgbench = {single / tps:.2f} (target >= {TARGET}): {verdict(met=single / tps >= TARGET)}",
            f"votes of which a council has several / pgbench = {grouped / tps:.2f}",
        ],
        columns=("figure",),
    )


if __name__ == "__main__":
    sys.exit(main())
