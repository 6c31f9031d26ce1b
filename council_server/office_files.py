"""What may be inside a Word file before LibreOffice sees it: the structure is walked here, in bounded time and memory.

Refused are macros, passwords, embedded programs, parts fetched from elsewhere, and archives that unpack to more than
they may. .docx is a ZIP archive (ECMA-376, part 2), .doc a compound file ([MS-CFB]) or RTF.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from council_server.upload_refusals import Reason, UploadRefused
from protocol.limits import UPLOAD_PARTS, UPLOAD_UNPACKED

DOCX = ".docx"
DOC = ".doc"
ZIP_MARK = b"PK\x03\x04"
OLE_MARK = bytes.fromhex("d0cf11e0a1b11ae1")
RTF_MARK = b"{\\rtf"
PIECE = 256 * 1024
RELATIONS = 4 * 1024 * 1024
ENCRYPTED_PART = 0x1
_EXTERNAL = re.compile(rb"<[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)
_MACROS = ("vbaproject", "vbadata", "activex")
_RTF_OBJECTS = re.compile(rb"\\(?:objdata|objocx|objautlink|objlink|objupdate)\b")
_RTF_KEPT = 32

SECTORS = 1_000_000
HEADER = 512
ENTRY = 128
END_OF_CHAIN = 0xFFFFFFFA
FIB_ENCRYPTED = 0x0100


def check_docx(path: Path) -> None:
    """Returns for a .docx that may be converted; raises UploadRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive)
            _check_contents(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ):
        raise UploadRefused(Reason.DAMAGED) from None


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > UPLOAD_PARTS or sum(part.file_size for part in parts) > UPLOAD_UNPACKED:
        raise UploadRefused(Reason.BOMB)
    names = {part.filename.lower() for part in parts}
    if len(names) != len(parts):
        raise UploadRefused(Reason.DAMAGED)
    if any(part.flag_bits & ENCRYPTED_PART for part in parts):
        raise UploadRefused(Reason.PASSWORD)
    if any(word in name for name in names for word in _MACROS):
        raise UploadRefused(Reason.MACROS)
    if any("/embeddings/" in name and name.endswith(".bin") for name in names):
        raise UploadRefused(Reason.EMBEDDED)
    if not {"[content_types].xml", "word/document.xml"} <= names:
        raise UploadRefused(Reason.UNKNOWN_KIND)


def _check_contents(archive: zipfile.ZipFile) -> None:
    """Unpack everything once and throw it away: a part that lies about its size or its sum is damaged."""
    left = UPLOAD_UNPACKED
    for part in archive.infolist():
        name, kept = part.filename.lower(), b""
        keep = name.endswith(".rels") or name == "[content_types].xml"
        with archive.open(part) as opened:
            while piece := opened.read(PIECE):
                left -= len(piece)
                if left < 0 or (keep and len(kept) > RELATIONS):
                    raise UploadRefused(Reason.BOMB)
                if keep:
                    kept += piece
        if name == "[content_types].xml" and b"macroenabled" in kept.lower():
            raise UploadRefused(Reason.MACROS)
        if name.endswith(".rels") and any(
            not _HYPERLINK.search(found) for found in _EXTERNAL.findall(kept)
        ):
            raise UploadRefused(Reason.OUTSIDE)


def check_rtf(path: Path) -> None:
    """Returns for an RTF file without embedded or linked objects; raises UploadRefused."""
    before = b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if _RTF_OBJECTS.search(before + piece):
                raise UploadRefused(Reason.EMBEDDED)
            before = piece[-_RTF_KEPT:]


def check_doc(path: Path) -> None:
    """Returns for a .doc that may be converted; raises UploadRefused."""
    try:
        names = CompoundFile(path).names()
    except (struct.error, ValueError, IndexError):
        raise UploadRefused(Reason.DAMAGED) from None
    if {"encryptedpackage", "encryptioninfo"} & names.keys():
        raise UploadRefused(Reason.PASSWORD)
    if "worddocument" not in names:
        raise UploadRefused(Reason.UNKNOWN_KIND)
    if any(name in ("macros", "vba") or name.startswith("_vba_project") for name in names):
        raise UploadRefused(Reason.MACROS)
    if "objectpool" in names and "\x01ole10native" in names:
        raise UploadRefused(Reason.EMBEDDED)
    if names["worddocument"] & FIB_ENCRYPTED:
        raise UploadRefused(Reason.PASSWORD)


class CompoundFile:
    """The directory of a compound file ([MS-CFB] 2). Raises ValueError for one that is not whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            header = file.read(HEADER)
            self._size = path.stat().st_size
            if len(header) < HEADER or not header.startswith(OLE_MARK):
                raise ValueError
            major, order, shift = struct.unpack_from("<HHH", header, 26)
            if order != 0xFFFE or (major, shift) not in ((3, 9), (4, 12)):
                raise ValueError
            self._sector = 1 << int(shift)
            (self._directory,) = struct.unpack_from("<I", header, 48)
            self._table = self._read_table(file, header)

    def _at(self, sector: int) -> int:
        return (sector + 1) * self._sector

    def _read_sector(self, file: BinaryIO, sector: int) -> bytes:
        place = self._at(sector)
        if sector >= SECTORS or place + self._sector > self._size + self._sector - 1:
            raise ValueError
        file.seek(place)
        data = file.read(self._sector)
        return bytes(data).ljust(self._sector, b"\xff")

    def _read_table(self, file: BinaryIO, header: bytes) -> list[int]:
        """The file allocation table, through its own list of sectors."""
        entries = self._sector // 4
        places = list(struct.unpack_from("<109I", header, 76))
        following, count = struct.unpack_from("<II", header, 68)
        seen: set[int] = set()
        while count and following < END_OF_CHAIN:
            if following in seen:
                raise ValueError
            seen.add(following)
            more = struct.unpack(f"<{entries}I", self._read_sector(file, following))
            places += more[:-1]
            following = more[-1]
        table: list[int] = []
        for place in places:
            if place < END_OF_CHAIN:
                table += struct.unpack(f"<{entries}I", self._read_sector(file, place))
            if len(table) > SECTORS:
                raise ValueError
        return table

    def names(self) -> dict[str, int]:
        """The names of all streams and storages in lower case, WordDocument with the flags at its head."""
        found: dict[str, int] = {}
        sector, seen = self._directory, set[int]()
        with self._path.open("rb") as file:
            while sector < END_OF_CHAIN:
                if sector in seen:
                    raise ValueError
                seen.add(sector)
                data = self._read_sector(file, sector)
                for at in range(0, self._sector, ENTRY):
                    length, kind = struct.unpack_from("<HB", data, at + 64)
                    if kind not in (1, 2, 5) or not 2 <= length <= 64:
                        continue
                    name = data[at : at + length - 2].decode("utf-16-le", "replace").lower()
                    (start,) = struct.unpack_from("<I", data, at + 116)
                    found[name] = self._flags(file, start) if name == "worddocument" else 0
                sector = self._table[sector]
        return found

    def _flags(self, file: BinaryIO, start: int) -> int:
        """The flags of the file information block ([MS-DOC] 2.5.2)."""
        return int.from_bytes(self._read_sector(file, start)[10:12], "little")
