"""Rendered strips of pages: asked for when seen, kept by least use within a budget of bytes."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from delegate_app.errors import DeskError
from delegate_app.services.reader import Pixels, Reader, StripKey
from ui.tasks import Tasks

logger = logging.getLogger(__name__)

BUDGET = 96 * 1024 * 1024


class StripStore(QObject):
    """Strips of open documents. `arrived` after each new one; `failed` with the page and error of one that cannot be drawn."""

    arrived = Signal(object)
    failed = Signal(int, object)

    def __init__(
        self, reader: Reader, tasks: Tasks, parent: QObject, *, budget: int = BUDGET
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._budget = budget
        self._strips: OrderedDict[StripKey, tuple[QImage, bytes]] = OrderedDict()
        self._bytes = 0
        self._asked: set[StripKey] = set()
        self._wanted: frozenset[StripKey] = frozenset()
        self._hopeless: set[StripKey] = set()
        self._channel = tasks.channel(self, self._take)

    @property
    def held_bytes(self) -> int:
        """Bytes of all strips held."""
        return self._bytes

    @property
    def complete(self) -> bool:
        """True when everything wanted is here (or cannot be drawn)."""
        return all(key in self._strips or key in self._hopeless for key in self._wanted)

    def get(self, key: StripKey) -> QImage | None:
        """The strip, if it is here."""
        held = self._strips.get(key)
        if held is None:
            return None
        self._strips.move_to_end(key)
        return held[0]

    def want(self, seen: Sequence[StripKey], soon: Sequence[StripKey]) -> None:
        """From now on `seen` (drawn first) and `soon` are wanted; what waits and is not among them is dropped."""
        self._wanted = frozenset(seen) | frozenset(soon)
        self._reader.cancel_stale(self._wanted)
        self._asked &= self._wanted
        channel = self._channel
        for keys, urgent in ((seen, True), (soon, False)):
            # The reader serves the newest request first, so the topmost strip is asked for last.
            for key in reversed(keys):
                if key in self._strips or key in self._asked or key in self._hopeless:
                    continue
                self._asked.add(key)
                self._reader.request_strip(
                    key,
                    lambda pixels, error, key=key: channel((key, pixels, error)),  # type: ignore[misc]
                    urgent=urgent,
                )

    def forget(self) -> None:
        """Drop everything: the document is closed or the desk locked."""
        self._strips.clear()
        self._asked.clear()
        self._hopeless.clear()
        self._wanted = frozenset()
        self._bytes = 0

    def _take(self, answer: tuple[StripKey, Pixels | None, Exception | None]) -> None:
        key, pixels, error = answer
        if key not in self._asked:
            return
        self._asked.discard(key)
        if pixels is None:
            self._hopeless.add(key)
            if error is not None and not isinstance(error, DeskError):
                logger.error("a strip could not be drawn", exc_info=error)
            self.failed.emit(key.page, error)
            return
        form = QImage.Format.Format_RGB32
        image = QImage(pixels.data, pixels.width, pixels.height, pixels.stride, form)
        self._strips[key] = (image, pixels.data)
        self._bytes += len(pixels.data)
        self._evict()
        self.arrived.emit(key)

    def _evict(self) -> None:
        for key in list(self._strips):
            if self._bytes <= self._budget:
                return
            if key not in self._wanted:
                self._bytes -= len(self._strips.pop(key)[1])
