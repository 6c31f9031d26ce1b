"""The practice council as a process: JSON lines with its parent on the standard streams, HTTPS for the learner.

Out: `ready` once it serves; `act` when an act is over; `acts` when asked; `enrolled` when the clerk
confirmed somebody; `error`. In: `{"do":"acts"}`, `{"do":"act","name":...}`, `{"do":"next"}`,
`{"do":"stop"}`; the end of the input stops the process too, so that it never outlives the window.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import queue
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from council_server.clock import vietnam_now
from council_server.councils import Council, open_council
from council_server.entries import Entries
from council_server.errors import Busy, CommandError, Refused
from council_server.founding import found_council
from council_server.homes import SETTINGS, Home, open_home
from council_server.keys import CHAIR, ROOT, SECRETARY
from council_server.offices import open_office
from council_server.practice_hall import Hall
from council_server.practice_plan import Plan, practice_resources, read_plan
from council_server.practice_script import Script
from council_server.publishing import publish, published
from council_server.rosters import Roster, read_roster
from council_server.service import Service
from council_server.serving import CouncilServer, address_of, listen, port_of
from council_server.session_files import FILE_NAME, SessionFile, read_session_file
from protocol.records import Record

HOSTS = ("127.0.0.1", "localhost")
CAST_SECONDS = 30.0

_log = logging.getLogger(__name__)


class Parent:
    """The lines to and from whoever started the process."""

    def __init__(self, out: TextIO, commands: TextIO) -> None:
        self._out = out
        self._in = commands
        self._lock = threading.Lock()

    def tell(self, **event: object) -> None:
        """One event; a parent that is gone hears nothing."""
        with self._lock, suppress(OSError, ValueError):
            self._out.write(json.dumps(event, ensure_ascii=False) + "\n")
            self._out.flush()

    def listen(self, told: Callable[[Mapping[str, Any]], None]) -> None:
        """Hand on each command until the input ends, which is a command to stop."""
        for line in self._in:
            try:
                command = json.loads(line)
            except ValueError:
                command = None
            if isinstance(command, dict):
                told(command)
            elif line.strip():
                self.tell(event="error", detail="a command is a JSON object on one line")
        told({"do": "stop"})


class Deliveries:
    """Which papers the learner fetched to the end, over all runs of the practice."""

    def __init__(self, path: Path, learner: str) -> None:
        self._path = path
        self._learner = learner
        self._lock = threading.Lock()
        self._sent = set(path.read_text("ascii").split()) if path.exists() else set()

    def sent(self, person: str, sha256: str, stop: int) -> None:
        """A part of a blob went out; the last part of a blob is the one that counts."""
        with self._lock:
            if person == self._learner and sha256 not in self._sent:
                self._sent.add(sha256)
                with self._path.open("a", encoding="ascii") as file:
                    file.write(f"{sha256}\n")

    def cover(self, wanted: set[str]) -> bool:
        """Whether all of these were fetched."""
        return wanted <= self._sent


def open_practice(home: Path, roster: Roster) -> Home:
    """The practice council's home, made at the first run."""
    if (home / SETTINGS).exists():
        return open_home(home)
    return found_council(home, roster, hosts=HOSTS, port=0, passphrase=None, clock=vietnam_now)


def listen_as_before(home: Home) -> tuple[Home, socket.socket]:
    """A socket on the port of the last run, or on a free one when that is taken; the port is remembered."""
    try:
        listening = listen(HOSTS[0], home.port)
    except CommandError:
        listening = listen(HOSTS[0], 0)
    known = dataclasses.replace(home, port=port_of(listening))
    known.save()
    return known, listening


def practise(
    home_path: Path, *, resources: Path | None, manual: bool, out: TextIO, commands: TextIO
) -> int:
    """Serve the practice council and play its day until told to stop; the exit status."""
    resources = resources or practice_resources()
    roster = read_roster(resources / "council.toml")
    plan = read_plan(resources / "practice.toml")
    if roster.delegate(roster.learner) is None:
        raise CommandError(f"{resources / 'council.toml'}: learner is missing in [council]")
    home, listening = listen_as_before(open_practice(home_path, roster))
    parent = Parent(out, commands)
    with listening, open_council(home) as council:
        session = publish_sessions(council, resources, plan)
        practice = Practice(council, roster, plan, session, parent, manual=manual)
        practice.serve(listening)
    return 0


def publish_sessions(council: Council, resources: Path, plan: Plan) -> SessionFile:
    """Every session under `sessions/` is published, once; returns the one that is practised."""
    secretary = open_office(council.home, council.home.keys(), SECRETARY)
    files = sorted((resources / "sessions").glob(f"*/{FILE_NAME}"))
    sessions = [read_session_file(path) for path in files]
    known = published(council, "session")
    for session in sessions:
        if session.id not in known:
            publish(council, secretary, session)
    found = next((one for one in sessions if one.id == plan.practice.session), None)
    if found is None:
        raise CommandError(f"practice.toml: there is no session {plan.practice.session}")
    return found


