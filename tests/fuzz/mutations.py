"""Spoiling bytes in many ways, the same ways on every run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

LONGEST = 300_000
WORDS = (
    *(b"\x00", b"\xff", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\xa0\x00", b"\x02\x01\x80"),
    *(b"\n", b"\n\n", b"\r\n", b" ", "\N{EM DASH} ".encode(), "e\u0301".encode(), b"\xed\xa0\x80"),
    *(b'"', b"\\", b'\\"', b"\\ud800", b"{", b"}", b"[", b"]", b",", b":", b"null", b"true"),
    *(b"0", b"-1", b"-0", b"1e9", b"9" * 30, b"9007199254740993", b"NaN", b"Infinity", b'""'),
    *(b'"type":', b'"cert":', b'"seq":0', b"0000-00-00T00:00:00+00:00", b"+99:99", b"x001/"),
)


def spoiled(seeds: Sequence[bytes], count: int, *, name: str) -> Iterator[bytes]:
    """`count` inputs drawn from the seeds under this name."""
    chance = Random(name)
    for _ in range(count):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
            spoil(data, seeds, chance)
        yield bytes(data[:LONGEST])


def spoil(data: bytearray, seeds: Sequence[bytes], chance: Random) -> None:
    """One change, in place."""
    start = chance.randrange(len(data) + 1)
    stop = min(len(data), start + chance.choice((1, 1, 2, 4, 16, 64, 1000)))
    match chance.randrange(8):
        case 0 if start < len(data):
            data[start] ^= 1 << chance.randrange(8)
        case 1 if start < len(data):
            data[start] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, 0x30, 0x31, chance.randrange(256)))
        case 2:
            del data[start:stop]
        case 3:
            data[start:stop] = chance.choice(WORDS)
        case 4:
            data[start:start] = chance.choice(WORDS)
        case 5:
            data[start:start] = data[start:stop] * chance.choice((1, 2, 3, 100))
        case 6:
            other = chance.choice(seeds)
            data[start:] = other[chance.randrange(len(other) + 1) :]
        case 7:
            del data[start:]
