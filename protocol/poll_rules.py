"""The life of a poll (protocol.md 6.2): which office statement may follow which (5.4).

DEFINED -> OPEN -> CLOSING -> CLOSED -> RESULT, with GRACE between CLOSING and CLOSED when the
definition promises one; VOID from every stage but RESULT; never back. A poll whose definition asks
for no last call may go from OPEN to CLOSED directly.

Each function returns when the statement may follow and raises `Refused` otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime, timedelta

from protocol.errors import Code, Refused
from protocol.poll_states import COUNTING, PollState, PollStep, Stage
from protocol.polls import PHASE_VOTE, Close, Closing, Open, PollDefinition, Result, Void
from protocol.times import read_time
from protocol.votes import HandVote


def judge_definition(
    poll: PollDefinition, polls: Mapping[str, PollState], versions: Mapping[str, Set[str]]
) -> None:
    """A new poll: its name is free, its documents are published, its electorate holds nobody twice."""
    if poll.poll in polls:
        raise Refused(Code.POLL_EXISTS)
    if poll.replaces:
        before = polls.get(poll.replaces)
        if before is None:
            raise Refused(Code.NO_POLL, "replaces a poll that is not there")
        if before.stage is not Stage.VOID:
            raise Refused(Code.POLL_STATE, "replaces a poll that is not void")
    for document in poll.documents:
        if document.version not in versions.get(document.document, frozenset()):
            raise Refused(Code.DOCUMENT_UNKNOWN, document.document)
    if len(set(poll.electorate)) != len(poll.electorate) or len(poll.electorate) > poll.total:
        raise Refused(Code.ELECTORATE)


def judge_step(poll: PollState, statement: PollStep, received: datetime | None) -> None:
    """The next office statement about a poll that is defined; `received` as in `judge_close`."""
    match statement:
        case Open():
            judge_open(poll)
        case Closing():
            judge_closing(poll, statement)
        case Close():
            judge_close(poll, statement, received)
        case Void():
            judge_void(poll)
        case HandVote():
            judge_hand_vote(poll, statement)
        case Result():
            judge_result(poll, statement)


def judge_open(poll: PollState) -> None:
    """A poll opens once."""
    _expect(poll.stage is Stage.DEFINED, poll)


def judge_closing(poll: PollState, closing: Closing) -> None:
    """The last call is at least as long as the definition promises."""
    _expect(poll.stage is Stage.OPEN, poll)
    if closing.seconds < poll.definition.last_call:
        raise Refused(Code.POLL_STATE, "last call shorter than defined")


def judge_close(poll: PollState, close: Close, received: datetime | None) -> None:
    """The poll closes after its last call, or its grace period ends after the announced seconds.

    `received` is the server's time; without it (in a replay) the chair's times are compared.
    """
    if close.phase == PHASE_VOTE:
        if poll.closing is None:
            _expect(poll.stage is Stage.OPEN and not poll.definition.last_call, poll)
            return
        _expect(poll.stage is Stage.CLOSING, poll)
        start, seconds = poll.closing.announced_at, poll.closing.seconds
        began = poll.closing_received
    else:
        _expect(poll.stage is Stage.GRACE and poll.closed is not None, poll)
        start, seconds = poll.closed.closed_at if poll.closed else "", poll.definition.grace_seconds
        began = poll.close_received
    waited = read_time(close.closed_at) - read_time(start)
    if waited < timedelta(seconds=seconds):
        raise Refused(Code.POLL_STATE, "announced seconds have not passed")
    if received and began and received - began < timedelta(seconds=seconds):
        raise Refused(Code.POLL_STATE, "announced seconds have not passed here")


def judge_void(poll: PollState) -> None:
    """A poll with a result stays."""
    _expect(poll.stage not in (Stage.RESULT, Stage.VOID), poll)


def judge_hand_vote(poll: PollState, vote: HandVote) -> None:
    """A hand is recorded while votes are counted, for somebody who may vote."""
    _expect(poll.stage in COUNTING, poll)
    if vote.voter not in poll.definition.electorate:
        raise Refused(Code.NOT_ELIGIBLE)
    if vote.choice not in poll.definition.codes:
        raise Refused(Code.CHOICE)


def judge_result(poll: PollState, result: Result) -> None:
    """A result says what everyone recounts (6.6)."""
    _expect(poll.stage is Stage.CLOSED, poll)
    if result.size != poll.counted_size or not poll.tally().announced_by(result):
        raise Refused(Code.TALLY_MISMATCH, f"poll {result.poll}")


def _expect(right: object, poll: PollState) -> None:
    if not right:
        raise Refused(Code.POLL_STATE, poll.stage)
