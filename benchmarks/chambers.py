"""A council of the real server in this process whose delegates' keys are held here, so that all of them can vote at once."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from benchmarks.corpus import write_paper
from benchmarks.councils import Published, make_council
from benchmarks.measuring import seconds
from council_server import keys as key_names
from council_server import polls
from council_server.clock import vietnam_now
from council_server.councils import Council, open_council
from council_server.enrolments import ask_to_enrol, confirm, new_sheet
from council_server.errors import Refused
from council_server.homes import open_home
from council_server.offices import Office, open_office
from council_server.writer import Batch
from protocol import certificates, cms
from protocol.enrolments import code_id, proof, read_code
from protocol.fields import b64
from protocol.keys import SoftwareSigner
from protocol.records import Record
from protocol.times import write_time
from protocol.votes import CLOCK_UNKNOWN, Vote
from protocol.wire import EnrolRequest

SESSION, ITEM, PAPER = "ky-hop-1", "ky-hop-1.muc-0", "ky-hop-1.muc-0.giay-0"
CHOICES = ("APPROVE", "DISAPPROVE", "ABSTAIN")
FSYNCS = 20
BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Seat:
    """A delegate with an enrolled device, and the device's key."""

    person: str
    device: str
    key: EllipticCurvePrivateKey


class Chamber:
    """The council, its chair, and its delegates."""

    def __init__(self, council: Council, people: Sequence[str]) -> None:
        self.council = council
        keys = council.home.keys()
        self.chair = open_office(council.home, keys, key_names.CHAIR)
        self._root = open_office(council.home, keys, key_names.ROOT)
        self._secretary = open_office(council.home, keys, key_names.SECRETARY)
        self.seats = council.writer.run(lambda batch: [self._seat(batch, one) for one in people])

    def _seat(self, batch: Batch, person: str) -> Seat:
        """Sheet, request and the clerk's word, as for any device."""
        key, box = certificates.new_member_key(), X25519PrivateKey.generate()
        device = f"{person}-may"
        code = read_code(new_sheet(batch, person=person, name=person).code)
        csr = certificates.create_csr(key, device=device)
        box_key = box.public_key().public_bytes_raw()
        root = bytes.fromhex(self.council.home.root_sha256)
        request = EnrolRequest(
            code_id=code_id(code),
            proof=proof(code, root=root, csr=csr, box_key=box_key, device=device),
            csr=b64(csr),
            device=device,
            device_name=device,
            box_key=b64(box_key),
        )
        answer = ask_to_enrol(self.council, request)(batch)
        if isinstance(answer, Refused):
            raise answer
        confirm(batch, answer.enrolment, self._root, self._secretary)
        return Seat(person, device, key)

    def open_poll(self, poll: str) -> None:
        """Defined and open: everyone may vote."""
        self.council.writer.run(lambda batch: open_poll(batch, self.chair, poll, len(self.seats)))

    def hold_poll(self, poll: str, choices: Sequence[str]) -> None:
        """From its definition to its result; everyone voted, in one transaction."""
        self.open_poll(poll)
        votes = self.votes(poll, choices)
        self.council.writer.run(
            lambda batch: [batch.record.submit(*vote, authenticated=True) for vote in votes]
        )
        self.council.writer.run(lambda batch: polls.close_poll(batch, self.chair, poll))
        self.council.writer.run(lambda batch: polls.announce_result(batch, self.chair, poll))

    def votes(self, poll: str, choices: Sequence[str]) -> list[Record]:
        """A signed vote of every delegate, all of whom have seen the record as it is now."""
        replay = self.council.record.replay
        state, seen = replay.polls[poll], replay.edge.root().hex()
        now = self.council.clock()
        signed = []
        for seat, choice in zip(self.seats, choices, strict=True):
            chain = replay.devices[seat.device]
            certificate = replay.certificates[chain.certificate].der
            data = Vote(
                council=self.council.home.council,
                log=self.council.home.origin,
                cert=chain.certificate,
                session=SESSION,
                poll=poll,
                poll_def=state.identity,
                opened=state.open_identity or "",
                voter=seat.person,
                device=seat.device,
                seq=chain.seq + 1,
                prev=chain.last,
                supersedes="",
                choice=choice,
                cast_at=write_time(now),
                clock=CLOCK_UNKNOWN,
                seen_size=replay.size,
                seen_root=seen,
                nonce=secrets.token_hex(16),
            ).to_bytes()
            signer = SoftwareSigner(seat.key)
            signed.append(Record(data, cms.sign(data, signer, certificate, now)))
        return signed


def open_poll(batch: Batch, chair: Office, poll: str, total: int) -> None:
    """A poll on the chamber's only paper, defined and open; nobody must be waited for at its close."""
    ballot = polls.Ballot(
        poll=poll,
        item=ITEM,
        question="Đại biểu có tán thành không?",
        documents=[PAPER],
        total=total,
        last_call=0,
    )
    polls.define_poll(batch, chair, ballot)
    polls.open_poll(batch, chair, poll)


@contextmanager
def chamber(folder: Path, count: int) -> Iterator[Chamber]:
    """A council founded in `folder` with one published paper and `count` enrolled delegates."""
    make_chamber_home(folder, count)
    with open_council(open_home(folder), vietnam_now) as council:
        yield Chamber(council, people(count))


def make_chamber_home(folder: Path, count: int) -> None:
    """Found the council and publish its paper; nobody is enrolled."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as papers:
        paper = Path(papers) / "to-trinh.pdf"
        write_paper(paper, pages=1, size=0, real=0)
        make_council(folder, [Published(SESSION, "2026-12-01", (paper,))], roster_of(count))


def people(count: int) -> list[str]:
    """The ids of the delegates."""
    return [f"dai-bieu-{number}" for number in range(1, count + 1)]


def roster_of(count: int) -> str:
    """The roster of a council of that many; the first one leads."""
    lines = [
        "[council]",
        'id = "hdnd-do-thu"',
        'name = "HĐND đo thử"',
        'name_en = "Council for measuring"',
        'full_name = "Hội đồng nhân dân đo thử"',
        'term = "2026 - 2031"',
        f"delegates = {count}",
        'chair = "dai-bieu-1"',
        'learner = "dai-bieu-1"',
        "[secretary]",
        'id = "thu-ky"',
        'name = "Thư ký"',
    ]
    for person in people(count):
        lines += ["[[delegate]]", f'id = "{person}"', f'name = "{person}"']
    return "\n".join(lines) + "\n"


def fsync_seconds(folder: Path) -> float:
    """The median of a few appends of one block, each forced to the disk of `folder`."""
    path = folder / "fsync"
    with path.open("wb", buffering=0) as file:

        def once() -> None:
            file.write(bytes(BLOCK))
            os.fsync(file.fileno())

        once()
        figures = sorted(seconds(once) for _ in range(FSYNCS))
    path.unlink()
    return figures[len(figures) // 2]
