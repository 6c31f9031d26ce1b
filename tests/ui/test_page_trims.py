"""Hiding margins hides no print."""

from __future__ import annotations

from delegate_app.services.reader import PageShape, Rect
from ui.page_trims import MARGIN, PageTrims

A4, WIDE = PageShape(595.0, 842.0), PageShape(842.0, 595.0)


def test_pages_of_a_size_share_one_frame_that_only_grows() -> None:
    trims = PageTrims()
    trims.hold((A4, A4, WIDE))
    assert trims.of(0) is None
    assert trims.take(0, Rect(90, 80, 500, 700))
    assert trims.of(1) == Rect(90 - MARGIN, 80 - MARGIN, 500 + MARGIN, 700 + MARGIN)
    assert trims.of(2) is None
    assert not trims.take(1, Rect(100, 100, 400, 600))
    assert trims.take(1, Rect(100, 100, 590, 600))
    assert trims.of(0) == Rect(78, 68, 595, 712)


def test_an_empty_page_changes_nothing() -> None:
    trims = PageTrims()
    trims.hold((A4,))
    assert not trims.take(0, None)
    assert trims.of(0) is None
