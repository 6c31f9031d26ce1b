"""A scanned page (.jpg, .png) as a PDF of one page: the image's own compressed bytes inside, nothing lost or re-encoded.

JPEG goes in as DCTDecode, PNG as FlateDecode with PNG predictors (ISO 32000-1, 7.4.4 and 7.4.8).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from council_server.errors import CommandError

A4 = (595.276, 841.89)  # points
JPEG_MARK = b"\xff\xd8\xff"
PNG_MARK = b"\x89PNG\r\n\x1a\n"
TURNS = {1: 0, 3: 180, 6: 90, 8: 270}  # EXIF orientation -> /Rotate
COLOURS = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG start-of-frame markers


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as a PDF stream: size in pixels, dictionary entries, data, and the turn in degrees clockwise."""

    width: int
    height: int
    entries: str
    data: bytes
    turn: int = 0


def wrap_scan(path: Path, name: str) -> bytes:
    """The PDF of this image; the same bytes each time. Raises CommandError naming the paper when it cannot be kept whole."""
    return page_of(read_picture(path, name))


def read_picture(path: Path, name: str) -> Picture:
    """The image as a stream of a PDF. Raises CommandError as `wrap_scan` does."""
    data = path.read_bytes()
    try:
        if data.startswith(JPEG_MARK):
            return read_jpeg(data)
        if data.startswith(PNG_MARK):
            return read_png(data)
        raise ValueError("it is neither a JPEG nor a PNG image")
    except (ValueError, struct.error, IndexError, zlib.error) as error:
        raise CommandError(
            f"{name}: the image cannot be published: {error}", sentence="image_damaged", name=name
        ) from None


def read_jpeg(data: bytes) -> Picture:
    """Walk the markers to the frame header (ITU-T T.81, annex B)."""
    at, turn, adobe = 2, 0, False
    while at < len(data):
        if data[at] != 0xFF:
            raise ValueError("it is a damaged JPEG")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        segment = data[at + 4 : at + 2 + length]
        if marker == 0xE1 and segment.startswith(b"Exif\0\0"):
            turn = TURNS.get(orientation(segment[6:]), 0)
        elif marker == 0xEE and segment.startswith(b"Adobe"):
            adobe = True
        elif marker in FRAMES:
            depth, height, width, parts = struct.unpack_from(">BHHB", segment)
            if parts not in COLOURS or depth != 8 or not width or not height:
                raise ValueError("its colours are of a kind that PDF does not know")
            entries = f"/ColorSpace {COLOURS[parts]} /BitsPerComponent 8 /Filter /DCTDecode"
            if parts == 4 and adobe:
                entries += " /Decode [1 0 1 0 1 0 1 0]"
            return Picture(width, height, entries, data, turn)
        at += 2 + length
    raise ValueError("it is a damaged JPEG")


def orientation(exif: bytes) -> int:
    """The orientation tag of the first image directory (EXIF 2.3, 4.6.4); 1 when there is none."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    (start,) = struct.unpack_from(order + "I", exif, 4)
    (count,) = struct.unpack_from(order + "H", exif, start)
    for number in range(count):
        tag, _kind, _length, value = struct.unpack_from(
            order + "HHIH", exif, start + 2 + 12 * number
        )
        if tag == 0x0112:
            return int(value)
    return 1


def read_png(data: bytes) -> Picture:
    """Join the image data chunks as they are (PNG specification, section 11)."""
    at, body, palette, header = len(PNG_MARK), [], b"", b""
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, chunk = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (sum_,) = struct.unpack_from(">I", data, at + 8 + length)
        if zlib.crc32(kind + chunk) != sum_:
            raise ValueError("it is a damaged PNG")
        if kind == b"IHDR":
            header = chunk
        elif kind == b"PLTE":
            palette = chunk
        elif kind == b"tRNS":
            raise ValueError("it has transparent parts; save it without transparency, or as JPEG")
        elif kind == b"IDAT":
            body.append(chunk)
        at += 12 + length
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if colour in (4, 6):
        raise ValueError("it has transparent parts; save it without transparency, or as JPEG")
    if interlaced:
        raise ValueError("it is interlaced; save it without interlacing, or as JPEG")
    if not body or not width or not height:
        raise ValueError("it is a damaged PNG")
    zlib.decompressobj().decompress(b"".join(body), 1)
    parts = 3 if colour == 2 else 1
    space = COLOURS[parts]
    if colour == 3:
        space = f"[/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>]"
    entries = (
        f"/ColorSpace {space} /BitsPerComponent {depth} /Filter /FlateDecode /DecodeParms "
        f"<</Predictor 15 /Colors {parts} /BitsPerComponent {depth} /Columns {width}>>"
    )
    return Picture(width, height, entries, b"".join(body))


def page_of(picture: Picture) -> bytes:
    """One page of the image's shape that fits A4, upright or lying as the image is."""
    wide = picture.width > picture.height
    box = (A4[1], A4[0]) if wide else A4
    scale = min(box[0] / picture.width, box[1] / picture.height)
    width, height = picture.width * scale, picture.height * scale
    content = b"q %.3f 0 0 %.3f 0 0 cm /Scan Do Q" % (width, height)
    image = (
        f"<</Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        f"{picture.entries} /Length {len(picture.data)}>>"
    )
    page = (
        f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.3f} {height:.3f}] "
        f"/Rotate {picture.turn} /Contents 4 0 R /Resources <</XObject <</Scan 5 0 R>>>>>>"
    )
    return assemble(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            page.encode("ascii"),
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
            image.encode("ascii") + b"\nstream\n" + picture.data + b"\nendstream",
        ]
    )


def assemble(objects: list[bytes]) -> bytes:
    """A PDF file of these objects, numbered from 1, the first being the catalogue."""
    parts, places, at = [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"], [], 15
    for number, value in enumerate(objects, 1):
        places.append(at)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, value))
        at += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    parts.append(
        b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at)
    )
    return b"".join(parts)
