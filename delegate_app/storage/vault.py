"""The vault: one SQLCipher file (AES-256, a 32-byte raw key) that holds everything this desk knows.

Rules
1. One writing connection, used by the vault thread; one reading connection for the render thread.
2. WAL with `synchronous=FULL`: what was acknowledged survives a power cut. Only chunks of a file that is still
   incomplete are written with NORMAL: a power cut may take back the last of them, and they are fetched again.
3. Nothing in the clear on the disk: temporary tables stay in memory.
4. The driver's errors become the desk's here (`faults.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from delegate_app.errors import Code, UserError
from delegate_app.storage.cipher_forms import CONVERTING, convert, keyed_connection
from delegate_app.storage.faults import disk_fault, driver_errors_translated
from delegate_app.storage.migrations import migrate

PLAIN_HEADER = b"SQLite format 3\x00"
LOG_PAGES = 4096
"""The write-ahead log is folded into the file at 32 MB: measured 1.2 times the speed of SQLite's 4 MB for papers."""

Row = dict[str, Any]


class Vault:
    """The door to the file; closed until `open` or `create`, and again after `close`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db: Any = None
        self._reader: Any = None
        self._reading = threading.Lock()

    @property
    def is_open(self) -> bool:
        """True while the key is in memory."""
        return self._db is not None

    def exists(self) -> bool:
        """True when there is a file, whatever it holds."""
        return self.path.exists()

    # ------------------------------------------------------------------ opening

    def create(self, key: bytes) -> None:
        """Make the file under `key` and leave it open. Raises VAULT_EXISTS, DISK_FULL, DISK_READ_ONLY."""
        if self.exists():
            raise UserError(Code.VAULT_EXISTS)
        self._connect(key)

    def open(self, key: bytes) -> None:
        """Open the file and bring its tables up to date.

        Raises VAULT_DAMAGED (also when the key is not its key), VAULT_NEWER, VAULT_NOT_ENCRYPTED,
        VAULT_IN_USE, DISK_FULL or DISK_READ_ONLY; it stays closed then.
        """
        if not self.exists():
            raise UserError(Code.VAULT_DAMAGED, "the keyring is here and its vault is not")
        with self.path.open("rb") as file:
            header = file.read(len(PLAIN_HEADER))
        if header == PLAIN_HEADER:
            raise UserError(Code.VAULT_NOT_ENCRYPTED)
        if len(header) < len(PLAIN_HEADER):  # SQLite would take an empty file for a new vault
            raise UserError(Code.VAULT_DAMAGED, "the file was cut off")
        try:
            self._connect(key)
        except UserError as error:
            if error.code is not Code.VAULT_DAMAGED:
                raise
            trouble = disk_fault(self.path.parent)
            if trouble is not None:
                raise trouble from error
            if not convert(self.path, key):
                raise
            self._connect(key)

    def close(self) -> None:
        """Close both connections; afterwards every call raises VAULT_LOCKED. May be called twice."""
        with self._reading:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
        if self._db is not None:
            connection, self._db = self._db, None
            with driver_errors_translated():
                connection.close()

    def erase(self) -> None:
        """Remove the file and its copies: of a creation that was interrupted, or when its keys are destroyed.

        It must be closed. Raises DISK_READ_ONLY.
        """
        try:
            for suffix in (CONVERTING, "-wal", "-shm", ""):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            for copy in self.path.parent.glob(f"{self.path.name}.before-*"):
                copy.unlink(missing_ok=True)
        except OSError as error:
            raise UserError(Code.DISK_READ_ONLY, type(error).__name__) from error

    def _connect(self, key: bytes) -> None:
        connection = keyed_connection(self.path, key)
        try:
            with driver_errors_translated(writing=True):
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
                connection.execute("PRAGMA foreign_keys=ON")
                # Without it a row that is replaced would not count as deleted, and no trigger would guard it.
                connection.execute("PRAGMA recursive_triggers=ON")
                migrate(connection, self.path)
            reader = keyed_connection(self.path, key)
            reader.execute("PRAGMA query_only=ON")
        except BaseException:
            connection.close()
            raise
        self._db, self._reader = connection, reader

    # ------------------------------------------------------------------ the vault thread

    def rows(self, sql: str, values: Sequence[object] | Row = ()) -> list[Row]:
        """All rows of a query, each as a dict of column to value."""
        with driver_errors_translated():
            return _as_dicts(self._open_db().execute(sql, values))

    def tuples(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query as they are, for questions with many short rows."""
        with driver_errors_translated():
            return list(self._open_db().execute(sql, values))

    def one(self, sql: str, values: Sequence[object] | Row = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def value(self, sql: str, values: Sequence[object] | Row = ()) -> Any:
        """The first column of the first row, or None when there is no row."""
        found = self.one(sql, values)
        return next(iter(found.values())) if found else None

    def run(self, sql: str, values: Sequence[object] | Row = ()) -> int:
        """Do one statement; the number of rows it changed."""
        with driver_errors_translated(writing=True):
            return int(self._open_db().execute(sql, values).rowcount)

    def run_many(self, sql: str, values: Iterable[Sequence[object]]) -> None:
        """Do one statement for each set of values; call it inside a transaction."""
        with driver_errors_translated(writing=True):
            self._open_db().executemany(sql, values)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """All or nothing, durable when it ends. Inside another one it joins that.

        Without `durable` a power cut may undo it, wholly and in order, until the next durable one ends: for what
        can be fetched again. It never tears, and a crash of the program alone undoes nothing.
        """
        with driver_errors_translated(writing=True):
            connection = self._open_db()
            if connection.in_transaction:
                yield
                return
            if not durable:
                connection.execute("PRAGMA synchronous=NORMAL")
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                if not durable:
                    connection.execute("PRAGMA synchronous=FULL")

    def _open_db(self) -> Any:
        if self._db is None:
            raise UserError(Code.VAULT_LOCKED)
        return self._db

    def reusable_bytes(self) -> int:
        """What the file holds of pages that nothing uses: they are filled before it grows. 0 while locked."""
        if self._db is None:
            return 0
        return int(self.value("PRAGMA freelist_count")) * int(self.value("PRAGMA page_size"))

    # ------------------------------------------------------------------ the render thread

    def read_rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Like `rows`, through the reading connection: from any thread, and never behind a writer."""
        with self._reading, driver_errors_translated():
            if self._reader is None:
                raise UserError(Code.VAULT_LOCKED)
            return _as_dicts(self._reader.execute(sql, values))

    def read_tuples(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Like `read_rows`, each row as it is: for questions with many short rows."""
        with self._reading, driver_errors_translated():
            if self._reader is None:
                raise UserError(Code.VAULT_LOCKED)
            return list(self._reader.execute(sql, values))


def _as_dicts(cursor: Any) -> list[Row]:
    if cursor.description is None:
        return []
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
