"""The render thread: jobs by rank, the newest strip first, and strips that nobody wants any more dropped."""

from __future__ import annotations

import heapq
import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import IntEnum

logger = logging.getLogger(__name__)

JOIN_SECONDS = 1.0


@dataclass(frozen=True)
class StripKey:
    """Names one strip: the same key always means the same pixels."""

    version: str
    page: int
    scale: float
    rotation: int
    index: int


class Rank(IntEnum):
    """Order of work; within one rank the first asked comes first, of strips and words the last asked."""

    OPEN = 0
    URGENT = 1
    SOON = 2
    STRUCTURE = 3
    SHAPES = 4
    FIND = 5


@dataclass(order=True)
class _Job:
    rank: int
    order: int
    run: Callable[[], None] = field(compare=False)
    strip: StripKey | None = field(compare=False, default=None)
    asker: object = field(compare=False, default=None)


class RenderQueue:
    """One thread named "render" that runs jobs until `close`; `at_end` runs on it last."""

    def __init__(self, *, at_end: Callable[[], None]) -> None:
        self._at_end = at_end
        self._jobs: list[_Job] = []
        self._serial = 0
        self._waiting = threading.Condition()
        self.closing = False
        self._thread = threading.Thread(target=self._work, name="render")
        self._thread.start()

    def push(
        self,
        rank: Rank,
        run: Callable[[], None],
        *,
        newest_first: bool = False,
        strip: StripKey | None = None,
        asker: object = None,
    ) -> None:
        """Queue a job, from any thread; nothing once the queue closes."""
        with self._waiting:
            if self.closing:
                return
            self._serial += 1
            order = -self._serial if newest_first else self._serial
            heapq.heappush(self._jobs, _Job(rank, order, run, strip, asker))
            self._waiting.notify()

    def drop_strips(self, keep: Collection[StripKey], asker: object) -> None:
        """Drop the queued strips of `asker` that are not in `keep`; their jobs never run."""
        with self._waiting:
            self._jobs = [
                job
                for job in self._jobs
                if job.strip is None or job.asker != asker or job.strip in keep
            ]
            heapq.heapify(self._jobs)

    def clear(self) -> None:
        """Drop every queued job."""
        with self._waiting:
            self._jobs.clear()

    def close(self, abort: Callable[[], None]) -> None:
        """Stop and join the thread; `abort` ends a job that does not end by itself. Not from a job."""
        with self._waiting:
            self.closing = True
            self._jobs.clear()
            self._waiting.notify()
        self._thread.join(JOIN_SECONDS)
        if self._thread.is_alive():
            abort()
            self._thread.join()

    def _work(self) -> None:
        try:
            while job := self._next_job():
                try:
                    job.run()
                except Exception:
                    # A callback failed: that is a bug of its owner, and the next page must come.
                    logger.exception("a reader callback failed (rank %d)", job.rank)
        finally:
            self._at_end()

    def _next_job(self) -> _Job | None:
        with self._waiting:
            while not self._jobs and not self.closing:
                self._waiting.wait()
            return None if self.closing else heapq.heappop(self._jobs)
