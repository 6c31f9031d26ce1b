"""The engine's cache of blocks."""

from __future__ import annotations

import random

import pytest

from delegate_app.pdf.engine_source import BLOCK, KEPT_BLOCKS, BlockCache, ends_of

DATA = random.Random(7).randbytes(BLOCK * 10 + 123)


class Ranges:
    """Serves ranges of `DATA` and remembers them; from `end` on nothing is there."""

    def __init__(self, end: int = len(DATA)) -> None:
        self.end = end
        self.asked: list[tuple[int, int]] = []

    def __call__(self, offset: int, length: int) -> bytes | None:
        self.asked.append((offset, length))
        return DATA[offset : offset + length] if offset + length <= self.end else None


def test_any_range_gives_the_same_bytes_as_the_file() -> None:
    cache = BlockCache(len(DATA), Ranges())
    dice = random.Random(8)
    for _ in range(500):
        offset = dice.randrange(len(DATA))
        length = dice.randrange(min(len(DATA) - offset, 3 * BLOCK) + 1)
        assert cache.read(offset, length) == DATA[offset : offset + length]
    assert not cache.failed


def test_no_byte_is_asked_twice_while_it_is_kept() -> None:
    ranges = Ranges()
    cache = BlockCache(len(DATA), ranges)
    for offset in random.Random(9).sample(range(0, len(DATA), 1000), 600):
        cache.read(offset, min(500, len(DATA) - offset))
    assert sum(length for _, length in ranges.asked) == len(DATA)


def test_reading_on_asks_for_several_blocks_at_once() -> None:
    ranges = Ranges()
    cache = BlockCache(len(DATA), ranges)
    for number in range(10):
        cache.read(number * BLOCK, 10)
    assert len(ranges.asked) <= 4


@pytest.mark.parametrize("size", [1, BLOCK, 8 * BLOCK, 8 * BLOCK + 1, 20 * BLOCK, 20 * BLOCK + 9])
def test_the_ends_of_a_file_are_whole_blocks_and_never_overlap(size: int) -> None:
    data = random.Random(size).randbytes(size)
    ranges = Ranges()
    cache = BlockCache(size, ranges)
    ends = ends_of(size)
    assert sum(length for _, length in ends) <= size
    for offset, length in ends:
        cache.keep(offset, data[offset : offset + length])
    for offset, length in ends:
        assert cache.read(offset, length) == data[offset : offset + length]
    assert (cache.read(size - 1, 1), cache.read(0, 1)) == (data[-1:], data[:1])
    assert ranges.asked == []


def test_a_block_that_was_cut_is_not_kept() -> None:
    ranges = Ranges()
    cache = BlockCache(len(DATA), ranges)
    cache.keep(0, DATA[: 2 * BLOCK - 1])
    assert cache.read(0, 2 * BLOCK) == DATA[: 2 * BLOCK]
    assert ranges.asked[0][0] == BLOCK


def test_only_so_many_blocks_stay_in_memory() -> None:
    size = (KEPT_BLOCKS + 50) * BLOCK
    asked = []

    def zeros(offset: int, length: int) -> bytes:
        asked.append(length)
        return bytes(length)

    cache = BlockCache(size, zeros)
    for number in range(KEPT_BLOCKS + 50):
        cache.read(number * BLOCK, 1)
    before = len(asked)
    cache.read(0, 1)
    assert len(asked) == before + 1


def test_a_range_outside_the_file_is_refused_without_asking() -> None:
    ranges = Ranges()
    cache = BlockCache(len(DATA), ranges)
    assert cache.read(len(DATA) - 1, 2) is None
    assert cache.read(-1, 1) is None
    assert (ranges.asked, cache.failed) == ([], False)


def test_a_range_that_is_not_there_marks_the_document() -> None:
    cache = BlockCache(len(DATA), Ranges(end=BLOCK))
    assert cache.read(0, 10) == DATA[:10]
    assert cache.read(2 * BLOCK, 10) is None
    assert cache.failed


def test_reading_ahead_does_not_fail_where_the_download_stands() -> None:
    cache = BlockCache(len(DATA), Ranges(end=3 * BLOCK))
    for number in range(3):
        assert cache.read(number * BLOCK, 10) == DATA[number * BLOCK : number * BLOCK + 10]
    assert not cache.failed


def test_a_source_that_gives_too_little_is_not_believed() -> None:
    cache = BlockCache(len(DATA), lambda _offset, _length: b"short")
    assert cache.read(0, 10) is None
    assert cache.failed
