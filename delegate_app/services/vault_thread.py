"""The vault's thread: one worker that owns the writing connection and the keys."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def _name_thread() -> None:
    threading.current_thread().name = "vault"


class VaultThread:
    """Runs jobs one after another in the order they were given."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "vault", initializer=_name_thread)

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Queue a job; its result or error is in the future. Raises RuntimeError after `close`."""
        return self._pool.submit(job)

    def close(self) -> None:
        """Run what is queued, then end and join the thread. May be called twice."""
        self._pool.shutdown(wait=True)
