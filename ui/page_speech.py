"""Reading a paper aloud: from the selected words or the place that is read, page after page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from delegate_app.services.reader import PageText
from ui.page_canvas import PageCanvas
from ui.read_aloud import ReadAloud


class PageSpeech(QObject):
    """`hinted` with a sentence for the person."""

    hinted = Signal(str)

    def __init__(self, canvas: PageCanvas, voice: ReadAloud) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.voice = voice
        self._page = 0
        self._version = ""
        voice.spoken.connect(self._go_on)
        voice.failed.connect(
            lambda: self.hinted.emit(self.tr("The voice of this machine does not work."))
        )

    def toggle(self) -> None:
        """Read aloud, or fall silent."""
        if self.voice.speaking:
            self.voice.stop()
            return
        canvas = self._canvas
        chosen = canvas.selection
        self._version = canvas.version
        if chosen is not None and not chosen.empty:
            self._page = canvas.page_count  # nothing follows
            self.voice.say(chosen.words)
        else:
            self._page = canvas.page
            top = canvas.verticalScrollBar().value() - canvas.sheet(self._page).top
            x, y = canvas.sheet(self._page).place_under(0.0, max(0.0, top))
            self._speak(from_place=(x, y) if top > 0 else None)

    def stop(self) -> None:
        """Silence at once."""
        self.voice.stop()

    def _speak(self, *, from_place: tuple[float, float] | None) -> None:
        version = self._version

        def say(text: PageText) -> None:
            if version != self._canvas.version:
                return
            start = text.index_at(*from_place) if from_place and text.has_text else 0
            words = text.text[start:].strip()
            if words:
                self.voice.say(words)
            elif text.scanned:
                self.hinted.emit(self.tr("This page is a picture without words to read aloud."))
            else:
                self._go_on()

        self._canvas.texts.ask(self._page, say)

    def _go_on(self) -> None:
        self._page += 1
        if self._version == self._canvas.version and self._page < self._canvas.page_count:
            self._canvas.go_to_page(self._page)
            self._speak(from_place=None)
