"""The pages for screen readers: a document of which the page that is read can be read by letter, word and line."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect, QRectF
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
)
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import VoidPtr

from delegate_app.services.reader import PageText
from ui.page_canvas import PageCanvas
from ui.page_selection import Selection

LONGEST_SAID = 400
"""Characters of a selection that are said, from its end."""
_installed = False
_held: dict[int, QAccessibleInterface] = {}
"""Qt keeps no reference to what Python made: without this it would be gone when the next screen reader asks."""


class PageLetters(QAccessibleTextInterface):
    """The words of the page that is read, by letter, word and line, with the caret and the place of each letter on the screen.

    Positions are those of the page's text, whose lines end with a line feed. PySide leaves out `selection` and `attributes`
    (their results are pointers): a screen reader that asked for a selection would be given whatever stands in memory, so
    none is counted here, and `PageAccess` says the selected words instead.
    """

    def __init__(self, view: PageCanvas) -> None:
        super().__init__()
        self._view = view

    def _text(self) -> PageText | None:
        return self._view.texts.get(self._view.page)

    def _selection(self) -> Selection | None:
        chosen, page = self._view.selection, self._view.page
        one = chosen is not None and chosen.first_page == chosen.last_page == page
        return chosen if one else None

    def characterCount(self) -> int:
        return len(self._view.page_words())

    def text(self, startOffset: int, endOffset: int) -> str:
        words = self._view.page_words()
        return words[max(0, startOffset) : endOffset if endOffset >= 0 else len(words)]

    def cursorPosition(self) -> int:
        chosen = self._selection()
        return chosen.moving[1] if chosen is not None else 0

    def setCursorPosition(self, position: int) -> None:
        self.setSelection(0, position, position)

    def selectionCount(self) -> int:
        return 0

    def addSelection(self, startOffset: int, endOffset: int) -> None:
        self.setSelection(0, startOffset, endOffset)

    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:
        text = self._text()
        if text is not None and text.has_text:
            start, end = (min(max(at, 0), len(text.text)) for at in (startOffset, endOffset))
            self._view.select(Selection.within(text, start, end))

    def removeSelection(self, selectionIndex: int) -> None:
        self._view.select(None)

    def characterRect(self, offset: int) -> QRect:
        text, view = self._text(), self._view
        if text is None or not 0 <= offset < len(text.text):
            return QRect()
        rects = text.rects(offset, offset + 1)
        if not rects:
            return QRect()
        corner = view.origin(view.page)
        left, top, width, height = view.sheet(view.page).rect_on_page(rects[0])
        seen = QRectF(corner.x() + left, corner.y() + top, width, height).toAlignedRect()
        return seen.translated(view.viewport().mapToGlobal(QPoint(0, 0)))

    def offsetAtPoint(self, point: QPoint) -> int:
        text, view = self._text(), self._view
        if text is None:
            return -1
        at = view.viewport().mapFromGlobal(point)
        page, x, y = view.point_on_page(at.toPointF())
        return text.index_at(x, y) if page == view.page else -1

    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:
        text = self._text()
        rects = text.rects(startIndex, max(endIndex, startIndex + 1)) if text is not None else []
        if rects:
            self._view.go_to_rect(self._view.page, rects[0])


class PageAccess(QAccessibleWidget):
    """Role document; its value is the page's text, its description names the page, and its text can be walked through."""

    def __init__(self, view: PageCanvas) -> None:
        super().__init__(view, QAccessible.Role.Document, view.accessibleName())
        self._view = view
        self._letters = PageLetters(view)

    def text(self, asked: QAccessible.Text) -> str:
        """What a screen reader asks for."""
        if asked == QAccessible.Text.Name:
            return self._view.accessibleName()
        if asked == QAccessible.Text.Description:
            return self._view.accessibleDescription()
        if asked == QAccessible.Text.Value:
            return self._view.page_words()
        return super().text(asked)

    def interface_cast(self, asked: QAccessible.InterfaceType) -> object:  # type: ignore[override]
        """Qt's stubs name an int; PySide takes the object, or a pointer. None ends the program: it is no null pointer."""
        if asked == QAccessible.InterfaceType.TextInterface:
            return self._letters
        known: object = super().interface_cast(asked)
        return known if known is not None else VoidPtr(0)


def _tell_caret(view: PageCanvas) -> None:
    """The caret moved, or words were selected: screen readers follow, and hear the words."""
    chosen = view.selection
    if chosen is None or not QAccessible.isActive():
        return
    QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, chosen.moving[1]))
    if not chosen.empty:
        said = QCoreApplication.translate("PageAccess", "Selected: %1")
        said = said.replace("%1", chosen.words[-LONGEST_SAID:])
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, said))


def _make(_name: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, PageCanvas):
        return None
    made, key = PageAccess(thing), id(thing)
    if key not in _held:
        thing.selection_changed.connect(partial(_tell_caret, thing))
        thing.destroyed.connect(lambda _thing=None: _held.pop(key, None))
    _held[key] = made
    return made


def install() -> None:
    """From now on screen readers meet pages as documents."""
    global _installed  # noqa: PLW0603 - Qt keeps one list of factories for the process
    if not _installed:
        _installed = True
        QAccessible.installFactory(_make)
