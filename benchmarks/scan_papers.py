"""Packs of scans: each page one photograph of its own bytes, no text layer."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.corpus import REAL, SEED

SCANS = REAL.parent / "scans"


def photographs() -> list[bytes]:
    """Real photographed pages as JPEG; a drawn one where they are absent."""
    real = [path.read_bytes() for path in sorted(SCANS.glob("*.jpg"))]
    return real or [_drawn()]


def write_scans(target: Path, *, pages: int, size: int) -> None:
    """A PDF of `pages` A4 pages and about `size` bytes."""
    chance, pictures = random.Random(SEED), photographs()
    with target.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        places: list[int] = []

        def put(body: bytes) -> int:
            places.append(file.tell())
            file.write(f"{len(places)} 0 obj\n".encode() + body + b"\nendobj\n")
            return len(places)

        put(b"<< /Type /Catalog /Pages 2 0 R >>")
        kids = " ".join(f"{3 + 3 * n + 2} 0 R" for n in range(pages))
        put(f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode())
        for number in range(pages):
            data = pictures[number % len(pictures)]
            data += chance.randbytes(max(0, size // pages - len(data)))  # after the end of image
            width, height, space = _frame(data)
            head = (
                f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 "
                f"/ColorSpace /{space} /Filter /DCTDecode /Length {len(data)} >>\nstream\n"
            )
            image = put(head.encode() + data + b"\nendstream")
            drawn = b"q 595 0 0 842 0 0 cm /I Do Q"
            content = put(f"<< /Length {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream")
            put(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
                f"/Resources << /XObject << /I {image} 0 R >> >> >>".encode()
            )
        start = file.tell()
        file.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
        file.writelines(f"{place:010d} 00000 n \n".encode() for place in places)
        trailer = f"trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        file.write(trailer.encode())


def _frame(data: bytes) -> tuple[int, int, str]:
    """Width, height and colour space from a JPEG's frame header (ITU T.81, B.2.2)."""
    at = 2
    while data[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    height = int.from_bytes(data[at + 5 : at + 7], "big")
    width = int.from_bytes(data[at + 7 : at + 9], "big")
    return width, height, "DeviceGray" if data[at + 9] == 1 else "DeviceRGB"


def _drawn() -> bytes:
    """A page of noise as a JPEG, made by Qt, which the program has with it."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice  # noqa: PLC0415 - only here
    from PySide6.QtGui import QImage  # noqa: PLC0415

    noise = random.Random(SEED).randbytes(1240 * 1754)
    image = QImage(noise, 1240, 1754, 1240, QImage.Format.Format_Grayscale8)
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", 70)  # type: ignore[call-overload]  # the stubs ask for bytes
    return bytes(held.data())
