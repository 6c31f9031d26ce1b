"""A small council with real keys and a real record, which tests drive like the real thing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import certificates, cms, merkle, signed_notes
from protocol.attendance import Attendance
from protocol.checkpoints import Checkpoint, sign_checkpoint
from protocol.councils import Root
from protocol.dispositions import Disposition
from protocol.enrolments import CHAIR, DELEGATE, SECRETARY, Enrol, Revoke
from protocol.envelope import Statement
from protocol.fields import b64
from protocol.keys import SoftwareSigner
from protocol.manifests import Manifest, Paper
from protocol.origins import record_origin
from protocol.passing import MAJORITY, NO_QUORUM
from protocol.polls import (
    LATE_NONE,
    PHASE_VOTE,
    WHOLE,
    Close,
    Closing,
    Open,
    PollChoice,
    PollDefinition,
    PollDocument,
    Result,
    Void,
)
from protocol.records import Record
from protocol.replay import Replay
from protocol.times import write_time
from protocol.votes import LEGAL_LABELS, Choice, HandVote, Vote, write_clock

COUNCIL = "binh-minh"
SESSION = "ky-hop-2"
ITEM = "ky-hop-2.1"
DRAFT = "ky-hop-2.1.du-thao"
DRAFT_VERSION = hashlib.sha256(b"draft").hexdigest()
NEW_VERSION = hashlib.sha256(b"draft after discussion").hexdigest()
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)

S = TypeVar("S", bound=Statement)


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's device: its key and its certificate."""

    person: str
    device: str
    role: str
    signer: SoftwareSigner
    certificate: bytes

    @property
    def cert(self) -> str:
        return certificates.fingerprint(self.certificate)