class Practice:
    """The threads of the process: the server's loop, the hall, the script, and the ear for the parent."""

    def __init__(
        self,
        council: Council,
        roster: Roster,
        plan: Plan,
        session: SessionFile,
        parent: Parent,
        *,
        manual: bool,
    ) -> None:
        self._council = council
        self._roster = roster
        self._parent = parent
        self._auto = plan.practice.auto and not manual
        home, keys = council.home, council.home.keys()
        secretary = open_office(home, keys, SECRETARY)
        folder = home.path / "practice"
        folder.mkdir(mode=0o700, exist_ok=True)
        self._deliveries = Deliveries(folder / "delivered", roster.learner)
        self._service = Service(council, blob_seen=self._deliveries.sent)
        self._server = CouncilServer(self._service, ready=self._serving)
        self._entries = Entries(self._service)
        self._hall = Hall(
            council,
            root=open_office(home, keys, ROOT),
            secretary=secretary,
            plan=plan,
            folder=folder,
            cast=self._cast,
        )
        self._script = Script(
            council,
            chair=open_office(home, keys, CHAIR),
            secretary=secretary,
            roster=roster,
            plan=plan,
            session=session,
            hall=self._hall,
        )
        self._commands: queue.SimpleQueue[Mapping[str, Any]] = queue.SimpleQueue()
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._threads = [
            threading.Thread(target=self._keep_hall, name="hall", daemon=True),
            threading.Thread(target=self._keep_script, name="script", daemon=True),
        ]

    def serve(self, listening: socket.socket) -> None:
        """Until told to stop."""
        council = self._council
        council.writer.listeners.append(lambda heads: self._news.set())
        council.catch_up()
        others = [one for one in self._roster.delegates if one.id != self._roster.learner]
        self._hall.seat(others)
        self._address = address_of(council.home, listening)
        self._server.serve_on(listening)
        self._stop()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(CAST_SECONDS)

    def _serving(self) -> None:
        """In the server's loop, once it accepts connections."""
        self._loop = asyncio.get_running_loop()
        for thread in self._threads:
            thread.start()
        ear = threading.Thread(target=self._parent.listen, args=(self._told,), daemon=True)
        threading.Thread(target=self._say_ready, args=(ear,), daemon=True).start()

    def _say_ready(self, ear: threading.Thread) -> None:
        learner = self._roster.delegate(self._roster.learner)
        code = self._hall.learner_code(learner) if learner else ""
        self._parent.tell(
            event="ready",
            address=self._address,
            root_sha256=self._council.home.root_sha256,
            code=code,
        )
        ear.start()

    def _cast(self, record: Record) -> object:
        """By the way of every statement, but without a socket."""
        if self._loop is None or self._stopping.is_set():
            raise Busy
        future = asyncio.run_coroutine_threadsafe(self._entries.submit(record), self._loop)
        return future.result(CAST_SECONDS)

    # ---------------------------------------------------------------------------- the parent

    def _told(self, command: Mapping[str, Any]) -> None:
        if command.get("do") == "stop":
            self._stop()
            self._server.should_exit = True
        elif command.get("do") == "acts":
            self._tell_acts()
        else:
            self._commands.put(command)
            self._news.set()

    def _tell_acts(self) -> None:
        acts = [
            {
                "name": act.name,
                "title_vi": act.title_vi,
                "title_en": act.title_en,
                "done": self._script.done(act),
            }
            for act in self._script.acts
        ]
        self._parent.tell(event="acts", acts=acts)

    def _stop(self) -> None:
        self._stopping.set()
        self._script.stop()
        self._commands.put({})
        self._news.set()

    # ------------------------------------------------------------------------------ the threads

    def _keep_hall(self) -> None:
        """The clerk and the delegates, as commits and seconds go by."""
        while not self._stopping.is_set():
            self._news.clear()
            with suppress(Busy, Refused, CommandError, TimeoutError):  # a poll closed just now
                for person in self._hall.confirm_waiting():
                    self._parent.tell(event="enrolled", person=person)
                now = self._council.clock()
                self._hall.vote_what_is_due(now)
                self._hall.vote_late(now)
            self._news.wait(self._hall.next_due(self._council.clock()))

    def _keep_script(self) -> None:
        """Acts, one at a time, asked for or by the clock."""
        while not self._stopping.is_set():
            try:
                command = self._commands.get(timeout=1.0 if self._auto else None)
            except queue.Empty:
                command = {"do": "clock"}
            try:
                self._obey(command)
            except Busy:
                return
            except (CommandError, Refused, OSError, TimeoutError) as error:
                _log.error("an act failed: %s", type(error).__name__)
                self._parent.tell(event="error", detail=str(error))

    def _obey(self, command: Mapping[str, Any]) -> None:
        match command:
            case {"do": "clock"}:
                self._play_what_is_due()
            case {"do": "next"}:
                act = self._script.next_act()
                self._play(act.name if act else "")
            case {"do": "act", "name": str(name)}:
                self._play(name)
            case {"do": other}:
                self._parent.tell(event="error", detail=f"unknown command {other}")

    def _play_what_is_due(self) -> None:
        synced = self._deliveries.cover(self._script.wanted_blobs())
        due = self._script.due(self._council.clock(), learner_synced=synced)
        act = self._script.next_act()
        if act is not None and due is not None and due <= 0:
            self._play(act.name)

    def _play(self, name: str) -> None:
        if name:
            self._script.play(self._script.act(name))
        self._parent.tell(event="act", name=name, done=True)


def standard_streams() -> tuple[TextIO, TextIO]:
    """The parent's pipes; whatever else prints goes to the error stream, so that it spoils no line."""
    out, sys.stdout = sys.stdout, sys.stderr
    for stream in (out, sys.stdin):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    return out, sys.stdin
