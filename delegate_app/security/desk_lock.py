"""`desk.lock`: one process at a time works in a home folder; the window and the commands exclude each other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from delegate_app.errors import Code, UserError
from delegate_app.security.atomic_files import disk_trouble


class DeskLock:
    """Held from construction to `release`; the operating system lets go when the process dies."""

    def __init__(self, home: Path) -> None:
        """Raises VAULT_IN_USE when another process holds it; makes the home folder when it is missing."""
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._handle = os.open(home / "desk.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise disk_trouble(error) from error
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise UserError(Code.VAULT_IN_USE) from error

    def release(self) -> None:
        """Afterwards another process may work here. The file stays: removing it would race."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
