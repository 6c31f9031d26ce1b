"""Shapes of pages in pixels and turned views."""

from __future__ import annotations

import pytest

from delegate_app.domain.annotations import Rect
from delegate_app.pdf.pages import PageShape

A4 = PageShape(595.0, 842.0)


def test_a_page_has_as_many_strips_as_cover_it() -> None:
    assert A4.pixel_size(1.0) == (595, 842)
    assert A4.strip_count(1.0) == 4
    assert A4.strip_count(1.0, 90) == 3
    assert PageShape(10, 256).strip_count(1.0) == 1


def test_a_page_too_thin_to_see_still_has_a_pixel() -> None:
    assert PageShape(0.1, 0.1).pixel_size(0.1) == (1, 1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_point_of_a_turned_view_leads_back_to_its_rectangle(rotation: int) -> None:
    rect = Rect(100, 200, 150, 220)
    view = A4.to_view(rect, rotation)
    x, y = A4.from_view((view.left + view.right) / 2, (view.top + view.bottom) / 2, rotation)
    assert (x, y) == pytest.approx((125, 210))
    assert view.right > view.left
    assert view.bottom > view.top


def test_a_quarter_turn_brings_the_top_left_corner_to_the_top_right() -> None:
    assert A4.to_view(Rect(0, 0, 10, 20), 90) == Rect(822, 0, 842, 10)
