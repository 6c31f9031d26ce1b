"""Places in a column of pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegate_app.services.reader import PageShape
from ui.page_layout import PageLayout, zoom_to_fit

A4 = PageShape(595.0, 842.0)
WIDE = PageShape(842.0, 595.0)


@given(
    zoom=st.floats(0.25, 4.0),
    ratio=st.sampled_from([1.0, 1.25, 1.5, 2.0]),
    page=st.integers(0, 9),
    points=st.floats(0, 500),
)
def test_a_place_is_found_again_at_any_zoom(
    zoom: float, ratio: float, page: int, points: float
) -> None:
    layout = PageLayout([A4, WIDE] * 5, zoom, ratio)
    found, offset = layout.place_at(layout.y_of(page, points))
    assert found == page
    assert offset == pytest.approx(points, abs=0.01)


@given(zoom=st.floats(0.25, 4.0), ratio=st.sampled_from([1.0, 1.25, 1.5, 2.0]))
def test_a_page_is_a_whole_number_of_device_pixels(zoom: float, ratio: float) -> None:
    layout = PageLayout([A4], zoom, ratio)
    width, height = layout.sizes[0]
    assert width * ratio == pytest.approx(round(width * ratio))
    assert height * ratio == pytest.approx(round(height * ratio))


def test_only_pages_that_meet_the_window_are_visible() -> None:
    layout = PageLayout([A4] * 500, 1.0, 1.0)
    seen = layout.visible(layout.tops[100] + 10, layout.tops[101] + 10)
    assert list(seen) == [100, 101]


def test_the_widest_page_fits_the_window() -> None:
    zoom = zoom_to_fit([A4, WIDE], 900)
    layout = PageLayout([A4, WIDE], zoom, 1.0)
    assert 890 <= layout.width <= 901


def test_a_document_without_pages_has_no_height() -> None:
    layout = PageLayout([], 1.0, 1.0)
    assert (layout.height, list(layout.visible(0, 500))) == (0.0, [])
