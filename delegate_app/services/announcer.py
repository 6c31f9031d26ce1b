"""Who wants to know that records changed."""

from __future__ import annotations

import threading
from collections.abc import Callable

from delegate_app.domain.changes import Changes


class Announcer:
    """Calls every subscriber with the kinds of records that moved, on the thread that announces."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[Changes], None]] = []
        self._guard = threading.Lock()

    def subscribe(self, callback: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `callback` from now on, from any thread; the result ends that."""
        with self._guard:
            self._callbacks.append(callback)

        def unsubscribe() -> None:
            with self._guard:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)

        return unsubscribe

    def announce(self, changes: Changes) -> None:
        """Tell everyone; no changes, no call."""
        if not changes:
            return
        with self._guard:
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback(changes)
