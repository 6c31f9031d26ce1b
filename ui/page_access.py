"""The pages for screen readers: a document whose value is the text of the page that is read."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from ui.page_view import PageView

_installed = False
_held: dict[int, QAccessibleInterface] = {}
"""Qt keeps no reference to what Python made: without this it would be gone when the next screen reader asks."""


class PageAccess(QAccessibleWidget):
    """Role document; its value is the page's text, its description names the page."""

    def __init__(self, view: PageView) -> None:
        super().__init__(view, QAccessible.Role.Document, view.accessibleName())
        self._view = view

    def text(self, asked: QAccessible.Text) -> str:
        """What a screen reader asks for."""
        if asked == QAccessible.Text.Name:
            return self._view.accessibleName()
        if asked == QAccessible.Text.Description:
            return self._view.accessibleDescription()
        if asked == QAccessible.Text.Value:
            return self._view.page_words()
        return super().text(asked)


def _make(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, PageView):
        return None
    made = PageAccess(thing)
    key = id(thing)
    _held[key] = made
    thing.destroyed.connect(lambda _thing=None: _held.pop(key, None))
    return made


def install() -> None:
    """From now on screen readers meet pages as documents."""
    global _installed  # noqa: PLW0603 - Qt keeps one list of factories for the process
    if not _installed:
        _installed = True
        QAccessible.installFactory(_make)
