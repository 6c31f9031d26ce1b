"""The practice council: a real council server as a child process of this program.

The child speaks JSON lines. On its standard output: `{"event":"ready","address","root_sha256","code"}`
once it serves, `{"event":"act","name","done"}` when an act of the session day is over,
`{"event":"acts","acts":[...]}` when asked, `{"event":"error","detail"}` when it could not do what it
was told. On its standard input: `{"do":"acts"}`, `{"do":"next"}`, `{"do":"act","name"}`,
`{"do":"stop"}`; the end of its input also stops it, so that it never outlives the window.
"""

from __future__ import annotations

import json
import logging
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from delegate_app.errors import Code, ServerError

_log = logging.getLogger(__name__)

START_SECONDS = 120.0
"""The first start renders and publishes the whole session."""
ANSWER_SECONDS = 120.0
"""An act may wait for a last call."""
STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Ready:
    """The council serves at `address`; `code` is this machine's enrolment code, "" when it was used already."""

    address: str
    root_sha256: str
    code: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the practice day, in order."""

    name: str
    title_vi: str
    title_en: str
    done: bool


def server_command(home: Path, *, manual: bool) -> list[str]:
    """How to start the child: this program itself when frozen, else the package from source."""
    is_frozen = getattr(sys, "frozen", False)
    program = [sys.executable, *(["council-server"] if is_frozen else ["-m", "council_server"])]
    return [*program, "--home", str(home), "practice", *(["--manual"] if manual else [])]


class _Child:
    """One life of the server process with its two pipes. `lines` ends with None when the process did."""

    def __init__(self, command: list[str], log: Path, on_act: Callable[[str], None]) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                cwd=None if getattr(sys, "frozen", False) else Path(__file__).resolve().parents[1],
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        self.events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._on_act = on_act
        self._reader = threading.Thread(target=self._read, name="practice", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def _read(self) -> None:
        for line in self._pipe(self.process.stdout):
            event = _event_of(line)
            if event.get("event") == "act":
                self._on_act(str(event.get("name", "")))
            self.events.put(event)
        self.events.put(None)

    def _pipe(self, pipe: IO[str] | None) -> IO[str]:
        if pipe is None:
            raise ServerError(Code.SERVER_TROUBLE, "the practice council has no pipe")
        return pipe

    def tell(self, command: dict[str, str]) -> None:
        """Write one command; raises ServerError when the child is gone."""
        pipe = self._pipe(self.process.stdin)
        try:
            pipe.write(json.dumps(command) + "\n")
            pipe.flush()
        except (OSError, ValueError) as error:
            raise ServerError(Code.SERVER_TROUBLE, "the practice council ended") from error

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool], seconds: float) -> dict[str, Any]:
        """The next wanted event; others are passed over. ServerError: an error event, death, time-out."""
        while True:
            try:
                event = self.events.get(timeout=seconds)
            except queue.Empty:
                raise ServerError(Code.TOO_SLOW, "the practice council does not answer") from None
            if event is None:
                self.events.put(None)
                raise ServerError(Code.SERVER_TROUBLE, "the practice council ended")
            if event.get("event") == "error":
                raise ServerError(Code.SERVER_TROUBLE, str(event.get("detail", "")))
            if wanted(event):
                return event

    def forget_old_events(self) -> None:
        """Drop what arrived by itself, so that an answer is the answer to the next command."""
        while not self.events.empty():
            event = self.events.get_nowait()
            if event is None:
                self.events.put(None)
                return

    def end(self, *, gently: bool) -> None:
        """Afterwards the process is gone and both pipes are closed."""
        if gently and self.alive:
            self._ask_to_stop()
        if self.alive:
            self.process.kill()
        self.process.wait()
        self._reader.join(STOP_SECONDS)
        for pipe in (self.process.stdin, self.process.stdout):
            _close(pipe)

    def _ask_to_stop(self) -> None:
        try:
            self.tell({"do": "stop"})
            _close(self.process.stdin)
            self.process.wait(STOP_SECONDS)
        except (ServerError, subprocess.TimeoutExpired):
            _log.info("practice council did not stop when asked; killing it")


def _close(pipe: IO[str] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:  # its buffer could not be written: the reader is gone
        _log.debug("practice council: pipe closed late")


def _event_of(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        event = None
    if not isinstance(event, dict):
        _log.info("practice council: a line of %d characters is no event", len(line))
        return {}
    return event


class PracticeCouncil:
    """The practice council of one home folder. Methods may wait for the child; call them off the GUI thread.

    `on_act` is called on a thread of its own with the name of each act that is over, also of those
    that the practice day starts by itself.
    """

    def __init__(
        self, home: Path, *, manual: bool = False, on_act: Callable[[str], None] | None = None
    ) -> None:
        self._home = home
        self._manual = manual
        self._on_act = on_act or (lambda name: None)
        self._child: _Child | None = None
        self._ready: Ready | None = None
        self._turn = threading.RLock()
        self._swap = threading.Lock()

    @property
    def ready(self) -> Ready | None:
        """Where the council serves; None before the first start. Stays known while the server is stopped."""
        return self._ready

    @property
    def running(self) -> bool:
        """True while the child process lives."""
        child = self._child
        return child is not None and child.alive

    def start_server(self) -> Ready:
        """Afterwards the council serves. Nothing happens when it does already. Raises ServerError."""
        with self._turn:
            if self.running and self._ready is not None:
                return self._ready
            self._end(gently=False)
            command = server_command(self._home, manual=self._manual)
            child = _Child(command, self._home / "log" / "practice.log", self._on_act)
            self._child = child
            try:
                event = child.wait_for(lambda e: e.get("event") == "ready", START_SECONDS)
            except ServerError:
                self._end(gently=False)
                raise
            self._ready = Ready(
                address=str(event["address"]),
                root_sha256=str(event["root_sha256"]),
                code=str(event.get("code", "")),
            )
            return self._ready

    def stop_server(self) -> None:
        """Afterwards the child ended in order, or was killed when it did not.

        Whoever waits for an act or a start meanwhile gets a ServerError.
        """
        self._end(gently=True)

    def kill_server(self) -> None:
        """Afterwards the child is gone as after a power cut."""
        self._end(gently=False)

    def restart_server(self) -> Ready:
        """Stop and start; the home folder, and so the council, is the same."""
        with self._turn:
            self.stop_server()
            return self.start_server()

    def acts(self) -> tuple[Act, ...]:
        """All acts of the day in order. Raises ServerError when the child is not running."""
        with self._turn:
            event = self._ask({"do": "acts"}, lambda e: e.get("event") == "acts")
        return tuple(
            Act(
                name=str(act["name"]),
                title_vi=str(act["title_vi"]),
                title_en=str(act["title_en"]),
                done=bool(act["done"]),
            )
            for act in event["acts"]
        )

    def next(self) -> str:
        """Play the next act; returns its name when it is over, "" when the day is over."""
        with self._turn:
            waiting = [act.name for act in self.acts() if not act.done]
            return self.act(waiting[0]) if waiting else ""

    def act(self, name: str) -> str:
        """Play this act (nothing happens when it was played already); returns its name when it is over."""
        with self._turn:
            self._ask(
                {"do": "act", "name": name},
                lambda e: e.get("event") == "act" and e.get("name") == name,
            )
        return name

    def _ask(
        self, command: dict[str, str], answers: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        child = self._child
        if child is None:
            raise ServerError(Code.SERVER_TROUBLE, "the practice council is not running")
        child.forget_old_events()
        child.tell(command)
        return child.wait_for(answers, ANSWER_SECONDS)

    def _end(self, *, gently: bool) -> None:
        with self._swap:
            child, self._child = self._child, None
        if child is not None:
            child.end(gently=gently)
