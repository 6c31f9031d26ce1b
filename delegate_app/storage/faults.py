"""The border to the database driver: its errors become the desk's, here and nowhere else."""

from __future__ import annotations

import errno
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from delegate_app.errors import Code, DeskError, UserError

# Primary result codes of SQLite (sqlite.org/rescode.html); extended ones carry them in the low byte.
_CODES = {
    3: Code.DISK_READ_ONLY,  # SQLITE_PERM
    5: Code.VAULT_IN_USE,  # SQLITE_BUSY
    6: Code.VAULT_IN_USE,  # SQLITE_LOCKED
    8: Code.DISK_READ_ONLY,  # SQLITE_READONLY
    10: Code.VAULT_DAMAGED,  # SQLITE_IOERR
    11: Code.VAULT_DAMAGED,  # SQLITE_CORRUPT
    13: Code.DISK_FULL,  # SQLITE_FULL
    14: Code.DISK_READ_ONLY,  # SQLITE_CANTOPEN
    26: Code.VAULT_DAMAGED,  # SQLITE_NOTADB
}
PROBE = 64 * 1024
"""Bytes: the log's index takes 32 KiB at least."""
_IOERR = 10
"""The driver tells no more than this of a failed read, write or fsync; a full disk has a code of its own."""


def translated(error: Exception, *, writing: bool) -> DeskError | None:
    """The desk's error for one of the driver; None when it is a bug (wrong SQL, a broken rule of a table)."""
    if isinstance(error, driver.ProgrammingError) and "closed database" in str(error):
        return UserError(Code.VAULT_LOCKED)
    code = getattr(error, "sqlite_errorcode", 0)
    if writing and code & 0xFF == _IOERR:
        return UserError(Code.DISK_READ_ONLY, f"sqlite {code}")
    desk_code = _CODES.get(code & 0xFF)
    return UserError(desk_code, f"sqlite {code}") if desk_code else None


def disk_fault(folder: Path) -> UserError | None:
    """DISK_FULL or DISK_READ_ONLY when a little file cannot be written there; None when it can.

    A vault that cannot make its log's index says no more than "I/O error", as a damaged one does.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(PROBE))
            file.flush()
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        code = Code.DISK_FULL if is_full else Code.DISK_READ_ONLY
        return UserError(code, type(error).__name__)
    return None


class _Border:
    """A context manager of its own class: this is passed at every statement, and a generator takes three times as long."""

    __slots__ = ("_writing",)

    def __init__(self, *, writing: bool) -> None:
        self._writing = writing

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if isinstance(error, driver.Error):
            known = translated(error, writing=self._writing)
            if known is not None:
                raise known from error


_READING, _WRITING = _Border(writing=False), _Border(writing=True)


def driver_errors_translated(*, writing: bool = False) -> AbstractContextManager[None]:
    """Whatever the driver raises inside comes out as the desk's error, or unchanged when it is a bug."""
    return _WRITING if writing else _READING
