"""What somebody means who types a page: its number in the paper, its number in the book, or what the paper calls it."""

from __future__ import annotations

from collections.abc import Sequence

from delegate_app.domain.books import Book

BOOK_MARKS = ("bộ", "bo", "b")
"""Before a number they say that it is one of the book."""


def page_place(
    wanted: str, version: str, count: int, labels: Sequence[str], book: Book | None
) -> tuple[str, int] | None:
    """Version and page (from 0) of what was typed in a paper of `count` pages; None for what is no page.

    A plain number is a page of the paper, when it has so many; else what the paper calls a page; else a page of the book.
    "b57" and "7a" are pages of the book.
    """
    text = wanted.strip().casefold()
    of_book = next((text[len(m) :].strip() for m in BOOK_MARKS if text.startswith(m)), "")
    if of_book[:1].isdecimal():
        return book.find(of_book) if book else None
    if text.isdecimal() and 1 <= int(text) <= count:
        return version, int(text) - 1
    named = next((page for page, name in enumerate(labels) if name.casefold() == text), None)
    if named is not None:
        return version, named
    return book.find(text) if book else None
