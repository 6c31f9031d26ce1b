"""Many real councils on one PostgreSQL, each with enrolled delegates, an open poll and their signed votes, ready to be cast."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives import serialization

from benchmarks.chambers import CHOICES, ITEM, SESSION, Chamber, people
from benchmarks.corpus import SEED
from council_server import polls
from council_server.clock import vietnam_now
from council_server.councils import open_council
from council_server.founding import found_council
from council_server.logs import PUBLIC
from council_server.means import Means
from council_server.rosters import Person, Roster
from council_server.writer import Batch
from protocol.fields import b64, unb64
from protocol.records import Record
from tests.postgres import SKIPPED, PostgresServer, programs

POLL = "bq-1"
MAKERS = 6
DURABLE = ("max_connections=200", "shared_buffers=256MB")
"""As a council's database stands: every commit on the disk."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A delegate's signed vote, and the device that casts it; bytes in base64, the key in PEM."""

    council: str
    host: str
    device: str
    key: str
    choice: str
    statement: str
    signature: str

    @property
    def record(self) -> Record:
        return Record(unb64(self.statement), unb64(self.signature))


@contextmanager
def durable_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of the benchmark's own, on a local socket, that forces every commit to the disk."""
    bin_folder = programs()
    if bin_folder is None:
        raise SystemExit(SKIPPED)
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-country-"))
    server = PostgresServer(folder, bin_folder, DURABLE)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def found_country(folder: Path, url: str, councils: int, delegates: int) -> list[Ballot]:
    """So many councils with so many delegates each; the votes of all of them, in the order of councils."""
    with ProcessPoolExecutor(MAKERS) as makers:
        shares = [range(first, councils, MAKERS) for first in range(MAKERS)]
        made = [makers.submit(_found_share, folder, url, share, delegates) for share in shares]
        ballots = [Ballot(**one) for share in made for one in json.loads(share.result())]
    return sorted(ballots, key=lambda ballot: (ballot.council, ballot.device))


def _found_share(folder: Path, url: str, share: Sequence[int], delegates: int) -> str:
    means = Means(writers=2, judges=2)
    try:
        found = [one for number in share for one in _found(folder, url, number, delegates, means)]
    finally:
        means.close()
    return json.dumps([asdict(ballot) for ballot in found])


def _found(folder: Path, url: str, number: int, delegates: int, means: Means) -> list[Ballot]:
    name, chance = f"xa-{number:04d}", Random(SEED + number)
    persons = tuple(Person(one, one, "", "", "") for one in people(delegates))
    roster = Roster(
        id=name,
        name=f"HĐND {name}",
        name_en=name,
        total=delegates,
        chair=persons[0],
        secretary=Person("thu-ky", "Thư ký", "", "", ""),
        learner="",
        delegates=persons,
        about={},
    )
    home = found_council(
        folder / name,
        roster,
        hosts=[f"{name}.example"],
        port=443,
        passphrase=None,
        clock=vietnam_now,
        database_url=url,
        means=means,
    )
    choices = chance.choices(CHOICES, k=delegates)
    with open_council(home, vietnam_now, means) as council:
        chamber = Chamber(council, people(delegates))
        council.writer.run(_publish_item)
        council.writer.run(lambda batch: _open_poll(batch, chamber, delegates))
        votes = chamber.votes(POLL, choices)
    return [
        Ballot(
            name,
            home.hosts[0],
            seat.device,
            seat.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ).decode(),
            choice,
            b64(vote.statement),
            b64(vote.signature),
        )
        for seat, choice, vote in zip(chamber.seats, choices, votes, strict=True)
    ]


def _publish_item(batch: Batch) -> None:
    item = {"id": ITEM, "session": SESSION, "position": 1, "title": "Mục", "step": "bieu-quyet"}
    batch.feed(PUBLIC).put("item", ITEM, {**item, "presenter": ""})


def _open_poll(batch: Batch, chamber: Chamber, total: int) -> None:
    ballot = polls.Ballot(
        poll=POLL,
        item=ITEM,
        question="Đại biểu có tán thành không?",
        documents=[],
        total=total,
        last_call=0,
    )
    polls.define_poll(batch, chamber.chair, ballot)
    polls.open_poll(batch, chamber.chair, POLL)
