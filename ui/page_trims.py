"""Which part of each page is shown when margins are hidden: one frame for all pages of a size, so that lines stay in line.

The frame only grows: as soon as a page has print outside of it, all pages of that size show that much more. Nothing
printed is ever hidden for longer than it takes to look at the page.
"""

from __future__ import annotations

from delegate_app.services.reader import PageShape, Rect

MARGIN = 12.0
"""Points that stay free around the print."""


class PageTrims:
    """Frames by page size, from the boxes of print that pages told."""

    def __init__(self) -> None:
        self._frames: dict[PageShape, Rect] = {}
        self._told: set[int] = set()
        self._shapes: dict[int, PageShape] = {}

    def forget(self) -> None:
        """Another document."""
        self._frames.clear()
        self._told.clear()
        self._shapes.clear()

    def knows(self, page: int) -> bool:
        """True once the page told where its print is."""
        return page in self._told

    def of(self, page: int) -> Rect | None:
        """The frame of a page, None while no page of its size told."""
        shape = self._shapes.get(page)
        return self._frames.get(shape) if shape else None

    def hold(self, shapes: tuple[PageShape, ...]) -> None:
        """These are the sizes of the pages."""
        self._shapes = dict(enumerate(shapes))

    def take(self, page: int, print_box: Rect | None) -> bool:
        """A page told where its print is (None: it is empty). True when a frame grew."""
        self._told.add(page)
        shape = self._shapes.get(page)
        if shape is None or print_box is None:
            return False
        wanted = Rect(
            max(0.0, print_box.left - MARGIN),
            max(0.0, print_box.top - MARGIN),
            min(shape.width, print_box.right + MARGIN),
            min(shape.height, print_box.bottom + MARGIN),
        )
        held = self._frames.get(shape)
        grown = wanted if held is None else _around(held, wanted)
        self._frames[shape] = grown
        return grown != held


def _around(first: Rect, second: Rect) -> Rect:
    return Rect(
        min(first.left, second.left),
        min(first.top, second.top),
        max(first.right, second.right),
        max(first.bottom, second.bottom),
    )
