"""Files as an office uploads them, good and bad, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator, Mapping

import pikepdf

from tests.session_folders import small_pdf

DOCUMENT = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>To trinh ve bien che</w:t></w:r></w:p></w:body></w:document>"
)
TYPES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/>'
    b'<Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    b"</Types>"
)
RELS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    b"</Relationships>"
)


def docx(more: Mapping[str, bytes] | None = None, *, types: bytes = TYPES) -> bytes:
    """A small Word file, with further parts."""
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": RELS,
        "word/document.xml": DOCUMENT,
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def bomb(parts: int = 9, size: int = 2 * 1024 * 1024) -> bytes:
    """A Word file of some kilobytes that unpacks to a thousand times as much."""
    zeros = bytes(size)
    return docx({f"word/media/{number}.bin": zeros for number in range(parts)})


def relation(kind: str) -> bytes:
    """Relations of a document with one part elsewhere on the network."""
    return (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
        b'Target="http://192.0.2.1/x" TargetMode="External"/></Relationships>' % kind.encode()
    )


def compound(names: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) with these streams, at most three of up to 512 bytes each."""
    sector, fat = 512, [0xFFFFFFFD, 0xFFFFFFFE]
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    streams = b""
    for number, (name, data) in enumerate(names.items()):
        entries.append(_entry(name, 2, 2 + number, len(data)))
        streams += data.ljust(sector, b"\0")
        fat.append(0xFFFFFFFE)
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))
    table = struct.pack("<128I", *fat, *([0xFFFFFFFF] * (128 - len(fat))))
    directory = b"".join(entries).ljust(sector, b"\0")
    return header + table + directory + streams


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    data = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, *([0xFFFFFFFF] * 3))
    return data.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def png(width: int = 8, height: int = 8, *, claimed: tuple[int, int] | None = None) -> bytes:
    """A white picture; `claimed` is what its head says of its size."""
    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", *(claimed or (width, height)), 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def pdf_with_script() -> bytes:
    """A PDF that runs JavaScript when it is opened."""
    names = b"/Names <</JavaScript <</Names [(a) <</S /JavaScript /JS (app.alert\\(1\\))>>]>>>>"
    return small_pdf("x").replace(b"<</Type /Catalog", b"<</Type /Catalog " + names)


async def pieces(data: bytes, size: int = 65536) -> AsyncIterator[bytes]:
    """The bytes as they come over a line."""
    for at in range(0, len(data), size):
        yield data[at : at + size]


def stamped_pdf(text: str, *, page: int) -> bytes:
    """A PDF whose page of this number (from 0) says the text, with all its Vietnamese letters; the pages before it are plain."""
    letters = {char: 0x41 + number for number, char in enumerate(dict.fromkeys(text))}
    pairs = "".join(f"<{code:02X}> <{ord(char):04X}>\n" for char, code in letters.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{pairs}endbfchar endcmap end end"
    )
    written = "".join(chr(letters[char]) for char in text)
    out = io.BytesIO()
    with (
        pikepdf.open(io.BytesIO(small_pdf(written))) as stamped,
        pikepdf.open(io.BytesIO(small_pdf("Bao cao"))) as plain,
    ):
        stamped.pages[0].Resources.Font.F1.ToUnicode = stamped.make_stream(cmap.encode())
        for _ in range(page):
            stamped.pages.insert(0, plain.pages[0])
        stamped.save(out)
    return out.getvalue()
