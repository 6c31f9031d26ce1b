"""Places among pages: in one column, one by one, side by side, turned, and without their margins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegate_app.domain.reading_places import FIT_PAGE, FIT_WIDTH, PageFlow
from delegate_app.services.reader import PageShape, Rect
from ui.page_layout import GAP, Arrangement, PageLayout

A4 = PageShape(595.0, 842.0)
WIDE = PageShape(842.0, 595.0)
A3 = PageShape(1191.0, 842.0)
WINDOW = (900.0, 600.0)

zooms = st.one_of(st.floats(0.25, 4.0), st.sampled_from([FIT_WIDTH, FIT_PAGE]))
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0])
flows = st.sampled_from(list(PageFlow))
turns = st.sampled_from([0, 90, 180, 270])
trims = st.sampled_from([None, Rect(60.0, 50.0, 500.0, 560.0)])


@st.composite
def layouts(draw: st.DrawFn) -> PageLayout:
    trim = draw(trims)
    chosen = Arrangement(draw(zooms), draw(flows), draw(turns), lambda _page: trim)
    return PageLayout([A4, WIDE, A4] * 3, draw(ratios), chosen, WINDOW)


@given(layout=layouts(), page=st.integers(0, 8), share=st.floats(0, 0.99))
def test_a_place_is_found_again_in_any_arrangement(
    layout: PageLayout, page: int, share: float
) -> None:
    sheet = layout.sheets[page]
    shown = sheet.trim
    points = shown.top + share * (shown.bottom - shown.top)
    found, offset = layout.place_at(layout.y_of(page, points))
    if layout.arrangement.flow is PageFlow.FACING:
        assert layout.row_of(found) == layout.row_of(page)
    else:
        assert found == page
        assert offset == pytest.approx(points, abs=0.01)


@given(layout=layouts(), page=st.integers(0, 8), x=st.floats(0, 590), y=st.floats(0, 590))
def test_a_point_of_a_page_is_found_where_it_is_shown(
    layout: PageLayout, page: int, x: float, y: float
) -> None:
    sheet = layout.sheets[page]
    assert sheet.place_under(*sheet.point_on_page(x, y)) == pytest.approx((x, y), abs=0.01)


@given(layout=layouts())
def test_a_sheet_is_a_whole_number_of_device_pixels(layout: PageLayout) -> None:
    for sheet in layout.sheets:
        for side in (sheet.width, sheet.height, *sheet.cut):
            assert side * layout.ratio == pytest.approx(round(side * layout.ratio))


@given(layout=layouts())
def test_no_two_sheets_lie_on_each_other(layout: PageLayout) -> None:
    for first, second in zip(layout.sheets, layout.sheets[1:], strict=False):
        beside = second.left >= first.left + first.width
        assert beside or second.top >= first.bottom
    assert layout.sheets[-1].bottom <= layout.height


@given(layout=layouts())
def test_strips_cover_a_sheet_without_a_gap(layout: PageLayout) -> None:
    for sheet in layout.sheets:
        numbers = sheet.strips(0, layout.height)
        assert sheet.strip_top(numbers[0]) <= 0
        assert sheet.strip_top(numbers[-1] + 1) >= sheet.height - 1
        assert list(sheet.strips(-50, -1)) == []


def test_only_pages_that_meet_the_window_are_visible() -> None:
    layout = PageLayout([A4] * 500, 1.0, Arrangement(1.0), WINDOW)
    seen = layout.visible(layout.sheets[100].top + 10, layout.sheets[101].top + 10)
    assert list(seen) == [100, 101]


def test_every_page_fits_the_window_whatever_its_size() -> None:
    layout = PageLayout([A4, A3, PageShape(200.0, 100.0)], 1.0, Arrangement(FIT_WIDTH), WINDOW)
    assert layout.width == WINDOW[0]
    widths = [sheet.width for sheet in layout.sheets]
    assert widths[0] == widths[1] == pytest.approx(WINDOW[0] - 2 * GAP, abs=1)
    assert layout.sheets[1].zoom < layout.sheets[0].zoom


def test_a_whole_page_fits_the_window() -> None:
    layout = PageLayout([A4, WIDE], 1.0, Arrangement(FIT_PAGE, PageFlow.SINGLE), WINDOW)
    assert all(sheet.height <= WINDOW[1] for sheet in layout.sheets)
    assert [layout.row_span(row) for row in (0, 1)] == [(0, 600), (600, 1200)]


def test_facing_pages_lie_side_by_side_and_the_last_keeps_its_size() -> None:
    chosen = Arrangement(FIT_WIDTH, PageFlow.FACING)
    layout = PageLayout([A4] * 5, 1.0, chosen, WINDOW)
    left, right, *_, last = layout.sheets
    assert left.top == right.top
    assert right.left >= left.left + left.width + GAP
    assert (last.left, last.width) == (left.left, left.width)
    assert layout.page_at(left.top + 5, right.left + 5) == 1


def test_one_by_one_scrolling_rests_at_each_page() -> None:
    chosen = Arrangement(1.0, PageFlow.SINGLE)
    layout = PageLayout([A4] * 3, 1.0, chosen, WINDOW)
    _, end = layout.row_span(0)
    lowest = end - WINDOW[1]
    assert layout.rest(lowest - 100, 0) == lowest - 100
    assert layout.rest(lowest + 40, lowest - 20) == lowest
    assert layout.rest(lowest + 40, lowest) == end
    assert layout.rest(end - 30, end) == lowest


def test_a_document_without_pages_has_no_height() -> None:
    layout = PageLayout([], 1.0, Arrangement(1.0))
    assert (layout.height, list(layout.visible(0, 500))) == (0.0, [])
