"""The hall of the practice council: the clerk, and the other delegates with keys and votes of their own.

What is still to do is derived from the record and the time, so that a practice that was cut off
goes on where it stopped and does nothing twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from sqlalchemy import Connection, select

from council_server import polls
from council_server.councils import Council
from council_server.enrolments import (
    FRESH,
    ask_to_enrol,
    confirm,
    list_enrolments,
    new_sheet,
)
from council_server.errors import CommandError, Refused
from council_server.keys import ROOT, SECRETARY, KeyFolder
from council_server.offices import KeyOffice, open_office
from council_server.practice_plan import Plan, Timed
from council_server.rosters import Person, Roster
from council_server.schema import sheets
from council_server.writer import Batch
from protocol import certificates, cms
from protocol.enrolments import DELEGATE, code_id, proof, read_code, write_code
from protocol.fields import b64
from protocol.keys import SoftwareSigner
from protocol.poll_states import COUNTING, ENDED, PollState
from protocol.records import Record
from protocol.replay import Replay
from protocol.times import read_time, write_time
from protocol.votes import Vote, write_clock
from protocol.wire import PENDING, EnrolRequest

DELEGATES = "practice"
"""The folder of a practice home with the other delegates' keys."""
HAND_REASON = "Thiết bị của đại biểu gặp sự cố; đại biểu giơ tay biểu quyết tại hội trường"
CODE_GOOD_FOR = timedelta(days=1)


def device_of(person: str) -> str:
    """The device of a delegate whom the script plays."""
    return f"{person[:64]}-thuc-hanh"


def key_folder(council: Council) -> KeyFolder:
    """Where the other delegates' keys lie."""
    return KeyFolder(council.home.path / DELEGATES)


def seat(council: Council, roster: Roster, people: Sequence[str]) -> None:
    """Each of these people has a key and an enrolled device, by sheet, request and the clerk's word."""
    folder = key_folder(council)
    folder.path.mkdir(mode=0o700, exist_ok=True)
    keys = council.home.keys()
    root, secretary = (open_office(council.home, keys, name) for name in (ROOT, SECRETARY))
    for name in people:
        person = roster.delegate(name)
        if person is None or device_of(name) in council.record.replay.devices:
            continue
        key = certificates.new_member_key()
        folder.keep(name, key)
        enrol(council, person, key, root, secretary)


def enrol(
    council: Council,
    person: Person,
    key: EllipticCurvePrivateKey,
    root: KeyOffice,
    secretary: KeyOffice,
) -> None:
    """Protocol.md 10, both sides of it."""
    sheet = council.writer.run(lambda batch: new_sheet(batch, person=person.id, name=person.name))
    code, device = read_code(sheet.code), device_of(person.id)
    csr = certificates.create_csr(key, device=device)
    fingerprint = bytes.fromhex(council.home.root_sha256)
    request = EnrolRequest(
        code_id=code_id(code),
        proof=proof(code, root=fingerprint, csr=csr, box_key=b"", device=device),
        csr=b64(csr),
        device=device,
        device_name=device,
        box_key="",
    )
    answer = council.writer.run(ask_to_enrol(council, request))
    if isinstance(answer, Refused):
        raise CommandError(f"{person.id} cannot be enrolled: {answer.code} {answer.detail}")
    council.writer.run(lambda batch: confirm(batch, answer.enrolment, root, secretary))


class Clerk:
    """Prints the learner's sheet and confirms whoever waits."""

    def __init__(self, council: Council, root: KeyOffice, secretary: KeyOffice) -> None:
        self._council = council
        self._root = root
        self._secretary = secretary

    def code_for(self, learner: Person) -> str:
        """The learner's one-time code; "" when a device of theirs is enrolled already.

        A sheet that was printed before stays good, so that a request made with it still holds.
        """

        def write(batch: Batch) -> str:
            if is_enrolled(batch.record.replay, learner.id):
                return ""
            return printed_code(batch.connection, batch.council, learner.id, batch.now) or (
                new_sheet(batch, person=learner.id, name=learner.name).code
            )

        return self._council.writer.run(write)

    def confirm_waiting(self) -> list[tuple[str, str]]:
        """Nobody waits; who was enrolled by it, with the comparison code that both screens show."""
        with self._council.database.reading() as connection:
            rows = list_enrolments(connection, self._council.id)
        waiting = [row for row in rows if row.state == PENDING]
        for row in waiting:
            self._confirm(row.enrolment)
        return [(row.person, row.comparison) for row in waiting]

    def _confirm(self, enrolment: str) -> None:
        self._council.writer.run(
            lambda batch: confirm(batch, enrolment, self._root, self._secretary)
        )


def is_enrolled(replay: Replay, person: str) -> bool:
    """Whether the person has a device whose signatures count. For the thread that writes."""
    return any(
        certificate.person == person
        and certificate.role == DELEGATE
        and certificate.revoked_at is None
        for certificate in replay.certificates.values()
    )


