"""The automatic lock: so many minutes without a touch, and after the machine slept.

It goes by the clock on the wall, not by a running timer: timers stand still while a machine sleeps, so a lid that was
closed for an hour locks the desk as soon as the machine is awake. Qt does not tell when the system's own lock screen
comes, so that alone locks nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

LOOK_MS = 5_000
SLEPT = timedelta(minutes=2)
"""Between two looks that should be seconds apart: longer than this, and the machine was asleep."""


class IdleLock(QObject):
    """`due` once the desk is to be locked; silent until `start`."""

    due = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._now = now
        self._minutes = 0
        self._touched = self._looked = now()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def running(self) -> bool:
        """True between `start` and `stop`."""
        return self._timer.isActive()

    def set_minutes(self, minutes: int) -> None:
        """Lock after that many minutes; 0 never does."""
        self._minutes = minutes

    def start(self) -> None:
        """The desk is open from now on."""
        self._touched = self._looked = self._now()
        self._timer.start()

    def stop(self) -> None:
        """There is nothing to lock any more."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self._now()

    def look(self) -> None:
        """Say `due` when it is time. A clock that was set back counts as a touch."""
        if not self.running or not self._minutes:
            return
        now = self._now()
        slept, self._looked = now - self._looked > SLEPT, now
        self._touched = min(self._touched, now)
        if slept or now - self._touched >= timedelta(minutes=self._minutes):
            self.stop()
            self.due.emit()
