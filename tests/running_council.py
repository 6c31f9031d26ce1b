"""A small real council for tests: a served council on a free loopback port, whose delegates' keys the test holds.

    def test_something(council: RunningCouncil) -> None:      # fixture of tests/running_council.py
        minh = council.delegate("minh")
        council.publish(folder)                               # any folder with a session.toml
        council.define_poll("p1", documents=["s1.m1.du-thao"])
        council.open_poll("p1")
        data, signature = minh.vote("p1", "APPROVE")
        answer = council.client(minh).post_entry(data, signature)

Import the fixture where it is used: `from tests.running_council import council  # noqa: F401`, or make
one with `running_council(folder, delegates=3)`. `stop()` and `start()` keep the address. Statements
of chair and secretary go through the server's own functions (`council_server.polls`).
"""

from __future__ import annotations

import secrets
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import delete, update

from council_server import polls
from council_server.clock import vietnam_now
from council_server.councils import Council
from council_server.databases import open_database
from council_server.enrolments import ask_to_enrol, confirm, list_enrolments, new_sheet
from council_server.errors import Refused
from council_server.founding import found_council
from council_server.homes import Home
from council_server.keys import CHAIR, ROOT, SECRETARY
from council_server.logs import read_heads
from council_server.offices import KeyOffice, open_office
from council_server.publishing import Publication, publish
from council_server.record import Logged
from council_server.rosters import Person, Roster
from council_server.schema import logs, nodes, rows
from council_server.service import Service
from council_server.serving import CouncilServer, listen, port_of
from council_server.session_files import read_session_file
from council_server.writer import Batch
from protocol import certificates, cms
from protocol.enrolments import DELEGATE, code_id, proof, read_code
from protocol.fields import b64
from protocol.keys import SoftwareSigner
from protocol.times import write_time
from protocol.versions import SPOKEN
from protocol.votes import CLOCK_UNKNOWN, Vote
from protocol.wire import EnrolRequest
from tests.wire_client import WireClient

HOST = "127.0.0.1"
NAMES = ("minh", "hoa", "tuan", "lan", "duc", "thao", "khoa", "yen")
START_SECONDS = 30.0

T = TypeVar("T")


@dataclass
class HeldDelegate:
    """An enrolled delegate of the test: signs votes as the delegate's own device would."""

    council: RunningCouncil
    person: str
    device: str
    key: EllipticCurvePrivateKey
    box_key: X25519PrivateKey

    @property
    def certificate(self) -> bytes:
        """The certificate of this device, from the record."""
        found = self.council.council.record.certificate_of(self.device)
        assert found is not None
        return found.der

    def vote(self, poll: str, choice: str, *, ahead: int = 0, **other: Any) -> tuple[bytes, bytes]:
        """The next vote of this device; `ahead` skips places in its chain, `other` replaces fields."""
        replay = self.council.council.record.replay
        chain, state = replay.devices[self.device], replay.polls.get(poll)
        fields: dict[str, Any] = {
            "council": self.council.home.council,
            "log": self.council.home.origin,
            "cert": certificates.fingerprint(self.certificate),
            "session": state.definition.session if state else "s1",
            "poll": poll,
            "poll_def": state.identity if state else "0" * 64,
            "opened": (state.open_identity if state else None) or "0" * 64,
            "voter": self.person,
            "device": self.device,
            "seq": chain.seq + 1 + ahead,
            "prev": chain.last,
            "supersedes": "",
            "choice": choice,
            "cast_at": write_time(self.council.clock()),
            "clock": CLOCK_UNKNOWN,
            "seen_size": replay.size,
            "seen_root": replay.edge.root().hex(),
            "nonce": secrets.token_hex(16),
        }
        return self.sign(Vote(**(fields | other)).to_bytes())

    def sign(self, data: bytes) -> tuple[bytes, bytes]:
        """The bytes with this device's signature."""
        signer = SoftwareSigner(self.key)
        return data, cms.sign(data, signer, self.certificate, self.council.clock())


