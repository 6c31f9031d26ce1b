"""The hall of the practice council: the clerk, and the other delegates with keys and votes of their own.

Everything is derived from the record and the clock, so that a restarted practice goes on where it
stopped and does nothing twice.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from council_server import polls
from council_server.councils import Council
from council_server.enrolments import ask_to_enrol, confirm, list_enrolments, new_sheet
from council_server.errors import CommandError, Refused
from council_server.keys import write_secret
from council_server.offices import Office
from council_server.practice_plan import Ballot, Plan
from council_server.rosters import Person
from council_server.writer import Batch
from protocol import certificates, cms
from protocol.enrolments import DELEGATE, code_id, proof, read_code
from protocol.fields import b64
from protocol.keys import SoftwareSigner
from protocol.poll_states import COUNTING, PollState
from protocol.records import Record
from protocol.times import read_time, write_time
from protocol.votes import CLOCK_UNKNOWN, Vote
from protocol.wire import PENDING, EnrolRequest

HAND_REASON = "Biểu quyết giơ tay tại hội trường (thực hành)"


class Hall:
    """Clerk and delegates. `cast` hands a signed vote in by the way every vote takes."""

    def __init__(
        self,
        council: Council,
        *,
        root: Office,
        secretary: Office,
        plan: Plan,
        folder: Path,
        cast: Callable[[Record], object],
    ) -> None:
        self._council = council
        self._root = root
        self._secretary = secretary
        self._plan = plan
        self._folder = folder
        self._cast = cast
        self._keys: dict[str, EllipticCurvePrivateKey] = {}
        self._turn = threading.Lock()

    # ------------------------------------------------------------------------------- the clerk

    def confirm_waiting(self) -> list[str]:
        """The practice clerk confirms at once; the persons enrolled by it."""
        with self._council.database.reading() as connection:
            rows = list_enrolments(connection, self._council.id)
        waiting = [row for row in rows if row.state == PENDING]
        for row in waiting:
            self._confirm(row.enrolment)
        return [row.person for row in waiting]

    def _confirm(self, enrolment: str) -> None:
        self._council.writer.run(
            lambda batch: confirm(batch, enrolment, self._root, self._secretary)
        )

    def learner_code(self, learner: Person) -> str:
        """A fresh code for the learner, "" when a device of theirs is enrolled already."""

        def write(batch: Batch) -> str:
            held = batch.record.replay.certificates.values()
            if any(
                c.person == learner.id and c.role == DELEGATE and c.revoked_at is None for c in held
            ):
                return ""
            return new_sheet(batch, person=learner.id, name=learner.name).code

        return self._council.writer.run(write)

    # --------------------------------------------------------------------------- the delegates

    def seat(self, people: Iterable[Person]) -> None:
        """Each of these people has a key here and a device in the record."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for person in people:
            path = self._folder / f"{person.id}.key"
            if not path.exists():
                key = certificates.new_member_key()
                write_secret(path, pem_of(key))
            loaded = serialization.load_pem_private_key(path.read_bytes(), None)
            if not isinstance(loaded, EllipticCurvePrivateKey):
                raise CommandError(f"{path} holds a key of another kind")
            self._keys[person.id] = loaded
            if device_of(person.id) not in self._council.record.replay.devices:
                self._enrol(person, loaded)

    def _enrol(self, person: Person, key: EllipticCurvePrivateKey) -> None:
        """By a sheet, a request and the clerk, as everybody."""
        device = device_of(person.id)
        sheet = self._council.writer.run(
            lambda batch: new_sheet(batch, person=person.id, name=person.name)
        )
        code, csr = read_code(sheet.code), certificates.create_csr(key, device=device)
        root = bytes.fromhex(self._council.home.root_sha256)
        request = EnrolRequest(
            code_id=code_id(code),
            proof=proof(code, root=root, csr=csr, box_key=b"", device=device),
            csr=b64(csr),
            device=device,
            device_name=device,
            box_key="",
        )
        answer = self._council.writer.run(ask_to_enrol(self._council, request))
        if isinstance(answer, Refused):
            raise CommandError(f"{person.id} cannot be enrolled: {answer.code} {answer.detail}")
        self.confirm_waiting()

    # ------------------------------------------------------------------------------- the votes

    def vote_what_is_due(self, now: datetime) -> None:
        """Votes and raised hands of open polls whose seconds have passed."""
        for ballot, state in self._states():
            if state.stage in COUNTING and state.opened:
                passed = now - read_time(state.opened.opened_at)
                self._vote(ballot, state, passed)

    def vote_all(self, poll: str) -> None:
        """Everybody who votes in time has voted, also those whose seconds are not up."""
        for ballot, state in self._states():
            if ballot.id == poll:
                self._vote(ballot, state, timedelta.max)

    def vote_late(self, now: datetime) -> None:
        """The late votes whose seconds after the close have passed."""
        for ballot, state in self._states():
            if state.closed is None:
                continue
            passed = now - read_time(state.closed.closed_at)
            for person, (choice, seconds) in ballot.late_votes.items():
                if passed >= timedelta(seconds=seconds):
                    self._vote_once(state, person, choice)

    def next_due(self, now: datetime) -> float:
        """Seconds until somebody has something to do; 60 when nobody has."""
        waits = [60.0]
        for ballot, state in self._states():
            if state.stage in COUNTING and state.opened:
                waits += _waits(ballot.votes, state, state.opened.opened_at, now)
                waits += _waits(ballot.hand_votes, state, state.opened.opened_at, now)
            elif state.closed is not None:
                waits += _waits(ballot.late_votes, state, state.closed.closed_at, now)
        return max(min(waits), 0.2)

    def _states(self) -> list[tuple[Ballot, PollState]]:
        states = self._council.record.replay.polls
        return [(ballot, states[ballot.id]) for ballot in self._plan.poll if ballot.id in states]

    def _vote(self, ballot: Ballot, state: PollState, passed: timedelta) -> None:
        for person, (choice, seconds) in ballot.votes.items():
            if passed >= timedelta(seconds=seconds):
                self._vote_once(state, person, choice)
        for person, (choice, seconds) in ballot.hand_votes.items():
            if passed >= timedelta(seconds=seconds):
                self._raise_hand(state, person, choice)

    def _vote_once(self, state: PollState, person: str, choice: str) -> None:
        with self._turn:
            if person not in voted(state):
                self._cast(self._signed(state, person, choice))

    def _raise_hand(self, state: PollState, person: str, choice: str) -> None:
        with self._turn:
            if person not in voted(state):
                self._council.writer.run(
                    lambda batch: polls.record_hand_vote(
                        batch,
                        self._secretary,
                        state.definition.poll,
                        voter=person,
                        choice=choice,
                        reason=HAND_REASON,
                    )
                )

    def _signed(self, state: PollState, person: str, choice: str) -> Record:
        replay, now = self._council.record.replay, self._council.clock()
        chain = replay.devices[device_of(person)]
        certificate = replay.certificates[chain.certificate].der
        size = replay.size
        vote = Vote(
            council=self._council.id,
            log=self._council.home.origin,
            cert=chain.certificate,
            session=state.definition.session,
            poll=state.definition.poll,
            poll_def=state.identity,
            opened=state.open_identity or "",
            voter=person,
            device=chain.device,
            seq=chain.seq + 1,
            prev=chain.last,
            supersedes="",
            choice=choice,
            cast_at=write_time(now),
            clock=CLOCK_UNKNOWN,
            seen_size=size,
            seen_root=(replay.root_at(size) or b"").hex(),
            nonce=secrets.token_hex(16),
        )
        data = vote.to_bytes()
        signature = cms.sign(data, SoftwareSigner(self._keys[person]), certificate, now)
        return Record(data, signature)


def device_of(person: str) -> str:
    """The device of a delegate whom the script plays."""
    return f"{person[:64]}-thuc-hanh"


def voted(state: PollState) -> set[str]:
    """Who has a vote or a hand in the poll, whatever its effect."""
    listed = (*state.late, *state.replaced, *state.refused)
    return set(state.standing) | {vote.voter for vote in listed}


def _waits(
    timed: dict[str, tuple[str, int]], state: PollState, since: str, now: datetime
) -> list[float]:
    start, done = read_time(since), voted(state)
    return [
        (start + timedelta(seconds=seconds) - now).total_seconds()
        for person, (_, seconds) in timed.items()
        if person not in done
    ]


def pem_of(key: EllipticCurvePrivateKey) -> bytes:
    """A practice key as it lies in its file."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
