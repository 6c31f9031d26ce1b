"""What an office can do from a browser, by name, so that it can be shown first and done after it was signed.

An act is run twice (`prepared_acts`): as a rehearsal, and for good. It reads everything anew each time and keeps
nothing between; what it needs beside the record stands in its arguments, which are JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from council_server import polls
from council_server.councils import Council
from council_server.offices import Office
from council_server.polls import Ballot
from council_server.writer import Batch
from protocol.enrolments import CHAIR, SECRETARY
from protocol.passing import Quorum, Rule

Arguments = Mapping[str, Any]
Run = Callable[[Council, Batch, Office, Arguments], object]


@dataclass(frozen=True, slots=True)
class Act:
    """An act and the office that signs it. `run` raises CommandError when it cannot be done."""

    role: str
    run: Run


def take_attendance(_: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """The roll of a sitting."""
    polls.take_attendance(
        batch, office, session=given["session"], sitting=given["sitting"], absent=given["absent"]
    )


def define_poll(_: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """A poll in all its words."""
    polls.define_poll(batch, office, read_ballot(given))


def open_poll(_: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """Delegates may vote."""
    polls.open_poll(batch, office, given["poll"])


def last_call(_: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """The poll closes soon."""
    polls.last_call(batch, office, given["poll"], given.get("seconds"))


def close_poll(_: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """Voting ends, or the grace period."""
    polls.close_poll(batch, office, given["poll"])


def void_poll(_: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """The poll does not count."""
    polls.void_poll(batch, office, given["poll"], given["reason"])


def announce_result(_: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """What the record counts."""
    polls.announce_result(batch, office, given["poll"])


def record_hand_vote(_: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """A raised hand."""
    polls.record_hand_vote(
        batch,
        office,
        given["poll"],
        voter=given["voter"],
        choice=given["choice"],
        reason=given["reason"],
    )


def write_ballot(ballot: Ballot) -> dict[str, Any]:
    """A ballot as an act's arguments."""
    rule, quorum = ballot.rule, ballot.quorum
    return {
        "poll": ballot.poll,
        "item": ballot.item,
        "question": ballot.question,
        "documents": list(ballot.documents),
        "total": ballot.total,
        "scope": ballot.scope,
        "rule": [rule.base, rule.num, rule.den, rule.strict],
        "quorum": [quorum.num, quorum.den],
        "late": ballot.late,
        "revote": ballot.revote,
        "last_call": ballot.last_call,
        "replaces": ballot.replaces,
        "electorate": list(ballot.electorate),
    }


def read_ballot(given: Arguments) -> Ballot:
    """The ballot of `write_ballot`."""
    base, num, den, strict = given["rule"]
    plain = {name: value for name, value in given.items() if name not in ("rule", "quorum")}
    return Ballot(
        **plain,
        rule=Rule(base=base, num=num, den=den, strict=strict),
        quorum=Quorum(*given["quorum"]),
    )


ACTS: Mapping[str, Act] = {
    "attendance": Act(SECRETARY, take_attendance),
    "hand-vote": Act(SECRETARY, record_hand_vote),
    "define": Act(SECRETARY, define_poll),
    "define-by-chair": Act(CHAIR, define_poll),
    "open": Act(CHAIR, open_poll),
    "last-call": Act(CHAIR, last_call),
    "close": Act(CHAIR, close_poll),
    "void": Act(CHAIR, void_poll),
    "result": Act(CHAIR, announce_result),
}
"""Of a sitting. A page that offers others hands its own table to `PreparedActs` beside this one."""
