"""Drives the real window with real key and mouse events, and checks what services and widgets say.

Nothing here sleeps: every wait is for a condition, with a deadline, in an event loop.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QInputMethodEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from delegate_app.services.desk import Desk
from sync.state import SyncPort
from ui.app import DeskApplication
from ui.main_window import DeskPane
from ui.ports import PracticePort
from ui.rebuilding import live_child
from ui.rows import RowList

logger = logging.getLogger(__name__)

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)

SCREEN = QSize(1366, 768)
PATIENCE = 60.0
NO_KEYS = Qt.KeyboardModifier.NoModifier


class TourStopped(Exception):
    """A step that everything after it needs did not come about."""


@dataclass
class Guide:
    """One walk. `say` prints a line; screenshots go to `shots`, numbered."""

    application: QApplication
    desk: Desk
    sync: SyncPort
    practice: PracticePort
    shots: Path
    say: Callable[[str], None]
    make_window: Callable[[], DeskApplication]
    app: DeskApplication = field(init=False)
    failures: list[str] = field(default_factory=list)
    checks: int = 0
    pictures: int = 0

    def __post_init__(self) -> None:
        self.app = self.make_window()
        self.show()

    def show(self) -> None:
        """Bring the window up as on the smallest screen that is used."""
        self.app.window.resize(SCREEN)
        self.app.window.show()
        self.activate()

    def activate(self) -> None:
        """Without a window system's help no window is active, and no shortcut is heard."""
        self.app.window.activateWindow()
        self.wait(self.app.window.isActiveWindow, 5)

    # ------------------------------------------------------------------ saying and checking

    def step(self, title: str) -> None:
        """A new part of the day begins."""
        self.say(f"\n{title}")

    def check(self, statement: str, held: bool, detail: object = "") -> None:
        """Print what was checked and whether it held."""
        self.checks += 1
        said = statement if held or detail == "" else f"{statement} (found: {detail})"
        self.say(f"  {'ok  ' if held else 'FAIL'} {said}")
        if not held:
            self.failures.append(said)

    def need(self, statement: str, held: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until `held`; a step that does not come about ends the walk."""
        came = self.wait(held, seconds)
        self.check(statement, came)
        if not came:
            self.shot("stopped-here")
            raise TourStopped(statement)

    def wait(self, held: Callable[[], object], seconds: float = PATIENCE) -> bool:
        """Let the window live until `held`, at most `seconds`; whether it held."""
        ends = time.monotonic() + seconds
        loop, look = QEventLoop(), QTimer()
        look.setInterval(10)
        look.timeout.connect(lambda: loop.quit() if held() or time.monotonic() > ends else None)
        look.start()
        if not held():
            loop.exec()
        return bool(held())

    def rest(self) -> None:
        """Wait until nothing that the window asked for is still under way, and it is painted."""
        self.wait(lambda: not self.app.tasks.busy, 10)
        self.application.sendPostedEvents()
        self.application.processEvents()

    def shot(self, name: str) -> None:
        """A picture of the whole window."""
        self.rest()
        self.pictures += 1
        self.app.window.grab().save(str(self.shots / f"{self.pictures:02d}-{name}.png"))

    def shot_at_double_scale(self, name: str) -> None:
        """A picture as on a 1366x768 screen at 200 %: half the room, twice the pixels."""
        window = self.app.window
        window.resize(SCREEN / 2)
        self.rest()
        image = QPixmap(window.size() * 2)
        image.setDevicePixelRatio(2)
        image.fill(QColor(Qt.GlobalColor.white))
        painter = QPainter(image)
        window.render(painter, QPoint())
        painter.end()
        self.pictures += 1
        image.save(str(self.shots / f"{self.pictures:02d}-{name}.png"))
        window.resize(SCREEN)
        self.rest()

    # ------------------------------------------------------------------ asking the services

    def ask(self, job: Callable[[], T]) -> T:
        """Run a service call on the vault's thread while the window lives on."""
        future = self.desk.thread.submit(job)
        self.wait(future.done)
        return future.result()

    def aside(self, job: Callable[[], object]) -> None:
        """Let the practice council do something, and wait until it did; its error ends the walk."""
        done: list[object] = []
        failed: list[Exception] = []
        self.app.tasks.run_aside(self.app, job, done.append, failed.append)
        self.wait(lambda: done or failed, 180)
        if failed or not done:
            raise TourStopped(f"the practice council: {failed[0] if failed else 'no answer'}")

    # ------------------------------------------------------------------ what is on the screen

    @property
    def pane(self) -> DeskPane:
        """The open desk."""
        pane = self.app.pane
        if not isinstance(pane, DeskPane):
            raise TourStopped("the desk is not open")
        return pane

    def there(self, name: str) -> bool:
        """Whether a widget of that name is on the screen."""
        found = live_child(self.app.window, name)
        return found is not None and found.isVisible()

    def widget(self, name: str, kind: type[W]) -> W:
        """The shown widget of that name."""
        self.wait(lambda: self.there(name), 20)
        found = live_child(self.app.window, name)
        if not isinstance(found, kind):
            raise TourStopped(f"{name} is not on the screen")
        return found

    def text(self, name: str) -> str:
        """What the widget of that name says; "" when it is not there."""
        found = live_child(self.app.window, name)
        text = getattr(found, "text", None)
        return str(text()) if callable(text) else ""

    # ------------------------------------------------------------------ hands

    def press(self, name: str) -> None:
        """Click the middle of a widget; it is scrolled into view first."""
        found = self.widget(name, QWidget)
        self.wait(found.isEnabled, 30)
        self.bring_into_view(found)
        QTest.mouseClick(found, Qt.MouseButton.LeftButton, NO_KEYS, found.rect().center())
        self.rest()

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll whatever holds the widget so that it is seen."""
        parent = widget.parentWidget()
        while parent is not None:
            ensure = getattr(parent, "ensureWidgetVisible", None)
            if callable(ensure):
                ensure(widget)
            parent = parent.parentWidget()

    def type(self, name: str, text: str) -> None:
        """Type ASCII text into a field after emptying it."""
        field_ = self.widget(name, QWidget)
        field_.setFocus()
        QTest.keyClick(field_, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field_, Qt.Key.Key_Delete)
        QTest.keyClicks(field_, text)

    def compose(self, name: str, text: str) -> None:
        """Enter Vietnamese as an input method does: first as preedit, then committed."""
        field_ = self.widget(name, QWidget)
        field_.setFocus()
        self.application.sendEvent(field_, QInputMethodEvent(text, []))
        commit = QInputMethodEvent()
        commit.setCommitString(text)
        self.application.sendEvent(field_, commit)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press a key wherever the focus is."""
        if not self.app.window.isActiveWindow():
            self.activate()
        focused = QApplication.focusWidget() or self.app.window
        QTest.keyClick(focused, key, modifiers)
        self.rest()

    def go(self, number: int) -> None:
        """Ctrl+1 to Ctrl+5."""
        self.key(Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)

    def open_row(self, name: str, key: str) -> None:
        """Click the row with that key in a list."""
        listed = self.widget(name, RowList)
        self.wait(lambda: any(row.key == key for row in listed.rows.rows), 20)
        number = next((i for i, row in enumerate(listed.rows.rows) if row.key == key), -1)
        if number < 0:
            raise TourStopped(f"{name} has no such row")
        index = listed.rows.index(number)
        listed.scrollTo(index)
        place = listed.visualRect(index).center()
        QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, place)
        self.rest()
