"""A typed page means what people mean by it."""

from __future__ import annotations

import pytest

from delegate_app.domain.page_places import page_place
from tests.unit.delegate_app.domain.test_books import EARLY, LATE, book, document

BOOK = book(document("a", (EARLY, 7)), document("x", (LATE, 2)), document("b", (EARLY, 3)))
LABELS = ("i", "ii", "1", "2", "PL-1")


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("2", ("here", 1)),
        (" 5 ", ("here", 4)),
        ("ii", ("here", 1)),
        ("pl-1", ("here", 4)),
        ("9", ("b1", 1)),
        ("b2", ("a1", 1)),
        ("bộ 8", ("b1", 0)),
        ("7b", ("x1", 1)),
        ("99", None),
        ("0", None),
        ("bàn", None),
        ("", None),
    ],
)
def test_what_is_typed_leads_to_a_page(wanted: str, place: tuple[str, int] | None) -> None:
    assert page_place(wanted, "here", 5, LABELS, BOOK) == place


def test_without_a_book_only_the_paper_counts() -> None:
    assert page_place("9", "here", 5, (), None) is None
    assert page_place("b2", "here", 5, (), None) is None
