"""The real world for a run of the engine: the network on this thread, the vault on its own."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.domain.changes import Changes
from delegate_app.errors import Code, UserError
from delegate_app.services.replica import Replica
from delegate_app.services.vault_thread import VaultThread
from protocol.council_api import CouncilApi
from sync.effects import (
    Announce,
    Begin,
    Effect,
    Followed,
    Http,
    Now,
    Progress,
    Reconnect,
    Settle,
    Step,
    Tx,
    Used,
    Woken,
)

T = TypeVar("T")


class CouncilLine(CouncilApi, Protocol):
    """The council over a connection that can be closed, and cut from another thread."""

    def cut(self) -> None:
        """End the call under way and refuse later ones."""
        ...

    def close(self) -> None:
        """Close the connection; no call is under way."""
        ...

    def traffic(self) -> int:
        """Bytes that went over this line, both ways, since this was asked last."""
        ...


Connect = Callable[[DeviceIdentity], CouncilLine]
"""Makes a line to the council of an identity, trusting its root only; makes no call yet."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything outside that a run touches. The callables run on the thread of the run."""

    replica: Replica
    thread: VaultThread
    connect: Connect
    now: Callable[[], datetime]
    announce: Callable[[Changes], None]
    progress: Callable[[Progress], None]
    followed: Callable[[Followed], None]
    woken: Callable[[], bool]
    count: Callable[[int], None]
    """So many bytes went over a line."""
    used: Callable[[], int]
    """All bytes that were counted since this was asked last."""


class Stopping(Exception):
    """The run was ended from outside between two effects; nothing is half done."""


class Driver:
    """Answers the effects of one run after the other on one thread; `stop` comes from any thread."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._line: CouncilLine | None = None
        self._begun: deque[Future[Any]] = deque()
        self._turn = threading.Lock()
        self._stopped = threading.Event()

    def run(self, step: Step[T]) -> T:
        """Run it to its end. Raises what the step lets through, and Stopping after `stop`."""
        self._begun.clear()
        try:
            effect = next(step)
            while True:
                effect = self._advance(step, effect)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            step.close()

    def stop(self) -> None:
        """End the run under way before its next effect, cutting the call it waits for."""
        self._stopped.set()
        with self._turn:
            if self._line is not None:
                self._line.cut()

    def hang_up(self) -> None:
        """Close the connection; the next call makes a new one. No run is under way on another thread."""
        with self._turn:
            line, self._line = self._line, None
        if line is not None:
            line.close()

    def _advance(self, step: Step[T], effect: Effect) -> Effect:
        try:
            answer = self._answer(effect)
        except Stopping:
            raise
        except Exception as error:
            if self._stopped.is_set():
                raise Stopping from error
            return step.throw(error)
        return step.send(answer)

    def _answer(self, effect: Effect) -> Any:
        if self._stopped.is_set():
            raise Stopping
        around = self._around
        match effect:
            case Http(call=call):
                return self._called(call)
            case Tx(do=do):
                return around.thread.submit(lambda: do(around.replica)).result()
            case Begin(do=do):
                self._begun.append(around.thread.submit(lambda: do(around.replica)))
                return None
            case Settle():
                return self._settled()
            case Now():
                return around.now()
            case Woken():
                return around.woken()
            case Used():
                return around.used()
            case Announce() | Progress() | Followed():
                return self._tell(effect)
            case Reconnect():
                return self.hang_up()

    def _tell(self, news: Announce | Progress | Followed) -> None:
        match news:
            case Announce(changes=changes):
                self._around.announce(changes)
            case Progress():
                self._around.progress(news)
            case Followed():
                self._around.followed(news)

    def _called(self, call: Callable[[CouncilLine], T]) -> T:
        line = self._council()
        try:
            return call(line)
        finally:
            self._around.count(line.traffic())

    def _settled(self) -> Any:
        return self._begun.popleft().result() if self._begun else None

    def _council(self) -> CouncilLine:
        """The line for whoever this device is now."""
        with self._turn:
            if self._line is not None:
                return self._line
        around = self._around
        identity = around.thread.submit(around.replica.identity).result()
        if identity is None:
            raise UserError(Code.NOT_ENROLLED, "no council to call")
        line = around.connect(identity)
        with self._turn:
            self._line = line
            if self._stopped.is_set():
                line.cut()
        return line
