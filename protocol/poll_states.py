"""The state of one poll as replayed from the record (protocol.md 6.2-6.6)."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from protocol.dispositions import Disposition
from protocol.passing import passes
from protocol.polls import (
    NO_ATTENDANCE,
    NOT_PASSED,
    PASSED,
    PHASE_VOTE,
    Close,
    Closing,
    Count,
    Open,
    PollDefinition,
    Result,
    Void,
)
from protocol.votes import Choice, HandVote, Vote

PollStep = Open | Closing | Close | Void | HandVote | Result


class Stage(StrEnum):
    """Where a poll stands; never back (6.2)."""

    DEFINED = "DEFINED"
    OPEN = "OPEN"
    CLOSING = "CLOSING"
    GRACE = "GRACE"
    CLOSED = "CLOSED"
    RESULT = "RESULT"
    VOID = "VOID"


COUNTING = frozenset({Stage.OPEN, Stage.CLOSING, Stage.GRACE})
ENDED = frozenset({Stage.CLOSED, Stage.RESULT})


@dataclass(frozen=True, slots=True)
class StandingVote:
    """A voter's vote that counts now: `index` of its entry, `hand` when it was a raised hand."""

    voter: str
    choice: str
    index: int
    identity: str
    hand: bool = False


@dataclass(frozen=True, slots=True)
class ListedVote:
    """A signed vote that does not count, and why: late, refused by a rule, or replaced."""

    voter: str
    choice: str
    index: int
    identity: str
    disposition: Disposition


@dataclass(frozen=True, slots=True)
class Tally:
    """A count. `present` is -1 when no roll was taken; `not_voted` holds persons, sorted."""

    counts: tuple[Count, ...]
    counted: int
    approve: int
    total: int
    present: int
    not_voted: tuple[str, ...]
    outcome: str

    def announced_by(self, result: Result) -> bool:
        """Whether a result says the same (6.6); its `size` is looked at by the caller."""
        return (
            result.counts == self.counts
            and result.total == self.total
            and result.present == self.present
            and result.outcome == self.outcome
        )


