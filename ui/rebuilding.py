"""Showing new content without taking the reader's place away: focus and scroll position survive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


@contextmanager
def keeping_place(page: QScrollArea) -> Iterator[None]:
    """Inside, the content of `page` is replaced; afterwards it is scrolled as before, and the widget with the
    name of the one that had the focus has it again."""
    focused = QApplication.focusWidget()
    inside = focused is not None and page.isAncestorOf(focused)
    name = focused.objectName() if focused is not None and inside else ""
    place = page.verticalScrollBar().value()
    yield
    if name and (again := live_child(page, name)) is not None:
        again.setFocus()
    page.verticalScrollBar().setValue(place)


def live_child(parent: QWidget, name: str) -> QWidget | None:
    """The child of that name: one that is seen, else one on a page that is not in front. Those already replaced are
    hidden and do not count."""
    found = [child for child in parent.findChildren(QWidget, name) if not child.isHidden()]
    return next((child for child in found if child.isVisible()), found[0] if found else None)
