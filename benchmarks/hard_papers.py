"""Papers that are hard to show, drawn with a fixed seed: tables in A3 landscape, and pages of very different sizes."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus import SEED

A3_LANDSCAPE = (1191.0, 842.0)
SIZES = (
    (595.0, 842.0),
    (1191.0, 842.0),
    (298.0, 420.0),
    (2384.0, 3370.0),
    (3000.0, 400.0),
    (842.0, 595.0),
)
"""A4, A3 landscape, A6, A0, a banner, A4 landscape."""
ROWS, COLUMNS = 60, 24

Page = tuple[tuple[float, float], str]


def write_tables(target: Path, *, pages: int) -> None:
    """Tables of 60 rows and 24 columns, ruled, a figure in every cell: some 3,000 objects a page."""
    chance = random.Random(SEED)
    _write(target, [(A3_LANDSCAPE, _table(A3_LANDSCAPE, chance)) for _ in range(pages)])


def write_sizes(target: Path, *, pages: int) -> None:
    """Pages from A6 to A0, one after the other, each with a table that fills it."""
    chance = random.Random(SEED)
    sizes = [SIZES[number % len(SIZES)] for number in range(pages)]
    _write(target, [(size, _table(size, chance)) for size in sizes])


def _table(size: tuple[float, float], chance: random.Random) -> str:
    width, height = size
    wide, high = (width - 40) / COLUMNS, (height - 40) / ROWS
    lines = [
        f"{20 + n * wide:.1f} 20 m {20 + n * wide:.1f} {height - 20:.1f} l S"
        for n in range(COLUMNS + 1)
    ]
    lines += [
        f"20 {20 + n * high:.1f} m {width - 20:.1f} {20 + n * high:.1f} l S"
        for n in range(ROWS + 1)
    ]
    letters = min(high * 0.6, wide / 5)
    cells = [
        f"BT /F {letters:.1f} Tf {22 + column * wide:.1f} {22 + row * high:.1f} Td ({chance.randrange(10**6)}) Tj ET"
        for row in range(ROWS)
        for column in range(COLUMNS)
    ]
    return "\n".join(["0.4 w", *lines, *cells])


def _write(target: Path, pages: Sequence[Page]) -> None:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for (width, height), content in pages:
        packed = zlib.compress(content.encode("ascii"), 6)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + packed + b"\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
    listed = " ".join(f"{number} 0 R" for number in kids)
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>".encode()
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += (
        f"trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    target.write_bytes(out)
