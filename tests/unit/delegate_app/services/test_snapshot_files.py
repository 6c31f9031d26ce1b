"""Unpacking: bounded whatever the file says."""

from __future__ import annotations

import pytest
import zstandard

from delegate_app.services.snapshot_files import lines
from protocol.errors import Invalid


def unpacked(file: bytes, announced: int) -> list[bytes]:
    return list(lines(lambda at, length: file[at : at + length], len(file), announced))


def test_lines_come_back_as_they_were_packed() -> None:
    plain = b"".join(b"%d %s\n" % (number, b"x" * number) for number in range(2000))
    assert unpacked(zstandard.compress(plain), len(plain)) == plain[:-1].split(b"\n")


@pytest.mark.parametrize(
    ("file", "announced"),
    [
        (b"no zstd at all", 10),
        (b"", 10),
        (zstandard.compress(b"a\nb\n"), 3),
        (zstandard.compress(b"a\nb\n"), 5),
        (zstandard.compress(b"a\nb"), 3),
        (zstandard.compress(b"a\nb\n")[:-2], 4),
    ],
)
def test_a_file_that_is_not_what_was_announced_is_refused(file: bytes, announced: int) -> None:
    with pytest.raises(Invalid):
        unpacked(file, announced)


def test_a_bomb_stops_at_what_was_announced() -> None:
    bomb = zstandard.compress(b"\n" * 300_000_000, level=1)
    assert len(bomb) < 100_000
    with pytest.raises(Invalid):
        next(lines(lambda at, length: bomb[at : at + length], len(bomb), 1000))


def test_a_window_larger_than_allowed_is_refused() -> None:
    huge = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=27)
    )
    stream = huge.compressobj()
    file = stream.compress(b"a\n" * 10) + stream.flush()
    with pytest.raises(Invalid):
        unpacked(file, 20)


def test_a_line_without_an_end_does_not_fill_the_memory() -> None:
    endless = zstandard.compress(b"x" * 18_000_000, level=1)
    with pytest.raises(Invalid):
        unpacked(endless, 18_000_000)
