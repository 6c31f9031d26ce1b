"""How often one device, or one address without a token, may call: more is answered 429 and when to come back.

The bounds are far above what a desk does, a first synchronisation and a hall's network behind one address included:
they stop a program that runs wild, not a crowd (which is for whatever stands before the server).
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from council_server.errors import Refused

REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class Bound:
    """`burst` calls at once, and `rate` a second for ever."""

    burst: float
    rate: float


BOUNDS = {
    "knocks": Bound(3_000, 100),  # root, enrolment, sign-in; a balancer or a hall is one address
    "reads": Bound(1_000, 50),
    "writes": Bound(1_000, 50),  # votes and notes: a desk brings months of them at once
    "pieces": Bound(4_000, 400),  # papers come in ranges of 1 MiB
}
PIECES, WRITES = "/v1/blobs/", ("/v1/entries", "/v1/log/tail", "/v1/notes/")


def class_of(path: str) -> str:
    """Which bound a call with a token counts against."""
    if path.startswith(PIECES):
        return "pieces"
    return "writes" if path.startswith(WRITES) else "reads"


class Throttle:
    """Token buckets; those used longest ago are forgotten, which is to the caller's good."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, kind: str, who: str) -> None:
        """One call of `who`; raises Refused 429 with Retry-After when there were too many."""
        bound, now = BOUNDS[kind], self._clock()
        left, seen = self._left.pop((kind, who), (bound.burst, now))
        left = min(left + (now - seen) * bound.rate, bound.burst)
        if left < 1:
            self._left[kind, who] = (left, now)
            wait = math.ceil((1 - left) / bound.rate)
            raise Refused(429, "TOO_MANY", kind, headers={"Retry-After": str(wait)})
        if len(self._left) >= REMEMBERED:
            self._left.popitem(last=False)
        self._left[kind, who] = (left - 1, now)
