"""The practice council as a process: HTTPS for the learner, JSON lines with its parent on the standard streams.

Out: `ready` once it serves; `act` when an act is over; `acts` when asked; `enrolled` when the clerk
confirmed somebody; `error`. In: `{"do":"acts"}`, `{"do":"act","name":...}`, `{"do":"next"}`,
`{"do":"stop"}`; the end of the input stops the process too, so that it never outlives the window.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from council_server.clock import vietnam_now
from council_server.councils import Council, open_council
from council_server.entries import Entries
from council_server.errors import Busy, CommandError
from council_server.keys import CHAIR, ROOT, SECRETARY
from council_server.offices import open_office
from council_server.practice_day import Day, Deliveries
from council_server.practice_hall import DELEGATES, Clerk, Hall
from council_server.practice_home import (
    SOURCE,
    Material,
    furnish,
    listen_as_before,
    open_practice,
    read_material,
)
from council_server.practice_script import Script
from council_server.rosters import Person
from council_server.service import Service
from council_server.serving import CouncilServer, address_of
from protocol.records import Record

DELIVERED = "delivered"
CAST_SECONDS = 30.0

_log = logging.getLogger(__name__)


class Parent:
    """The lines to and from whoever started the process."""

    def __init__(self, commands: BinaryIO, events: BinaryIO) -> None:
        self._commands = commands
        self._events = events
        self._lock = threading.Lock()

    def tell(self, **event: object) -> None:
        """One event; a parent that is gone hears nothing."""
        with self._lock, suppress(OSError, ValueError):
            self._events.write(json.dumps(event).encode() + b"\n")
            self._events.flush()

    def listen(self, told: Callable[[Mapping[str, Any]], None], stop: Callable[[], None]) -> None:
        """Hand on each command until `stop`, or the end of the input, which means the same."""
        with suppress(OSError):
            for line in self._commands:
                command = read_command(line)
                if command is None:
                    self.tell(event="error", detail="a command is a JSON object on one line")
                elif command.get("do") == "stop":
                    break
                else:
                    told(command)
        stop()


def read_command(line: bytes) -> Mapping[str, Any] | None:
    """The object of a line, None when it is no object."""
    try:
        command = json.loads(line)
    except ValueError:
        return None
    return command if isinstance(command, dict) else None


def standard_streams() -> Parent:
    """The parent's pipes. Whatever else prints goes to the error stream, so that it spoils no line.

    The input is read without a buffer: a thread that waits in one would hold its lock at the exit.
    """
    try:
        commands = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115
        events = open(1, "wb", closefd=False)  # noqa: SIM115
    except OSError:
        raise CommandError(
            "the practice council is spoken to by pipes, and there are none"
        ) from None
    sys.stdout = sys.stderr
    return Parent(commands, events)


class PracticeServer(CouncilServer):
    """A council's server with a practice day: the day begins once it serves and ends before it stops."""

    def __init__(
        self, service: Service, opened: Callable[[], None], stopping: Callable[[], None]
    ) -> None:
        super().__init__(service, ready=opened)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await asyncio.to_thread(self._stopping)
        await super().shutdown(sockets)


class Practice:
    """Everything of one practice council, wired together."""

    def __init__(
        self, council: Council, material: Material, learner: Person, parent: Parent
    ) -> None:
        self._council = council
        self._learner = learner
        self._parent = parent
        home, keys = council.home, council.home.keys()
        root, chair, secretary = (open_office(home, keys, n) for n in (ROOT, CHAIR, SECRETARY))
        self._clerk = Clerk(council, root, secretary)
        self._deliveries = Deliveries(home.path / DELEGATES / DELIVERED, learner.id)
        service = Service(council, blob_seen=self._sent)
        self._entries = Entries(service)
        hall = Hall(council, secretary, material.plan, self._cast)
        self._day = Day(
            council,
            material.plan,
            learner=learner.id,
            clerk=self._clerk,
            hall=hall,
            script=Script(council, chair, secretary, material, hall),
            deliveries=self._deliveries,
            tell=parent.tell,
        )
        self._server = PracticeServer(service, self._opened, self._day.stop)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready: dict[str, object] = {}

    def serve(self, listening: socket.socket) -> None:
        """Until told to stop."""
        self._clerk.confirm_waiting()
        home = self._council.home
        self._ready = {
            "event": "ready",
            "address": address_of(home, listening),
            "root_sha256": home.root_sha256,
            "code": self._clerk.code_for(self._learner),
        }
        self._server.serve_on(listening)

    def _opened(self) -> None:
        """In the server's loop, once it accepts connections."""
        self._loop = asyncio.get_running_loop()
        self._council.writer.listeners.append(lambda heads: self._day.wake())
        self._parent.tell(**self._ready)
        self._day.start()
        ear = threading.Thread(
            target=self._parent.listen,
            args=(self._day.command, self._stop),
            name="parent",
            daemon=True,
        )
        ear.start()

    def _stop(self) -> None:
        self._server.should_exit = True

    def _sent(self, person: str, sha256: str, stop: int) -> None:
        if self._deliveries.sent(person, sha256, stop):
            self._day.wake()

    def _cast(self, record: Record) -> object:
        """By the way of every statement, but without a socket."""
        if self._loop is None:
            raise Busy
        submitting = asyncio.run_coroutine_threadsafe(self._entries.submit(record), self._loop)
        return submitting.result(CAST_SECONDS)


def main(home: Path, *, resources: Path | None = None, manual: bool = False) -> int:
    """Serve the practice council of this folder and play its day until told to stop; the exit status.

    With `manual` acts wait to be asked for and take no time. Raises CommandError, told to the parent too.
    """
    parent = standard_streams()
    try:
        practise(home, parent, resources=resources or SOURCE, manual=manual)
    except CommandError as error:
        parent.tell(event="error", detail=str(error))
        raise
    return 0


def practise(path: Path, parent: Parent, *, resources: Path, manual: bool) -> None:
    """What `main` does, with this parent."""
    material = read_material(resources)
    if manual:
        material = material.by_hand()
    learner = material.roster.delegate(material.roster.learner)
    if learner is None:
        raise CommandError(f"{material.roster.learner} is no delegate")
    home, listening = listen_as_before(open_practice(path, material, vietnam_now))
    with listening, open_council(home) as council:
        furnish(council, material)
        Practice(council, material, learner, parent).serve(listening)
