"""Python's search for reference cycles, kept on the GUI thread.

Python searches on whatever thread happens to allocate. A widget that is only reachable through a cycle would be
destroyed on the vault's or the synchronisation's thread, and Qt crashes. So the automatic search is off while the
window stands, and a timer searches here, as often as Python itself would.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 1_000


class GuiGarbage(QObject):
    """From its making until `end`, cycles are searched for on the GUI thread only."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._automatic = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect_when_due)
        self._timer.start(LOOK_MS)

    def collect_when_due(self) -> None:
        """Search the oldest generation whose threshold is passed, if any is."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation] > 0:
                gc.collect(generation)
                return

    def end(self) -> None:
        """Search once more, then leave it to whoever had it before."""
        self._timer.stop()
        gc.collect()
        if self._automatic:
            gc.enable()
