"""What a run of the engine asks of the world around it. The engine itself touches nothing.

A step is a generator: it yields effects, is sent their results, and gets an effect's failure thrown
in where it asked. Two drivers answer: `sync.driver` with the network and the vault, and the
simulator of the tests with a virtual network, a virtual clock and one seeded source of chance.

    heads = yield from http("heads", lambda council: council.heads(...))
    yield from store("apply_page", lambda replica: replica.apply_page(page))
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from delegate_app.domain.changes import Changes
from delegate_app.services.replica import Replica
from protocol.council_api import CouncilApi

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Http(Generic[T]):
    """Call the council once. The result is the call's; its failure is a `DeskError` or a `CouncilError`."""

    name: str
    call: Callable[[CouncilApi], T]


@dataclass(frozen=True, slots=True)
class Tx(Generic[T]):
    """Do one thing with the vault, in one transaction, on the vault's thread."""

    name: str
    do: Callable[[Replica], T]


@dataclass(frozen=True, slots=True)
class Now:
    """The time on this device, aware."""


@dataclass(frozen=True, slots=True)
class Woken:
    """Whether something happened since the last time this was asked: a vote was cast, new heads came."""


@dataclass(frozen=True, slots=True)
class Announce:
    """Tell the window that these kinds of records moved."""

    changes: Changes


@dataclass(frozen=True, slots=True)
class Progress:
    """What is still missing here or unsent, for the status line."""

    unsent_votes: int
    unsent_notes: int
    missing_blobs: int
    missing_bytes: int


Effect = Http[Any] | Tx[Any] | Now | Woken | Announce | Progress
Step = Generator[Effect, Any, T]


def http(name: str, call: Callable[[CouncilApi], T]) -> Step[T]:
    """Ask the council."""
    result: T = yield Http(name, call)
    return result


def tx(name: str, do: Callable[[Replica], T]) -> Step[T]:
    """Ask the vault."""
    result: T = yield Tx(name, do)
    return result


def store(name: str, do: Callable[[Replica], Changes]) -> Step[None]:
    """Change the vault and say what moved."""
    changes = yield from tx(name, do)
    if changes:
        yield Announce(changes)


def now() -> Step[datetime]:
    """The time on this device."""
    result: datetime = yield Now()
    return result


def woken() -> Step[bool]:
    """Whether the run was woken since it last asked."""
    result: bool = yield Woken()
    return result
