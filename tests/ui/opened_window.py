"""The window over a desk, as tests use it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sync.state import SyncState
from tests.ui.furnished_council import DeskAtCouncil
from ui.app import DeskApplication, qt_application
from ui.main_window import DeskPane
from ui.ports import HallFinder
from ui.rebuilding import live_child

W = TypeVar("W", bound=QWidget)
T = TypeVar("T")
PATIENCE = 30_000
"""Milliseconds until what was asked for has to be home, also on a machine that does much else."""


class Window:
    """The window over a desk, and the few hands that tests need."""

    def __init__(self, desk: DeskAtCouncil, qtbot: QtBot, halls: HallFinder | None = None) -> None:
        self.bot = qtbot
        self.desk = desk
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        qt_application([])
        self.app = DeskApplication(
            application,
            desk.desk,
            desk.scheduler,
            practice=None,
            halls=halls,
            now=lambda: desk.furnished.clock,
        )
        self.app.window.show()
        qtbot.waitUntil(lambda: self.app.pane is not None)
        self.settle()

    @property
    def pane(self) -> DeskPane:
        self.bot.waitUntil(lambda: isinstance(self.app.pane, DeskPane))
        assert isinstance(self.app.pane, DeskPane)
        return self.app.pane

    def settle(self) -> None:
        """Every result that was asked for has come home, and what it brought is shown."""
        self.bot.waitUntil(lambda: not self.app.tasks.busy, timeout=PATIENCE)
        QApplication.processEvents()  # what was put into a shown layout shows itself with the next event
        self.bot.waitUntil(lambda: not self.app.tasks.busy, timeout=PATIENCE)

    def there(self, name: str) -> bool:
        found = live_child(self.app.window, name)
        return found is not None and found.isVisible()

    def find(self, name: str, kind: type[W]) -> W:
        """The shown widget of that name."""
        self.bot.waitUntil(lambda: self.there(name))
        found = live_child(self.app.window, name)
        assert isinstance(found, kind)
        return found

    def texts(self) -> list[str]:
        """Every text that is shown in a label."""
        labels = self.app.window.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisible()]

    def ask(self, job: Callable[[], T]) -> T:
        """A service call on the vault's thread."""
        return self.desk.desk.thread.submit(job).result()

    @contextmanager
    def vault_held(self) -> Iterator[None]:
        """Inside, no job begins on the vault's thread that was not asked for before."""
        release = threading.Event()
        held = self.desk.desk.thread.submit(release.wait)
        try:
            yield
        finally:
            release.set()
            held.result()

    def show_state(self, state: SyncState) -> None:
        """This state is shown and stays: the desk's own synchronisation is stopped before."""
        self.desk.scheduler.stop()
        QApplication.processEvents()
        self.pane.show_state(state)

    def sync(self) -> None:
        """One run of the synchronisation, and what it announced is shown."""
        self.desk.desk.thread.submit(lambda: None).result()
        self.desk.scheduler.run_once()
        QApplication.processEvents()
        self.settle()
