"""Replaying a vote record (protocol.md 5 and 6): server, client and auditor run this same code.

The rules, in their order. A failure refuses a new statement and alarms about a logged one.

1. Size, canonical form (FORMAT).
2. Council and log (WRONG_COUNCIL), kind (TYPE; entry 0 is a `root`, and a later `root` names a new key),
   fields (FORMAT).
3. Already logged: not a refusal, the first entry's place is the answer. This stands before the
   signature, so that nobody can have a refusal signed for a statement that is in the log.
4. Certificate: enrolled (UNKNOWN_CERT), not revoked (REVOKED), of a role and person that may say
   this (VOTER_CERT).
5. Signature by exactly that certificate (SIGNATURE).
6. The log that the signer had seen: not longer than this one (SEEN_AHEAD), and a prefix (SPLIT_VIEW).
7. The device's chain (CHAIN_GAP, CHAIN_FORK).
8. The life of a poll and what office statements name (POLL_EXISTS ... TALLY_MISMATCH).
9. What remains is appended whatever its effect; the effect is the disposition.

    replay = Replay(council, log, root=printed_fingerprint)
    for record in records:
        replay.apply(record.statement, record.signature)      # raises Alarm
    judgement = replay.judge(statement, signature)            # raises Refused, NotYet
    if judgement.already is None:
        disposition = replay.accept(judgement, signature)
    replay.polls["p1"].tally()
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from protocol import certificates, cms, poll_rules
from protocol.attendance import Attendance
from protocol.canonical import identity
from protocol.councils import Root
from protocol.device_chains import DeviceChain
from protocol.dispositions import Disposition
from protocol.enrolments import Enrol, Revoke
from protocol.envelope import Statement
from protocol.errors import Alarm, Code, NotYet, Refused
from protocol.fields import unb64
from protocol.manifests import Manifest
from protocol.merkle import Edge
from protocol.objections import Objection
from protocol.poll_states import PollState, PollStep
from protocol.polls import Close, Closing, Open, PollDefinition, Result, Void
from protocol.records import Record, record_hash
from protocol.roots import LogKeys, RootChain
from protocol.signing_rights import ROOT, Certificate, check_certified, check_signer
from protocol.statements import decode_object, kind_class, read_statement
from protocol.votes import HandVote, Vote

RootAt = Callable[[int], bytes | None]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A statement that passed 5.1 and 5.4.

    `already` is the index of its first entry when it is logged; `disposition` is its effect if it
    were appended now (for a logged one: its effect then).
    """

    statement: Statement
    data: bytes
    identity: str
    disposition: Disposition
    already: int | None = None


