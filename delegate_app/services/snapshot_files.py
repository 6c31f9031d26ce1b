"""Unpacking a snapshot: line by line, and never more than its signed manifest says (`protocol.md 8.13`)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import zstandard

from protocol import limits
from protocol.errors import Code, Invalid

_STEP = 256 * 1024

ReadAt = Callable[[int, int], bytes]
"""(offset, length) of the packed file."""


def lines(read: ReadAt, packed: int, unpacked: int) -> Iterator[bytes]:
    """The lines of the file; raises `Invalid(BAD_PAGE)` for one that is no zstd, is longer than announced, or is cut off."""
    held = bytearray()
    left = unpacked
    for data in _unpacked(read, packed):
        left -= len(data)
        if left < 0:
            raise Invalid(Code.BAD_PAGE, "unpacks to more than announced")
        held += data
        *whole, rest = held.split(b"\n")
        held = bytearray(rest)
        if len(held) > limits.SNAPSHOT_LINE:
            raise Invalid(Code.BAD_PAGE, "a line without an end")
        yield from map(bytes, whole)
    if held or left:
        raise Invalid(Code.BAD_PAGE, "unpacks to less than announced")


def _unpacked(read: ReadAt, packed: int) -> Iterator[bytes]:
    """What the one frame of the file unpacks to, in pieces of at most `_STEP` bytes however well it was packed."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=limits.SNAPSHOT_WINDOW)
    source = io.BufferedReader(_Source(read, packed), _STEP)
    try:
        with unpacker.stream_reader(source, read_size=_STEP) as stream:
            while data := stream.read(_STEP):
                yield data
    except zstandard.ZstdError:
        raise Invalid(Code.BAD_PAGE, "zstd") from None


class _Source(io.RawIOBase):
    """The packed file as the library reads it."""

    def __init__(self, read: ReadAt, size: int) -> None:
        self._read = read
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        length = min(len(buffer), self._size - self._at)
        data = self._read(self._at, length) if length > 0 else b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