@dataclass(slots=True)
class PollState:
    """One poll. Change it only through `Replay`; everyone may read.

    `standing` and `late` are by voter and in log order; `replaced` holds signed votes that a hand
    vote or a later vote of the same voter took the place of; `refused` what else was not counted.
    `ended` is the close that ended counting, `counted_size` the log's size just after it, else None.
    """

    definition: PollDefinition
    identity: str
    index: int
    stage: Stage = Stage.DEFINED
    open_identity: str | None = None
    opened: Open | None = None
    closing: Closing | None = None
    closed: Close | None = None
    ended: Close | None = None
    counted_size: int | None = None
    void: Void | None = None
    result: Result | None = None
    standing: dict[str, StandingVote] = field(default_factory=dict)
    late: list[ListedVote] = field(default_factory=list)
    replaced: list[ListedVote] = field(default_factory=list)
    refused: list[ListedVote] = field(default_factory=list)
    hand_votes: list[tuple[int, HandVote]] = field(default_factory=list)
    attended: frozenset[str] | None = None
    closing_received: datetime | None = None
    close_received: datetime | None = None
    _voters: frozenset[str] = field(init=False, repr=False)
    _codes: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._voters = frozenset(self.definition.electorate)
        self._codes = frozenset(self.definition.codes)

    def copy(self) -> PollState:
        """A state that goes on by itself."""
        other = copy.copy(self)
        other.standing = dict(self.standing)
        for name in ("late", "replaced", "refused", "hand_votes"):
            setattr(other, name, list(getattr(self, name)))
        return other

    def vote_disposition(self, vote: Vote) -> Disposition:
        """What the vote would be if it were logged now, in the order of 5.3."""
        if early := self._before_voting(vote):
            return early
        if vote.voter not in self._voters:
            return Disposition.NOT_ELIGIBLE
        if vote.choice not in self._codes:
            return Disposition.CHOICE
        if self.stage in ENDED:
            return Disposition.LATE
        return self._among_own(vote)

    def _before_voting(self, vote: Vote) -> Disposition | None:
        if vote.poll_def != self.identity:
            return Disposition.POLL_DEF
        if vote.session != self.definition.session:
            return Disposition.SESSION
        if self.stage in (Stage.DEFINED, Stage.VOID) or vote.opened != self.open_identity:
            return Disposition.NOT_OPEN
        return None

    def _among_own(self, vote: Vote) -> Disposition:
        """Beside what the same voter did before (6.4, 6.5)."""
        before = self.standing.get(vote.voter)
        if before is not None and before.hand:
            return Disposition.HAND_VOTED
        if vote.supersedes and (before is None or vote.supersedes != before.identity):
            return Disposition.SUPERSEDES
        if before is not None and not (vote.supersedes and self.definition.revote):
            return Disposition.ALREADY_VOTED
        return Disposition.COUNTED

    def add_vote(self, vote: Vote, identity: str, index: int) -> Disposition:
        """The vote stands in the log at `index`; says with what effect."""
        disposition = self.vote_disposition(vote)
        if disposition is Disposition.COUNTED:
            self._replace(vote.voter)
            self.standing[vote.voter] = StandingVote(vote.voter, vote.choice, index, identity)
        else:
            listed = ListedVote(vote.voter, vote.choice, index, identity, disposition)
            (self.late if disposition is Disposition.LATE else self.refused).append(listed)
        return disposition

    def add_hand_vote(self, vote: HandVote, identity: str, index: int) -> None:
        """The hand vote stands; a vote that the voter had signed is replaced (6.4)."""
        self._replace(vote.voter)
        self.hand_votes.append((index, vote))
        self.standing[vote.voter] = StandingVote(
            vote.voter, vote.choice, index, identity, hand=True
        )

    def _replace(self, voter: str) -> None:
        before = self.standing.pop(voter, None)
        if before is not None and not before.hand:
            self.replaced.append(
                ListedVote(voter, before.choice, before.index, before.identity, Disposition.COUNTED)
            )

    def step(self, statement: PollStep, name: str, index: int, received: datetime | None) -> None:
        """An office statement that `poll_rules` let pass stands in the log at `index`."""
        match statement:
            case Open():
                self.stage, self.opened, self.open_identity = Stage.OPEN, statement, name
            case Closing():
                self.stage, self.closing = Stage.CLOSING, statement
                self.closing_received = received
            case Close():
                self._close(statement, index, received)
            case Void():
                self.stage, self.void = Stage.VOID, statement
            case HandVote():
                self.add_hand_vote(statement, name, index)
            case Result():
                self.stage, self.result = Stage.RESULT, statement

    def _close(self, statement: Close, index: int, received: datetime | None) -> None:
        if statement.phase == PHASE_VOTE and self.definition.grace_seconds:
            self.stage, self.closed, self.close_received = Stage.GRACE, statement, received
            return
        self.stage = Stage.CLOSED
        self.closed, self.ended = self.closed or statement, statement
        self.counted_size = index + 1

    def tally(self) -> Tally:
        """The count as it stands now; final once `counted_size` is set."""
        given = [vote.choice for vote in self.standing.values()]
        counts = tuple(Count(code, given.count(code)) for code in self.definition.codes)
        approve = given.count(Choice.APPROVE)
        total = self.definition.total
        passed = passes(self.definition.rule, approve=approve, total=total, ballots=len(given))
        return Tally(
            counts=counts,
            counted=len(given),
            approve=approve,
            total=total,
            present=self._present(),
            not_voted=tuple(p for p in self.definition.electorate if p not in self.standing),
            outcome=PASSED if passed else NOT_PASSED,
        )

    def _present(self) -> int:
        if self.attended is None:
            return NO_ATTENDANCE
        return sum(person in self.attended for person in self.definition.electorate)
