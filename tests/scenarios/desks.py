"""A delegate's desk for the stories: the real services and the real synchronisation, without a window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TypeVar

from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.domain.annotations import Anchor, AnnotationKind, Colour
from delegate_app.domain.votes import Vote
from delegate_app.security.derivation import CHEAPEST
from delegate_app.services.desk import Desk, open_desk
from sync.driver import Connect
from sync.http_council import HttpCouncil
from sync.scheduler import Scheduler
from sync.state import SyncState
from tests.running_council import RunningCouncil

PASSPHRASE = "mật khẩu của tôi"
PATIENCE = 30.0
"""Seconds after which a story that should have gone on is broken."""

T = TypeVar("T")


def over_tls(identity: DeviceIdentity) -> HttpCouncil:
    """The line that the program uses."""
    return HttpCouncil(identity.address, identity.root_der)


class DeskAtWork:
    """An open desk with its scheduler; remembers every state that was shown."""

    def __init__(self, home: Path, connect: Connect, now: Callable[[], datetime]) -> None:
        self.desk: Desk = open_desk(home, cost=lambda: CHEAPEST)
        self.now = now
        self.states: list[SyncState] = []
        self._moved = threading.Condition()
        self.sync = Scheduler(
            replica=self.desk.replica,
            thread=self.desk.thread,
            connect=connect,
            announce=self.desk.changes.announce,
            now=now,
            chance=Random(7),
        )
        self.sync.subscribe(self._see)

    def _see(self, state: SyncState) -> None:
        with self._moved:
            self.states.append(state)
            self._moved.notify_all()

    def wait_for(self, what: Callable[[SyncState], bool]) -> SyncState:
        """The first state from now on (the present one included) of which that is true."""
        with self._moved:
            assert self._moved.wait_for(lambda: what(self.sync.state), PATIENCE), self.sync.state
            return self.sync.state

    def wait_until(self, what: Callable[[], bool]) -> None:
        """Returns once that is true; it is asked again whenever another state is shown, and may call services."""
        while True:
            with self._moved:
                seen = len(self.states)
            if what():
                return
            with self._moved:
                moved = self._moved.wait_for(lambda seen=seen: len(self.states) != seen, PATIENCE)  # type: ignore[misc]
                assert moved, self.sync.state

    def do(self, job: Callable[[], T]) -> T:
        """A call of a service, where service calls run."""
        return self.desk.thread.submit(job).result(PATIENCE)

    def close(self) -> None:
        self.sync.stop()
        self.desk.close()

    # ------------------------------------------------------------------------------ what one does

    def create(self) -> None:
        self.do(lambda: self.desk.account.create(PASSPHRASE))

    def unlock(self) -> None:
        self.do(lambda: self.desk.account.unlock(PASSPHRASE))

    def ask_to_enrol(self, council: RunningCouncil, person: str, address: str = "") -> None:
        """Type what the clerk's sheet says; another `address` when the council is behind a proxy."""
        code = council.sheet(person, person.title())
        self.do(
            lambda: self.desk.account.begin_enrolment(
                address=address or council.address,
                root_sha256=council.root_sha256,
                code=code,
                device_name="Máy tính xách tay",
                now=self.now(),
            )
        )

    def vote(self, poll: str, choice: str = "APPROVE") -> Vote:
        return self.do(lambda: self.desk.votes.cast(poll, choice, PASSPHRASE, now=self.now()))

    def write(self, version: str, text: str) -> str:
        """A note on the first page of a version; its id."""
        anchor = Anchor(page=0, quote="", prefix="", suffix="", start=0, end=0, rects=())
        made = self.do(
            lambda: self.desk.annotations.add(
                version_sha256=version,
                kind=AnnotationKind.NOTE,
                colour=Colour.YELLOW,
                anchor=anchor,
                text=text,
                now=self.now(),
            )
        )
        return made.id

    def bytes_of(self, version: str) -> bytes:
        """A paper as it lies in the vault."""
        source = self.desk.documents.source(version)
        return source.read(0, source.size)


@contextmanager
def enrolled_desk(
    home: Path, council: RunningCouncil, person: str, connect: Connect = over_tls
) -> Iterator[DeskAtWork]:
    """A desk of this person, enrolled, its first synchronisation done; its threads are not running."""
    at_work = DeskAtWork(home, connect, council.clock)
    try:
        at_work.create()
        at_work.ask_to_enrol(council, person)
        assert not at_work.sync.enrol_once()
        council.confirm_all()
        assert at_work.sync.enrol_once()
        state = at_work.sync.run_once()
        assert state.confirmed, state
        yield at_work
    finally:
        at_work.close()
