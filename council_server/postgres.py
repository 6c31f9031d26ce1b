"""The server's database on PostgreSQL: several servers and several councils may share one (docs/operations.md).

A write transaction takes its council's own lock first, so what it reads is what it changes, and commits of one
council come one after the other whichever server makes them; councils do not wait for each other. Whoever watches is
told of each commit by LISTEN/NOTIFY: a trigger on the logs speaks inside the transaction, and PostgreSQL delivers it
after the commit.
"""

from __future__ import annotations

import logging
import math
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DisconnectionError

from council_server.errors import CommandError
from council_server.migrating import bring_up_to_date

CHANNEL = "nghi_truong"
POOL = 8
TRUSTED_SECONDS = 5.0
"""A line that was used so lately is taken as it is; if it was cut meanwhile, one call is answered 503 and comes again."""
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
TRIGGER = (
    f"""
CREATE OR REPLACE FUNCTION nghi_truong_told() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('{CHANNEL}', NEW.council); RETURN NULL; END $$
""",
    """
CREATE OR REPLACE TRIGGER nghi_truong_tells AFTER INSERT OR UPDATE ON logs
FOR EACH ROW EXECUTE FUNCTION nghi_truong_told()
""",
)

_log = logging.getLogger(__name__)


class PostgresLines:
    """A process's lines to one database: two pools, for writing and for reading, which all councils there may share."""

    def __init__(self, url: str, most: int = POOL) -> None:
        self.url = make_url(url)
        self._most = most
        self.writer = self._engine("READ COMMITTED")
        self.reader = self._engine("REPEATABLE READ")
        self._ready = threading.Lock()
        self._is_ready = False
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        self._watch: PostgresWatch | None = None
        self._guard = threading.Lock()

    def _engine(self, isolation: str) -> Engine:
        engine = create_engine(
            self.url,
            isolation_level=isolation,
            pool_size=self._most,
            max_overflow=0,
            hide_parameters=True,
        )
        event.listen(engine, "checkin", _remember)
        event.listen(engine, "checkout", _look_at)
        return engine

    def migrate(self) -> None:
        """Bring the tables to this program's form, once. Raises CommandError when a newer program wrote them.

        Servers that start at the same moment wait for each other: tables belong to all councils.
        """
        with self._ready:
            if self._is_ready:
                return
            with self.reader.connect() as connection:
                connection.execute(text("SELECT 1"))  # a wrong address is said before anything else
            with self.writer.begin() as connection:
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('nghi_truong'))"))
                bring_up_to_date(connection, str(self.url))
                for statement in TRIGGER:
                    connection.exec_driver_sql(statement)
            self._is_ready = True

    def check(self) -> None:
        """Raises what the database says when it does not answer."""
        with self.reader.connect() as connection:
            connection.execute(text("SELECT 1"))

    def listen(self, council: str, changed: Callable[[], None]) -> None:
        """From now on `changed` is called soon after any server committed for this council, and once as the line stands."""
        with self._guard:
            self._listeners[council] = [*self._listeners.get(council, []), changed]
            started = self._watch is not None
            if self._watch is None:
                self._watch = PostgresWatch(self._engine("AUTOCOMMIT"), self._tell)
                self._watch.start()
        if started:
            changed()  # what was committed before anybody listened

    def forget(self, council: str, changed: Callable[[], None]) -> None:
        """`changed` is not called any more; the line ends with the last listener."""
        with self._guard:
            rest = [one for one in self._listeners.get(council, []) if one != changed]
            if rest:
                self._listeners[council] = rest
            else:
                self._listeners.pop(council, None)
            watch = None if self._listeners else self._watch
            if watch is not None:
                self._watch = None
        if watch is not None:
            watch.stop()

    def _tell(self, council: str | None) -> None:
        """Somebody committed for this council; None: for any, since the line was cut."""
        listeners = self._listeners
        for name in list(listeners) if council is None else [council]:
            for changed in listeners.get(name, []):
                try:
                    changed()
                except Exception:
                    _log.exception("a commit could not be followed")

    def close(self) -> None:
        self.writer.dispose()
        self.reader.dispose()


