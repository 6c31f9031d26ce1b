"""What a PDF document gives: its shape, strips of pixels, outline and links.

Lengths are PDF points (1/72 inch), pixels are device pixels. The **page space** used everywhere in
this program has its origin at the top left corner of the page as the file shows it (crop box, the
file's own `/Rotate` applied), x to the right and y downwards. A rotation that the person chooses in
the window is not part of it: `PageShape.to_view` adds that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from delegate_app.domain.annotations import Rect

STRIP_HEIGHT = 256
"""Rows of one strip; the last strip of a page is shorter."""


class ByteSource(Protocol):
    """The bytes of one document, asked for by ranges and never needed whole."""

    @property
    def size(self) -> int:
        """Length of the whole document in bytes, known before all of it is here."""

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`, which lies inside the document.

        What it raises (a chunk not downloaded yet, a locked vault) reaches the asker unchanged.
        """


@dataclass(frozen=True)
class PageShape:
    """Size of one page in points, as shown before the reader rotates it."""

    width: float
    height: float

    def pixel_size(self, scale: float, rotation: int = 0) -> tuple[int, int]:
        """Width and height in pixels at `scale` pixels a point, for a view rotated clockwise."""
        width = max(1, math.ceil(self.width * scale - 1e-6))
        height = max(1, math.ceil(self.height * scale - 1e-6))
        return (height, width) if rotation % 180 else (width, height)

    def strip_count(self, scale: float, rotation: int = 0) -> int:
        """Number of strips that cover the page."""
        return -(-self.pixel_size(scale, rotation)[1] // STRIP_HEIGHT)

    def to_view(self, rect: Rect, rotation: int) -> Rect:
        """`rect` of page space in the points of a view rotated clockwise by 0, 90, 180 or 270."""
        left, top, right, bottom = rect.left, rect.top, rect.right, rect.bottom
        match rotation % 360:
            case 90:
                return Rect(self.height - bottom, left, self.height - top, right)
            case 180:
                width, height = self.width, self.height
                return Rect(width - right, height - bottom, width - left, height - top)
            case 270:
                return Rect(top, self.width - right, bottom, self.width - left)
        return rect

    def from_view(self, x: float, y: float, rotation: int) -> tuple[float, float]:
        """The point of page space under a point of a view rotated clockwise."""
        match rotation % 360:
            case 90:
                return y, self.height - x
            case 180:
                return self.width - x, self.height - y
            case 270:
                return self.width - y, x
        return x, y


@dataclass(frozen=True)
class OpenDocument:
    """A document as the engine knows it.

    `shapes` has one entry a page. The first `exact_shapes` are read from the file, the rest repeat
    the last of them until `page_shapes` is asked, so that a large file opens at once.
    """

    id: int
    page_count: int
    shapes: tuple[PageShape, ...]
    exact_shapes: int
    encrypted: bool
    title: str


@dataclass(frozen=True)
class Pixels:
    """Rows of a rendered page: BGRX bytes (32 bits a pixel, the fourth byte is 255), top row first.

    `QImage(data, width, height, stride, QImage.Format.Format_RGB32)` takes them as they are.
    """

    width: int
    height: int
    stride: int
    data: bytes
    pictures: tuple[tuple[int, int, int, int], ...] = ()
    """Where pictures are among these rows: left, top, width, height in pixels. Only when asked for."""


@dataclass(frozen=True)
class OutlineEntry:
    """One line of the document's table of contents, in order; `depth` 0 is the top level."""

    title: str
    depth: int
    page: int | None
    y: float | None


@dataclass(frozen=True)
class PageLink:
    """A link area of a page: to a page of the same document, or to an address outside."""

    rect: Rect
    page: int | None
    uri: str | None
