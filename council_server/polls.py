"""What chair and secretary do with polls and the roll: each makes one signed entry of the record (protocol.md 5.4, 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from council_server.mandates import mandated
from council_server.offices import Office
from council_server.record import Logged
from council_server.writer import Batch
from protocol.attendance import Attendance
from protocol.passing import MAJORITY, NO_QUORUM, Quorum, Rule
from protocol.poll_states import PollState, Stage
from protocol.polls import (
    LATE_NONE,
    PHASE_GRACE,
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
from protocol.times import write_time
from protocol.votes import LEGAL_LABELS, HandVote

LAST_CALL_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What a poll asks. `documents` are document ids, whose newest versions are voted on."""

    poll: str
    item: str
    question: str
    documents: Sequence[str]
    total: int
    scope: str = WHOLE
    rule: Rule = MAJORITY
    quorum: Quorum = NO_QUORUM
    late: str = LATE_NONE
    revote: bool = False
    last_call: int = LAST_CALL_SECONDS
    replaces: str = ""
    electorate: Sequence[str] = ()


def define_poll(batch: Batch, office: Office, ballot: Ballot) -> Logged:
    """The poll is in the record, open to nobody yet; without an electorate everyone who holds a mandate may vote.

    Raises CommandError when a document or the item is not published, or N is not the council's.
    """
    items = read_objects(batch.connection, batch.council, PUBLIC, "item")
    if ballot.item not in items:
        raise CommandError(
            f"there is no item {ballot.item}; published are {named(items)}",
            sentence="no_item",
            item=ballot.item,
        )
    council = read_objects(batch.connection, batch.council, PUBLIC, "council")[batch.council]
    if council["total"] != ballot.total:
        raise CommandError(
            f"the roster says N = {council['total']}, the poll {ballot.total}: state the number "
            "of delegates holding the mandate today in both",
            sentence="total_differs",
            roster=council["total"],
            poll=ballot.total,
        )
    roster = mandated(batch.connection, batch.council)
    strangers = sorted(set(ballot.electorate) - set(roster))
    if strangers:
        raise CommandError(
            f"not in the roster: {', '.join(strangers)}",
            sentence="not_in_roster",
            people=", ".join(strangers),
        )
    statement = PollDefinition(
        **office.envelope,
        session=str(items[ballot.item]["session"]),
        item=ballot.item,
        poll=ballot.poll,
        question=ballot.question,
        scope=ballot.scope,
        documents=tuple(newest_texts(batch, ballot.documents)),
        choices=tuple(PollChoice(code, label) for code, label in LEGAL_LABELS.items()),
        electorate=tuple(sorted(ballot.electorate or roster)),
        total=ballot.total,
        rule=ballot.rule,
        quorum=ballot.quorum,
        late=ballot.late,
        revote=ballot.revote,
        last_call=ballot.last_call,
        replaces=ballot.replaces,
        defined_at=write_time(batch.now),
    )
    return office.speak(batch, statement)


def newest_texts(batch: Batch, documents: Sequence[str]) -> list[PollDocument]:
    """The exact texts in force; raises CommandError for a document that is not published."""
    titles = read_objects(batch.connection, batch.council, PUBLIC, "document")
    versions = read_objects(batch.connection, batch.council, PUBLIC, "version")
    newest = {str(body["document"]): str(body["blob"]["sha256"]) for body in versions.values()}
    unknown = [name for name in documents if name not in newest]
    if unknown:
        raise CommandError(
            f"not published: {', '.join(unknown)}; published are {named(newest)}",
            sentence="not_published",
            documents=", ".join(unknown),
        )
    return [PollDocument(name, str(titles[name]["title"]), newest[name]) for name in documents]


def named(names: object) -> str:
    """A few names for a message."""
    listed = sorted(names) if isinstance(names, dict) else []
    return ", ".join(listed[:20]) or "none"


