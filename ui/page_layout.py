"""Where each page lies in one continuous column, at any zoom. Pure geometry: no Qt, no pixels drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from delegate_app.services.reader import PageShape, Rect

GAP = 12.0
"""Between two pages, and around the column, in logical pixels."""

POINTS_PER_INCH = 72.0
LOGICAL_DPI = 96.0


@dataclass(frozen=True)
class PageLayout:
    """Pages at `zoom` (1.0 is 100 %) on a screen with `ratio` device pixels a logical pixel.

    Lengths are logical pixels; every page is a whole number of device pixels high and wide, so that strips lie sharp.
    """

    shapes: Sequence[PageShape]
    zoom: float
    ratio: float
    tops: list[float] = field(default_factory=list)
    sizes: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        top = GAP
        for shape in self.shapes:
            width, height = shape.pixel_size(self.scale)
            self.tops.append(top)
            self.sizes.append((width / self.ratio, height / self.ratio))
            top += round(height / self.ratio + GAP)

    @property
    def scale(self) -> float:
        """Device pixels a point."""
        return self.zoom * LOGICAL_DPI / POINTS_PER_INCH * self.ratio

    @property
    def factor(self) -> float:
        """Logical pixels a point."""
        return self.scale / self.ratio

    @property
    def height(self) -> float:
        """Of the whole column with its margins."""
        return self.tops[-1] + self.sizes[-1][1] + GAP if self.tops else 0.0

    @property
    def width(self) -> float:
        """Of the widest page with its margins."""
        return max((width for width, _ in self.sizes), default=0.0) + 2 * GAP

    def page_at(self, y: float) -> int:
        """The page at that height of the column; between two pages, the one above."""
        return max(0, bisect_right(self.tops, y) - 1) if self.tops else 0

    def visible(self, top: float, bottom: float) -> range:
        """The pages that meet the heights from `top` to `bottom`."""
        if not self.tops:
            return range(0)
        return range(self.page_at(top), min(len(self.tops), self.page_at(bottom) + 1))

    def place_at(self, y: float) -> tuple[int, float]:
        """Page and points below its top at that height."""
        page = self.page_at(y)
        return page, (y - self.tops[page]) / self.factor if self.tops else 0.0

    def y_of(self, page: int, points: float) -> float:
        """The height of a place `points` below the top of `page`."""
        page = min(max(page, 0), len(self.tops) - 1)
        return self.tops[page] + points * self.factor

    def rect_on_page(self, rect: Rect) -> tuple[float, float, float, float]:
        """Left, top, width, height in logical pixels from the page's own corner."""
        f = self.factor
        return (
            rect.left * f,
            rect.top * f,
            (rect.right - rect.left) * f,
            (rect.bottom - rect.top) * f,
        )


def zoom_to_fit(shapes: Sequence[PageShape], width: float) -> float:
    """The zoom at which the widest page just fits in `width` logical pixels, between 25 % and 400 %."""
    widest = max((shape.width for shape in shapes), default=595.0)
    zoom = (width - 2 * GAP) * POINTS_PER_INCH / LOGICAL_DPI / widest
    return min(4.0, max(0.25, zoom))
