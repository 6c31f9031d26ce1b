"""A sentence over the lower edge of the pages, which does not move them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui.theme import Space

WIDEST = 640


class PageHint(QLabel):
    """Hidden until it has something to say; screen readers say it, too."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("reader-hint")
        self.setProperty("role", "hint")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence, or with "" take it away."""
        self.setText(sentence)
        self.setVisible(bool(sentence))
        if sentence:
            self._place()
            self.raise_()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge; takes no event."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        wide = min(WIDEST, self._over.width() - 2 * Space.WIDE)
        high = self.heightForWidth(wide)
        left = (self._over.width() - wide) // 2
        self.setGeometry(left, self._over.height() - high - Space.WIDE, wide, high)
