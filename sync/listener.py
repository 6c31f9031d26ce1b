"""Hearing of new heads at once: a long poll on a thread and a connection of its own (`protocol.md 7.7`)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from delegate_app.errors import DeskError
from protocol.limits import WAIT_SECONDS
from protocol.wire import Head, Heads
from sync.driver import Driver, Stopping
from sync.effects import Step
from sync.outcome import log_crash
from sync.signing_in import asked

_log = logging.getLogger(__name__)

HeadsByFeed = Mapping[str, Head]


class Listener:
    """Wakes the synchronisation when the heads differ from those it followed.

    It listens only while the last run went well: without the network the back-off of the runs
    decides when to try again, and a lost line wakes a run that finds out what is wrong.
    """

    def __init__(self, driver: Driver, wake: Callable[[str], None]) -> None:
        self._driver = driver
        self._wake = wake
        self._turn = threading.Condition()
        self._followed: HeadsByFeed | None = None
        self._stopping = False
        self.thread = threading.Thread(target=self._loop, name="listen", daemon=True)

    def start(self) -> None:
        """Start the thread; it listens after the first `follow`."""
        self.thread.start()

    def follow(self, heads: HeadsByFeed | None) -> None:
        """These heads were reached: wake when others come. None: listen no more until the next call."""
        with self._turn:
            self._followed = heads
            self._turn.notify_all()

    def stop(self) -> None:
        """End the thread within a moment, cutting the call it waits in."""
        with self._turn:
            self._stopping = True
            self._turn.notify_all()
        self._driver.stop()

    def _loop(self) -> None:
        etag = ""
        while self._may_listen():
            try:
                etag = self._listen(etag)
            except Stopping:
                break
            except DeskError as error:
                etag = ""
                self._lost(error.code.value)
            except Exception as error:  # a fault of ours: the next run starts over
                etag = ""
                log_crash(error)
                self._lost("fault")
        self._driver.hang_up()

    def _may_listen(self) -> bool:
        """Wait until a run went well; False when stopping."""
        with self._turn:
            self._turn.wait_for(lambda: self._stopping or self._followed is not None)
            return not self._stopping

    def _listen(self, etag: str) -> str:
        """One long poll; returns the tag for the next one."""
        answer = self._driver.run(listen(etag))
        if answer is None:
            return etag
        with self._turn:
            news = self._followed is not None and self._followed != answer.heads
        if news:
            self._wake("new heads")
        return answer.etag

    def _lost(self, reason: str) -> None:
        self._driver.hang_up()
        with self._turn:
            if self._stopping:
                return
            self._followed = None
        _log.info("line lost while listening: %s", reason)
        self._wake("line lost")


def listen(etag: str) -> Step[Heads | None]:
    """The heads once they differ from those with that tag, None when they did not in 25 s."""
    wait = WAIT_SECONDS if etag else 0
    return asked("heads", lambda council: council.heads(etag, wait))
