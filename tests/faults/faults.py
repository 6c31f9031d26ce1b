"""What may go wrong on a line, drawn from one seeded source of chance."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """One fault; which of them a proxy can do, it says itself."""

    REFUSE = "refuse"
    """Nobody listens: the connection is reset before a byte was read."""
    RESET_BEFORE = "reset before"
    """The connection is reset; the council never saw the request."""
    RESET_AFTER = "reset after"
    """The council did what it was asked; the connection is reset and the answer lost."""
    TRUNCATE = "truncate"
    """The answer ends early, by an orderly close."""
    FLIP = "flip"
    """One bit of the answer is another."""
    STALL = "stall"
    """The answer stops for a while, then the connection is reset."""
    DRIP = "drip"
    """The answer comes in small drops."""
    RATE = "rate"
    """The answer comes at the rate of a bad line."""
    DUPLICATE = "duplicate"
    """The request arrives twice; the second answer comes back."""
    LATE_DUPLICATE = "late duplicate"
    """The request arrives once more, before a later one."""
    STALE = "stale"
    """The answer is the first that was ever given to such a request."""
    BUSY = "busy"
    """Somebody on the way answers 503."""
    KILL_DESK = "kill -9 of the desk"
    """The delegate's program dies while it waits for an answer."""
    KILL_COUNCIL = "kill -9 of the council"
    """The council's server dies, before or after it did what it was asked."""


OF_A_LINE = (
    Kind.REFUSE,
    Kind.RESET_BEFORE,
    Kind.RESET_AFTER,
    Kind.TRUNCATE,
    Kind.FLIP,
    Kind.STALL,
    Kind.DRIP,
    Kind.RATE,
)
"""What one can do to bytes that one cannot read: inside TLS."""
OF_AN_EXCHANGE = (
    *OF_A_LINE,
    Kind.DUPLICATE,
    Kind.LATE_DUPLICATE,
    Kind.STALE,
    Kind.BUSY,
)
"""What one can do who ends the TLS oneself."""
KILLS = (Kind.KILL_DESK, Kind.KILL_COUNCIL)


@dataclass(frozen=True, slots=True)
class Fault:
    """`after` bytes pass first: of the answer, or for RESET_BEFORE of the request."""

    kind: Kind
    after: int


class Plan:
    """Says for each connection or exchange what happens to it. From any thread."""

    def __init__(self, chance: Random, kinds: tuple[Kind, ...], rate: float) -> None:
        self.rate = rate
        """How many of them meet a fault, 0 to 1; may be changed while it is asked."""
        self.happened: Counter[Kind] = Counter()
        self._chance = chance
        self._kinds = kinds
        self._turn = threading.Lock()

    def fault(self, longest: int) -> Fault | None:
        """The next fault, `after` at most `longest` and small ones as likely as large ones; None for a good line."""
        with self._turn:
            if self._chance.random() >= self.rate:
                return None
            kind = self._chance.choice(self._kinds)
            self.happened[kind] += 1
            after = int(self._chance.random() * 2 ** self._chance.uniform(0, longest.bit_length()))
            return Fault(kind, min(after, longest))

    def bit(self, length: int) -> int:
        """A place in so many bytes, in bits."""
        with self._turn:
            return self._chance.randrange(length * 8)
