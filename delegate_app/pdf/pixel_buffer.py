"""Memory shared with the engine's process, through which pixels come."""

from __future__ import annotations

from multiprocessing.shared_memory import SharedMemory

USUAL_BUFFER = 8 * 1024 * 1024
"""Bytes for a strip of a page 8,192 pixels wide."""
LARGEST_BUFFER = 32 * 1024 * 1024


class PixelBuffer:
    """One block. Its name exists only until both processes hold it: then `unlink` it at once."""

    def __init__(self, size: int = USUAL_BUFFER) -> None:
        self._memory = SharedMemory(create=True, size=size)
        self._named = True

    @property
    def name(self) -> str:
        """The name under which the other process finds it."""
        return self._memory.name

    @property
    def size(self) -> int:
        """Bytes that fit."""
        return self._memory.size

    def copy(self, length: int) -> bytes:
        """The first `length` bytes. Raises ValueError after `close`."""
        view = self._memory.buf
        if view is None:
            raise ValueError("the pixel buffer is closed")
        return bytes(view[:length])

    def unlink(self) -> None:
        """Take its name away; the memory lives while a process holds it."""
        if self._named:
            self._named = False
            self._memory.unlink()

    def close(self) -> None:
        """Let go of it, and of its name."""
        self.unlink()
        self._memory.close()
