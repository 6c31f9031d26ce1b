"""Broken files of every kind that is walked here end in a refusal, quickly; never in an error of the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from council_server.errors import CommandError
from council_server.office_files import check_doc, check_docx
from council_server.tiff_scans import wrap_picture
from tests.tiff_samples import PACKED, tiff
from tests.uploaded_files import compound, docx, png

SEED, TRIES = 20261128, 250
EXTREMES = (b"\xff" * 4, bytes(4), b"\xff\xff\xff\x7f", b"\1\0\0\0")


def broken(data: bytes, chance: Random) -> bytes:
    """The file with up to eight faults: bytes and numbers changed, parts lost or doubled."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at, way = chance.randrange(len(found) - 64), chance.randrange(4)
        if way == 0:
            found[at] = chance.randrange(256)
        elif way == 1:
            found[at : at + 4] = chance.choice(EXTREMES)
        elif way == 2 and len(found) > 256:
            del found[at : at + chance.randrange(1, 64)]
        else:
            found[at:at] = found[at : at + chance.randrange(1, 64)]
    return bytes(found)


def as_scan(path: Path) -> None:
    wrap_picture(path, "scan")


@pytest.mark.parametrize(
    ("check", "data"),
    [
        (check_docx, docx({"word/media/a.bin": bytes(5000)})),
        (check_doc, compound({"WordDocument": bytes(512), "1Table": b"x"})),
        (as_scan, png()),
        *((as_scan, tiff(name)) for name in PACKED),
    ],
)
def test_a_broken_file_is_refused_or_taken(
    tmp_path: Path, check: Callable[[Path], None], data: bytes
) -> None:
    print("seed", SEED)
    chance, path, refused = Random(SEED), tmp_path / "file", 0
    check_whole(check, path, data)
    for _ in range(TRIES):
        path.write_bytes(broken(data, chance))
        try:
            check(path)
        except CommandError:
            refused += 1
    assert 0 < refused <= TRIES


def check_whole(check: Callable[[Path], None], path: Path, data: bytes) -> None:
    """The file as it was passes."""
    path.write_bytes(data)
    check(path)
