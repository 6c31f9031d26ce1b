"""The delegate's own votes: their states, and who may vote when.

The states are those of the vote record: a vote is SIGNED once it is durable here, SENT once an attempt to deliver it began,
HELD once the hall's own server signed that it holds it for the council (`protocol.md 13.6`),
RECEIVED once its receipt was verified, PROVEN once a checked checkpoint of the whole record covers it. REFUSED carries a signed
code. No step shows success before the fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from delegate_app.domain.halls import HallWord


class VoteState(StrEnum):
    """Where a cast vote stands. HELD is passed only in a hall with a server of its own."""

    SIGNED = "signed"
    SENT = "sent"
    HELD = "held"
    RECEIVED = "received"
    PROVEN = "proven"
    REFUSED = "refused"


ALLOWED: frozenset[tuple[VoteState, VoteState]] = frozenset(
    {
        (VoteState.SIGNED, VoteState.SENT),
        (VoteState.SIGNED, VoteState.RECEIVED),
        (VoteState.SIGNED, VoteState.REFUSED),
        (VoteState.SENT, VoteState.HELD),
        (VoteState.SENT, VoteState.RECEIVED),
        (VoteState.SENT, VoteState.REFUSED),
        (VoteState.HELD, VoteState.RECEIVED),
        (VoteState.HELD, VoteState.REFUSED),
        (VoteState.RECEIVED, VoteState.PROVEN),
    }
)
"""Every step a vote may take; any other step raises."""


class Disposition(StrEnum):
    """What the record made of a logged vote (`protocol.md 5.3`); an output of replay, never a claim of the server."""

    COUNTED = "COUNTED"
    LATE = "LATE"
    ALREADY_VOTED = "ALREADY_VOTED"
    HAND_VOTED = "HAND_VOTED"
    SUPERSEDES = "SUPERSEDES"
    NOT_OPEN = "NOT_OPEN"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    CHOICE = "CHOICE"
    SESSION = "SESSION"
    POLL_DEF = "POLL_DEF"
    NO_POLL = "NO_POLL"
    REPLACED = "REPLACED"
    """Counted at first, then replaced by a hand vote or by the delegate's own revote."""


@dataclass(frozen=True, slots=True)
class VoteStep:
    """One state with the time it was reached on this device."""

    state: VoteState
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the council signed: the vote's place in the record (`protocol.md 4.6`)."""

    index: int
    size: int
    received_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote of this delegate, signed on this device. `identity` is the SHA-256 of the statement."""

    identity: str
    poll_id: str
    choice: str
    seq: int
    cast_at: datetime
    steps: tuple[VoteStep, ...]
    receipt: Receipt | None
    disposition: Disposition | None
    refusal: str
    hall: HallWord | None = None
    """What a hall's server signed about it."""

    @property
    def state(self) -> VoteState:
        """The state reached last."""
        return self.steps[-1].state


class Hindrance(StrEnum):
    """Why the delegate may not vote on a poll just now; the window shows each as a sentence."""

    NOT_OPEN = "POLL_NOT_OPEN"
    CLOSED = "POLL_CLOSED"
    VOID = "POLL_VOID"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    ALREADY_VOTED = "ALREADY_VOTED"
    HAND_VOTED = "HAND_VOTED"
    FROZEN = "SIGNING_FROZEN"
    NOT_ENROLLED = "NOT_ENROLLED"
