"""The words of pages on the GUI thread: asked for once, a few pages kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject

from delegate_app.services.reader import PageText, Reader
from ui.tasks import Tasks

KEPT = 12


class PageTextStore(QObject):
    """Words of the pages of one version."""

    def __init__(self, reader: Reader, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = reader
        self._tasks = tasks
        self._version = ""
        self._texts: OrderedDict[int, PageText] = OrderedDict()
        self._waiting: dict[int, list[Callable[[PageText], None]]] = {}

    def open(self, version: str) -> None:
        """From now on pages are of this version."""
        self._version = version
        self._texts.clear()
        self._waiting.clear()

    def get(self, page: int) -> PageText | None:
        """The words of the page, if they are here."""
        text = self._texts.get(page)
        if text is not None:
            self._texts.move_to_end(page)
        return text

    def ask(self, page: int, then: Callable[[PageText], None] | None = None) -> None:
        """Bring the words of the page here; `then` gets them, now or later. A page without readable words never answers."""
        text = self.get(page)
        if text is not None:
            if then is not None:
                then(text)
            return
        if page in self._waiting:
            if then is not None:
                self._waiting[page].append(then)
            return
        self._waiting[page] = [then] if then is not None else []
        version = self._version

        def take(text: PageText) -> None:
            self._take(version, page, text)

        answer = self._tasks.ticket(self, take, lambda _error: self._give_up(version, page))
        self._reader.request_text(version, page, answer, urgent=True)

    def _take(self, version: str, page: int, text: PageText) -> None:
        if version != self._version:
            return
        self._texts[page] = text
        while len(self._texts) > KEPT:
            self._texts.popitem(last=False)
        for then in self._waiting.pop(page, []):
            then(text)

    def _give_up(self, version: str, page: int) -> None:
        if version == self._version:
            self._waiting.pop(page, None)
