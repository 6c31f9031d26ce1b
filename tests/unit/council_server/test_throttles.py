"""Too many calls are told when to come back; what a desk does is never too many."""

from __future__ import annotations

import pytest

from council_server.errors import Refused
from council_server.throttles import BOUNDS, REMEMBERED, Throttle, class_of


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_taken_and_then_as_many_as_the_rate() -> None:
    clock = Clock()
    throttle, bound = Throttle(clock), BOUNDS["writes"]
    for _ in range(int(bound.burst)):
        throttle.take("writes", "may-1")
    with pytest.raises(Refused) as refused:
        throttle.take("writes", "may-1")
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "1")
    throttle.take("writes", "may-2")
    throttle.take("reads", "may-1")
    clock.now += 1
    for _ in range(int(bound.rate)):
        throttle.take("writes", "may-1")
    with pytest.raises(Refused):
        throttle.take("writes", "may-1")


def test_memory_is_bounded() -> None:
    throttle = Throttle(Clock())
    for number in range(REMEMBERED + 10):
        throttle.take("knocks", f"10.0.{number}")
    assert len(throttle._left) == REMEMBERED


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/blobs/ab", "pieces"),
        ("/v1/entries", "writes"),
        ("/v1/notes/x", "writes"),
        ("/v1/log/tail", "writes"),
        ("/v1/log/checkpoint", "reads"),
        ("/v1/heads", "reads"),
    ],
)
def test_each_call_has_its_bound(path: str, kind: str) -> None:
    assert class_of(path) == kind
