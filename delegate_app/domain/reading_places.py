"""Where a reader left a text and how it lay before them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FIT_WIDTH = 0.0
"""A zoom that follows the width of the window."""
FIT_PAGE = -1.0
"""A zoom that shows whole pages."""


class PageFlow(StrEnum):
    """How pages follow each other."""

    CONTINUOUS = "continuous"
    SINGLE = "single"
    FACING = "facing"


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """`page` from 0, `offset` below the page's top in points as it is shown.

    `zoom` is 1.0 for 100 %, FIT_WIDTH or FIT_PAGE; `rotation` clockwise in degrees, by quarter turns; `trimmed` hides
    the margins.
    """

    page: int
    offset: float
    zoom: float
    flow: PageFlow = PageFlow.CONTINUOUS
    rotation: int = 0
    trimmed: bool = False
