"""A disk of a few megabytes that a test fills and empties; it takes root to mount one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

MEGABYTE = 1 << 20
BLOCK = 4096


class SmallDisk:
    """A mounted tmpfs at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._filler = path / "filler"

    def fill(self, *, leave: int = 0) -> None:
        """Afterwards `leave` bytes are free, a little more when they are no whole blocks."""
        self.make_room()
        with self._filler.open("wb", buffering=0) as file, suppress(OSError):  # it is full
            while self.free() > leave:
                file.write(bytes(BLOCK))

    def make_room(self) -> None:
        """Somebody deleted something else."""
        self._filler.unlink(missing_ok=True)

    def free(self) -> int:
        """Bytes that may still be written."""
        found = os.statvfs(self.path)
        return found.f_bavail * found.f_frsize

    def grow(self, megabytes: int) -> None:
        """A larger disk with the same files."""
        self._remount(f"size={megabytes}m")

    def protect(self) -> None:
        """From now on nothing can be written; nobody has a file open for it."""
        self._remount("ro")

    def release(self) -> None:
        """Undo `protect`."""
        self._remount("rw")

    def _remount(self, option: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{option}", str(self.path)], check=True)


@contextmanager
def small_disk(path: Path, megabytes: int = 2) -> Iterator[SmallDisk]:
    """Mounted while the block runs; skips the test where that is not allowed."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("a small disk is a tmpfs, which only root of a Linux mounts")
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a tmpfs is not allowed here")
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
