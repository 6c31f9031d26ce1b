"""What this desk and the council still owe each other, item by item, as the delegate may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from delegate_app.domain.deliveries import Budget, FirstFile, MissingPaper


class Waiting(StrEnum):
    """Why an item is unsent."""

    TURN = "turn"
    """It was not tried yet."""
    FAILED = "failed"
    """The last try failed with `error`; it is tried again."""
    RETURN = "return"
    """The council took it; it is settled once it comes back in the feed."""
    GIVEN_UP = "given-up"
    """The council refused it without a signed word; it is offered again at the next unlocking."""


@dataclass(frozen=True, slots=True)
class UnsentItem:
    """A vote or a note that is not settled. `title` is the poll's question or the paper's title, "" when neither is
    here; `error` a code of the last failure, or ""; `next_try` None when it goes with the next run."""

    id: str
    is_vote: bool
    title: str
    waiting: Waiting
    tries: int
    error: str
    next_try: datetime | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything at one moment. `room` are bytes that papers may still take on the disk; `freeable` files of sessions
    that are over, and their bytes."""

    unsent: Sequence[UnsentItem]
    first: Sequence[FirstFile]
    """Of feeds that are empty here."""
    missing: Sequence[MissingPaper]
    budget: Budget
    room: int
    freeable_files: int
    freeable_bytes: int
    last_contact: datetime | None
