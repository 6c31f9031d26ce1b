"""A delegate's real program in a process of its own: the window over an enrolled desk, listening to its council.

The passphrase is the first line of the standard input. It prints `listening` once everything is here and the long poll may
be out, then for each poll that came onto its screen `shown <polls> <nanoseconds of the machine's monotonic clock>`,
after it was painted. It ends when its input does.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from benchmarks.desk_window import connect
from delegate_app.__main__ import opened
from sync.state import SyncPort
from ui.app import DeskApplication, qt_application
from ui.main_window import DeskPane
from ui.unlock_view import UnlockView

LOOK_MILLISECONDS = 1
CALL = "home-poll-"
"""How the buttons of calls to vote are named."""


class Screen:
    """Looks every millisecond what stands on the screen; the home page is in front."""

    def __init__(
        self, window: DeskApplication, sync: SyncPort, passphrase: str, ended: threading.Event
    ) -> None:
        self._window = window
        self._sync = sync
        self._passphrase = passphrase
        self._unlocking = False
        self._listening = False
        self._shown = 0
        self._ended = ended
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MILLISECONDS)

    def _look(self) -> None:
        pane = self._window.pane
        if self._ended.is_set():
            self._timer.stop()
            QApplication.quit()
        elif isinstance(pane, UnlockView) and not self._unlocking:
            self._unlock(pane)
        elif isinstance(pane, DeskPane):
            self._watch(pane)

    def _unlock(self, view: UnlockView) -> None:
        self._unlocking = True
        for field in view.findChildren(QLineEdit, "unlock-passphrase"):
            field.setText(self._passphrase)
        for button in view.findChildren(QPushButton, "unlock-button"):
            button.click()

    def _watch(self, pane: DeskPane) -> None:
        if not self._listening and self._sync.state.confirmed:
            self._listening = True
            print("listening", flush=True)
        buttons = pane.home.findChildren(QPushButton)
        calls = [b for b in buttons if b.objectName().startswith(CALL) and b.isVisible()]
        if len(calls) > self._shown:
            self._shown = len(calls)
            self._window.window.repaint()
            print(f"shown {self._shown} {time.monotonic_ns()}", flush=True)


def main(home: Path) -> int:
    """Run until the input ends."""
    passphrase = sys.stdin.readline().rstrip("\n")
    with opened(home, "vi", connect) as (desk, sync):
        application = qt_application(sys.argv[:1])
        window = DeskApplication(application, desk, sync, practice=None)
        window.window.show()
        ended = threading.Event()
        screen = Screen(window, sync, passphrase, ended)

        def wait_for_end() -> None:
            sys.stdin.read()
            ended.set()

        threading.Thread(target=wait_for_end, daemon=True).start()
        status = application.exec()
        window.close()
        del screen
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
