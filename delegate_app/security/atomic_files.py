"""Small files that are whole or not there, also after a power cut."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from delegate_app.errors import Code, UserError


def replace_file(target: Path, data: bytes) -> None:
    """Afterwards `target` holds `data`, durably; at no time is it half written."""
    beside = target.with_name(target.name + ".part")
    write_durably(beside, data)
    move_durably(beside, target)


def write_durably(target: Path, data: bytes) -> None:
    """Write a new or unimportant file and wait for the disk. Only its owner may read it."""
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _binary(), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise disk_trouble(error) from error


def move_durably(source: Path, target: Path) -> None:
    """Put `source` in the place of `target` and wait for the disk."""
    try:
        os.replace(source, target)
        settle_folder(target.parent)
    except OSError as error:
        raise disk_trouble(error) from error


def settle_folder(folder: Path) -> None:
    """Wait until the folder's entries are durable; Windows does that by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def disk_trouble(error: OSError) -> UserError:
    """The sentence-bearing error for a failed write."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return UserError(Code.DISK_FULL, errno.errorcode[error.errno])
    name = errno.errorcode.get(error.errno or 0, "unknown")
    return UserError(Code.DISK_READ_ONLY, name)


def _binary() -> int:
    return int(getattr(os, "O_BINARY", 0))