class Replay:
    """The state of a vote record after its first `size` entries.

    `root` is the pinned hex SHA-256 of the council's root certificate. Not for use by two threads
    at once, except `authenticate`, which only reads certificates.
    """

    def __init__(self, council: str, log: str, *, root: str) -> None:
        self.council = council
        self.log = log
        self.root_fingerprint = root
        self.roots = RootChain(root)
        self.edge = Edge()
        self.certificates: dict[str, Certificate] = {}
        self.devices: dict[str, DeviceChain] = {}
        self.polls: dict[str, PollState] = {}
        self.manifests: dict[str, Manifest] = {}
        self.versions: dict[str, set[str]] = {}
        self.attendance: dict[str, Attendance] = {}
        self.objections: list[tuple[int, Objection]] = []
        self.revocations: list[tuple[int, Revoke]] = []
        self.entries: dict[str, int] = {}
        self.dispositions: list[Disposition] = []
        self._edges: list[tuple[bytes, ...]] = [()]

    @property
    def size(self) -> int:
        """The number of entries."""
        return self.edge.size

    @property
    def root(self) -> Root | None:
        """The `root` statement in force; None in an empty log."""
        return self.roots.standing

    @property
    def log_keys(self) -> LogKeys:
        """Which key signs which size (4.10); the log must have an entry 0."""
        return self.roots.log_keys

    def copy(self) -> Replay:
        """A replay that goes on from here by itself: this one never learns of what the other accepts."""
        other = copy.copy(self)
        other.edge = self.edge.copy()
        other.certificates = {name: copy.copy(one) for name, one in self.certificates.items()}
        other.devices = {name: chain.copy() for name, chain in self.devices.items()}
        other.polls = {name: poll.copy() for name, poll in self.polls.items()}
        other.versions = {name: set(found) for name, found in self.versions.items()}
        for name in ("manifests", "attendance", "entries"):
            setattr(other, name, dict(getattr(self, name)))
        for name in ("objections", "revocations", "dispositions", "_edges"):
            setattr(other, name, list(getattr(self, name)))
        return other

    def roots_after(self, records: Iterable[Record]) -> RootChain:
        """The chain of roots if these entries followed: only `root` statements among them are checked.

        Raises `Refused` for one that may not follow or is not signed by the root before it.
        """
        chain = self.roots
        for index, record in enumerate(records, start=self.size):
            if is_root(record.statement):
                chain = chain.extended(record.statement, record.signature, index)
        return chain

    def root_at(self, size: int) -> bytes | None:
        """The log's root at an earlier size, None beyond the log."""
        if not 0 <= size < len(self._edges):
            return None
        return Edge(size, self._edges[size]).root()

    def authenticate(
        self, data: bytes, signature: bytes, *, kinds: frozenset[str] | None = None
    ) -> Statement:
        """Rules 1-5: the statement, and that the member it names signed it. Changes nothing.

        `kinds` are those allowed on the caller's route, all when None. Raises `Refused`.
        """
        statement = self._read(data, kinds)
        if identity(data) not in self.entries:
            cms.verify(signature, data, self._signer(statement).der)
        return statement

    def judge(
        self,
        data: bytes,
        signature: bytes,
        *,
        kinds: frozenset[str] | None = None,
        root_at: RootAt | None = None,
        received: datetime | None = None,
        authenticated: bool = False,
    ) -> Judgement:
        """Rules 1-9 for a statement that is offered to the log. Changes nothing.

        `root_at` gives the log's root at a size when the caller knows better than the replay;
        `received` is the server's time. With `authenticated` the caller vouches that `authenticate`
        passed for these bytes, and the signature is not checked again.

        Raises `Refused` (final) or `NotYet` (send what is missing, then again).
        """
        statement, name = self._read(data, kinds), identity(data)
        already = self.entries.get(name)
        if already is not None:
            return Judgement(statement, data, name, self.dispositions[already], already)
        certificate = self._signer(statement)
        if not authenticated:
            cms.verify(signature, data, certificate.der)
        if isinstance(statement, Vote | Objection):
            self._check_seen(statement.seen_size, statement.seen_root, root_at or self.root_at)
            self.devices[statement.device].judge(statement.seq, statement.prev)
        self._judge_office(statement, received)
        return Judgement(statement, data, name, self._disposition(statement))

    def accept(
        self, judgement: Judgement, signature: bytes, *, received: datetime | None = None
    ) -> Disposition:
        """The judged statement is the log's next entry. It must have been judged at this size."""
        statement, index = judgement.statement, self.size
        if judgement.already is not None:
            raise Alarm(Code.ALREADY_LOGGED, f"entries {judgement.already} and {index}")
        self.edge.append(record_hash(statement.KIND, judgement.data, signature))
        self._edges.append(self.edge.hashes())
        self.entries[judgement.identity] = index
        self.dispositions.append(judgement.disposition)
        self._change(statement, judgement.identity, index, received)
        return judgement.disposition

    def apply(
        self,
        data: bytes,
        signature: bytes,
        *,
        trusted: bool = False,
        received: datetime | None = None,
    ) -> Disposition:
        """The next entry of a log that exists; says with what effect.

        With `trusted` the signature is not checked: for entries that this party checked before.
        Raises `Alarm` with the code of the rule that the entry breaks; the state stays as it was.
        """
        try:
            judgement = self.judge(data, signature, received=received, authenticated=trusted)
        except (Refused, NotYet) as error:
            raise Alarm(error.code, f"entry {self.size}: {error.detail}") from None
        return self.accept(judgement, signature, received=received)

    # Rules 1-4

    def _read(self, data: bytes, kinds: frozenset[str] | None) -> Statement:
        value = decode_object(data)
        if value.get("council") != self.council or value.get("log") != self.log:
            raise Refused(Code.WRONG_COUNCIL)
        cls = kind_class(value)
        if kinds is not None and cls.KIND not in kinds:
            raise Refused(Code.TYPE, cls.KIND)
        if cls is not Root and self.size == 0:
            raise Refused(Code.TYPE, "entry 0 is a root")
        statement = read_statement(value)
        changes = not isinstance(statement, Root) or self.roots.names_something_new(statement)
        if not changes and identity(data) not in self.entries:
            raise Refused(Code.TYPE, "names no new key")
        return statement

    def _signer(self, statement: Statement) -> Certificate:
        if isinstance(statement, Root) and not self.size:
            return _root_certificate(statement, self.roots.judge(statement), 0)
        signer = self.certificates.get(statement.cert)
        if signer is None:
            raise Refused(Code.UNKNOWN_CERT)
        if signer.revoked_at is not None:
            raise Refused(Code.REVOKED)
        check_signer(statement, signer)
        return signer

    # Rules 6-8

    @staticmethod
    def _check_seen(size: int, root: str, root_at: RootAt) -> None:
        known = root_at(size)
        if known is None:
            raise NotYet(Code.SEEN_AHEAD, size, "the signer saw a longer log")
        if known.hex() != root:
            raise Refused(Code.SPLIT_VIEW, f"the signer saw another log of size {size}")

    def _judge_office(self, statement: Statement, received: datetime | None) -> None:
        if isinstance(statement, Root):
            self._judge_root(statement)
        elif isinstance(statement, Enrol):
            self._judge_enrol(statement)
        elif isinstance(statement, Revoke):
            self._judge_revoke(statement)
        elif isinstance(statement, PollDefinition):
            poll_rules.judge_definition(statement, self.polls, self.versions)
        elif isinstance(statement, PollStep):
            poll_rules.judge_step(self._poll(statement), statement, received)

    def _judge_root(self, statement: Root) -> None:
        self.roots.judge(statement)
        holder = self.certificates.get(certificates.fingerprint(unb64(statement.root_cert)))
        if holder is not None and holder.role != ROOT:
            raise Refused(Code.VOTER_CERT, "a member's certificate")

    def _judge_enrol(self, statement: Enrol) -> None:
        if self.root is None:
            raise Refused(Code.TYPE)
        certificate = check_certified(statement, unb64(self.root.root_cert))
        known = certificates.fingerprint(certificate) in self.certificates
        if known or statement.device in self.devices:
            raise Refused(Code.VOTER_CERT, "enrolled before")

    def _judge_revoke(self, statement: Revoke) -> None:
        revoked = self.certificates.get(statement.member_cert)
        if revoked is None or revoked.role == ROOT:
            raise Refused(Code.UNKNOWN_CERT)
        if revoked.revoked_at is not None:
            raise Refused(Code.REVOKED)
        if (revoked.person, revoked.device) != (statement.person, statement.device):
            raise Refused(Code.VOTER_CERT, "certificate of another device")

    def _poll(self, statement: PollStep) -> PollState:
        poll = self.polls.get(statement.poll)
        if poll is None:
            raise Refused(Code.NO_POLL)
        if statement.poll_def != poll.identity:
            raise Refused(Code.POLL_DEF)
        return poll

    # Rule 9

    def _disposition(self, statement: Statement) -> Disposition:
        if isinstance(statement, Vote):
            poll = self.polls.get(statement.poll)
            return poll.vote_disposition(statement) if poll else Disposition.NO_POLL
        if isinstance(statement, Objection) and statement.about not in self.entries:
            return Disposition.UNKNOWN_SUBJECT
        return Disposition.ACCEPTED

    def _change(
        self, statement: Statement, name: str, index: int, received: datetime | None
    ) -> None:
        match statement:
            case Root():
                self._crown(statement, index)
            case Enrol():
                self._enrol(statement, name, index)
            case Revoke():
                self.certificates[statement.member_cert].revoked_at = index
                self.revocations.append((index, statement))
            case Manifest():
                self._publish(statement)
            case Attendance():
                self._take_roll(statement)
            case PollDefinition():
                poll = PollState(statement, name, index)
                roll = self.attendance.get(statement.session)
                poll.attended = frozenset(roll.present) if roll else None
                self.polls[statement.poll] = poll
            case Open() | Closing() | Close() | Void() | HandVote() | Result():
                self.polls[statement.poll].step(statement, name, index, received)
            case Vote():
                self.devices[statement.device].append(statement.seq, name)
                if statement.poll in self.polls:
                    self.polls[statement.poll].add_vote(statement, name, index)
            case Objection():
                self.devices[statement.device].append(statement.seq, name)
                self.objections.append((index, statement))

    def _crown(self, root: Root, index: int) -> None:
        """Another root speaks from here on; whom the one before certified stays certified (3.7)."""
        self.roots = self.roots.followed(root, index)
        data = unb64(root.root_cert)
        fingerprint = certificates.fingerprint(data)
        if fingerprint not in self.certificates:
            if index:
                self.certificates[root.cert].revoked_at = index
            self.certificates[fingerprint] = _root_certificate(root, data, index)

    def _enrol(self, statement: Enrol, name: str, index: int) -> None:
        data = unb64(statement.member_cert)
        fingerprint = certificates.fingerprint(data)
        self.certificates[fingerprint] = Certificate(
            der=data,
            role=statement.role,
            person=statement.person,
            name=statement.name,
            device=statement.device,
            enrolled_at=index,
        )
        self.devices[statement.device] = DeviceChain(
            statement.device, statement.person, fingerprint, last=name
        )

    def _publish(self, manifest: Manifest) -> None:
        before = self.manifests.get(manifest.session)
        if before is None or manifest.revision >= before.revision:
            self.manifests[manifest.session] = manifest
        for paper in manifest.papers:
            self.versions.setdefault(paper.document, set()).add(paper.version)

    def _take_roll(self, roll: Attendance) -> None:
        """The roll stands for every poll of the session whose counting has not ended."""
        self.attendance[roll.session] = roll
        for poll in self.polls.values():
            if poll.definition.session == roll.session and poll.counted_size is None:
                poll.attended = frozenset(roll.present)


def is_root(data: bytes) -> bool:
    """Whether these bytes claim to be a `root` statement."""
    try:
        return kind_class(decode_object(data)) is Root
    except Refused:
        return False


def _root_certificate(root: Root, der: bytes, index: int) -> Certificate:
    return Certificate(der, ROOT, "", root.name, "", enrolled_at=index)