class PostgresDatabase:
    """The tables of `council` in a database that other councils may share; safe for threads, processes and machines.

    `lines` are those of the process, when it serves several councils; else the database has its own.
    """

    def __init__(self, url: str, council: str, lines: PostgresLines | None = None) -> None:
        self.url = make_url(url)
        self._council = council
        self._own = lines is None
        self._lines = lines or PostgresLines(url)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the council's lock; commits at the end, rolls back on an error."""
        with self._lines.writer.begin() as connection:
            connection.execute(LOCK, {"name": f"{CHANNEL}:{self._council}"})
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; changes nothing."""
        with self._lines.reader.connect() as connection:
            yield connection.execution_options(postgresql_readonly=True)

    def close(self) -> None:
        if self._own:
            self._lines.close()

    def migrate(self) -> None:
        """Bring the tables to this program's form. Raises CommandError when a newer program wrote them."""
        self._lines.migrate()

    def copy_to(self, target: Path) -> None:
        """A complete, consistent copy by pg_dump, to be put back by pg_restore. Overwrites nothing."""
        if target.exists():
            raise CommandError(f"{target} exists already")
        if shutil.which("pg_dump") is None:
            raise CommandError("pg_dump is not installed here; install postgresql-client")
        environ = dict(os.environ, **_environment(self.url))
        command = ["pg_dump", "--format=custom", "--no-owner", "--file", str(target)]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            target.unlink(missing_ok=True)
            raise CommandError(f"pg_dump failed: {done.stderr.strip().splitlines()[-1:]}")
        target.chmod(0o600)

    def watch(self, changed: Callable[[], None]) -> CouncilWatch:
        """A watch that calls `changed` soon after any server committed for this council."""
        return CouncilWatch(self._lines, self._council, changed)


@dataclass(frozen=True, slots=True)
class CouncilWatch:
    """One council's ear at the process's line."""

    lines: PostgresLines
    council: str
    changed: Callable[[], None]

    def start(self) -> None:
        self.lines.listen(self.council, self.changed)

    def stop(self) -> None:
        self.lines.forget(self.council, self.changed)


def _remember(_raw: Any, record: Any) -> None:
    """The line is back in the pool."""
    record.info["used"] = time.monotonic()


def _look_at(raw: Any, record: Any, _fairy: Any) -> None:
    """A line that may have been cut since is tried before it is used; one that was used just now costs no question more."""
    if time.monotonic() - record.info.get("used", -math.inf) < TRUSTED_SECONDS:
        return
    try:
        raw.execute("SELECT 1")
        raw.rollback()
    except Exception as error:
        raise DisconnectionError from error


def _environment(url: Any) -> dict[str, str]:
    """libpq's own variables: a password in the arguments could be read by anyone on the machine."""
    found = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    return {name: str(value) for name, value in found.items() if value}


class PostgresWatch:
    """A thread that listens on a line of its own; a line that breaks is made again."""

    def __init__(self, engine: Engine, tell: Callable[[str | None], None]) -> None:
        self._engine = engine
        self._tell = tell
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="commit-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self._engine.dispose()

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self._listen()
            except Exception as error:  # whatever broke the line: the next one is tried soon
                _log.info("the watch on the database was cut: %s", type(error).__name__)
                self._stop.wait(1.0)

    def _listen(self) -> None:
        with self._engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute(f"LISTEN {CHANNEL}")
            self._tell(None)  # what was committed before the line stood
            while not self._stop.is_set():
                for told in raw.notifies(timeout=_short(self._stop), stop_after=1):
                    self._tell(told.payload)


def _short(stop: threading.Event) -> float:
    """Half a second at most: `stop` is looked at between two waits."""
    return 0.0 if stop.is_set() else 0.5
