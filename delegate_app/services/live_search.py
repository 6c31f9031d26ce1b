"""Searching while somebody types: on a thread of its own, and only the newest question is answered.

live.ask(text, filters, on_result)     # on_result(SearchResult | None, error | None), on the thread "search"
live.close()
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from delegate_app.domain.search import Filters, SearchResult
from delegate_app.errors import DeskError
from delegate_app.services.search import Search

logger = logging.getLogger(__name__)

OnResult = Callable[[SearchResult | None, Exception | None], None]


class LiveSearch:
    """Answers the question asked last; those before it that were not begun are dropped without an answer."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._changed = threading.Condition()
        self._asked: tuple[str, Filters, OnResult] | None = None
        self._closing = False
        self._worker: threading.Thread | None = None

    def ask(self, text: str, filters: Filters, on_result: OnResult) -> None:
        """From any thread; returns at once."""
        with self._changed:
            if self._closing:
                return
            self._asked = text, filters, on_result
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="search")
                self._worker.start()
            self._changed.notify()

    def forget(self) -> None:
        """The vault is locked: nothing that was asked is answered any more."""
        with self._changed:
            self._asked = None

    def close(self) -> None:
        """End and join the thread; may be called twice."""
        with self._changed:
            self._closing, self._asked = True, None
            self._changed.notify()
        if self._worker is not None:
            self._worker.join()

    def _work(self) -> None:
        while asked := self._next():
            text, filters, on_result = asked
            try:
                result = self._search.find(text, filters)
            except DeskError as error:
                on_result(None, error)
            except Exception as error:
                # A bug: it is told, and the next question is answered all the same.
                logger.exception("a search failed")
                on_result(None, error)
            else:
                on_result(result, None)

    def _next(self) -> tuple[str, Filters, OnResult] | None:
        with self._changed:
            while self._asked is None and not self._closing:
                self._changed.wait()
            asked, self._asked = self._asked, None
            return asked
