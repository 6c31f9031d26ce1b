"""Empty, loading and error states: what a view shows when it has nothing else to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from ui.assets import pixmap
from ui.parts import button, label
from ui.theme import Space, Theme

PATIENCE_MS = 250
"""What comes sooner than this shows no sign of loading."""


class _Centred(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.WIDE, Space.VAST, Space.WIDE, Space.VAST)
        self.column.setSpacing(Space.SNUG)
        self.column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def centred(self, widget: QWidget) -> None:
        self.column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)

    def picture(self, theme: Theme, icon: str, token: str) -> None:
        image = pixmap(icon, theme.colour(token), 40)
        if image is not None:
            shown = QLabel()
            shown.setPixmap(image)
            self.centred(shown)

    def words(self, title: str, text: str) -> None:
        for words, role in ((title, "title"), (text, "muted")):
            if words:
                made = label(words, role)
                made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                made.setMinimumWidth(240)
                made.setMaximumWidth(560)
                self.column.addWidget(made)
        self.setAccessibleName(f"{title}. {text}".strip(" ."))


class Empty(_Centred):
    """Nothing here, why that is so, and what would change it."""

    def __init__(self, theme: Theme, icon: str, title: str, text: str) -> None:
        super().__init__()
        self.picture(theme, icon, "muted")
        self.words(title, text)


class Failure(_Centred):
    """Something went wrong: the sentence of its code, and one thing to do."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        text: str,
        action: tuple[str, Callable[[], object]] | None = None,
        *,
        icon: str = "error",
        ink: str = "danger",
    ) -> None:
        super().__init__()
        self.picture(theme, icon, ink)
        self.words(title, text)
        if action is not None:
            self.centred(button(*action))


class Loading(_Centred):
    """Work goes on; it shows itself only when it takes longer than a moment."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setAccessibleName(text)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(200)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(text)
        self._text = label(text, "muted", wrap=False)
        for part in (self._bar, self._text):
            part.hide()
            self.centred(part)
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self._appear)
        timer.start(PATIENCE_MS)

    def _appear(self) -> None:
        self._bar.show()
        self._text.show()
