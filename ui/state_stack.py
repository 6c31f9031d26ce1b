"""What a view shows, or why it shows nothing: its pages, and one state (loading, empty, failed) in their place."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget


class StateStack(QStackedWidget):
    """A stack whose last widget is the newest state; `say` puts another in its place and shows it."""

    def __init__(self, *pages: QWidget, state: QWidget) -> None:
        """Shows `state` first."""
        super().__init__()
        for page in pages:
            self.addWidget(page)
        self._state = state
        self.addWidget(state)
        self.setCurrentWidget(state)

    def say(self, state: QWidget) -> None:
        """Show this state; the one before is gone."""
        self.removeWidget(self._state)
        self._state.deleteLater()
        self._state = state
        self.addWidget(state)
        self.setCurrentWidget(state)
