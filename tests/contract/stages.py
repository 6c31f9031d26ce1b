"""What the contract tests need of any council: to invite, publish, and open a poll; then the API itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec

from protocol import certificates, cms, enrolments, votes
from protocol.auth import auth_message
from protocol.council_api import CouncilApi
from protocol.feeds import Cursor, check_page
from protocol.fields import b64, unb64
from protocol.keys import SoftwareSigner
from protocol.merkle import Edge
from protocol.records import Record
from protocol.replay import Replay
from protocol.times import write_time
from protocol.wire import ENROLLED, EnrolRequest, TokenRequest


@dataclass(frozen=True)
class PublishedPaper:
    """A paper of the session with its bytes."""

    document: str
    sha256: str
    data: bytes


class Stage(Protocol):
    """One council, ready for its first delegate."""

    @property
    def root_sha256(self) -> str:
        """The printed fingerprint."""
        ...

    def now(self) -> datetime:
        """The council's clock."""
        ...

    def line(self) -> CouncilApi:
        """A new connection, nobody signed in."""
        ...

    def invite(self, person: str) -> str:
        """A printed code for a delegate."""
        ...

    def confirm_all(self) -> None:
        """The clerk confirms whoever waits."""
        ...

    def papers(self) -> Sequence[PublishedPaper]:
        """What is published: at least one, the first longer than a chunk."""
        ...

    def open_poll(self, poll: str, document: str) -> None:
        """Define and open a poll of everyone invited on a published paper."""
        ...

    def lengthen(self, count: int) -> None:
        """So many more rows of the public feed, about a few objects."""
        ...

    def lose_rows(self, feed: str, count: int) -> None:
        """The newest rows of a feed are gone, as after an old backup was put back, and the council does not know."""
        ...

    def close_poll(self, poll: str) -> None:
        """Close it, after its last call."""
        ...


@dataclass
class Device:
    """A delegate's device made of the protocol alone, to speak with any `CouncilApi`."""

    stage: Stage
    name: str
    person: str
    key: ec.EllipticCurvePrivateKey
    line: CouncilApi
    seq: int = 0
    prev: str = ""

    def sign_in(self, line: CouncilApi | None = None) -> CouncilApi:
        """The line, with a token."""
        line = line or self.line
        challenge = line.challenge(self.name)
        message = auth_message(
            nonce=challenge.nonce,
            host=line.host,
            council=line.root().council,
            device=self.name,
            time=challenge.time,
        )
        signature = b64(SoftwareSigner(self.key).sign(message))
        line.token(
            TokenRequest(
                device=self.name,
                nonce=challenge.nonce,
                time=challenge.time,
                signature=signature,
            )
        )
        return line

    def replay(self) -> Replay:
        """The whole record as this line shows it, judged."""
        heads = self.line.heads()
        assert heads is not None
        root = self.line.root()
        replay = Replay(root.council, root.log, root=self.stage.root_sha256)
        for record in self.line.log_records(0, heads.heads["record"].seq):
            replay.apply(record.statement, record.signature)
        return replay

    def vote(self, poll: str, choice: str = "APPROVE") -> Record:
        """The next statement of this device's chain: a signed vote, not sent."""
        replay = self.replay()
        state, chain = replay.polls[poll], replay.devices[self.name]
        seq = max(self.seq, chain.seq) + 1
        seen = replay.root_at(replay.size) or b""
        statement = votes.Vote(
            council=replay.council,
            log=replay.log,
            cert=chain.certificate,
            session=state.definition.session,
            poll=poll,
            poll_def=state.identity,
            opened=state.open_identity or "",
            voter=self.person,
            device=self.name,
            seq=seq,
            prev=self.prev or chain.last,
            supersedes="",
            choice=choice,
            cast_at=write_time(self.stage.now()),
            clock="unknown",
            seen_size=replay.size,
            seen_root=seen.hex(),
            nonce=f"{seq:032x}",
        )
        certificate = replay.certificates[chain.certificate].der
        data = statement.to_bytes()
        self.seq, self.prev = seq, certificates.fingerprint(data)
        return Record(data, self.resigned(data, certificate))

    def resigned(self, data: bytes, certificate: bytes) -> bytes:
        """This device's signature over other bytes."""
        return cms.sign(data, SoftwareSigner(self.key), certificate, self.stage.now())


def request_of(
    stage: Stage, code: str, device: str, key: ec.EllipticCurvePrivateKey
) -> EnrolRequest:
    """What a device sends with a printed code."""
    secret = enrolments.read_code(code)
    csr = certificates.create_csr(key, device=device)
    root = bytes.fromhex(stage.root_sha256)
    return EnrolRequest(
        code_id=enrolments.code_id(secret),
        proof=enrolments.proof(secret, root=root, csr=csr, box_key=b"", device=device),
        csr=b64(csr),
        device=device,
        device_name="Máy thử",
        box_key="",
    )


def enrolled_device(stage: Stage, person: str, device: str) -> Device:
    """A device of this person, enrolled and signed in."""
    key = certificates.new_member_key()
    line = stage.line()
    answer = line.enrol(request_of(stage, stage.invite(person), device, key))
    stage.confirm_all()
    settled = line.enrolment(answer.enrolment)
    assert settled.state == ENROLLED
    made = Device(stage, device, settled.person, key, line)
    made.sign_in()
    return made


def follow(device: Device, feed: str, *, limit: int) -> list[str]:
    """All rows of a feed as `kind id`, each page checked against its signed tree."""
    heads = device.line.heads()
    assert heads is not None
    root = device.line.root()
    head = heads.heads[feed]
    cursor, edge = Cursor(root.council, feed, head.epoch), Edge()
    rows: list[str] = []
    while cursor.seq < head.seq:
        page = device.line.changes(feed, head.epoch, cursor.seq, limit)
        checked = check_page(page, cursor, edge, unb64(root.log_key))
        assert page.head >= head.seq
        cursor, edge = checked.cursor, checked.edge
        rows += [f"{row.kind} {row.id}" for row in page.rows]
    return rows