def poll_of(batch: Batch, poll: str) -> PollState:
    """The poll's state; raises CommandError when there is none."""
    found = batch.record.replay.polls.get(poll)
    if found is None:
        raise CommandError(
            f"there is no poll {poll}; there are {named(batch.record.replay.polls)}",
            sentence="no_poll",
            poll=poll,
        )
    return found


def open_poll(batch: Batch, chair: Office, poll: str) -> Logged:
    """Delegates may vote from here on."""
    statement = Open(
        **chair.envelope,
        poll=poll,
        poll_def=poll_of(batch, poll).identity,
        opened_at=write_time(batch.now),
    )
    return chair.speak(batch, statement)


def last_call(batch: Batch, chair: Office, poll: str, seconds: int | None = None) -> Logged:
    """The poll closes after these seconds at the earliest, by default those of its definition."""
    state = poll_of(batch, poll)
    statement = Closing(
        **chair.envelope,
        poll=poll,
        poll_def=state.identity,
        seconds=state.definition.last_call if seconds is None else seconds,
        announced_at=write_time(batch.now),
    )
    return chair.speak(batch, statement)


def close_poll(batch: Batch, chair: Office, poll: str) -> Logged:
    """Voting ends, or the grace period does when the poll is in it."""
    state = poll_of(batch, poll)
    statement = Close(
        **chair.envelope,
        poll=poll,
        poll_def=state.identity,
        phase=PHASE_GRACE if state.stage is Stage.GRACE else PHASE_VOTE,
        closed_at=write_time(batch.now),
    )
    return chair.speak(batch, statement)


def void_poll(batch: Batch, chair: Office, poll: str, reason: str) -> Logged:
    """The poll is void; what was cast stays in the record."""
    statement = Void(
        **chair.envelope,
        poll=poll,
        poll_def=poll_of(batch, poll).identity,
        reason=reason,
        voided_at=write_time(batch.now),
    )
    return chair.speak(batch, statement)


def announce_result(batch: Batch, chair: Office, poll: str) -> Logged:
    """The tally of the replayed record, announced; nobody types a number (protocol.md 6.6)."""
    state = poll_of(batch, poll)
    if state.counted_size is None:
        raise CommandError(
            f"the poll {poll} is {state.stage}; a result follows its close",
            sentence="poll_not_closed",
            poll=poll,
        )
    tally = state.tally()
    statement = Result(
        **chair.envelope,
        poll=poll,
        poll_def=state.identity,
        size=state.counted_size,
        counts=tally.counts,
        total=tally.total,
        present=tally.present,
        outcome=tally.outcome,
        announced_at=write_time(batch.now),
    )
    return chair.speak(batch, statement)


def record_hand_vote(
    batch: Batch, secretary: Office, poll: str, *, voter: str, choice: str, reason: str
) -> Logged:
    """A raised hand under the delegate's name; it takes the place of a signed vote (protocol.md 6.4)."""
    statement = HandVote(
        **secretary.envelope,
        poll=poll,
        poll_def=poll_of(batch, poll).identity,
        voter=voter,
        choice=choice,
        reason=reason,
        recorded_at=write_time(batch.now),
    )
    return secretary.speak(batch, statement)


def take_attendance(
    batch: Batch, secretary: Office, *, session: str, sitting: str, absent: Sequence[str]
) -> Logged:
    """The roll of a sitting: everyone with a mandate who is not absent is present."""
    sessions = read_objects(batch.connection, batch.council, PUBLIC, "session")
    if session not in sessions:
        raise CommandError(
            f"there is no session {session}; published are {named(sessions)}",
            sentence="no_session",
            session=session,
        )
    roster = set(mandated(batch.connection, batch.council))
    unknown = sorted(set(absent) - roster)
    if unknown:
        raise CommandError(
            f"not in the roster: {', '.join(unknown)}",
            sentence="not_in_roster",
            people=", ".join(unknown),
        )
    statement = Attendance(
        **secretary.envelope,
        session=session,
        sitting=sitting,
        present=tuple(sorted(roster - set(absent))),
        absent=tuple(sorted(set(absent))),
        taken_at=write_time(batch.now),
    )
    return secretary.speak(batch, statement)