def printed_code(connection: Connection, council: str, person: str, now: datetime) -> str:
    """The code of an unused sheet that is good for a while, "" when there is none."""
    query = select(sheets.c.code, sheets.c.expires).where(
        sheets.c.council == council,
        sheets.c.person == person,
        sheets.c.role == DELEGATE,
        sheets.c.state == FRESH,
    )
    for row in connection.execute(query):
        if read_time(row.expires) > now + CODE_GOOD_FOR:
            return write_code(read_code(row.code))
    return ""


# ------------------------------------------------------------------------------------- the votes


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's vote that is still to come, and when."""

    at: datetime
    person: str
    choice: str
    hand: bool = False


def turns(plan: Plan, state: PollState) -> list[Turn]:
    """The votes still to come as the poll stands, in their order."""
    ballot = plan.ballot(state.definition.poll)
    found: list[Turn] = []
    if state.stage in COUNTING and state.opened:
        opened = read_time(state.opened.opened_at)
        found += _timed(ballot.votes, opened, hand=False)
        found += _timed(ballot.hand_votes, opened, hand=True)
    elif state.stage in ENDED and state.closed:
        found += _timed(ballot.late_votes, read_time(state.closed.closed_at), hand=False)
    done = voters(state)
    return sorted((t for t in found if t.person not in done), key=lambda turn: turn.at)


def _timed(timed: Mapping[str, Timed], start: datetime, *, hand: bool) -> Iterator[Turn]:
    for person, (choice, seconds) in timed.items():
        yield Turn(start + timedelta(seconds=seconds), person, choice, hand)


def voters(state: PollState) -> set[str]:
    """Who has a vote or a raised hand in the poll, whatever its effect."""
    listed = [*state.late, *state.replaced, *state.refused]
    return {*list(state.standing), *(vote.voter for vote in listed)}


class Hall:
    """The other delegates. `cast` hands a signed vote in by the way that every vote takes."""

    def __init__(
        self,
        council: Council,
        secretary: KeyOffice,
        plan: Plan,
        cast: Callable[[Record], object],
    ) -> None:
        self._council = council
        self._secretary = secretary
        self._plan = plan
        self._cast = cast
        self._keys: dict[str, EllipticCurvePrivateKey] = {}

    def states(self) -> list[PollState]:
        """The polls of the script that are in the record."""
        states = self._council.record.replay.polls
        return [states[ballot.id] for ballot in self._plan.poll if ballot.id in states]

    def next_turn(self) -> tuple[PollState, Turn] | None:
        """Whose turn is next in any poll."""
        waiting = [(state, turn) for state in self.states() for turn in turns(self._plan, state)]
        return min(waiting, key=lambda one: one[1].at, default=None)

    def take(self, state: PollState, turn: Turn) -> None:
        """The vote is in the record."""
        if turn.hand:
            self._council.writer.run(
                lambda batch: polls.record_hand_vote(
                    batch,
                    self._secretary,
                    state.definition.poll,
                    voter=turn.person,
                    choice=turn.choice,
                    reason=HAND_REASON,
                )
            )
        else:
            self._cast(self._signed(state, turn))

    def take_all(self, state: PollState) -> None:
        """Everybody who votes in time has voted, also those whose seconds are not up."""
        for turn in turns(self._plan, state):
            self.take(state, turn)

    def _signed(self, state: PollState, turn: Turn) -> Record:
        replay, now = self._council.record.replay, self._council.clock()
        chain = replay.devices[device_of(turn.person)]
        size, root = newest_root(replay)
        vote = Vote(
            council=self._council.id,
            log=self._council.home.origin,
            cert=chain.certificate,
            session=state.definition.session,
            poll=state.definition.poll,
            poll_def=state.identity,
            opened=state.open_identity or "",
            voter=turn.person,
            device=chain.device,
            seq=chain.seq + 1,
            prev=chain.last,
            supersedes="",
            choice=turn.choice,
            cast_at=write_time(now),
            clock=write_clock(0),
            seen_size=size,
            seen_root=root.hex(),
            nonce=secrets.token_hex(16),
        )
        data = vote.to_bytes()
        certificate = replay.certificates[chain.certificate].der
        return Record(data, cms.sign(data, self._signer(turn.person), certificate, now))

    def _signer(self, person: str) -> SoftwareSigner:
        if person not in self._keys:
            self._keys[person] = key_folder(self._council).signing_key(person)
        return SoftwareSigner(self._keys[person])


def newest_root(replay: Replay) -> tuple[int, bytes]:
    """Size and root of the record, read while another thread may be appending to it."""
    size = replay.size
    while (root := replay.root_at(size)) is None:
        size -= 1
    return size, root