class SampleCouncil:
    """`delegates` delegates, a chair, a secretary; everything offered goes through `Replay`."""

    def __init__(
        self,
        delegates: int = 5,
        *,
        new_key: Callable[[], ec.EllipticCurvePrivateKey] = certificates.new_member_key,
        log_key: Ed25519PrivateKey | None = None,
    ) -> None:
        self.now = START
        self.log = record_origin(COUNCIL, secrets.token_hex(8))
        self.new_key = new_key
        self.root_key = new_key()
        self.root = certificates.create_root(
            self.root_key, name="HĐND xã Bình Minh", council=COUNCIL, not_before=START, years=10
        )
        self.first_root = self.root
        self.log_key = log_key or Ed25519PrivateKey.generate()
        self.records: list[Record] = []
        self.tree = merkle.Tree()
        self.replay = self.new_replay()
        self.office = Seat("root", "root", "root", SoftwareSigner(self.root_key), self.root)
        self._offer_root()
        self.secretary = self.enrol("thu-ky", SECRETARY, by=self.office)
        self.chair = self.enrol("chu-toa", CHAIR)
        self.delegates = [self.enrol(f"db-{n:02}", DELEGATE) for n in range(1, delegates + 1)]
        self.publish(DRAFT_VERSION)

    @property
    def root_fingerprint(self) -> str:
        """Of the first root, which everyone pinned."""
        return certificates.fingerprint(self.first_root)

    @property
    def public_log_key(self) -> bytes:
        return signed_notes.public(self.log_key)

    def new_replay(self) -> Replay:
        return Replay(COUNCIL, self.log, root=self.root_fingerprint)

    def tick(self, seconds: int = 1) -> str:
        """Time passes; the time string of now."""
        self.now += timedelta(seconds=seconds)
        return write_time(self.now)

    def statement(self, kind: type[S], seat: Seat, **fields: Any) -> S:
        return kind(council=COUNCIL, log=self.log, cert=seat.cert, **fields)

    def sign(self, statement: Statement | bytes, seat: Seat) -> Record:
        data = statement if isinstance(statement, bytes) else statement.to_bytes()
        return Record(data, cms.sign(data, seat.signer, seat.certificate, self.now))

    def offer(self, record: Record) -> Disposition:
        """The record is judged and appended, as a server would."""
        judgement = self.replay.judge(record.statement, record.signature, received=self.now)
        if judgement.already is None:
            self.replay.accept(judgement, record.signature, received=self.now)
            self.records.append(record)
            self.tree.append(
                leaf_of(record, judgement.statement.KIND),
            )
        return judgement.disposition

    def say(self, kind: type[S], seat: Seat, **fields: Any) -> S:
        """Build, sign and offer."""
        statement = self.statement(kind, seat, **fields)
        self.offer(self.sign(statement, seat))
        return statement

    def rotate(self, *, log_key: Ed25519PrivateKey | None = None, new_root: bool = False) -> Root:
        """Another log key, another root, or both, from the next checkpoint on."""
        signer = self.office
        if new_root:
            self.root_key = self.new_key()
            self.root = certificates.create_root(
                self.root_key, name="HĐND xã Bình Minh", council=COUNCIL, not_before=START, years=10
            )
            self.office = Seat("root", "root", "root", SoftwareSigner(self.root_key), self.root)
        self.log_key = log_key or self.log_key
        return self.say(
            Root,
            signer,
            name="HĐND xã Bình Minh",
            root_cert=b64(self.root),
            log_key=b64(self.public_log_key),
            created_at=self.tick(),
        )

    def checkpoint(self) -> str:
        """The signed checkpoint of now."""
        head = Checkpoint(self.log, self.replay.size, self.replay.edge.root(), self.now)
        return sign_checkpoint(head, self.log_key)

    def _offer_root(self) -> None:
        self.say(
            Root,
            self.office,
            name="HĐND xã Bình Minh",
            root_cert=b64(self.root),
            log_key=b64(self.public_log_key),
            created_at=self.tick(),
        )

    def new_seat(self, person: str, role: str, device: str = "") -> Seat:
        """A device with a certificate of the council's root that the record does not know yet."""
        key = self.new_key()
        device = device or f"{person}.may-1"
        certificate = certificates.issue_member(
            self.root,
            self.root_key,
            csr=certificates.create_csr(key, device=device),
            name=f"Đại biểu {person}",
            person=person,
            role=role,
            not_before=START,
            years=5,
        )
        return Seat(person, device, role, SoftwareSigner(key), certificate)

    def enrolment(self, seat: Seat, by: Seat) -> Enrol:
        return self.statement(
            Enrol,
            by,
            role=seat.role,
            person=seat.person,
            name=f"Đại biểu {seat.person}",
            device=seat.device,
            device_name="Máy xách tay",
            member_cert=b64(seat.certificate),
            box_key="",
            enrolled_at=self.tick(),
        )

    def enrol(self, person: str, role: str, *, by: Seat | None = None, device: str = "") -> Seat:
        seat = self.new_seat(person, role, device)
        by = by or self.secretary
        self.offer(self.sign(self.enrolment(seat, by), by))
        return seat

    def revoke(self, seat: Seat) -> None:
        self.say(
            Revoke,
            self.secretary,
            person=seat.person,
            device=seat.device,
            member_cert=seat.cert,
            reason="Máy bị mất",
            revoked_at=self.tick(),
        )

    def publish(self, version: str, revision: int = 1) -> None:
        paper = Paper(DRAFT, ITEM, "dự thảo nghị quyết", "Dự thảo", version, 1234)
        self.say(
            Manifest,
            self.secretary,
            session=SESSION,
            revision=revision,
            title="Kỳ họp thứ hai",
            papers=(paper,),
            published_at=self.tick(),
        )

    def definition(self, poll: str = "p1", **changes: Any) -> PollDefinition:
        fields: dict[str, Any] = {
            "session": SESSION,
            "item": ITEM,
            "poll": poll,
            "question": "Thông qua dự thảo nghị quyết?",
            "scope": WHOLE,
            "documents": (PollDocument(DRAFT, "Dự thảo", DRAFT_VERSION),),
            "choices": tuple(PollChoice(c, label) for c, label in LEGAL_LABELS.items()),
            "electorate": tuple(sorted(seat.person for seat in self.delegates)),
            "total": len(self.delegates),
            "rule": MAJORITY,
            "quorum": NO_QUORUM,
            "late": LATE_NONE,
            "revote": False,
            "last_call": 0,
            "replaces": "",
            "defined_at": self.tick(),
        }
        return self.statement(PollDefinition, self.chair, **(fields | changes))

    def define(self, poll: str = "p1", **changes: Any) -> PollDefinition:
        definition = self.definition(poll, **changes)
        self.offer(self.sign(definition, self.chair))
        return definition

    def _about(self, poll: str) -> dict[str, str]:
        return {"poll": poll, "poll_def": self.replay.polls[poll].identity}

    def open(self, poll: str = "p1") -> Open:
        return self.say(Open, self.chair, **self._about(poll), opened_at=self.tick())

    def closing(self, poll: str = "p1", seconds: int = 30) -> Closing:
        return self.say(
            Closing, self.chair, **self._about(poll), seconds=seconds, announced_at=self.tick()
        )

    def close(self, poll: str = "p1", phase: str = PHASE_VOTE, after: int = 60) -> Close:
        return self.say(
            Close, self.chair, **self._about(poll), phase=phase, closed_at=self.tick(after)
        )

    def void(self, poll: str = "p1") -> Void:
        return self.say(
            Void, self.chair, **self._about(poll), reason="Thay văn bản", voided_at=self.tick()
        )

    def roll(self, *, absent: tuple[str, ...] = ()) -> Attendance:
        people = tuple(sorted(seat.person for seat in self.delegates))
        return self.say(
            Attendance,
            self.secretary,
            session=SESSION,
            sitting="sang",
            present=tuple(p for p in people if p not in absent),
            absent=absent,
            taken_at=self.tick(),
        )

    def hand_vote(self, seat: Seat, choice: str = Choice.APPROVE, poll: str = "p1") -> HandVote:
        return self.say(
            HandVote,
            self.secretary,
            **self._about(poll),
            voter=seat.person,
            choice=choice,
            reason="Mất mạng",
            recorded_at=self.tick(),
        )

    def vote(
        self, seat: Seat, choice: str = Choice.APPROVE, poll: str = "p1", **changes: Any
    ) -> Vote:
        """A vote as the delegate's program would make it now, not yet signed."""
        chain = self.replay.devices[seat.device]
        state = self.replay.polls.get(poll)
        fields: dict[str, Any] = {
            "session": SESSION,
            "poll": poll,
            "poll_def": state.identity if state else "0" * 64,
            "opened": (state.open_identity if state else None) or "0" * 64,
            "voter": seat.person,
            "device": seat.device,
            "seq": chain.seq + 1,
            "prev": chain.last,
            "supersedes": "",
            "choice": choice,
            "cast_at": self.tick(),
            "clock": write_clock(0),
            "seen_size": self.replay.size,
            "seen_root": self.replay.edge.root().hex(),
            "nonce": secrets.token_hex(16),
        }
        return self.statement(Vote, seat, **(fields | changes))

    def cast(
        self, seat: Seat, choice: str = Choice.APPROVE, poll: str = "p1", **changes: Any
    ) -> Disposition:
        """A vote, signed and offered."""
        return self.offer(self.sign(self.vote(seat, choice, poll, **changes), seat))

    def result(self, poll: str = "p1", **changes: Any) -> Result:
        """The true result of a closed poll, with whatever changes, not yet signed."""
        state = self.replay.polls[poll]
        tally = state.tally()
        fields: dict[str, Any] = {
            **self._about(poll),
            "size": state.counted_size or 0,
            "counts": tally.counts,
            "total": tally.total,
            "present": tally.present,
            "outcome": tally.outcome,
            "announced_at": self.tick(),
        }
        return self.statement(Result, self.chair, **(fields | changes))

    def announce(self, poll: str = "p1") -> Disposition:
        return self.offer(self.sign(self.result(poll), self.chair))


def leaf_of(record: Record, kind: str) -> bytes:
    """The leaf hash of a record, spelled out from protocol.md 4.3 rather than taken from the code."""
    digests = [hashlib.sha256(part).hexdigest() for part in record]
    leaf = f"hdnd-leaf/1\n{kind}\n{digests[0]}\n{digests[1]}\n"
    return hashlib.sha256(b"\x00" + leaf.encode()).digest()
