"""S11: the record of a term checked offline, 130 delegates and 300 polls, against the bare checks of the same signatures."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from benchmarks.chambers import CHOICES, chamber
from benchmarks.corpus import SEED, kept
from benchmarks.measuring import Series, ratio, report, rounds, verdict
from council_server.record import read_records as read_entries
from protocol import certificates, der
from protocol.audit import BATCH, audit
from protocol.dispositions import Disposition
from protocol.keys import Algorithm, signature_holds
from protocol.limits import TILE_WIDTH
from protocol.records import Record, read_records, write_records
from protocol.replay import Replay

DELEGATES, POLLS, FEW = 130, 300, 30
ROUNDS = 3
TARGET = 1.5
SIGNED_ATTRIBUTES, VALUE = 3, 5
"""Their places in a SignerInfo (RFC 5652, 5.3)."""


def make(folder: Path) -> None:
    """A term of the real server, kept as its bundles of records and what an auditor knows beforehand."""
    chance = random.Random(SEED)
    with chamber(folder / "council", DELEGATES) as hall:
        for number in range(POLLS):
            hall.hold_poll(f"bq-{number}", chance.choices(CHOICES, (8, 1, 1), k=DELEGATES))
        home, size = hall.council.home, hall.council.record.replay.size
        with hall.council.database.reading() as connection:
            entries = read_entries(connection, home.council, 0, size)
    for first in range(0, size, TILE_WIDTH):
        bundle = write_records(record for _, record in entries[first : first + TILE_WIDTH])
        (folder / f"{first:06d}.records").write_bytes(bundle)
    known = {"council": home.council, "log": home.origin, "root": home.root_sha256}
    (folder / "known.json").write_text(json.dumps(known))


class Check(NamedTuple):
    """What the library needs for one signature, all of it read beforehand."""

    key: PublicKeyTypes
    value: bytes
    signed: bytes


@dataclass(frozen=True, slots=True)
class Term:
    """A record, or its begin, and the bare checks of its signatures."""

    known: dict[str, str]
    records: list[Record]
    checks: list[list[Check]]
    votes: int

    def replay(self) -> Replay:
        return Replay(self.known["council"], self.known["log"], root=self.known["root"])

    def audited(self, pool: Executor | None) -> float:
        """Seconds of the whole audit; every vote must have counted."""
        replay = self.replay()
        started = time.perf_counter()
        audit(replay, self.records, pool=pool)
        elapsed = time.perf_counter() - started
        if replay.dispositions.count(Disposition.COUNTED) != self.votes:
            raise RuntimeError("not every vote counted")
        return elapsed

    def replayed(self) -> float:
        """Seconds of the rules alone, the signatures taken on trust."""
        replay = self.replay()
        started = time.perf_counter()
        for record in self.records:
            replay.apply(*record, trusted=True)
        return time.perf_counter() - started

    def bare(self, pool: Executor | None) -> float:
        """Seconds of the signatures alone, each over bytes that lie ready."""
        started = time.perf_counter()
        if not all((pool.map if pool else map)(_all_hold, self.checks)):
            raise RuntimeError("a signature does not hold")
        return time.perf_counter() - started


def _all_hold(checks: list[Check]) -> bool:
    return all(
        signature_holds(check.key, Algorithm.ECDSA_P256, check.value, check.signed)
        for check in checks
    )


def read_term(folder: Path, polls: int) -> Term:
    """The kept record up to the end of so many polls."""
    known = json.loads((folder / "known.json").read_text())
    files = sorted(folder.glob("*.records"))
    records = [record for file in files for record in read_records(file.read_bytes())]
    records = records[: len(records) - (POLLS - polls) * (DELEGATES + 4)]
    replay = Replay(known["council"], known["log"], root=known["root"])
    checks = []
    for record in records:
        disposition = replay.apply(*record, trusted=True)
        statement = json.loads(record.statement)
        certificate = replay.certificates[statement["cert"]].der
        checks.append(_check(record.signature, certificates.load(certificate).public_key))
        if disposition not in {Disposition.COUNTED, Disposition.ACCEPTED}:
            raise RuntimeError(f"an entry of no effect: {disposition}")
    batches = [checks[at : at + BATCH] for at in range(0, len(checks), BATCH)]
    return Term(known, records, batches, polls * DELEGATES)


def _check(signature: bytes, key: PublicKeyTypes) -> Check:
    signed_data = der.read(signature).elements()[1].elements()[0]
    info = signed_data.elements()[-1].elements()[0].elements()
    attributes = info[SIGNED_ATTRIBUTES].content
    return Check(key, info[VALUE].content, der.write(der.SET, attributes))


def main() -> int:
    folder = kept("s11-term", make)
    few, term = read_term(folder, FEW), read_term(folder, POLLS)
    cores = os.cpu_count() or 1
    bare = Series("bare checks, the same pool", "s")
    alone = Series("bare checks, one thread", "s")
    audited = Series("audit(pool=...)", "s")
    unpooled = Series("audit, no pool", "s")
    rules = Series("the rules alone, signatures trusted", "s")
    few_bare = Series(f"bare checks of {FEW} polls, the same pool", "s")
    few_audited = Series(f"audit(pool=...) of {FEW} polls", "s")
    with ThreadPoolExecutor(cores) as pool:
        subjects: list[tuple[Series, Callable[[], float]]] = [
            (few_bare, partial(few.bare, pool)),
            (few_audited, partial(few.audited, pool)),
            (bare, partial(term.bare, pool)),
            (audited, partial(term.audited, pool)),
            (alone, partial(term.bare, None)),
            (unpooled, partial(term.audited, None)),
            (rules, term.replayed),
        ]
        rounds(ROUNDS, *subjects)
    share, lone = ratio(audited, bare), ratio(unpooled, alone)
    size = len(term.records)
    report(
        "S11 audit",
        f"{DELEGATES} delegates x {POLLS} polls = {DELEGATES * POLLS:,} votes in {size:,} entries, made by the real server "
        f"(choices seed {SEED}, keys random, ECDSA P-256). Offline, records in memory as read from their bundles. The pool is "
        f"{cores} threads, as `python -m protocol.verify` takes it. Bare: only the library's check of each signature over bytes "
        "that lie ready, in the same batches.",
        [
            few_bare.row("anchor"),
            few_audited.row(),
            bare.row("anchor"),
            audited.row(f"{size / audited.median:,.0f} entries/s"),
            alone.row("anchor without a pool"),
            unpooled.row(),
            rules.row("part of each audit"),
        ],
        [
            f"audit / bare checks, both in the pool = {share:.2f} (target <= {TARGET}): "
            + verdict(met=share <= TARGET),
            f"audit / bare checks, neither in a pool = {lone:.2f} (target <= {TARGET}): "
            + verdict(met=lone <= TARGET),
            f"audit(pool=...) / bare checks in one thread = {ratio(audited, alone):.2f}",
            f"{FEW} polls, both in the pool = {ratio(few_audited, few_bare):.2f}",
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
