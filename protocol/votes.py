"""Votes: a delegate's signed choice, and the hand vote that the secretary records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, ClassVar

from protocol.envelope import Statement
from protocol.fields import (
    ChoiceCode,
    Hex32,
    Hex32OrEmpty,
    Ident,
    Natural,
    Nonce,
    Positive,
    Text,
    Time,
    matching,
)

Clock = Annotated[str, matching(r"unknown|\+(?:0|[1-9]\d{0,9})|-[1-9]\d{0,9}")]
CLOCK_UNKNOWN = "unknown"


class Choice(StrEnum):
    """The three choices of the law; a poll's definition may hold others beside them."""

    APPROVE = "APPROVE"
    DISAPPROVE = "DISAPPROVE"
    ABSTAIN = "ABSTAIN"


LEGAL_LABELS: Mapping[Choice, str] = MappingProxyType(
    {
        Choice.APPROVE: "Tán thành",
        Choice.DISAPPROVE: "Không tán thành",
        Choice.ABSTAIN: "Không biểu quyết",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Statement):
    """A delegate's vote, chained to the device's earlier statements and to the log it had seen."""

    KIND: ClassVar[str] = "vote"

    session: Ident
    poll: Ident
    poll_def: Hex32
    opened: Hex32
    voter: Ident
    device: Ident
    seq: Positive
    prev: Hex32
    supersedes: Hex32OrEmpty
    choice: ChoiceCode
    cast_at: Time
    clock: Clock
    seen_size: Natural
    seen_root: Hex32
    nonce: Nonce


@dataclass(frozen=True, slots=True, kw_only=True)
class HandVote(Statement):
    """A vote by raised hand, recorded by the secretary under the delegate's name."""

    KIND: ClassVar[str] = "handvote"

    poll: Ident
    poll_def: Hex32
    voter: Ident
    choice: ChoiceCode
    reason: Text
    recorded_at: Time


def write_clock(offset_seconds: int | None) -> str:
    """The `clock` of a device that runs `offset_seconds` ahead of the server (None: unknown)."""
    return CLOCK_UNKNOWN if offset_seconds is None else f"{offset_seconds:+d}"
