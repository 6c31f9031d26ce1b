"""Polls (lượt biểu quyết) as a delegate sees them: bound to one exact draft, with the tally that replay computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from delegate_app.domain.votes import Hindrance, Vote


class PollStage(StrEnum):
    """The life of a poll (`protocol.md 6.2`); never back."""

    DEFINED = "DEFINED"
    OPEN = "OPEN"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"
    GRACE = "GRACE"
    RESULT = "RESULT"
    VOID = "VOID"


OPEN_STAGES = frozenset({PollStage.OPEN, PollStage.CLOSING, PollStage.GRACE})
"""Stages in which a vote that arrives is counted (GRACE: by the rule fixed before opening)."""


@dataclass(frozen=True, slots=True)
class PollDocument:
    """A text voted on: its document, exact version, and its title in the signed definition."""

    document_id: str
    version_sha256: str
    title: str


@dataclass(frozen=True, slots=True)
class PollChoice:
    """One choice of the definition: code and label in the law's words."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class CastBallot:
    """One voter's standing in the roll call. `choice` is "" for who did not vote; `by_hand` marks a hand vote."""

    person_id: str
    name: str
    choice: str
    by_hand: bool
    present: bool | None


@dataclass(frozen=True, slots=True)
class LateVote:
    """A vote that arrived after the close: listed, never counted."""

    person_id: str
    name: str
    choice: str
    index: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts in the definition's order, recomputed here from the signed entries. Only shown once counting has ended."""

    counts: tuple[tuple[PollChoice, int], ...]
    total: int
    present: int | None
    not_voted: int
    late: tuple[LateVote, ...]
    passed: bool
    percent_tenths: int
    """Approving share of `total` in tenths of a percent, rounded half up (931 is 93,1 %)."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll with everything the window needs. `rule` is the signed rule as (base, num, den, strict)."""

    id: str
    session_id: str
    item_id: str
    question: str
    scope: str
    documents: tuple[PollDocument, ...]
    choices: tuple[PollChoice, ...]
    total: int
    rule: tuple[str, int, int, bool]
    late_policy: str
    revote: bool
    stage: PollStage
    definition_identity: str
    opened_at: datetime | None
    closed_at: datetime | None
    last_call_ends: datetime | None
    void_reason: str
    my_votes: tuple[Vote, ...]
    hindrance: Hindrance | None
    """None: the delegate may vote now."""
    tally: Tally | None
    roll_call: tuple[CastBallot, ...]
    """Sorted by Vietnamese name order; empty before counting ended."""
    announced: bool
    """True when the chair's signed result is logged and equals `tally`."""
    stale_documents: tuple[str, ...]
    """Documents of which a newer version than the one voted on was published."""

    @property
    def my_vote(self) -> Vote | None:
        """The newest vote of this delegate from this device, or None."""
        return self.my_votes[-1] if self.my_votes else None

    def with_vote(self, vote: Vote) -> Poll:
        """The same poll once a vote that was cast on it is kept on this machine and nothing else moved."""
        done = None if self.revote else Hindrance.ALREADY_VOTED
        return replace(self, my_votes=(*self.my_votes, vote), hindrance=done)
