"""A scan of one or more pages in TIFF 6.0 as a PDF: the strips' own compressed bytes inside, nothing lost or re-encoded.

Fax codes go in as CCITTFaxDecode, LZW, deflate, PackBits and JPEG as the filters of the same name (ISO 32000-1, 7.4);
only strips without compression are packed. Tiles, planes of their own, alpha and 16 bits are refused: scanners of an
office make none.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from council_server.errors import CommandError
from council_server.scans import A4, TURNS, assemble, wrap_scan
from protocol.limits import UPLOAD_PAGES, UPLOAD_PIXELS

TIFF_MARKS = (b"II*\0", b"MM\0*")
STRIPS = 20_000
ENTRIES = 1_000
SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    7: 1,
}  # bytes of a value by its type: BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED
FORMATS = {1: "B", 3: "H", 4: "I"}
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER = 256, 257, 258, 259, 262, 266
OFFSETS, TURN, SAMPLES, ROWS, COUNTS, PLANAR = 273, 274, 277, 278, 279, 284
FAX_OPTIONS, PREDICTOR, PALETTE, TILES, EXTRA, JPEG_TABLES = 292, 317, 320, 322, 338, 347
PLAIN, FAX3, FAX4, LZW, JPEG, DEFLATE, PACKBITS, OLD_DEFLATE = 1, 3, 4, 5, 7, 8, 32773, 32946
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, INDEXED, YCBCR = 0, 1, 2, 3, 6
REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Strip:
    """So many rows of a page as a stream of a PDF."""

    rows: int
    entries: str
    data: bytes


@dataclass(frozen=True, slots=True)
class TiffPage:
    """One page: its size in pixels, its strips from the top, and the turn in degrees clockwise."""

    width: int
    height: int
    turn: int
    strips: tuple[Strip, ...]


def is_tiff(data: bytes) -> bool:
    """Whether the first bytes are those of a TIFF file."""
    return data.startswith(TIFF_MARKS)


def wrap_tiff(data: bytes) -> bytes:
    """The PDF; the same bytes each time. Raises ValueError, struct.error or IndexError for a file that cannot be kept whole."""
    return pages_of(list(Tiff(data).pages()))


def wrap_picture(path: Path, name: str) -> bytes:
    """The PDF of a scan of any kind that is taken. Raises CommandError naming the paper as `scans.wrap_scan` does."""
    with path.open("rb") as file:
        if not is_tiff(file.read(4)):
            return wrap_scan(path, name)
    try:
        return wrap_tiff(path.read_bytes())
    except (ValueError, struct.error, IndexError, KeyError) as error:
        said = error if isinstance(error, ValueError) else "it is a damaged TIFF"
        raise CommandError(
            f"{name}: the image cannot be published: {said}", sentence="image_damaged", name=name
        ) from None


class Tiff:
    """The directories of one file (TIFF 6.0, section 2)."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._order = "<" if data.startswith(b"II") else ">"

    def _unpack(self, form: str, at: int) -> tuple[int, ...]:
        return struct.unpack_from(self._order + form, self._data, at)

    def pages(self) -> Iterator[TiffPage]:
        """Every page, in the order of the file; a chain that goes in a circle is an error."""
        (at,) = self._unpack("I", 4)
        seen: set[int] = set()
        while at:
            if at in seen or len(seen) >= UPLOAD_PAGES:
                raise ValueError("its pages go in a circle, or are too many")
            seen.add(at)
            tags, at = self._directory(at)
            yield self._page(tags)
        if not seen:
            raise ValueError("it has no page")

    def _directory(self, at: int) -> tuple[dict[int, tuple[int, ...]], int]:
        (count,) = self._unpack("H", at)
        if count > ENTRIES:
            raise ValueError("it is a damaged TIFF")
        tags = {}
        for number in range(count):
            place = at + 2 + 12 * number
            tag, kind, values = self._unpack("HHI", place)
            if kind not in SIZES or values > max(STRIPS, len(self._data)):
                continue
            size = SIZES[kind] * values
            start = place + 8 if size <= 4 else self._unpack("I", place + 8)[0]
            if kind in FORMATS and values <= STRIPS:
                tags[tag] = self._unpack(f"{values}{FORMATS[kind]}", start)
            elif tag == JPEG_TABLES:
                tags[tag] = tuple(self._data[start : start + size])
        (following,) = self._unpack("I", at + 2 + 12 * count)
        return tags, following

    def _page(self, tags: dict[int, tuple[int, ...]]) -> TiffPage:
        width, height = tags[WIDTH][0], tags[HEIGHT][0]
        if TILES in tags or tags.get(PLANAR, (1,))[0] != 1 or EXTRA in tags:
            raise ValueError("it has tiles, planes or transparent parts; save it as PDF")
        if not 0 < width * height <= UPLOAD_PIXELS:
            raise ValueError("it is too large")
        offsets, counts = tags[OFFSETS], tags[COUNTS]
        rows = min(tags.get(ROWS, (height,))[0], height)
        if not rows or len(offsets) != len(counts) or len(offsets) != -(-height // rows):
            raise ValueError("it is a damaged TIFF")
        strips = []
        for number, (offset, count) in enumerate(zip(offsets, counts, strict=True)):
            data = self._data[offset : offset + count]
            if len(data) != count or not data:
                raise ValueError("it ends early")
            these = min(rows, height - number * rows)
            strips.append(Strip(these, *_stream(tags, width, these, data)))
        turn = TURNS.get(tags.get(TURN, (1,))[0], 0)
        return TiffPage(width, height, turn, tuple(strips))


def _stream(
    tags: dict[int, tuple[int, ...]], width: int, rows: int, data: bytes
) -> tuple[str, bytes]:
    """The strip's dictionary entries and data."""
    bits, samples = tags.get(BITS, (1,)), tags.get(SAMPLES, (1,))[0]
    how, colours = tags.get(COMPRESSION, (PLAIN,))[0], tags[PHOTOMETRIC][0]
    depth = bits[0]
    grey = colours in (WHITE_IS_ZERO, BLACK_IS_ZERO) and samples == 1 and depth in (1, 2, 4, 8)
    rgb = colours in (RGB, YCBCR) and samples == 3 and set(bits) == {8}
    if not (grey or rgb) or (colours == YCBCR and how != JPEG):
        raise ValueError("its colours are of a kind that is not kept; save it as PDF")
    space = "/DeviceGray" if grey else "/DeviceRGB"
    entries = f"/ColorSpace {space} /BitsPerComponent {depth} "
    if tags.get(FILL_ORDER, (1,))[0] == 2:
        data = data.translate(REVERSED)
    if how in (FAX3, FAX4):
        if depth != 1:
            raise ValueError("it is a damaged TIFF")
        return entries + _fax(tags, width, rows, how, colours), data
    if colours == WHITE_IS_ZERO:
        entries += "/Decode [1 0] "
    guess = tags.get(PREDICTOR, (1,))[0]
    if guess not in (1, 2):
        raise ValueError("it is packed in a way that is not kept; save it as PDF")
    parms = f"/DecodeParms <</Predictor 2 /Colors {samples} /BitsPerComponent {depth} /Columns {width}>>"
    after = parms if guess == 2 else ""
    if how == PLAIN:
        return entries + "/Filter /FlateDecode", zlib.compress(data, 9)
    if how == LZW:
        return f"{entries}/Filter /LZWDecode {after}", data
    if how in (DEFLATE, OLD_DEFLATE):
        return f"{entries}/Filter /FlateDecode {after}", data
    if how == PACKBITS:
        return entries + "/Filter /RunLengthDecode", data + b"\x80"
    if how == JPEG:
        return entries + _jpeg(colours), _whole_jpeg(bytes(tags.get(JPEG_TABLES, ())), data)
    raise ValueError("it is packed in a way that is not kept; save it as PDF")


def _fax(tags: dict[int, tuple[int, ...]], width: int, rows: int, how: int, colours: int) -> str:
    """ITU-T T.4 and T.6; a code's black is a picture's white where zero is black."""
    options = tags.get(FAX_OPTIONS, (0,))[0]
    kind = -1 if how == FAX4 else 1 if options & 1 else 0
    aligned = " /EncodedByteAlign true" if how == FAX3 and options & 4 else ""
    turned = " /BlackIs1 true" if colours == BLACK_IS_ZERO else ""
    return f"/Filter /CCITTFaxDecode /DecodeParms <</K {kind} /Columns {width} /Rows {rows}{turned}{aligned}>>"


def _jpeg(colours: int) -> str:
    return "/Filter /DCTDecode" + (" /DecodeParms <</ColorTransform 0>>" if colours == RGB else "")


def _whole_jpeg(tables: bytes, strip: bytes) -> bytes:
    """A strip with the tables that all strips share (TIFF Technical Note 2)."""
    return tables[:-2] + strip[2:] if tables else strip


# ---------------------------------------------------------------------------------------- the PDF


def pages_of(pages: list[TiffPage]) -> bytes:
    """Pages that fit A4, upright or lying as each picture is, its strips one below the other."""
    objects: list[bytes] = [b"<</Type /Catalog /Pages 2 0 R>>", b""]
    kids = []
    for page in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects += _page_objects(page, number)
    tree = f"<</Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)}>>"
    objects[1] = tree.encode("ascii")
    return assemble(objects)


def _page_objects(page: TiffPage, number: int) -> list[bytes]:
    box = (A4[1], A4[0]) if page.width > page.height else A4
    scale = min(box[0] / page.width, box[1] / page.height)
    width, height = page.width * scale, page.height * scale
    drawn, images, top = [], [], height
    for place, strip in enumerate(page.strips):
        tall = strip.rows * scale
        top -= tall
        drawn.append(f"q {width:.3f} 0 0 {tall:.3f} 0 {max(top, 0):.3f} cm /S{place} Do Q")
        head = (
            f"<</Type /XObject /Subtype /Image /Width {page.width} /Height {strip.rows} "
            f"{strip.entries} /Length {len(strip.data)}>>"
        )
        images.append(head.encode("ascii") + b"\nstream\n" + strip.data + b"\nendstream")
    names = " ".join(f"/S{n} {number + 2 + n} 0 R" for n in range(len(images)))
    leaf = (
        f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.3f} {height:.3f}] /Rotate {page.turn} "
        f"/Contents {number + 1} 0 R /Resources <</XObject <<{names}>>>>>>"
    )
    content = "\n".join(drawn).encode("ascii")
    stream = b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content)
    return [leaf.encode("ascii"), stream, *images]
