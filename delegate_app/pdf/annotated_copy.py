"""Marks written into a copy of a paper as real annotations.

The copy is the paper's own bytes with an incremental update behind them (ISO 32000-1, 7.5.6): what was signed stays byte
for byte, and a viewer that checks the signature says that it is valid with later changes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from delegate_app.domain.annotations import Annotation
from delegate_app.errors import Code
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.naming import Naming
from delegate_app.pdf.page_frame import PageFrame
from delegate_app.pdf.pages import ByteSource
from delegate_app.pdf.true_type import TrueType

DEEPEST = 64
"""Levels of the page tree that are climbed for a page's inherited box."""
LETTER = (0.0, 0.0, 612.0, 792.0)


@dataclass(frozen=True)
class Author:
    """Whose marks they are, and in which words a viewer shows what they are; `font` for text boxes."""

    name: str
    naming: Naming
    font: bytes


def annotate(file: BinaryIO, marks: Sequence[Annotation], author: Author) -> int:
    """Append the marks to the PDF in `file`, which is open for reading and writing; how many were written.

    Marks on pages that the file has not are left out. Raises COPY_REFUSED when the file cannot be appended to: it is
    damaged, or wants a password.
    """
    from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415 - half a second to load
        IncrementalPdfFileWriter,
    )
    from pyhanko.pdf_utils.misc import PdfError as BadPdf  # noqa: PLC0415

    from delegate_app.pdf.mark_objects import MarkObjects  # noqa: PLC0415

    try:
        writer = IncrementalPdfFileWriter(file, strict=False)
        if writer.prev.encrypted:
            writer.encrypt("")
        objects = MarkObjects(
            writer, author=author.name, naming=author.naming, font=TrueType(author.font)
        )
        count = int(writer.root["/Pages"]["/Count"])
        written = 0
        for number, of_page in _by_page(marks):
            if number < count:
                page, _ = writer.find_page_for_modification(number)
                frame = frame_of(page.get_object())
                for mark in of_page:
                    made = objects.annotation(mark, frame, page)
                    writer.register_annotation(page, made)
                    written += 1
        if written:
            writer.write_in_place()
    except (BadPdf, ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise PdfError(Code.COPY_REFUSED, type(error).__name__) from error
    return written


def _by_page(marks: Iterable[Annotation]) -> list[tuple[int, list[Annotation]]]:
    pages: dict[int, list[Annotation]] = {}
    for mark in marks:
        pages.setdefault(mark.anchor.page, []).append(mark)
    return sorted(pages.items())


def frame_of(page: Any) -> PageFrame:
    """The visible box of a page and its quarter turns, inherited where the page has none of its own."""
    media = _box(_inherited(page, "/MediaBox")) or LETTER
    crop = _box(_inherited(page, "/CropBox")) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if right <= left or top <= bottom:
        left, bottom, right, top = media
    rotation = _inherited(page, "/Rotate")
    turns = int(rotation) // 90 % 4 if rotation is not None else 0
    return PageFrame(left, bottom, right, top, turns)


def _inherited(page: Any, key: str) -> Any:
    node = page
    for _ in range(DEEPEST):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None


def _box(value: Any) -> tuple[float, float, float, float] | None:
    if value is None or len(value) != 4:
        return None
    x1, y1, x2, y2 = (float(side) for side in value)
    box = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
    return box if box[2] > box[0] and box[3] > box[1] else None


def page_frames(file: BinaryIO) -> list[PageFrame]:
    """Box and turns of every page of the PDF in `file`. Raises COPY_REFUSED as `annotate` does."""
    from pyhanko.pdf_utils.misc import PdfError as BadPdf  # noqa: PLC0415
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    try:
        reader = PdfFileReader(file, strict=False)
        if reader.encrypted:
            reader.decrypt("")
        count = int(reader.root["/Pages"]["/Count"])
        return [
            frame_of(reader.find_page_for_modification(number)[0].get_object())
            for number in range(count)
        ]
    except (BadPdf, ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise PdfError(Code.COPY_REFUSED, type(error).__name__) from error


class SourceFile(io.RawIOBase):
    """A document's bytes as a file that is read only."""

    def __init__(self, source: ByteSource) -> None:
        super().__init__()
        self._source = source
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        starts = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._source.size}
        self._at = max(0, starts[whence] + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        length = max(0, min(len(buffer), self._source.size - self._at))
        if length:
            buffer[:length] = self._source.read(self._at, length)
            self._at += length
        return length


def opened(source: ByteSource) -> BinaryIO:
    """A document's bytes to be read as a file."""
    return io.BufferedReader(SourceFile(source), 256 * 1024)
