"""When the synchronisation runs: two threads, wake-ups, back-off, and the state that the window shows.

Thread "sync" runs the engine, one run at a time: at the start, when woken (a vote was cast, a note
written), when the listener saw new heads, and when a back-off is over. Thread "listen" holds a long
poll on a connection of its own, so that a fresh vote never waits behind it (`protocol.md 7.7`).
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from delegate_app.domain.changes import Changes
from delegate_app.errors import Code, DeskError
from delegate_app.services.replica import Replica
from delegate_app.services.vault_thread import VaultThread
from sync.driver import Connect, Driver, Stopping, Surroundings
from sync.effects import Followed, Progress
from sync.engine import count, run
from sync.enrolment import enrol_now
from sync.listener import Listener
from sync.outcome import answering, beginning, log_crash, paused, state_after, with_progress
from sync.report import Report
from sync.state import STOPPED, SyncState

_log = logging.getLogger(__name__)

LONGEST_WAIT = 300.0
LONGEST_WAIT_WITH_A_VOTE = 15.0
"""Seconds between two tries while a vote is unsent: its poll may close."""
CLERK_SECONDS = 3.0
"""Between two questions whether the clerk confirmed this device."""
REST_SECONDS = 300.0
"""A run even when nothing seems new: the watch-dog of a listener that hears nothing."""
JOIN_SECONDS = 1.0


def backoff(tries: int, longest: float, chance: random.Random) -> float:
    """Seconds before try number `tries` + 1, `tries` >= 1: full jitter over 1 s doubled each time."""
    return chance.uniform(0, min(longest, 2.0 ** min(tries - 1, 16)))


class Scheduler:
    """Runs the synchronisation of one unlocked vault. Every method may be called from any thread.

    `connect` makes a `CouncilLine` for an identity; `announce` is told what kinds of records moved,
    on the sync thread; `now` is the wall clock, aware; `chance` draws the jitter.
    """

    def __init__(
        self,
        *,
        replica: Replica,
        thread: VaultThread,
        connect: Connect,
        announce: Callable[[Changes], None],
        now: Callable[[], datetime],
        chance: random.Random,
    ) -> None:
        self._replica = replica
        self._thread = thread
        self._connect = connect
        self._announce = announce
        self._now = now
        self._chance = chance
        self._turn = threading.Condition()
        self._woken = False
        self._used = 0
        self._paused = False
        self._stopping = False
        self._tries = 0
        self._state = STOPPED
        self._callbacks: list[Callable[[SyncState], None]] = []
        self._driver: Driver | None = None
        self._listener: Listener | None = None
        self._worker: threading.Thread | None = None

    # -------------------------------------------------------------------------------- for others

    @property
    def state(self) -> SyncState:
        """The newest state."""
        return self._state

    def subscribe(self, callback: Callable[[SyncState], None]) -> None:
        """Call `callback` with each new state, on the thread where it changed."""
        with self._turn:
            self._callbacks.append(callback)

    def start(self) -> None:
        """Start both threads; a second call does nothing."""
        with self._turn:
            if self._worker is not None:
                return
            self._stopping = False
            self._woken = True
            self._driver = driver = self._new_driver()
            self._listener = Listener(self._new_driver(), self.wake)
            self._worker = threading.Thread(
                target=self._loop, args=(driver,), name="sync", daemon=True
            )
        self._worker.start()
        self._listener.start()

    def stop(self) -> None:
        """Afterwards both threads ended and their connections are closed.

        A thread that hangs in a name look-up is left behind: it can reach neither the vault nor the
        council any more.
        """
        with self._turn:
            worker, listener, driver = self._worker, self._listener, self._driver
            self._worker = self._listener = self._driver = None
            self._stopping = True
            self._turn.notify_all()
        if worker is None or listener is None or driver is None:
            return
        driver.stop()
        listener.stop()
        for name, thread in (("sync", worker), ("listen", listener.thread)):
            if thread is not threading.current_thread():
                thread.join(JOIN_SECONDS)
            if thread.is_alive():
                _log.info("thread %s still waits for the network; left behind", name)
        self._publish(paused(self._state, by_user=False))

    def wake(self, reason: str) -> None:
        """Run now, or once more right after the run under way. Returns at once."""
        _log.debug("woken: %s", reason)
        with self._turn:
            self._woken = True
            self._turn.notify_all()

    def pause(self) -> None:
        """Start no further run, and listen no more."""
        with self._turn:
            self._paused = True
            self._turn.notify_all()
            listener = self._listener
        if listener is not None:
            listener.follow(None)

    def resume(self) -> None:
        """Undo `pause` and run."""
        with self._turn:
            self._paused = False
        self.wake("resumed")

    def run_once(self) -> SyncState:
        """One run on the calling thread, for a program without a window; returns where it ended."""
        driver = self._new_driver()
        try:
            self._run(driver)
        finally:
            driver.hang_up()
        return self._state

    def enrol_once(self) -> bool:
        """Deliver the request if that was not done and ask the clerk's answer once; True when enrolled.

        Raises the `DeskError` that stands in the way.
        """
        driver = self._new_driver()
        try:
            return driver.run(enrol_now())
        finally:
            driver.hang_up()

    # -------------------------------------------------------------------------------- sync thread

    def _loop(self, driver: Driver) -> None:
        wait = 0.0
        try:
            while self._wait(wait, driver):
                wait = self._run(driver)
        except Stopping:
            _log.debug("stopped inside a run")
        finally:
            driver.hang_up()

    def _wait(self, seconds: float, driver: Driver) -> bool:
        """Sleep until there is something to do; False when the threads are stopping."""
        with self._turn:
            self._turn.wait_for(lambda: self._stopping or self._is_called, timeout=seconds)
        while self._paused and not self._stopping:
            self._was_woken()
            driver.run(count(Report()))
            self._publish(paused(self._state))
            with self._turn:
                self._turn.wait_for(lambda: self._stopping or not self._paused or self._woken)
        return not self._stopping

    @property
    def _is_called(self) -> bool:
        """True when somebody wants a run, or none at all."""
        return self._woken or self._paused

    def _run(self, driver: Driver) -> float:
        """One run; returns the seconds until the next one."""
        self._publish(beginning(self._state))
        try:
            report = driver.run(run())
        except Stopping:
            raise
        except Exception as error:
            log_crash(error)
            report = Report(errors=[DeskError(Code.SYNC_FAULT, type(error).__name__)])
        return self._conclude(report)

    def _conclude(self, report: Report) -> float:
        """Publish the state after a run; returns the seconds until the next one."""
        for error in report.errors:
            _log.info("sync: %s %s", error.code.value, error.detail)
        self._tries = self._tries + 1 if report.errors else 0
        wait = self._wait_after(report)
        listener = self._listener
        if listener is not None and report.ended_early:
            listener.follow(None)
        self._publish(state_after(self._state, report, self._now() + timedelta(seconds=wait)))
        return wait

    def _wait_after(self, report: Report) -> float:
        if report.waiting and not report.errors:
            return CLERK_SECONDS
        if not report.errors:
            return self._chance.uniform(REST_SECONDS / 2, REST_SECONDS)
        urgent = report.progress.unsent_votes > 0
        longest = LONGEST_WAIT_WITH_A_VOTE if urgent else LONGEST_WAIT
        return max(backoff(self._tries, longest, self._chance), report.retry_after)

    # ------------------------------------------------------------------------------------ pieces

    def _new_driver(self) -> Driver:
        return Driver(
            Surroundings(
                replica=self._replica,
                thread=self._thread,
                connect=self._connect,
                now=self._now,
                announce=self._announce,
                progress=self._progress,
                followed=self._followed,
                woken=self._was_woken,
                count=self._count,
                used=self._take_used,
            )
        )

    def _followed(self, followed: Followed) -> None:
        """From now on new heads wake the next run, also while papers are still coming."""
        now = None if followed.through_hall else self._now()
        self._publish(answering(self._state, now))
        listener = self._listener
        if listener is not None:
            listener.follow(followed.heads)

    def _was_woken(self) -> bool:
        with self._turn:
            woken, self._woken = self._woken, False
            return woken

    def _count(self, used: int) -> None:
        with self._turn:
            self._used += used

    def _take_used(self) -> int:
        with self._turn:
            used, self._used = self._used, 0
            return used

    def _progress(self, progress: Progress) -> None:
        self._publish(with_progress(self._state, progress))

    def _publish(self, state: SyncState) -> None:
        with self._turn:
            if state == self._state:
                return
            self._state = state
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback(state)
