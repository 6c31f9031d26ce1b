"""The one writer of a council in a process: it takes what is waiting, up to 512 jobs, into one transaction.

It has a thread of its own, or where a process serves many councils a turn on threads that they share, never two at once.

So many votes share one fsync, and an answer is given only after it (protocol.md 5.5). A job sees
the record and the feeds as they are inside the transaction, also what other processes committed
since. Jobs answer by a Future: their result, or the error that they raised.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from council_server.databases import CouncilDatabase
from council_server.errors import Busy, CommandError, Refused
from council_server.feeds import FeedWriter
from council_server.holds import Hold, read_state
from council_server.logs import (
    RECORD,
    Head,
    LogAppender,
    NodeMemory,
    begin_epoch,
    start_log,
)
from council_server.record import RecordWriter, VoteRecord
from protocol.errors import ProtocolError
from protocol.origins import new_log_id

T = TypeVar("T")
BATCH = 512
EXPECTED = (ProtocolError, Refused, CommandError)

_log = logging.getLogger(__name__)


class Batch:
    """What a job may use: the connection, the time, the record, and feeds by name."""

    def __init__(
        self,
        connection: Connection,
        record: VoteRecord,
        memory: NodeMemory,
        now: datetime,
        state: tuple[dict[str, Head], Hold | None] | None = None,
    ) -> None:
        self.connection = connection
        self.council = record.council
        self.now = now
        self.heads, hold = state or read_state(connection, record.council)
        self._record = record
        self._memory = memory
        self._feeds: dict[str, FeedWriter] = {}
        self.record = RecordWriter(connection, record, self._appender(RECORD), now, hold)

    @contextmanager
    def rehearsal(self) -> Iterator[Batch]:
        """A batch as of now in which anything may be done, and nothing of it ever happens."""
        undo = self.connection.begin_nested()
        try:
            yield Batch(self.connection, self._record.rehearsal(), NodeMemory(), self.now)
        finally:
            undo.rollback()

    def feed(self, name: str) -> FeedWriter:
        """The feed, begun when there was none of this name."""
        if name not in self._feeds:
            if name not in self.heads:
                epoch = new_log_id()
                start_log(self.connection, self.council, name, epoch)
                self.heads[name] = Head(epoch, 0)
            self._feeds[name] = FeedWriter(self.connection, self.council, self._appender(name))
        return self._feeds[name]

    def begin_epochs(self) -> int:
        """Every feed begins a new epoch with the rows it has; how many feeds (protocol.md 8.6)."""
        feeds = [name for name in self.heads if name != RECORD]
        for name in feeds:
            self.heads[name] = Head(new_log_id(), self.heads[name].size)
            begin_epoch(self.connection, self.council, name, self.heads[name].epoch)
            if name in self._feeds:  # another job of this batch wrote to it
                self._feeds[name].go_on_under(self.heads[name].epoch)
        return len(feeds)

    def _appender(self, log: str) -> LogAppender:
        return LogAppender(self.connection, self.council, log, self.heads[log], self._memory)

    @property
    def appended(self) -> int:
        """How many leaves stand in the logs used so far."""
        return self.record.replay.size + sum(feed.size for feed in self._feeds.values())

    def flush(self) -> None:
        """Everything appended is in the transaction; `heads` say where the logs end now."""
        heads = {name: feed.flush() for name, feed in self._feeds.items()}
        for name, head in {RECORD: self.record.flush(), **heads}.items():
            if head is not None:
                self.heads[name] = head


@dataclass
class Job:
    """Work inside the transaction, and what is done with its result once that is committed."""

    work: Callable[[Batch], Any]
    finish: Callable[[Any], Any]
    answer: Future[Any] = field(default_factory=Future)
    result: Any = None
    failed: bool = False

    def fail(self, error: BaseException) -> None:
        self.failed = True
        self.answer.set_exception(error)


class Spoilt(Exception):
    """A job failed after it may have written something: the transaction cannot be committed."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job


