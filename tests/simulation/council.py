"""A whole council in memory: what the reference server does, without a disk, a network or a clock.

`CouncilSimulator` (in `tests.simulation.line`) is a device's connection to it. The contract tests
hold both against the real server.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import enrolments, signed_notes
from protocol.council_api import ApiError
from protocol.councils import Root as RootStatement
from protocol.enrolments import CHAIR, DELEGATE, SECRETARY
from protocol.fields import b64, unb64
from protocol.limits import CHUNK
from protocol.manifests import Manifest, Paper
from protocol.origins import record_origin
from protocol.statements import Statement, identity
from protocol.times import write_time
from protocol.wire import (
    ENROLLED,
    PENDING,
    EnrolAnswer,
    EnrolmentAnswer,
    EnrolRequest,
    Head,
    NoteRequest,
    RootAnswer,
)
from tests.simulation.held_polls import COUNCIL, SESSION, HoldsPolls
from tests.simulation.logs import SimulatedFeed, SimulatedRecord
from tests.simulation.offices import Office, create_root, device_of, enrol_statement

__all__ = ["COUNCIL", "SESSION", "SimulatedCouncil"]


@dataclass
class Invitation:
    """A printed code and whom it is for; `tries` counts wrong proofs."""

    code: bytes
    person: str
    name: str
    role: str
    used: bool = False
    tries: int = 0


@dataclass
class Request:
    """An enrolment that waits for the clerk, or was settled."""

    invitation: Invitation
    message: EnrolRequest
    comparison: str
    answer: EnrolmentAnswer


@dataclass
class Note:
    """The winner among the edits of one note."""

    request: NoteRequest


@dataclass
class SimulatedCouncil(HoldsPolls):
    """State and offices. `now` is the council's clock; `chance` draws ids, so that a run can be repeated."""

    now: Callable[[], datetime]
    chance: Random
    clerk_confirms: bool = True
    lies: bool = False
    """It admits no loss of rows that it signed."""
    committees: dict[str, set[str]] = field(default_factory=dict)
    """Who may follow which committee's feed."""
    refuses: set[str] = field(default_factory=set)
    """Feeds that heads name and that are not given."""
    invitations: dict[str, Invitation] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    feeds: dict[str, SimulatedFeed] = field(default_factory=dict)
    notes: dict[tuple[str, str], Note] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    incomplete_until: int = 0
    """After a restore: the size up to which the record takes only what it had lost."""

    @property
    def is_incomplete(self) -> bool:
        return self.record.size < self.incomplete_until

    def __post_init__(self) -> None:
        log = self.token(8)
        self.log_key = Ed25519PrivateKey.generate()
        origin = record_origin(COUNCIL, log)
        self.root = create_root(COUNCIL, origin, name="Hội đồng mô phỏng", now=self.now())
        self.record = SimulatedRecord(COUNCIL, origin, self.root.fingerprint, self.log_key)
        self._found()
        self.secretary = self._officer("thu-ky", SECRETARY, self.root)
        self.chair = self._officer("chu-toa", CHAIR, self.secretary)
        body: dict[str, object] = {"name": "Hội đồng mô phỏng", "name_en": "Simulated council"}
        self.publish("council", COUNCIL, {"id": COUNCIL, **body, "total": 3, "settings": {}})

    # ------------------------------------------------------------------------------- its founding

    def token(self, size: int = 16) -> str:
        """Hex digits drawn from the simulation's own chance."""
        return self.chance.randbytes(size).hex()

    def _found(self) -> None:
        self.log(
            self.root,
            RootStatement(
                council=COUNCIL,
                log=self.record.origin,
                cert=self.root.fingerprint,
                name="Hội đồng mô phỏng",
                root_cert=b64(self.root.certificate),
                log_key=b64(signed_notes.public(self.log_key)),
                created_at=self.time,
            ),
        )

    def _officer(self, person: str, role: str, by: Office) -> Office:
        office = self.root.office(person=person, name=person, role=role, now=self.now())
        self.log(
            by,
            enrol_statement(
                by,
                role=role,
                person=person,
                name=person,
                device=device_of(person, role),
                certificate=office.certificate,
                box_key=b"",
                now=self.now(),
            ),
        )
        return office

    @property
    def time(self) -> str:
        return write_time(self.now())

    def log(self, office: Office, statement: Statement) -> str:
        """The office signs and the record takes it; the statement's identity."""
        data, signature = office.sign(statement, self.now())
        self.record.submit(data, signature, self.now())
        return identity(data)

    def root_answer(self) -> RootAnswer:
        return RootAnswer(
            council=COUNCIL,
            name="Hội đồng mô phỏng",
            root_cert=b64(self.root.certificate),
            log=self.record.origin,
            log_key=b64(signed_notes.public(self.log_key)),
        )

    # --------------------------------------------------------------------------------- enrolment

    def invite(self, person: str, name: str = "") -> str:
        """A code for a delegate, as it is printed."""
        code = self.chance.randbytes(10)
        self.invitations[enrolments.code_id(code)] = Invitation(
            code, person, name or person, DELEGATE
        )
        if person not in self.people:
            self.people[person] = name or person
            body = {"id": person, "name": name or person, "position": "", "group": ""}
            self.publish("delegate", person, {**body, "chair": False})
        return enrolments.write_code(code)

    def confirm(self, request: Request) -> None:
        """The clerk compared the codes: the device enters the record."""
        invitation, message = request.invitation, request.message
        certificate = self.root.certify(
            unb64(message.csr),
            person=invitation.person,
            name=invitation.name,
            role=invitation.role,
            now=self.now(),
        )
        index = self.record.size
        self.log(
            self.secretary,
            enrol_statement(
                self.secretary,
                role=invitation.role,
                person=invitation.person,
                name=invitation.name,
                device=message.device,
                certificate=certificate,
                box_key=unb64(message.box_key) if message.box_key else b"",
                now=self.now(),
            ),
        )
        request.answer = EnrolmentAnswer(
            state=ENROLLED,
            person=invitation.person,
            name=invitation.name,
            role=invitation.role,
            index=index,
        )

    def take_request(self, invitation: Invitation, message: EnrolRequest, shown: str) -> str:
        """The id of a new request; confirmed at once when the clerk sits there."""
        invitation.used = True
        pending = EnrolmentAnswer(state=PENDING, person="", name="", role="", index=-1)
        request = Request(invitation, message, shown, pending)
        name = self.token()
        self.requests[name] = request
        if self.clerk_confirms:
            self.confirm(request)
        return name

    def answered_before(self, message: EnrolRequest) -> EnrolAnswer:
        """The first answer once more, for a device that never received it; raises 422 for another one."""
        for name, request in self.requests.items():
            if request.message == message:
                return EnrolAnswer(enrolment=name, comparison=request.comparison)
        raise ApiError("CODE_REFUSED", 422)

    # ------------------------------------------------------------------------------------- feeds

    def feed(self, name: str) -> SimulatedFeed:
        if name not in self.feeds:
            self.feeds[name] = SimulatedFeed(COUNCIL, name, self.token(8), self.log_key)
        return self.feeds[name]

    def begin_epochs(self) -> None:
        """Every feed goes on under another origin, with the rows that it has."""
        for name in sorted(self.feeds):
            self.feeds[name].begin_epoch(self.token(8))

    def publish(self, kind: str, name: str, body: dict[str, object]) -> None:
        """One row of the public feed."""
        self.feed("public").put(kind, name, body)

    def feeds_of(self, person: str) -> tuple[str, ...]:
        """The feeds that a person may follow."""
        mine = (name for name, people in sorted(self.committees.items()) if person in people)
        return ("public", f"delegate.{person}", *mine)

    def heads_of(self, person: str) -> dict[str, Head]:
        heads = {name: self.feed(name).head for name in self.feeds_of(person)}
        log_id = self.record.origin.rsplit("/", 1)[1]
        return {**heads, "record": Head(epoch=log_id, seq=self.record.size)}

    def publish_session(self, session: str = SESSION) -> None:
        self.publish(
            "session",
            session,
            {
                "id": session,
                "kind": "thuong-le",
                "title": "Kỳ họp thứ mười bảy",
                "place": "Hội trường",
                "starts": "2026-11-22T08:00:00+07:00",
                "ends": "2026-11-22T17:00:00+07:00",
                "papers_due": "2026-11-15",
            },
        )

    def publish_paper(self, paper: str, data: bytes, ordinal: int = 1) -> str:
        """A version of a paper of the session: blob, rows, manifest; the SHA-256 of its bytes."""
        document, sha = f"{SESSION}.ky-hop.{paper}", hashlib.sha256(data).hexdigest()
        self.blobs[sha] = data
        chunks = [
            hashlib.sha256(data[start : start + CHUNK]).hexdigest()
            for start in range(0, len(data), CHUNK)
        ]
        self.publish(
            "document",
            document,
            {
                "id": document,
                "session": SESSION,
                "item": "",
                "position": 1,
                "type": "du-thao-nghi-quyet",
                "title": f"Dự thảo {paper}",
                "number": "",
                "issued": "",
                "issuer": "",
            },
        )
        self.publish(
            "version",
            f"{document}@{ordinal}",
            {
                "document": document,
                "ordinal": ordinal,
                "pages": 1,
                "published_at": self.time,
                "note": "",
                "blob": {
                    "sha256": sha,
                    "size": len(data),
                    "mime": "application/pdf",
                    "name": f"{paper}.pdf",
                    "chunks": chunks,
                },
                "original": {},
            },
        )
        self.papers[document] = Paper(
            document, "", "du-thao-nghi-quyet", f"Dự thảo {paper}", sha, len(data)
        )
        self._manifest()
        return sha

    def _manifest(self) -> None:
        before = self.record.replay.manifests.get(SESSION)
        self.log(
            self.secretary,
            Manifest(
                council=COUNCIL,
                log=self.record.origin,
                cert=self.secretary.fingerprint,
                session=SESSION,
                revision=before.revision + 1 if before else 1,
                title="Kỳ họp thứ mười bảy",
                papers=tuple(self.papers[name] for name in sorted(self.papers)),
                published_at=self.time,
            ),
        )
