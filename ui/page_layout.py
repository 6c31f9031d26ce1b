"""Where each page lies, at any zoom, in one column, one by one or side by side. Pure geometry: no Qt, no pixels drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from delegate_app.domain.reading_places import FIT_PAGE, FIT_WIDTH, PageFlow
from delegate_app.services.reader import STRIP_HEIGHT, PageShape, Rect

GAP = 12.0
"""Between two pages, and around them, in logical pixels."""

POINTS_PER_INCH = 72.0
LOGICAL_DPI = 96.0
SMALLEST_ZOOM = 0.1
LARGEST_ZOOM = 4.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it lies: its visible corner at (`left`, `top`) of the layout, in logical pixels.

    `factor` is logical pixels a point, `ratio` device pixels a logical pixel, `rotation` the reader's own, clockwise.
    `trim` is the part of the page that is shown, in points as it is shown, after rotation.
    """

    page: int
    shape: PageShape
    factor: float
    ratio: float
    rotation: int
    trim: Rect
    left: float
    top: float

    @property
    def zoom(self) -> float:
        """1.0 is 100 %."""
        return self.factor * POINTS_PER_INCH / LOGICAL_DPI

    @property
    def scale(self) -> float:
        """Device pixels a point."""
        return self.factor * self.ratio

    @property
    def width(self) -> float:
        """Of what is shown, a whole number of device pixels."""
        return _span(self.trim.left, self.trim.right, self.scale) / self.ratio

    @property
    def height(self) -> float:
        """Of what is shown, a whole number of device pixels."""
        return _span(self.trim.top, self.trim.bottom, self.scale) / self.ratio

    @property
    def bottom(self) -> float:
        """The height of the layout at which the sheet ends."""
        return self.top + self.height

    @property
    def cut(self) -> tuple[float, float]:
        """Logical pixels that are hidden at the left and above: whole device pixels."""
        left, top = int(self.trim.left * self.scale), int(self.trim.top * self.scale)
        return left / self.ratio, top / self.ratio

    def rect_on_page(self, rect: Rect) -> tuple[float, float, float, float]:
        """Left, top, width, height of a rectangle of page space, in logical pixels from the sheet's visible corner."""
        seen, f = self.shape.to_view(rect, self.rotation), self.factor
        left, top = self.cut
        width, height = seen.right - seen.left, seen.bottom - seen.top
        return seen.left * f - left, seen.top * f - top, width * f, height * f

    def point_on_page(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of page space lies, in logical pixels from the sheet's visible corner."""
        left, top, _, _ = self.rect_on_page(Rect(x, y, x, y))
        return left, top

    def place_under(self, left: float, top: float) -> tuple[float, float]:
        """The point of page space under a place, in logical pixels from the sheet's visible corner."""
        cut = self.cut
        x, y = (left + cut[0]) / self.factor, (top + cut[1]) / self.factor
        return self.shape.from_view(x, y, self.rotation)

    def strips(self, top: float, bottom: float) -> range:
        """Numbers of the strips that meet the heights `top` to `bottom` of the layout."""
        above = self.cut[1] - self.top
        strip = STRIP_HEIGHT / self.ratio
        last = self.shape.strip_count(self.scale, self.rotation) - 1
        first_seen = max(top, self.top)
        last_seen = min(bottom, self.bottom)
        if first_seen > last_seen:
            return range(0)
        return range(
            max(0, int((first_seen + above) // strip)),
            min(last, int((last_seen + above) // strip)) + 1,
        )

    def strip_top(self, number: int) -> float:
        """Where a strip begins, in logical pixels below the sheet's visible corner."""
        return number * STRIP_HEIGHT / self.ratio - self.cut[1]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the person chose: `zoom` as in `ReadingPlace`, and `trim` giving the part of a page that is shown."""

    zoom: float = FIT_WIDTH
    flow: PageFlow = PageFlow.CONTINUOUS
    rotation: int = 0
    trim: Callable[[int], Rect | None] | None = None


class PageLayout:
    """Pages in rows. Lengths are logical pixels; `window` is the size that a fitting zoom fits into.

    Under a fitting zoom each row has a scale of its own, so that a table in A3 does not make the letters around it small.
    """

    def __init__(
        self,
        shapes: Sequence[PageShape],
        ratio: float,
        arrangement: Arrangement,
        window: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        self.ratio = ratio
        self.arrangement = arrangement
        self.window = window
        self.sheets: list[Sheet] = []
        self.tops: list[float] = []
        """Where each row begins, its margin above included."""
        self.width = window[0]
        self._ends: list[float] = []
        self._step = 2 if arrangement.flow is PageFlow.FACING else 1
        rows = self._rows(shapes)
        factors = [self._factor([trim for _, trim in row]) for row in rows]
        for row, factor in zip(rows, factors, strict=True):
            self.width = max(self.width, self._row_width(row, factor) + 2 * GAP)
        top = 0.0
        for number, (row, factor) in enumerate(zip(rows, factors, strict=True)):
            self.tops.append(top)
            top = self._lay(row, number * self._step, factor, top)
            self._ends.append(top)
        self.height = top + (GAP if rows and arrangement.flow is not PageFlow.SINGLE else 0.0)

    # ------------------------------------------------------------------ laying

    def _rows(self, shapes: Sequence[PageShape]) -> list[list[tuple[PageShape, Rect]]]:
        rotation, trim = self.arrangement.rotation, self.arrangement.trim
        shown = []
        for page, shape in enumerate(shapes):
            part = (trim(page) if trim else None) or Rect(0.0, 0.0, shape.width, shape.height)
            shown.append((shape, shape.to_view(part, rotation)))
        return [shown[at : at + self._step] for at in range(0, len(shown), self._step)]

    def _factor(self, trims: Sequence[Rect]) -> float:
        zoom, points = self.arrangement.zoom, LOGICAL_DPI / POINTS_PER_INCH
        if zoom > 0:
            return zoom * points
        width = sum(trim.right - trim.left for trim in trims)
        if len(trims) < self._step:  # the last page of an odd number stays as large as the others
            width *= 2
        height = max(trim.bottom - trim.top for trim in trims)
        # A page may be a device pixel wider than its points: the row must still fit.
        free = self.window[0] - (1 + self._step) * GAP - self._step
        factor = free / width
        if zoom == FIT_PAGE:
            factor = min(factor, (self.window[1] - 2 * GAP) / height)
        return min(LARGEST_ZOOM, max(SMALLEST_ZOOM, factor / points)) * points

    def _row_width(self, row: Sequence[tuple[PageShape, Rect]], factor: float) -> float:
        scale = factor * self.ratio
        widths = [_span(trim.left, trim.right, scale) / self.ratio for _, trim in row]
        return sum(widths) + GAP * (len(row) - 1)

    def _lay(
        self, row: Sequence[tuple[PageShape, Rect]], page: int, factor: float, top: float
    ) -> float:
        """Lay a row below `top`; where the next begins."""
        scale = factor * self.ratio
        heights = [_span(trim.top, trim.bottom, scale) / self.ratio for _, trim in row]
        high = max(heights) + GAP
        if self.arrangement.flow is PageFlow.SINGLE:
            high = max(high + GAP, self.window[1])
        full = high if self.arrangement.flow is PageFlow.SINGLE else high + GAP
        pair = self._row_width(row, factor)
        if len(row) < self._step:
            pair = 2 * pair + GAP
        left = (self.width - pair) / 2
        for number, (shape, trim) in enumerate(row):
            above = (full - heights[number]) / 2
            sheet = Sheet(
                page + number,
                shape,
                factor,
                self.ratio,
                self.arrangement.rotation,
                trim,
                left,
                top + above,
            )
            self.sheets.append(sheet)
            left += sheet.width + GAP
        return top + round(high)

    # ------------------------------------------------------------------ asking

    def row_at(self, y: float) -> int:
        """The row at that height."""
        return max(0, bisect_right(self.tops, y) - 1)

    def row_of(self, page: int) -> int:
        """The row that a page lies in."""
        return page // self._step

    def row_span(self, row: int) -> tuple[float, float]:
        """Where a row begins and ends."""
        return self.tops[row], self._ends[row]

    def page_at(self, y: float, x: float | None = None) -> int:
        """The page at that height; between two rows, the one above. With `x` the one of its row that is nearest."""
        if not self.sheets:
            return 0
        first = self.row_at(y) * self._step
        row = self.sheets[first : first + self._step]
        if x is None or len(row) == 1:
            return first
        return min(row, key=lambda s: max(s.left - x, x - s.left - s.width, 0.0)).page

    def visible(self, top: float, bottom: float) -> range:
        """The pages of the rows that meet the heights from `top` to `bottom`."""
        if not self.sheets:
            return range(0)
        last = (self.row_at(bottom) + 1) * self._step
        return range(self.row_at(top) * self._step, min(len(self.sheets), last))

    def place_at(self, y: float) -> tuple[int, float]:
        """Page and points below its top, as it is shown, at that height."""
        page = self.page_at(y)
        if not self.sheets:
            return 0, 0.0
        sheet = self.sheets[page]
        return page, (y - sheet.top + sheet.cut[1]) / sheet.factor

    def y_of(self, page: int, points: float) -> float:
        """The height of a place `points` below the top of `page`, as it is shown."""
        sheet = self.sheets[min(max(page, 0), len(self.sheets) - 1)]
        return sheet.top - sheet.cut[1] + points * sheet.factor

    def rest(self, wanted: float, before: float) -> float:
        """Where scrolling from `before` to `wanted` comes to rest: one by one, no two pages are seen at once."""
        if self.arrangement.flow is not PageFlow.SINGLE or not self.sheets:
            return wanted
        row = self.row_at(wanted)
        start, end = self.row_span(row)
        lowest = max(start, end - self.window[1])
        if wanted <= lowest + 0.5:
            return wanted
        was = self.row_at(before + 0.5)
        beyond = was == row and before >= lowest - 0.5 and wanted > before
        return end if beyond and row + 1 < len(self.tops) else lowest


def _span(start: float, end: float, scale: float) -> int:
    """Whole device pixels from `start` to `end`, in points."""
    shape = PageShape(end, 1.0).pixel_size(scale)[0]
    return max(1, shape - int(start * scale))
