"""The engine's side of a document's bytes: blocks asked from the vault's process, the last kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

BLOCK = 64 * 1024
KEPT_BLOCKS = 256
READ_AHEAD = 4
"""Blocks asked at once behind one that is here, as when a file is read from front to back."""
END_BLOCKS = 4
"""Blocks at either end of a file: its first page mostly stands at the begin, the list of its objects at the end. They
come with the request to open it; asked one by one they would be half of all questions until a page is seen."""

ReadRange = Callable[[int, int], bytes | None]


def ends_of(size: int) -> list[tuple[int, int]]:
    """Offset and length of what is worth having of a file of `size` bytes before it is opened: begin and end, or all."""
    tail = (size - 1) // BLOCK - END_BLOCKS + 1
    if tail <= END_BLOCKS:
        return [(0, size)]
    return [(0, END_BLOCKS * BLOCK), (tail * BLOCK, size - tail * BLOCK)]


class BlockCache:
    """Ranges of one document through `read_range(offset, length)`, which gives None on failure.

    At most `KEPT_BLOCKS` blocks of 64 KiB stay in memory. `failed` stays true from the first range
    that could not be read: what PDFium made of the document since then cannot be trusted. `asked_bytes` counts
    all that was ever asked.
    """

    def __init__(self, size: int, read_range: ReadRange) -> None:
        self.size = size
        self.failed = False
        self.asked_bytes = 0
        self.read_range = read_range
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def keep(self, offset: int, data: bytes) -> None:
        """Take bytes that nobody had to ask for, from the begin of a block on; a cut block at their end is left out."""
        for position in range(0, len(data), BLOCK):
            block = data[position : position + BLOCK]
            if len(block) == min(BLOCK, self.size - offset - position):
                self._blocks[(offset + position) // BLOCK] = block

    def read(self, offset: int, length: int) -> bytes | None:
        """`length` bytes from `offset`, or None when they cannot be had: nothing more once one range could not."""
        if self.failed or offset < 0 or length < 0 or offset + length > self.size:
            return None
        first, last = offset // BLOCK, (offset + max(length, 1) - 1) // BLOCK
        parts: list[bytes] = []
        for number in range(first, last + 1):
            block = self._block(number, last)
            if block is None:
                self.failed = True
                return None
            parts.append(block)
        joined = parts[0] if len(parts) == 1 else b"".join(parts)
        start = offset - first * BLOCK
        return joined[start : start + length]

    def forget(self) -> None:
        """Let go of every kept block."""
        self._blocks.clear()

    def _block(self, number: int, last_wanted: int) -> bytes | None:
        block = self._blocks.get(number)
        if block is not None:
            self._blocks.move_to_end(number)
            return block
        data = self._fetch(number, self._worth_asking(number, last_wanted))
        # What lies ahead may still be downloading: then this block alone.
        data = data if data is not None else self._fetch(number, 1)
        if data is None:
            return None
        self.keep(number * BLOCK, data)
        while len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return self._blocks[number]

    def _worth_asking(self, number: int, last_wanted: int) -> int:
        count = END_BLOCKS if number == 0 else READ_AHEAD if number - 1 in self._blocks else 1
        count = max(count, min(last_wanted - number + 1, KEPT_BLOCKS // 4))
        kept = (n - number for n in range(number + 1, number + count) if n in self._blocks)
        return next(kept, count)

    def _fetch(self, number: int, count: int) -> bytes | None:
        start = number * BLOCK
        length = min(count * BLOCK, self.size - start)
        data = self.read_range(start, length)
        self.asked_bytes += length
        return data if data is not None and len(data) == length else None
