"""When a vote passes (protocol.md 2.5). Integers only: a share is never a float."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from protocol.errors import Code, Refused
from protocol.fields import Natural, Positive, one_of

TOTAL = "total"
BALLOTS = "ballots"


@dataclass(frozen=True, slots=True)
class Rule:
    """`num/den` of `base`: the council's total N, or the votes counted; `strict` means more than."""

    base: Annotated[str, one_of(TOTAL, BALLOTS)]
    num: Natural
    den: Positive
    strict: bool

    def check(self) -> None:
        """Raises `Refused(FORMAT)` for a rule that no number of votes could meet."""
        if self.num > self.den or (self.strict and self.num == self.den):
            raise Refused(Code.FORMAT, "a rule that nothing can pass")


@dataclass(frozen=True, slots=True)
class Quorum:
    """At least `num/den` of the total must be present; `0/1` when the council asks for none."""

    num: Natural
    den: Positive

    def check(self) -> None:
        """Raises `Refused(FORMAT)` for more than everyone."""
        if self.num > self.den:
            raise Refused(Code.FORMAT, "a quorum that nothing can meet")


MAJORITY = Rule(base=TOTAL, num=1, den=2, strict=True)
TWO_THIRDS = Rule(base=TOTAL, num=2, den=3, strict=False)
NO_QUORUM = Quorum(num=0, den=1)


def passes(rule: Rule, *, approve: int, total: int, ballots: int) -> bool:
    """Whether `approve` votes pass under `rule`, of `total` delegates and `ballots` counted votes."""
    base = total if rule.base == TOTAL else ballots
    if rule.strict:
        return rule.den * approve > rule.num * base
    return rule.den * approve >= rule.num * base


def needed(rule: Rule, base: int) -> int:
    """The fewest approving votes that pass when the base counts `base`."""
    if rule.strict:
        return rule.num * base // rule.den + 1
    return -(-rule.num * base // rule.den)


def meets(quorum: Quorum, *, present: int, total: int) -> bool:
    """Whether `present` of `total` delegates are enough to sit."""
    return quorum.den * present >= quorum.num * total
