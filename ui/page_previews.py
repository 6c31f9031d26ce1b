"""A small picture of each page that is near, shown enlarged while the sharp strips are still being drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from delegate_app.services.reader import STRIP_HEIGHT, Reader, StripKey
from ui.page_layout import PageLayout, Sheet
from ui.strip_store import StripStore
from ui.tasks import Tasks

BUDGET = 3 * 1024 * 1024
"""Bytes: about twenty-five pages in A4."""
HIGH, WIDEST = 200.0, 800.0
"""Device pixels. The whole page is one strip, which costs the engine as much as any other."""
AHEAD, BEHIND = 3, 1
"""Pages beyond what is seen. The engine keeps six pages at hand: no more, or each would be read twice."""


class PagePreviews(StripStore):
    """A page that has one is never seen blank: it is there for every zoom, and stays a while after the page was left."""

    def __init__(self, reader: Reader, tasks: Tasks, parent: QObject) -> None:
        super().__init__(reader, tasks, parent, budget=BUDGET)

    def look(
        self, version: str, layout: PageLayout, seen: range, bare: Sequence[int], *, down: bool
    ) -> None:
        """Ask for the pages around `seen`, where the reader is heading first; at once for `bare` ones, which show nothing."""
        after = range(seen.stop, min(len(layout.sheets), seen.stop + (AHEAD if down else BEHIND)))
        before = range(max(0, seen.start - (BEHIND if down else AHEAD)), seen.start)
        order = [*after, *reversed(before)] if down else [*reversed(before), *after]
        soon = [page for page in (*seen, *order) if page not in bare]

        def keys(pages: Sequence[int]) -> list[StripKey]:
            return [preview_key(version, layout.sheets[page]) for page in pages]

        self.want(keys(bare), keys(soon))

    def shows(self, version: str, sheet: Sheet) -> bool:
        """Whether the small picture of this page is here."""
        return self.get(preview_key(version, sheet)) is not None

    def paint(
        self, painter: QPainter, version: str, sheet: Sheet, corner: QPointF, missing: Sequence[int]
    ) -> None:
        """Draw the strips that are missing from the small picture. `corner` is the sheet's visible corner."""
        image = self.get(preview_key(version, sheet)) if missing else None
        if image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number in missing:
            painter.drawImage(*_enlarged(sheet, corner, image, number))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)


def preview_key(version: str, sheet: Sheet) -> StripKey:
    """The strip that is the whole page, small; the same at every zoom."""
    width, height = sheet.shape.pixel_size(1.0, sheet.rotation)
    scale = min(HIGH / max(1, height), WIDEST / max(1, width))
    return StripKey(version, sheet.page, scale, sheet.rotation, 0)


def _enlarged(
    sheet: Sheet, corner: QPointF, image: QImage, number: int
) -> tuple[QRectF, QImage, QRectF]:
    """Where a strip lies, and which part of the small picture it is."""
    width, height = sheet.shape.pixel_size(sheet.scale, sheet.rotation)
    top = number * STRIP_HEIGHT
    rows = min(STRIP_HEIGHT, height - top)
    left, above = corner.x() - sheet.cut[0], corner.y() + sheet.strip_top(number)
    target = QRectF(left, above, width / sheet.ratio, rows / sheet.ratio)
    part = image.height() / height
    return target, image, QRectF(0.0, top * part, image.width(), rows * part)
