"""Work that leaves the GUI thread, and the way its results come back.

A job runs on the vault thread (or the practice council's); its result returns under a number on one
queued signal of this one long-lived object, and the callback is looked up here. So a worker never
holds a widget, and a widget that is gone by then is simply not called.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from delegate_app.errors import DeskError

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Worker(Protocol):
    """A thread that does one job after the other."""

    def submit(self, job: Callable[[], T], /) -> Future[T]:
        """Queue the job; the future settles on the worker's thread."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    owner: QObject
    on_done: Callable[[Any], None]
    on_error: Callable[[Exception], None] | None
    lasting: bool = False


class Tasks(QObject):
    """Runs jobs on `vault` and hands results to the GUI thread. Lives as long as the application."""

    _finished = Signal(int, object, object)
    _posted = Signal(object)
    failed = Signal(object)
    """An exception that no asker handles: a bug or a DeskError nobody expected there."""

    def __init__(self, vault: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vault = vault
        self._aside: Executor | None = None
        self._number = 0
        self._closed = False
        self._emitting = threading.Lock()
        """Held while another thread emits: nothing is emitted once `close` has returned, for then this object dies."""
        self._waiting: dict[int, _Waiting] = {}
        self._finished.connect(self._bring_home, Qt.ConnectionType.QueuedConnection)
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        owner: QObject,
        job: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `job` on the vault thread; then one of the two callbacks on the GUI thread, if `owner` still lives."""
        if not self._closed:
            answer = self.ticket(owner, on_done, on_error)
            self._settle(self._vault.submit(job), answer)

    def run_aside(
        self,
        owner: QObject,
        job: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """As `run`, on a thread of its own: for the practice council's process, which may take its time."""
        if self._closed:
            return
        if self._aside is None:
            self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="practice")
        answer = self.ticket(owner, on_done, on_error)
        self._settle(self._aside.submit(job), answer)

    def ticket(
        self,
        owner: QObject,
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
    ) -> Callable[[T | None, Exception | None], None]:
        """A plain function for any thread that brings (result, error) home to the callbacks. To be called once."""
        self._number += 1
        number = self._number
        self._waiting[number] = _Waiting(owner, on_done, on_error)
        return lambda result, error: self._emit(number, result, error)

    def channel(self, owner: QObject, on_each: Callable[[T], None]) -> Callable[[T], None]:
        """A plain function for any thread that brings each of its values home to `on_each`, as long as `owner` lives.

        For requests that may be dropped without an answer.
        """
        self._number += 1
        number = self._number
        self._waiting[number] = _Waiting(owner, on_each, None, lasting=True)
        owner.destroyed.connect(lambda _object=None: self._waiting.pop(number, None))
        return lambda value: self._emit(number, value, None)

    def post(self, call: Callable[[], None]) -> None:
        """From any thread: run `call` on the GUI thread. It must not hold a widget that may die."""
        with self._emitting:
            if not self._closed and shiboken6.isValid(self):
                self._posted.emit(call)

    def close(self) -> None:
        """Take no more jobs, bring nothing home any more, and end the thread that `run_aside` started, after its job."""
        with self._emitting:
            self._closed = True
        self._waiting.clear()
        if self._aside is not None:
            self._aside.shutdown(wait=True, cancel_futures=True)
            self._aside = None

    @property
    def busy(self) -> bool:
        """True while some callback still waits for its result."""
        return any(not waiting.lasting for waiting in self._waiting.values())

    def _settle(
        self, future: Future[T], answer: Callable[[T | None, Exception | None], None]
    ) -> None:
        def done(settled: Future[T]) -> None:
            error = settled.exception()
            if error is None:
                answer(settled.result(), None)
            elif isinstance(error, Exception):
                answer(None, error)

        future.add_done_callback(done)

    def _emit(self, number: int, result: object, error: Exception | None) -> None:
        with self._emitting:
            if not self._closed and shiboken6.isValid(self):
                self._finished.emit(number, result, error)

    def _bring_home(self, number: int, result: object, error: Exception | None) -> None:
        waiting = self._waiting.get(number)
        if waiting is not None and not waiting.lasting:
            del self._waiting[number]
        if waiting is None or not shiboken6.isValid(waiting.owner):
            return
        if error is None:
            waiting.on_done(result)
        elif waiting.on_error is not None:
            waiting.on_error(error)
        else:
            if not isinstance(error, DeskError):
                logger.error("a job failed", exc_info=error)
            self.failed.emit(error)

    def _call(self, call: Callable[[], None]) -> None:
        call()
