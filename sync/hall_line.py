"""Two ways to one council: the hall's own server while it answers, else the council's (`protocol.md 13.5`).

Both trust the council's pinned root and nothing else. Which way is taken is decided once for all lines of this
desk, kept while it works, and looked at again after a while and whenever the line fails.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from delegate_app.domain.accounts import DeviceIdentity
from protocol import wire
from protocol.council_api import ApiError, Offline
from protocol.errors import ProtocolError
from protocol.feeds import Page
from protocol.records import Record
from sync.http_council import HttpCouncil
from sync.http_exchange import Patience

AGAIN_SECONDS = 60.0
"""After which the way that was not taken is looked at again."""
HALL_PATIENCE = Patience(call=4.0)
"""A hall's server is in the room: one that does not answer soon is not there."""

T = TypeVar("T")


class Way:
    """Whether the hall's server answered last; shared by the lines of one desk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turn = threading.Lock()
        self._hall: bool | None = None
        self._until = 0.0

    def known(self) -> bool | None:
        """True for the hall, False for the council, None when somebody has to look."""
        with self._turn:
            return self._hall if self._clock() < self._until else None

    def found(self, *, hall: bool) -> None:
        """Somebody looked."""
        with self._turn:
            self._hall, self._until = hall, self._clock() + AGAIN_SECONDS

    def lost(self) -> None:
        """The way taken does not answer any more."""
        with self._turn:
            self._until = 0.0


class HallFirstLine:
    """A `CouncilLine` that goes through the hall while that answers."""

    def __init__(self, hall: HttpCouncil, council: HttpCouncil, way: Way) -> None:
        self._hall = hall
        self._council = council
        self._way = way

    def _line(self) -> HttpCouncil:
        hall = self._way.known()
        if hall is None:
            hall = self._answers()
            self._way.found(hall=hall)
        return self._hall if hall else self._council

    def _answers(self) -> bool:
        """Whether a server with a certificate of the council's root stands at the hall's address."""
        try:
            self._hall.root()
        except (Offline, ApiError, ProtocolError):
            return False
        return True

    def _ask(self, call: Callable[[HttpCouncil], T]) -> T:
        try:
            return call(self._line())
        except Offline:
            self._way.lost()
            raise

    @property
    def is_hall(self) -> bool:
        """Whether the next call goes to the hall's server."""
        return self._line().is_hall

    @property
    def host(self) -> str:
        """The authority of the next call."""
        return self._line().host

    def root(self) -> wire.RootAnswer:
        """`protocol.md 7.4`"""
        return self._ask(lambda line: line.root())

    def enrol(self, request: wire.EnrolRequest) -> wire.EnrolAnswer:
        """`protocol.md 7.5`; the council's own server only."""
        return self._council.enrol(request)

    def enrolment(self, enrolment: str) -> wire.EnrolmentAnswer:
        """`protocol.md 7.5`; the council's own server only."""
        return self._council.enrolment(enrolment)

    def challenge(self, device: str) -> wire.Challenge:
        """`protocol.md 7.6`"""
        return self._ask(lambda line: line.challenge(device))

    def token(self, request: wire.TokenRequest) -> wire.Token:
        """`protocol.md 7.6`"""
        return self._ask(lambda line: line.token(request))

    def heads(self, etag: str = "", wait: int = 0) -> wire.Heads | None:
        """`protocol.md 7.7`"""
        return self._ask(lambda line: line.heads(etag, wait))

    def changes(self, feed: str, epoch: str, after: int, limit: int) -> Page:
        """`protocol.md 7.8`"""
        return self._ask(lambda line: line.changes(feed, epoch, after, limit))

    def snapshot(self, feed: str) -> wire.SnapshotAnswer:
        """`protocol.md 7.14`; a hall keeps none."""
        return self._ask(lambda line: line.snapshot(feed))

    def show_checkpoint(self, feed: str, checkpoint: str) -> wire.CheckpointAnswer:
        """`protocol.md 7.19`; the council's own server only."""
        return self._council.show_checkpoint(feed, checkpoint)

    def blob(self, sha256: str, start: int, stop: int) -> Iterator[bytes]:
        """`protocol.md 7.9`"""
        try:
            yield from self._line().blob(sha256, start, stop)
        except Offline:
            self._way.lost()
            raise

    def post_entry(self, statement: bytes, signature: bytes) -> wire.EntryAnswer:
        """`protocol.md 7.10`, `13.3`"""
        return self._ask(lambda line: line.post_entry(statement, signature))

    def log_checkpoint(self) -> str:
        """`protocol.md 7.11`"""
        return self._ask(lambda line: line.log_checkpoint())

    def log_records(self, first: int, stop: int) -> Sequence[Record]:
        """`protocol.md 7.11`"""
        return self._ask(lambda line: line.log_records(first, stop))

    def put_note(self, note: str, request: wire.NoteRequest) -> wire.NoteAnswer:
        """`protocol.md 7.12`; the council's own server only."""
        return self._council.put_note(note, request)

    def post_tail(self, first: int, records: Sequence[Record], checkpoint: str = "") -> int:
        """`protocol.md 7.13`"""
        return self._ask(lambda line: line.post_tail(first, records, checkpoint))

    def cut(self) -> None:
        """End the call under way and refuse every later one; from any thread."""
        self._hall.cut()
        self._council.cut()

    def close(self) -> None:
        """Close the connections; no call is under way."""
        self._hall.close()
        self._council.close()

    def traffic(self) -> int:
        """Bytes that went over the council's line since this was asked last; the hall's own network costs nothing."""
        self._hall.traffic()
        return self._council.traffic()


class HallConnect:
    """Makes lines for a desk: through the hall that `chosen` names ("" for none), while it answers."""

    def __init__(self, chosen: Callable[[], str]) -> None:
        self._chosen = chosen
        self._way = Way()
        self._address = ""

    def __call__(self, identity: DeviceIdentity) -> HttpCouncil | HallFirstLine:
        """A line that makes no call yet."""
        council = HttpCouncil(identity.address, identity.root_der)
        address = self._chosen()
        if not address or identity.root_der is None:
            return council
        if address != self._address:
            self._address = address
            self._way.lost()
        hall = HttpCouncil(address, identity.root_der, HALL_PATIENCE, is_hall=True)
        return HallFirstLine(hall, council, self._way)
