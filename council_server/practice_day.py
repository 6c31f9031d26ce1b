"""The practice day as a thread: it does what is due or asked for, one thing after the other, and tells of it.

Each round: the clerk confirms whoever waits; then, as long as something is due, the vote that is
due, the close whose last call is over, or the act whose clock has run out. A commit of anybody, a
command or the next due time starts the next round. An error ends a round, never the thread.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from council_server.councils import Council
from council_server.errors import CommandError, Refused
from council_server.practice_cues import SYNCED, Cues, voted_on
from council_server.practice_hall import Clerk, Hall, voters
from council_server.practice_plan import Act, Plan
from council_server.practice_script import Script

LONGEST_WAIT = 60.0
AFTER_FAILURE = 5.0

Command = Mapping[str, Any]

_log = logging.getLogger(__name__)


class Deliveries:
    """Which papers the learner fetched to the end, over all runs of the practice."""

    def __init__(self, path: Path, learner: str) -> None:
        self._path = path
        self._learner = learner
        self._fetched: dict[str, int] = {}
        self._lock = threading.Lock()
        if path.exists():
            for line in path.read_text("ascii").splitlines():
                sha256, _, size = line.partition(" ")
                self._fetched[sha256] = int(size) if size.isdecimal() else 0

    def sent(self, person: str, sha256: str, stop: int) -> bool:
        """A person holds this paper up to the byte before `stop`; whether that is new of the learner."""
        with self._lock:
            if person != self._learner or stop <= self._fetched.get(sha256, 0):
                return False
            self._fetched[sha256] = stop
            with self._path.open("a", encoding="ascii") as file:
                file.write(f"{sha256} {stop}\n")
            return True

    def cover(self, wanted: Mapping[str, int]) -> bool:
        """Whether all of these were fetched to their last byte."""
        return all(self._fetched.get(sha256, 0) >= size for sha256, size in wanted.items())


def trouble(error: Exception) -> str:
    """What went wrong, for the log and the parent; never content."""
    if isinstance(error, Refused):
        return f"{error.code} {error.detail}".strip()
    return str(error) if isinstance(error, CommandError) else type(error).__name__


class Day:
    """`tell` is called with each event for the parent. `start` once everything is served; `stop` joins."""

    def __init__(
        self,
        council: Council,
        plan: Plan,
        *,
        learner: str,
        clerk: Clerk,
        hall: Hall,
        script: Script,
        deliveries: Deliveries,
        tell: Callable[..., None],
    ) -> None:
        self._council = council
        self._plan = plan
        self._learner = learner
        self._clerk = clerk
        self._hall = hall
        self._script = script
        self._deliveries = deliveries
        self._tell = tell
        self._cues = Cues(council.clock())
        self._asked: list[str] = []
        self._told: set[str] = set()
        self._rest_until = council.clock()
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="practice-day", daemon=True)

    def start(self) -> None:
        """Afterwards the day goes on from where the record says that it is."""
        self._told = {act.name for act in self._script.done()}
        self._thread.start()

    def stop(self) -> None:
        """Afterwards nothing more happens by itself."""
        self._stopping.set()
        self._commands.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def command(self, command: Command) -> None:
        """From the parent, answered by events."""
        self._commands.put(command)

    def wake(self) -> None:
        """Something was committed or fetched."""
        self._commands.put(None)

    # ---------------------------------------------------------------------------------- the thread

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._guard(self._round)
            if not self._stopping.is_set():
                for command in self._next_commands():
                    self._guard(partial(self._obey, command))

    def _guard(self, work: Callable[[], None]) -> None:
        """The border of the thread: whatever goes wrong is told, and the server goes on."""
        try:
            work()
        except Exception as error:
            if self._stopping.is_set():
                return
            detail = trouble(error)
            _log.error("practice: %s", detail)
            self._asked.clear()
            self._rest_until = self._council.clock() + timedelta(seconds=AFTER_FAILURE)
            self._tell(event="error", detail=detail)

    def _next_commands(self) -> list[Command]:
        """Wait for a command, a commit or the next due time; all commands that came."""
        found: list[Command | None] = []
        try:
            found.append(self._commands.get(timeout=self._seconds_to_wait()))
            while True:
                found.append(self._commands.get_nowait())
        except queue.Empty:
            return [command for command in found if command is not None]

    def _seconds_to_wait(self) -> float:
        now = self._council.clock()
        due = max(self._next_due() or now + timedelta(days=1), self._rest_until)
        return min(max((due - now).total_seconds(), 0.0), LONGEST_WAIT)

    def _obey(self, command: Command) -> None:
        match command:
            case {"do": "acts"}:
                self._tell_acts()
            case {"do": "next"}:
                act = self._next_act()
                if act is None:
                    self._tell(event="act", name="", done=True)
                else:
                    self._ask(act)
            case {"do": "act", "name": str(name)}:
                self._ask(self._plan.named(name))
            case _:
                raise CommandError(f"unknown command {command.get('do')}")

    def _ask(self, act: Act) -> None:
        """The act begins now, and `act` is told when it is done, also when it was before."""
        if act not in self._script.done():
            self._script.begin(act)
        self._asked.append(act.name)

    def _tell_acts(self) -> None:
        done = self._script.done()
        acts = [
            {
                "name": act.name,
                "title_vi": act.title_vi,
                "title_en": act.title_en,
                "done": act in done,
            }
            for act in self._plan.act
        ]
        self._tell(event="acts", acts=acts)

    # ----------------------------------------------------------------------------------- a round

    def _round(self) -> None:
        for person, comparison in self._clerk.confirm_waiting():
            self._tell(event="enrolled", person=person, comparison=comparison)
        while not self._stopping.is_set() and self._step(self._council.clock()):
            pass
        if not self._stopping.is_set():
            self._tell_what_is_over()

    def _step(self, now: datetime) -> bool:
        """Do the one thing whose time has come; False when there is none."""
        turn = self._hall.next_turn()
        if turn is not None and turn[1].at <= now:
            self._hall.take(*turn)
            return True
        for due, state in self._script.closing():
            if due <= now:
                self._script.close(state)
                return True
        act, when = self._next_by_itself(now)
        if act is None or when is None or when > now:
            return False
        self._script.begin(act)
        return True

    def _next_due(self) -> datetime | None:
        turn = self._hall.next_turn()
        times = [due for due, _ in self._script.closing()]
        if turn is not None:
            times.append(turn[1].at)
        _, when = self._next_by_itself(self._council.clock())
        if when is not None:
            times.append(when)
        return min(times, default=None)

    def _next_by_itself(self, now: datetime) -> tuple[Act | None, datetime | None]:
        """The next act and when its clock runs out; nothing when acts wait to be asked for."""
        if not self._plan.practice.auto:
            return None, None
        act = self._next_act()
        if act is None or (act.do == "close" and self._is_closing(act)):
            return None, None
        self._cues.see(self._facts(act), now)
        index = self._plan.act.index(act)
        return act, self._cues.due(act, self._plan.act[index - 1] if index else None)

    def _is_closing(self, act: Act) -> bool:
        return act.poll in {state.definition.poll for _, state in self._script.closing()}

    def _facts(self, act: Act) -> list[str]:
        facts = [one.name for one in self._script.done()]
        if act.after == "sync" and self._deliveries.cover(self._script.wanted_blobs()):
            facts.append(SYNCED)
        state = self._script.state(act.poll) if act.after == "vote" else None
        if state is not None and self._learner in voters(state):
            facts.append(voted_on(act.poll))
        return facts

    def _next_act(self) -> Act | None:
        done = self._script.done()
        return next((act for act in self._plan.act if act not in done), None)

    def _tell_what_is_over(self) -> None:
        """Each act that is done now and was not, and each that was asked for."""
        done = [act.name for act in self._script.done()]
        for name in done:
            if name not in self._told or name in self._asked:
                self._tell(event="act", name=name, done=True)
        self._told.update(done)
        self._asked = [name for name in self._asked if name not in done]
