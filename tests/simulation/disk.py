"""The disk under a simulated vault: every SQL statement passes here, and at any of them something may happen.

A statement may find the disk full or read-only, may be the last one before the process dies (a COMMIT may be done
and its process never learn of it), or may be overtaken by another process on the same file. After each commit
whoever watches is told which tables it touched. What a power cut may take back is known as well: everything after
the last commit that was made with `synchronous=FULL`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from sqlcipher3 import dbapi2 as driver

FULL, READ_ONLY = 13, 8
"""SQLite's result codes of the two troubles (sqlite.org/rescode.html)."""
_WRITES = re.compile(
    r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+(\w+)", re.I
)
_table_of: dict[str, str] = {}
_execute = driver.Connection.execute


class Died(BaseException):
    """The process was killed at this statement; nothing that it still tries is done."""


When = Callable[[str], bool]
"""Whether something happens at this statement."""


def always(sql: str) -> bool:
    """At any statement."""
    del sql
    return True


Watcher = Callable[["WatchedConnection", frozenset[str]], None]


class Disk:
    """The file of one vault. `ciphered` leaves SQLCipher's work in; without it the file is plain and fast."""

    def __init__(self, path: Path, chance: Random, *, ciphered: bool) -> None:
        self.path = path
        self.chance = chance
        self.ciphered = ciphered
        self.statements = 0
        self.trouble = 0
        self.watcher: Watcher | None = None
        self.running: WatchedConnection | None = None
        """The connection at whose statement something happens."""
        self._due = -1
        self._event: Callable[[], None] = lambda: None
        self._when: When = always
        self.is_unwatched = False
        self._durable = 0
        self._cuts = 0
        open_disks[path] = self

    # ------------------------------------------------------------------ what may happen

    def arm(self, statements: int, event: Callable[[], None], when: When = always) -> None:
        """Let `event` happen before the statement that comes after so many others and that `when` agrees to. One at a time."""
        self._due, self._event, self._when = self.statements + statements, event, when

    @property
    def is_armed(self) -> bool:
        """True while something is planned."""
        return self._due > 0

    def disarm(self) -> None:
        """Nothing is planned any more, and there is room again."""
        self._due = -1
        self.trouble = 0

    def die(self) -> None:
        """Raises Died."""
        raise Died

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """Statements in here are the simulation's own: nothing happens at them."""
        before, self.is_unwatched = self.is_unwatched, True
        try:
            yield
        finally:
            self.is_unwatched = before

    # ------------------------------------------------------------------ statements

    def before(self, connection: WatchedConnection, sql: str) -> str:
        """Everything that may happen before a statement and instead of it; the table that it changes, "" when none."""
        if connection.dead:
            raise Died
        table = _table_of.get(sql)
        if table is None:
            table = _table_of[sql] = written_table(sql)
        self.statements += 1
        if 0 < self._due <= self.statements and self._when(sql):
            self._happen(connection)
        if self.trouble and (table or sql in {"BEGIN IMMEDIATE", "COMMIT"}):
            self._fail(connection, table or sql)
        return table

    def after(self, connection: WatchedConnection, sql: str, table: str) -> None:
        """What a statement that changes a table, or one of a transaction's own, leads to."""
        if sql.startswith("PRAGMA synchronous="):
            connection.full = sql.endswith("FULL")
        if table:
            connection.touched.add(table)
        if not connection.in_transaction and (table or sql == "COMMIT"):
            self._committed(connection)
        elif sql == "ROLLBACK":
            connection.touched.clear()

    def _happen(self, connection: WatchedConnection) -> None:
        self._due, self.running = -1, connection
        try:
            self._event()
        except Died:
            connection.dead = True
            raise

    def _fail(self, connection: WatchedConnection, what: str) -> None:
        """As SQLite does: nothing of this statement is done, and a full disk may end the transaction by itself."""
        if self.trouble == FULL and what == "BEGIN IMMEDIATE":
            return
        if connection.in_transaction and self.trouble == FULL and self.chance.random() < 0.3:
            with self.unwatched():
                connection.execute("ROLLBACK")
        error = driver.OperationalError(f"disk trouble at {what}")
        error.sqlite_errorcode = self.trouble
        raise error

    def _committed(self, connection: WatchedConnection) -> None:
        if connection.full:
            self._durable = self._log_size()
        touched, connection.touched = frozenset(connection.touched), set()
        if self.watcher is not None and touched:
            with self.unwatched():
                self.watcher(connection, touched)

    # ------------------------------------------------------------------ power

    def _log_size(self) -> int:
        log = self.path.with_name(self.path.name + "-wal")
        try:
            return log.stat().st_size
        except FileNotFoundError:
            return 0

    def lose_power(self) -> Path:
        """Afterwards the vault is a file that holds what was durable, and perhaps some of what came later; its path.

        The connections to the old file are still open; whoever holds them closes them.
        """
        self._cuts += 1
        after = self.path.with_name(f"cut-{self._cuts}-{self.path.name}")
        log = self.path.with_name(self.path.name + "-wal")
        shutil.copyfile(self.path, after)
        if log.exists():
            kept = self._durable + int(
                self.chance.random() * (self._log_size() - self._durable + 1)
            )
            after.with_name(after.name + "-wal").write_bytes(log.read_bytes()[:kept])
        open_disks.pop(self.path, None)
        self.path, self._durable = after, 0
        open_disks[after] = self
        return after

    def forget(self) -> None:
        """No connection is opened through this disk any more."""
        open_disks.pop(self.path, None)


open_disks: dict[Path, Disk] = {}
"""The disks that connections are opened through, by the path of their vault."""


class WatchedConnection(driver.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection whose statements pass through its disk."""

    disk: Disk
    dead = False
    full = False

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.touched: set[str] = set()

    def execute(self, sql: str, values: Sequence[object] | dict[str, Any] = ()) -> Any:
        disk = self.disk
        if disk.is_unwatched:
            return _execute(self, sql, values)
        table = disk.before(self, sql)
        result = _execute(self, sql, values)
        if table or not sql.startswith("SELECT"):
            disk.after(self, sql, table)
        return result

    def executemany(self, sql: str, values: Any) -> Any:
        disk = self.disk
        if disk.is_unwatched:
            return super().executemany(sql, values)
        table = disk.before(self, sql)
        result = super().executemany(sql, values)
        disk.after(self, sql, table)
        return result


class WatchedDriver:
    """Stands where the vault looks for its driver; files that no disk knows are opened as always."""

    @staticmethod
    def connect(path: str, **named: Any) -> Any:
        """A connection to a vault; nobody waits for another process in virtual time."""
        disk = open_disks.get(Path(path))
        if disk is None:
            return driver.connect(path, **named)
        settings = named | {"timeout": 0, "factory": WatchedConnection}
        if not disk.ciphered:
            settings["cached_statements"] = 512
        connection = driver.connect(path, **settings)
        connection.disk = disk
        return connection


def written_table(sql: str) -> str:
    """The table that a statement changes, "" when it changes none."""
    found = _WRITES.match(sql)
    return found.group(1) if found else ""