class RunningCouncil:
    """A council with everything in `path`; made by `running_council`."""

    def __init__(
        self,
        path: Path,
        names: tuple[str, ...],
        clock: Callable[[], datetime],
        database_url: str = "",
        *,
        store_url: str = "",
        console: bool = False,
    ) -> None:
        self.clock = clock
        self._console = console
        self.versions = SPOKEN
        people = tuple(Person(name, name.title(), "", "", "") for name in names)
        roster = Roster(
            id="thu-nghiem",
            name="HĐND xã Thử Nghiệm",
            name_en="Test council",
            total=len(people),
            chair=people[0],
            secretary=Person("thu-ky", "Thư Ký", "", "", ""),
            learner="",
            delegates=people,
            about={},
        )
        self.home: Home = found_council(
            path,
            roster,
            hosts=[HOST],
            port=0,
            passphrase=None,
            clock=clock,
            database_url=database_url,
            store_url=store_url,
        )
        self.root, self.chair, self.secretary = (
            open_office(self.home, self.home.keys(), name) for name in (ROOT, CHAIR, SECRETARY)
        )
        self.tls = ssl.create_default_context(
            cadata=certificates.to_pem(self.home.keys().certificate(ROOT))
        )
        self.port = 0
        self.delegates: dict[str, HeldDelegate] = {}
        self._clients: list[WireClient] = []
        self.start()
        for name in names:
            self.enrol(name)

    # --------------------------------------------------------------------------- server's life

    @property
    def address(self) -> str:
        return f"https://{HOST}:{self.port}"

    @property
    def root_sha256(self) -> str:
        return self.home.root_sha256

    def start(self) -> None:
        """Serve, on the same port as before."""
        listening = listen(HOST, self.port)
        self.port = port_of(listening)
        self.council = Council(self.home, self.clock)
        self.service = Service(self.council, versions=self.versions)
        ready = threading.Event()
        self.server = CouncilServer(self.service, ready=ready.set, console=self._console)
        self._thread = threading.Thread(target=self.server.serve_on, args=(listening,))
        self._thread.start()
        assert ready.wait(START_SECONDS)

    def stop(self) -> None:
        """Afterwards nobody listens; everything acknowledged is on the disk."""
        for client in self._clients:
            client.close()
        self.server.should_exit = True
        self._thread.join()
        self.council.close()

    def lose_rows(self, feed: str, count: int) -> None:
        """As if an old backup was put back: the newest rows of a feed are gone, and the server starts without knowing."""
        self.stop()
        database, mine = open_database(self.home), self.home.council
        with database.writing() as connection:
            size = read_heads(connection, mine)[feed].size - count
            connection.execute(
                delete(rows).where(rows.c.council == mine, rows.c.feed == feed, rows.c.seq > size)
            )
            kept = (nodes.c.index + 1).op("<<")(nodes.c.level) <= size
            connection.execute(
                delete(nodes).where(nodes.c.council == mine, nodes.c.log == feed, ~kept)
            )
            connection.execute(
                update(logs).where(logs.c.council == mine, logs.c.log == feed).values(size=size)
            )
        database.close()
        self.start()

    # ------------------------------------------------------------------------------- its people

    def delegate(self, person: str) -> HeldDelegate:
        return self.delegates[person]

    def client(self, delegate: HeldDelegate | None = None) -> WireClient:
        """A connection, signed in when it is a delegate's."""
        client = WireClient(self, delegate)
        self._clients.append(client)
        return client.sign_in() if delegate else client

    def sheet(self, person: str, name: str = "", role: str = DELEGATE) -> str:
        """A fresh enrolment code for this person."""
        return self.run(
            lambda batch: new_sheet(batch, person=person, name=name or person, role=role)
        ).code

    def confirm_all(self) -> None:
        """The clerk confirms whoever waits."""

        def say_yes(batch: Batch) -> None:
            for name in pending(batch):
                confirm(batch, name, self.root, self.secretary)

        self.run(say_yes)

    def enrol(self, person: str, device: str = "", *, role: str = DELEGATE) -> HeldDelegate:
        """A device of this person, enrolled by sheet, request and the clerk's word."""
        held = self.ask_to_enrol(person, device or f"{person}-may-1", role=role)
        self.confirm_all()
        if role == DELEGATE:
            self.delegates.setdefault(person, held)
        return held

    def ask_to_enrol(self, person: str, device: str, *, role: str = DELEGATE) -> HeldDelegate:
        """A device that waits for the clerk's word."""
        key, box_key = certificates.new_member_key(), X25519PrivateKey.generate()
        code = read_code(self.sheet(person, person.title(), role))
        csr = certificates.create_csr(key, device=device)
        box = box_key.public_key().public_bytes_raw()
        root = bytes.fromhex(self.home.root_sha256)
        request = EnrolRequest(
            code_id=code_id(code),
            proof=proof(code, root=root, csr=csr, box_key=box, device=device),
            csr=b64(csr),
            device=device,
            device_name=device,
            box_key=b64(box),
        )
        answer = self.run(ask_to_enrol(self.council, request))
        assert not isinstance(answer, Refused), answer
        return HeldDelegate(self, person, device, key, box_key)

    # ---------------------------------------------------------------------------- chair and office

    def run(self, work: Callable[[Batch], T]) -> T:
        """A job of the server's own writer thread."""
        return self.council.writer.run(work)

    def office(self, name: str) -> KeyOffice:
        return {ROOT: self.root, CHAIR: self.chair, SECRETARY: self.secretary}[name]

    def publish(self, folder: Path) -> Publication:
        """Publish a folder with a session.toml."""
        return publish(self.council, self.secretary, read_session_file(folder))

    def define_poll(self, poll: str, *, item: str = "s1.m1", **other: Any) -> Logged:
        """Define a poll; see `council_server.polls.Ballot` for what `other` may hold."""
        fields: dict[str, Any] = {
            "documents": [f"{item}.du-thao"],
            "question": "Đại biểu có tán thành không?",
            "total": len(self.delegates),
            "last_call": 0,
        }
        ballot = polls.Ballot(poll=poll, item=item, **(fields | other))
        return self.run(lambda batch: polls.define_poll(batch, self.chair, ballot))

    def open_poll(self, poll: str) -> Logged:
        return self.run(lambda batch: polls.open_poll(batch, self.chair, poll))

    def close_poll(self, poll: str) -> Logged:
        return self.run(lambda batch: polls.close_poll(batch, self.chair, poll))

    def announce_result(self, poll: str) -> Logged:
        return self.run(lambda batch: polls.announce_result(batch, self.chair, poll))


def pending(batch: Batch) -> list[str]:
    """Enrolments that wait for the clerk."""
    rows = list_enrolments(batch.connection, batch.council)
    return [row.enrolment for row in rows if row.state == "pending"]


@contextmanager
def running_council(
    path: Path,
    *,
    delegates: int = 3,
    clock: Callable[[], datetime] = vietnam_now,
    database_url: str = "",
    store_url: str = "",
    console: bool = False,
) -> Iterator[RunningCouncil]:
    """A served council with so many enrolled delegates: minh, hoa, tuan, lan, ...; `console` serves its pages too."""
    names = (*NAMES, *(f"dai-bieu-{number}" for number in range(len(NAMES) + 1, delegates + 1)))
    council = RunningCouncil(
        path, names[:delegates], clock, database_url, store_url=store_url, console=console
    )
    try:
        yield council
    finally:
        council.stop()


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    """Three delegates, nothing published."""
    with running_council(tmp_path / "council") as running:
        yield running
