"""The server's database in one file of SQLite (3.53, from sqlcipher3), the default; `council_server.postgres` is the other.

A write transaction takes the lock at its start, so what it reads is what it changes; other
processes wait for it. Commits are on the disk before they return (WAL, `synchronous=FULL`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event

from council_server.errors import CommandError
from council_server.migrating import bring_up_to_date, form_of, newest_form

LOCK_WAIT_SECONDS = 30
NOTICE_SECONDS = 0.1

_log = logging.getLogger(__name__)


def engine_on(path: Path, *, begin: str) -> Engine:
    """An engine whose transactions start with the statement `begin`."""
    engine = create_engine(
        f"sqlite:///{path}",
        module=sqlcipher3.dbapi2,
        connect_args={"timeout": LOCK_WAIT_SECONDS},
        hide_parameters=True,  # an error's text may be logged; what was written may not
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN and COMMIT are the only ones
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


class Database:
    """One file with the council's tables; safe for several threads and several processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = engine_on(path, begin="BEGIN IMMEDIATE")
        self._reader = engine_on(path, begin="BEGIN")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock; commits at the end, rolls back on an error."""
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; changes nothing."""
        with self._reader.connect() as connection:
            yield connection

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()

    # ------------------------------------------------------------------------------ migrations

    def migrate(self) -> None:
        """Bring the tables to this program's form, after a copy of the file when it held an older one.

        Raises CommandError when the file was written by a newer program.
        """
        with self._reader.connect() as connection:
            current = form_of(connection, str(self.path))
        if current == newest_form():
            return
        if current is not None:
            self.copy_to(self.path.with_name(f"{self.path.name}.before-{newest_form()}"))
        with self._writer.begin() as connection:
            bring_up_to_date(connection, str(self.path))

    def copy_to(self, target: Path) -> None:
        """A complete, consistent copy in one file, also while others write. Overwrites nothing."""
        if target.exists():
            raise CommandError(f"{target} exists already")
        with self._reader.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("VACUUM INTO ?", (str(target),))
        target.chmod(0o600)

    def watch(self, changed: Callable[[], None]) -> CommitWatch:
        """A watch that calls `changed` soon after any process committed."""
        return CommitWatch(self, changed)


class CommitWatch:
    """A thread that calls `changed` soon after any connection, of any process, committed."""

    def __init__(self, database: Database, changed: Callable[[], None]) -> None:
        self._engine = engine_on(database.path, begin="BEGIN")
        self._changed = changed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="commit-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self._engine.dispose()

    def _watch(self) -> None:
        with self._engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            seen = self._version(raw)
            while not self._stop.wait(NOTICE_SECONDS):
                version = self._version(raw)
                if version != seen and self._tell():
                    seen = version

    def _tell(self) -> bool:
        """True when it was heard; otherwise it is told again."""
        try:
            self._changed()
        except Exception:
            _log.exception("a commit could not be followed")
            return False
        return True

    @staticmethod
    def _version(raw: Any) -> int:
        return int(raw.execute("PRAGMA data_version").fetchone()[0])
