"""What a run of the engine asks of the world around it. The engine itself touches nothing.

A step is a generator: it yields effects, is sent their results, and gets an effect's failure thrown
in where it asked. Two drivers answer: `sync.driver` with the network and the vault, and the
simulator of the tests with a virtual network, a virtual clock and one seeded source of chance.

    heads = yield from http("heads", lambda council: council.heads(...))
    yield from store("apply_page", lambda replica: replica.apply_page(page))
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from delegate_app.domain.changes import Changes
from delegate_app.services.replica import Replica
from protocol.council_api import ApiError, CouncilApi, Offline
from protocol.errors import ProtocolError
from protocol.wire import Head
from sync.failures import desk_error

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Http(Generic[T]):
    """Call the council once. The result is the call's; so are its failures."""

    name: str
    call: Callable[[CouncilApi], T]


@dataclass(frozen=True, slots=True)
class Tx(Generic[T]):
    """Do one thing with the vault, in one transaction, on the vault's thread."""

    name: str
    do: Callable[[Replica], T]


@dataclass(frozen=True, slots=True)
class Begin(Generic[T]):
    """Begin one thing with the vault, and go on meanwhile: `Settle` asks how it ended. They are done one after the other."""

    name: str
    do: Callable[[Replica], T]


@dataclass(frozen=True, slots=True)
class Settle:
    """Wait for what was begun. The result is its result; so are its failures."""


@dataclass(frozen=True, slots=True)
class Now:
    """The time on this device, aware."""


@dataclass(frozen=True, slots=True)
class Woken:
    """Whether something happened since the last time this was asked: a vote was cast, new heads came."""


@dataclass(frozen=True, slots=True)
class Used:
    """How many bytes went over the network, in both directions, since this was asked last."""


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


@dataclass(frozen=True, slots=True)
class Followed:
    """Everything that the council announced with these heads is here: listen for others."""

    heads: Mapping[str, Head]
    through_hall: bool = False
    """A hall's server announced them: no contact with the council."""


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Close the connection: who we are, or whom we trust, has changed."""


Effect = (
    Http[Any]
    | Tx[Any]
    | Begin[Any]
    | Settle
    | Now
    | Woken
    | Used
    | Announce
    | Progress
    | Followed
    | Reconnect
)
Step = Generator[Effect, Any, T]


def http(name: str, call: Callable[[CouncilApi], T]) -> Step[T]:
    """Ask the council. What the caller cannot act on comes as a `DeskError`.

    Raises `EntryRefused`, `ChainGap`, `SeenAhead`, `Gone` and final `ApiError` as they are: they
    are answers about one item.
    """
    try:
        result: T = yield Http(name, call)
    except (ApiError, Offline, ProtocolError) as error:
        general = desk_error(error)
        if general is None:
            raise
        raise general from error
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


def begin_store(name: str, do: Callable[[Replica], Changes]) -> Step[None]:
    """Begin to change the vault, after what was begun before; `settle_store` tells how each ended, in this order."""
    yield Begin(name, do)


def settle_store() -> Step[None]:
    """The first change that was begun and not settled is done, and said. Raises what it raised."""
    changes: Changes = yield Settle()
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


def used() -> Step[int]:
    """Bytes that went over the network since this was asked last."""
    result: int = yield Used()
    return result
