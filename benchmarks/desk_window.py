"""The real window over the desk in a home folder: unlocks it, opens the programme, prints a line once that was painted.

A second line gives the seconds of one passphrase check, which is slow on purpose. Wired as `delegate_app.__main__` does.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from benchmarks.passphrase import PASSPHRASE
from delegate_app.__main__ import opened
from delegate_app.domain.accounts import DeviceIdentity
from sync.driver import CouncilLine
from ui.app import DeskApplication, qt_application
from ui.main_window import DeskPane
from ui.unlock_view import UnlockView

LOOK_MILLISECONDS = 1


class Walk:
    """Goes from the lock to the programme as soon as each is there; looks every millisecond."""

    def __init__(self, window: DeskApplication) -> None:
        self._window = window
        self._unlocking = False
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MILLISECONDS)

    def _look(self) -> None:
        pane = self._window.pane
        if isinstance(pane, UnlockView) and not self._unlocking:
            self._unlock(pane)
        elif isinstance(pane, DeskPane) and pane.place != "programme":
            pane.go("programme")
        elif isinstance(pane, DeskPane) and self._is_shown(pane):
            self._timer.stop()
            self._window.window.repaint()
            print("painted", flush=True)
            QApplication.quit()

    def _unlock(self, view: UnlockView) -> None:
        self._unlocking = True
        for field in view.findChildren(QLineEdit, "unlock-passphrase"):
            field.setText(PASSPHRASE)
        for button in view.findChildren(QPushButton, "unlock-button"):
            button.click()

    @staticmethod
    def _is_shown(pane: DeskPane) -> bool:
        """The papers of the nearest session stand in their list."""
        return pane.programme.list.isVisible()


def connect(identity: DeviceIdentity) -> CouncilLine:
    """The council of the vault, which does not answer here: a start without a network."""
    from sync.http_council import HttpCouncil  # noqa: PLC0415 - as the program does it

    return HttpCouncil(identity.address, identity.root_der)


def main(home: Path) -> int:
    with opened(home, "vi", connect) as (desk, sync):
        application = qt_application(sys.argv[:1])
        window = DeskApplication(application, desk, sync, practice=None)
        window.window.show()
        walk = Walk(window)
        status = application.exec()
        started = time.perf_counter()
        desk.thread.submit(lambda: desk.account.check_passphrase(PASSPHRASE)).result()
        print(time.perf_counter() - started, flush=True)
        window.close()
        del walk
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