class Writer:
    """Runs jobs in order. Each of `listeners` is called after a commit with the heads of all logs."""

    def __init__(
        self,
        database: CouncilDatabase,
        record: VoteRecord,
        memory: NodeMemory,
        clock: Callable[[], datetime],
        shared: Executor | None = None,
    ) -> None:
        self._database = database
        self._record = record
        self._memory = memory
        self._clock = clock
        self.listeners: list[Callable[[dict[str, Head]], None]] = []
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closed = False
        self._stale = False  # True after a rollback: memory may hold what was never committed
        self._lock = threading.Lock()
        self._turn = False  # True while it has, or waits for, a turn on the shared threads
        self._ended = threading.Event()
        self._shared = shared
        if shared is None:
            threading.Thread(target=self._run, name="writer", daemon=True).start()

    def submit(
        self, work: Callable[[Batch], T], finish: Callable[[T], Any] | None = None
    ) -> Future[Any]:
        """Queue a job. Its Future gives `finish(result)`, after the commit; without `finish` the result.

        A job that finds that it cannot be done raises before it writes anything: one of EXPECTED.
        Any other error rolls the transaction back, and its neighbours are done again without it.
        """
        job = Job(work, finish or (lambda result: result))
        with self._lock:
            if self._closed:
                raise Busy
            self._put(job)
        return job.answer

    def _put(self, job: Job | None) -> None:
        self._jobs.put(job)
        if self._shared is not None and not self._turn:
            self._turn = True
            self._shared.submit(self._take_turn)

    def _take_turn(self) -> None:
        """One transaction, then whoever else waits; again when there is more."""
        jobs, last = self._take()
        if jobs:
            self._do(jobs)
        with self._lock:
            self._turn = not (last or self._jobs.empty())
            if self._turn and self._shared is not None:
                self._shared.submit(self._take_turn)
        if last:
            self._ended.set()

    def run(self, work: Callable[[Batch], T]) -> T:
        """Do the job now and wait for it."""
        result: T = self.submit(work).result()
        return result

    def close(self) -> None:
        """Afterwards everything queued is done."""
        with self._lock:
            self._closed = True
            self._put(None)
        self._ended.wait()

    # --------------------------------------------------------------------------- writer thread

    def _run(self) -> None:
        while True:
            jobs, last = self._take()
            if jobs:
                self._do(jobs)
            if last:
                self._ended.set()
                return

    def _take(self) -> tuple[list[Job], bool]:
        job = self._jobs.get()
        jobs: list[Job] = []
        with suppress(queue.Empty):
            while job is not None:
                if job.answer.set_running_or_notify_cancel():  # else nobody waits any more
                    jobs.append(job)
                if len(jobs) == BATCH:
                    return jobs, False
                job = self._jobs.get_nowait()
        return jobs, job is None

    def _do(self, jobs: list[Job]) -> None:
        """Afterwards every job has its answer. A job that spoils a transaction is left out of the next."""
        while jobs:
            try:
                heads = self._transact(jobs)
            except Spoilt as spoilt:
                self._stale = True
                _log.info("one of %d jobs was rolled back", len(jobs))
                spoilt.job.fail(spoilt.__cause__ or spoilt)
                jobs = [job for job in jobs if not job.failed]
                continue
            except Exception as error:
                self._stale = True
                _log.info("%d jobs were rolled back: %s", len(jobs), type(error).__name__)
                for job in jobs:
                    if not job.failed:
                        job.fail(error)
                return
            self._announce(heads)
            for job in jobs:
                if not job.failed:
                    self._answer(job)
            return

    def _transact(self, jobs: list[Job]) -> dict[str, Head]:
        with self._database.writing() as connection:
            state = read_state(connection, self._record.council)
            self._know_the_record(connection, state[0].get(RECORD))
            now = self._clock().replace(microsecond=0)
            batch = Batch(connection, self._record, self._memory, now, state)
            for job in jobs:
                before = batch.appended
                try:
                    job.result = job.work(batch)
                except EXPECTED as error:
                    if batch.appended != before:
                        raise Spoilt(job) from error
                    job.fail(error)
                except Exception as error:
                    raise Spoilt(job) from error
            batch.flush()
        return batch.heads

    def _know_the_record(self, connection: Connection, head: Head | None) -> None:
        if self._stale:
            self._memory.forget()
            self._record.start_over(connection)
            self._stale = False
        elif head is None or head.size != self._record.replay.size:
            self._record.catch_up(connection)

    def _announce(self, heads: dict[str, Head]) -> None:
        for listener in self.listeners:
            try:
                listener(heads)
            except Exception:
                # The commit stands and its answers go out, whatever a listener makes of it.
                _log.exception("a listener failed")

    @staticmethod
    def _answer(job: Job) -> None:
        try:
            answer = job.finish(job.result)
        except Exception as error:
            job.answer.set_exception(error)
        else:
            job.answer.set_result(answer)
