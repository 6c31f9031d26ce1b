"""The automatic lock, by a clock that only moves when told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from delegate_app import settings
from tests.ui.furnished_council import MORNING
from tests.ui.opened_window import Window
from ui.idle_lock import IdleLock
from ui.unlock_view import UnlockView


class Wall:
    """A clock on the wall."""

    def __init__(self) -> None:
        self.time: datetime = MORNING

    def __call__(self) -> datetime:
        return self.time


class Watched:
    """An idle lock that looks every few seconds, as its timer would."""

    def __init__(self, parent: QObject, minutes: int) -> None:
        self.wall = Wall()
        self.lock = IdleLock(self.wall, parent)
        self.locked = 0
        self.lock.due.connect(self._count)
        self.lock.set_minutes(minutes)
        self.lock.start()

    def _count(self) -> None:
        self.locked += 1

    def live(self, **time: float) -> None:
        """Time goes by, awake."""
        ends = self.wall.time + timedelta(**time)
        while self.wall.time < ends:
            self.wall.time += timedelta(seconds=5)
            self.lock.look()


@pytest.fixture
def parent(qapp: QApplication, qtbot: QtBot) -> QObject:
    return QObject(qapp)


def test_it_locks_once_after_the_minutes_without_a_touch(parent: QObject) -> None:
    watched = Watched(parent, minutes=15)
    watched.live(minutes=14, seconds=55)
    assert watched.locked == 0
    watched.live(seconds=5)
    assert watched.locked == 1
    watched.live(hours=1)
    assert watched.locked == 1


def test_a_touch_puts_it_off(parent: QObject) -> None:
    watched = Watched(parent, minutes=15)
    watched.live(minutes=14)
    watched.lock.touch()
    watched.live(minutes=14)
    assert watched.locked == 0


def test_a_machine_that_slept_is_locked_when_it_wakes(parent: QObject) -> None:
    watched = Watched(parent, minutes=15)
    watched.live(minutes=1)
    watched.wall.time += timedelta(minutes=3)
    watched.lock.look()
    assert watched.locked == 1


def test_never_means_never(parent: QObject) -> None:
    watched = Watched(parent, minutes=0)
    watched.live(hours=5)
    watched.wall.time += timedelta(hours=5)
    watched.lock.look()
    assert watched.locked == 0


def test_a_clock_that_is_set_back_does_not_put_the_lock_off_for_hours(parent: QObject) -> None:
    watched = Watched(parent, minutes=15)
    watched.wall.time -= timedelta(hours=3)
    watched.lock.look()
    watched.live(minutes=15)
    assert watched.locked == 1


def test_an_idle_desk_is_locked_and_a_key_put_it_off_before(window: Window, qtbot: QtBot) -> None:
    clock, idle = window.desk.furnished, window.app.idle
    for _ in range(14):
        clock.clock += timedelta(minutes=1)
        idle.look()
    QTest.keyClick(window.app.window, Qt.Key.Key_X)
    clock.clock += timedelta(minutes=1)
    idle.look()
    assert window.app.pane is window.pane
    for _ in range(15):
        clock.clock += timedelta(minutes=1)
        idle.look()
    assert isinstance(window.app.pane, UnlockView)
    assert not idle.running


def test_the_minutes_are_chosen_in_the_settings_and_kept(window: Window, qtbot: QtBot) -> None:
    window.pane.go("settings")
    window.find("auto_lock_minutes-5", QPushButton).click()
    window.settle()
    assert window.desk.desk.settings.get(settings.AUTO_LOCK_MINUTES) == 5
    assert window.find("auto_lock_minutes-5", QPushButton).isChecked()
    window.desk.furnished.clock += timedelta(minutes=1)
    window.app.idle.look()
    window.find("auto_lock_minutes-0", QPushButton).click()
    window.settle()
    window.desk.furnished.clock += timedelta(hours=9)
    window.app.idle.look()
    assert window.app.pane is window.pane
