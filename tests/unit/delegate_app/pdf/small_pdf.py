"""A small PDF writer for tests: pages of text in a fixed-width font, images, links, encryption."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
FILE_ID = b"0123456789abcdef"
GLYPH_WIDTH = 0.6
"""Advance of every letter, in sizes of the font."""


@dataclass
class BytesSource:
    """Bytes in memory as a `ByteSource` that remembers how much was asked."""

    data: bytes
    asked: list[tuple[int, int]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, offset: int, length: int) -> bytes:
        self.asked.append((offset, length))
        return self.data[offset : offset + length]


@dataclass
class SmallPdf:
    """Collects pages; `build` gives the file."""

    objects: list[bytes] = field(default_factory=lambda: [b""] * 5)
    kids: list[int] = field(default_factory=list)
    letters: dict[str, int] = field(default_factory=dict)
    catalog: str = ""

    def add(self, body: bytes) -> int:
        """Add an object, give its number."""
        self.objects.append(body)
        return len(self.objects)

    def stream(self, data: bytes, entries: str = "") -> int:
        """Add a stream object."""
        head = f"<< /Length {len(data)} {entries} >>\nstream\n".encode()
        return self.add(head + data + b"\nendstream")

    def words(self, x: float, y: float, text: str, *, size: float = 12, matrix: str = "") -> bytes:
        """Content that draws `text` from (x, y), origin bottom left."""
        codes = "".join(
            f"{self.letters.setdefault(letter, 33 + len(self.letters)):02x}" for letter in text
        )
        place = matrix or f"1 0 0 1 {x} {y}"
        return f"BT /F1 {size} Tf {place} Tm <{codes}> Tj ET\n".encode()

    def page(
        self, content: bytes = b"", *, size: tuple[int, int] = (595, 842), entries: str = ""
    ) -> int:
        """Add a page, give its object number."""
        drawn = self.stream(content)
        number = self.add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] "
            f"/Contents {drawn} 0 R /Resources << /Font << /F1 3 0 R >> >> {entries} >>".encode()
        )
        self.kids.append(number)
        return number

    def image_page(self, width: int, height: int, data: bytes, filters: str, space: str) -> int:
        """Add an A4 page that shows one image and no text."""
        image = self.stream(
            data,
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} "
            f"/BitsPerComponent 8 /ColorSpace /{space} {filters}",
        )
        content = self.stream(b"q 595 0 0 842 0 0 cm /I1 Do Q")
        number = self.add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
            f"/Resources << /XObject << /I1 {image} 0 R >> >> >>".encode()
        )
        self.kids.append(number)
        return number

    def build(self, *, password: str | None = None) -> bytes:
        """The file, encrypted with RC4 40 bit when there is a password."""
        kids = " ".join(f"{kid} 0 R" for kid in self.kids)
        self.objects[0] = f"<< /Type /Catalog /Pages 2 0 R {self.catalog} >>".encode()
        self.objects[1] = f"<< /Type /Pages /Count {len(self.kids)} /Kids [{kids}] >>".encode()
        last = 33 + len(self.letters)
        widths = " ".join(["600"] * (last - 33 + 1))
        self.objects[2] = (
            f"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /FirstChar 33 /LastChar {last} "
            f"/Widths [{widths}] /ToUnicode 4 0 R >>".encode()
        )
        cmap = self._unicode_map()
        self.objects[3] = f"<< /Length {len(cmap)} >>\nstream\n".encode() + cmap + b"\nendstream"
        self.objects[4] = b"<< >>"
        return self._file(password)

    def _unicode_map(self) -> bytes:
        pairs = "".join(
            f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>\n"
            for letter, code in self.letters.items()
        )
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "1 begincodespacerange <00> <ff> endcodespacerange\n"
            f"{len(self.letters)} beginbfchar\n{pairs}endbfchar\nendcmap end end"
        ).encode()

    def _file(self, password: str | None) -> bytes:
        trailer = "/Root 1 0 R"
        objects = list(self.objects)
        if password is not None:
            key, encrypt = _encryption(password)
            objects = [_encrypted(body, n, key) for n, body in enumerate(objects, 1)]
            objects.append(encrypt)
            trailer += f" /Encrypt {len(objects)} 0 R /ID [<{FILE_ID.hex()}> <{FILE_ID.hex()}>]"
        out = bytearray(b"%PDF-1.7\n")
        places = []
        for number, body in enumerate(objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
        out += f"trailer << /Size {len(objects) + 1} {trailer} >>\n".encode()
        return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def paper(*pages: str) -> bytes:
    """A document with one line of text a page."""
    pdf = SmallPdf()
    for text in pages:
        pdf.page(pdf.words(72, 700, text))
    return pdf.build()


def thick_paper(text: str) -> bytes:
    """A document whose only page stands far from its begin and from its end, so that the engine has to ask for it."""
    pdf = SmallPdf()
    pdf.stream(bytes(600_000))
    pdf.page(pdf.words(72, 700, text))
    pdf.stream(bytes(600_000))
    return pdf.build()


def _encryption(password: str) -> tuple[bytes, bytes]:
    """Key and dictionary of the standard security handler, revision 2 (ISO 32000-1, 7.6.3)."""
    padded = (password.encode() + PADDING)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    rights = (-4 & 0xFFFFFFFF).to_bytes(4, "little")
    digest = hashlib.md5(padded + owner + rights + FILE_ID, usedforsecurity=False).digest()
    user = _rc4(digest[:5], PADDING)
    text = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{user.hex()}> >>"
    return digest[:5], text.encode()


def _encrypted(body: bytes, number: int, key: bytes) -> bytes:
    head, found, rest = body.partition(b"stream\n")
    if not found:
        return body
    data = rest.removesuffix(b"\nendstream")
    salted = key + number.to_bytes(3, "little") + b"\0\0"
    own = hashlib.md5(salted, usedforsecurity=False).digest()[:10]
    return head + found + _rc4(own, data) + b"\nendstream"


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
