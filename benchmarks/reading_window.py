"""The real window over the desk in a home folder: opens its longest paper, scrolls through it, prints resident megabytes.

Two figures: this process, and the PDF engine's. With the argument "empty" an empty window instead, and one figure.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPushButton

from benchmarks.desk_window import connect
from benchmarks.passphrase import PASSPHRASE
from delegate_app.__main__ import opened
from delegate_app.services.desk import Desk
from ui.app import DeskApplication, qt_application
from ui.main_window import DeskPane
from ui.unlock_view import UnlockView

SECONDS = 300.0
STEPS = 400


def resident(pid: int | str) -> float:
    """Resident megabytes of a process, from /proc."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0


def wait(condition: Callable[[], object]) -> None:
    """Let the window work until it holds. Raises RuntimeError when it takes too long."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        QApplication.processEvents()
        time.sleep(0.002)
        if time.monotonic() > deadline:
            raise RuntimeError("the window did not come so far")


def empty() -> int:
    """An empty window."""
    application = qt_application(sys.argv[:1])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    application.processEvents()
    print(resident("self"), flush=True)
    return 0


def read(pane: DeskPane, version: str) -> None:
    """Open a version with its small pictures beside it and scroll from its begin to its end."""
    pane.open_version(version)
    canvas = pane.reader.canvas
    wait(lambda: canvas.version == version and canvas.strips.complete)
    pane.reader.toggle_side()
    bar = canvas.verticalScrollBar()
    for step in range(STEPS + 1):
        bar.setValue(bar.maximum() * step // STEPS)
        wait(lambda: canvas.strips.complete)


@contextmanager
def unlocked(home: Path) -> Iterator[tuple[Desk, DeskApplication, DeskPane]]:
    """The window over the desk in `home`, at work; closed after the block."""
    with opened(home, "vi", connect) as (desk, sync):
        qt_application(sys.argv[:1])
        window = DeskApplication(QApplication.instance(), desk, sync, practice=None)  # type: ignore[arg-type]
        window.window.show()
        wait(lambda: isinstance(window.pane, UnlockView))
        for field in window.window.findChildren(QLineEdit, "unlock-passphrase"):
            field.setText(PASSPHRASE)
        for button in window.window.findChildren(QPushButton, "unlock-button"):
            button.click()
        wait(lambda: isinstance(window.pane, DeskPane))
        pane = window.pane
        if not isinstance(pane, DeskPane):
            raise TypeError("the desk is not open")
        try:
            yield desk, window, pane
        finally:
            window.close()


def main(home: Path) -> int:
    with unlocked(home) as (desk, _, pane):
        longest = desk.thread.submit(
            lambda: max(desk.documents.all(), key=lambda d: d.newest.pages).newest.sha256
        ).result()
        read(pane, longest)
        engine = desk.reader.engine_process
        print(resident("self"), resident(engine) if engine else 0.0, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(empty() if sys.argv[1] == "empty" else main(Path(sys.argv[1])))
