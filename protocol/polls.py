"""Polls (lượt biểu quyết): what is asked, of whom, by which rule, and the steps of its life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from protocol import limits
from protocol.envelope import Statement
from protocol.errors import Code, Refused
from protocol.fields import (
    Checked,
    ChoiceCode,
    Hex32,
    Ident,
    IdentOrEmpty,
    Line,
    Natural,
    People,
    Positive,
    Seconds,
    Text,
    Time,
    at_most,
    between,
    matching,
    one_of,
)
from protocol.passing import Quorum, Rule
from protocol.votes import Choice

WHOLE = "whole"
POINT = "point"
LATE_NONE = "none"
PHASE_VOTE = "vote"
PHASE_GRACE = "grace"
PASSED = "passed"
NOT_PASSED = "not-passed"
NO_ATTENDANCE = -1


@dataclass(frozen=True, slots=True)
class PollDocument:
    """The exact text voted on: `version` is the SHA-256 of its bytes."""

    document: Ident
    title: Text
    version: Hex32


@dataclass(frozen=True, slots=True)
class PollChoice:
    """A choice on the ballot: its code in the votes and its words on the screen."""

    code: ChoiceCode
    label: Line


@dataclass(frozen=True, slots=True)
class Count:
    """How many votes a choice received."""

    code: ChoiceCode
    count: Natural


Ballot = Annotated[tuple[PollChoice, ...], Checked(lambda c: 2 <= len(c) <= limits.CHOICES)]
Late = Annotated[str, matching(r"none|grace:[1-9]\d{0,5}")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollDefinition(Statement):
    """Everything a delegate must know to vote, fixed and signed before the poll opens."""

    KIND: ClassVar[str] = "poll"

    session: Ident
    item: Ident
    poll: Ident
    question: Text
    scope: Annotated[str, one_of(WHOLE, POINT)]
    documents: Annotated[tuple[PollDocument, ...], at_most(limits.PAPERS)]
    choices: Ballot
    electorate: People
    total: Positive
    rule: Rule
    quorum: Quorum
    late: Late
    revote: bool
    last_call: Seconds
    replaces: IdentOrEmpty
    defined_at: Time

    def check(self) -> None:
        """Raises `Refused(FORMAT)` when codes repeat, none approves, or a rule cannot be met."""
        Statement.check(self)
        codes = self.codes
        if len(set(codes)) != len(codes) or Choice.APPROVE not in codes:
            raise Refused(Code.FORMAT, "choices")
        if self.grace_seconds > limits.GRACE_SECONDS:
            raise Refused(Code.FORMAT, "grace")
        self.rule.check()
        self.quorum.check()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes on the ballot, in its order."""
        return tuple(choice.code for choice in self.choices)

    @property
    def grace_seconds(self) -> int:
        """Seconds after the close in which votes still count; 0 for the late policy `none`."""
        return 0 if self.late == LATE_NONE else int(self.late.removeprefix("grace:"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Statement):
    """The chair opens a poll; every vote names the identity of this statement."""

    KIND: ClassVar[str] = "open"

    poll: Ident
    poll_def: Hex32
    opened_at: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing(Statement):
    """The chair's last call: the poll closes after `seconds` at the earliest."""

    KIND: ClassVar[str] = "closing"

    poll: Ident
    poll_def: Hex32
    seconds: Seconds
    announced_at: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Statement):
    """The chair closes the poll (`vote`), or ends its grace period (`grace`)."""

    KIND: ClassVar[str] = "close"

    poll: Ident
    poll_def: Hex32
    phase: Annotated[str, one_of(PHASE_VOTE, PHASE_GRACE)]
    closed_at: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Void(Statement):
    """The chair declares a poll void, with a reason; what was cast stays in the record."""

    KIND: ClassVar[str] = "void"

    poll: Ident
    poll_def: Hex32
    reason: Text
    voided_at: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Statement):
    """The result that the chair announces; everyone recounts it from the first `size` entries."""

    KIND: ClassVar[str] = "result"

    poll: Ident
    poll_def: Hex32
    size: Natural
    counts: Annotated[tuple[Count, ...], at_most(limits.CHOICES)]
    total: Positive
    present: Annotated[int, between(NO_ATTENDANCE, limits.DELEGATES)]
    outcome: Annotated[str, one_of(PASSED, NOT_PASSED)]
    announced_at: Time
