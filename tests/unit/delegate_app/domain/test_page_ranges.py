"""Pages as people type them."""

from __future__ import annotations

import pytest

from delegate_app.domain.page_ranges import pages_of


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("1", (0,)),
        ("1-3, 5", (0, 1, 2, 4)),
        (" 2 – 3 ;1", (1, 2, 0)),
        ("8-", (7, 8, 9)),
        ("3, 3, 2-4", (2, 1, 3)),
    ],
)
def test_ranges_are_read_in_their_order_and_each_page_once(
    text: str, pages: tuple[int, ...]
) -> None:
    assert pages_of(text, 10) == pages


@pytest.mark.parametrize("text", ["", "0", "11", "3-1", "a", "1-2-3", "-4", "1,,2", "999999999"])
def test_what_names_no_page_of_the_paper_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="page"):
        pages_of(text, 10)
