"""Rendered strips of pages: asked for when seen, kept by least use within a budget of bytes."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from delegate_app.errors import Code, DeskError
from delegate_app.services.reader import Pixels, Reader, StripKey
from ui.paper_tones import PaperTone, toned
from ui.tasks import Tasks

logger = logging.getLogger(__name__)

BUDGET = 40 * 1024 * 1024

Arrived = tuple[StripKey, PaperTone, QImage | None, Exception | None]


class StripStore(QObject):
    """Strips of open documents. `arrived` after each new one; `failed` with the page and error of one that cannot be drawn,
    `waits` with the page of one whose bytes have not arrived: it is asked for again by `ask_again`."""

    arrived = Signal(object)
    failed = Signal(int, object)
    waits = Signal(int)

    def __init__(
        self, reader: Reader, tasks: Tasks, parent: QObject, *, budget: int = BUDGET
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._budget = budget
        self._tone = PaperTone.WHITE
        self._strips: OrderedDict[StripKey, QImage] = OrderedDict()
        self._bytes = 0
        self._asked: set[StripKey] = set()
        self._wanted: frozenset[StripKey] = frozenset()
        self._hopeless: set[StripKey] = set()
        self._arriving: set[StripKey] = set()
        self._urgent: set[StripKey] = set()
        self._name = object()
        self._channel = tasks.channel(self, self._take)

    @property
    def held_bytes(self) -> int:
        """Bytes of all strips held."""
        return self._bytes

    @property
    def complete(self) -> bool:
        """True when everything wanted is here (or cannot be drawn)."""
        return all(key in self._strips or key in self._hopeless for key in self._wanted)

    @property
    def arriving_pages(self) -> frozenset[int]:
        """Pages of which a wanted strip waits for bytes that have not arrived."""
        return frozenset(key.page for key in self._arriving & self._wanted)

    def ask_again(self) -> None:
        """More bytes are here: strips that waited for some may be asked for again."""
        self._arriving.clear()
        self._urgent.clear()

    @property
    def tone(self) -> PaperTone:
        """The paper that strips are drawn on."""
        return self._tone

    def set_tone(self, tone: PaperTone) -> None:
        """Draw on this paper from now on; what was drawn on another is dropped."""
        if tone is not self._tone:
            self.forget()
            self._tone = tone

    def get(self, key: StripKey) -> QImage | None:
        """The strip, if it is here."""
        held = self._strips.get(key)
        if held is not None:
            self._strips.move_to_end(key)
        return held

    def want(self, seen: Sequence[StripKey], soon: Sequence[StripKey]) -> None:
        """From now on `seen` (drawn first) and `soon` are wanted; what waits and is not among them is dropped."""
        self._wanted = frozenset(seen) | frozenset(soon)
        self._reader.cancel_stale(self._wanted, asker=self._name)
        self._asked &= self._wanted
        for keys, urgent in ((seen, True), (soon, False)):
            # The reader serves the newest request first, so the topmost strip is asked for last.
            for key in reversed(keys):
                if any(key in known for known in (self._strips, self._asked, self._hopeless)):
                    continue
                # One that was only prefetched is asked for once more when it is seen: now its bytes come first.
                if key in self._arriving and (not urgent or key in self._urgent):
                    continue
                self._asked.add(key)
                if urgent:
                    self._urgent.add(key)
                self._reader.request_strip(
                    key,
                    _on_paper(key, self._tone, self._channel),
                    urgent=urgent,
                    with_pictures=self._tone is PaperTone.NIGHT,
                    asker=self._name,
                )

    def forget(self) -> None:
        """Drop everything: the document is closed or the desk locked."""
        self._strips.clear()
        self._asked.clear()
        self._hopeless.clear()
        self._arriving.clear()
        self._urgent.clear()
        self._wanted = frozenset()
        self._bytes = 0
        self._reader.cancel_stale((), asker=self._name)

    def _take(self, answer: Arrived) -> None:
        key, tone, image, error = answer
        if key not in self._asked or tone is not self._tone:
            return
        self._asked.discard(key)
        if isinstance(error, DeskError) and error.code is Code.DOCUMENT_INCOMPLETE:
            self._arriving.add(key)
            self.waits.emit(key.page)
            return
        if image is None:
            self._hopeless.add(key)
            if error is not None and not isinstance(error, DeskError):
                logger.error("a strip could not be drawn", exc_info=error)
            self.failed.emit(key.page, error)
            return
        self._strips[key] = image
        self._bytes += image.sizeInBytes()
        self._evict()
        self.arrived.emit(key)

    def _evict(self) -> None:
        for key in list(self._strips):
            if self._bytes <= self._budget:
                return
            if key not in self._wanted:
                self._bytes -= self._strips.pop(key).sizeInBytes()


def _on_paper(
    key: StripKey, tone: PaperTone, channel: Callable[[Arrived], None]
) -> Callable[[Pixels | None, Exception | None], None]:
    """Colours the strip on the render thread, and sends it home."""

    def take(pixels: Pixels | None, error: Exception | None) -> None:
        if pixels is None:
            channel((key, tone, None, error))
            return
        form = QImage.Format.Format_RGB32
        image = QImage(pixels.data, pixels.width, pixels.height, pixels.stride, form)
        # A copy of its own: an image over foreign bytes would need them kept alive.
        drawn = toned(image, tone, pixels.pictures)
        channel((key, tone, drawn.copy() if drawn is image else drawn, None))

    return take
