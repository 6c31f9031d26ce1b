"""The window in a process of its own, driven by pen and keys without end, until it is killed.

After each gesture it tells what the vault holds; the process that kills it compares that with what is there afterwards.
"""

from __future__ import annotations

import hashlib
import os
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any, NoReturn

Kept = dict[str, str]
"""Notes by id: a digest of each."""


def state_of(notes: object) -> Kept:
    """What is compared: every field that a person would miss."""
    found: Kept = {}
    for note in notes:  # type: ignore[attr-defined]
        fields = (note.kind, note.colour, note.text, note.anchor, note.strokes, note.tags, note.ask)
        found[note.id] = hashlib.sha256(repr(fields).encode()).hexdigest()
    return found


def draw_and_type(
    home: Path, version: str, passphrase: str, seed: int, tells: Connection
) -> NoReturn:
    """Open the window on `version` and note on it until killed. Runs as the target of a spawned process."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        opened = OpenedWindow(home, passphrase, seed)
        opened.read(version)
        hand = Hand(opened.pane, Random(seed), opened.settle)
        while True:
            notes = opened.desk.thread.submit(opened.desk.annotations.all).result()
            tells.send(state_of(notes))
            hand.act([note.id for note in notes])
    finally:
        traceback.print_exc()
        os._exit(1)  # its other threads would keep a broken window alive


class OpenedWindow:
    """The program's window over the desk in a home folder, without a line to the council."""

    def __init__(self, home: Path, passphrase: str, seed: int) -> None:
        self.desk, self.app = _open_window(home, passphrase, seed)
        self.until(lambda: hasattr(self.app.pane, "reader"))
        self.pane: Any = self.app.pane

    def until(self, holds: Callable[[], bool]) -> None:
        """Let the window work until it holds."""
        from PySide6.QtCore import QEventLoop, QTimer  # noqa: PLC0415 - after the platform was chosen

        while not holds():
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def settle(self) -> None:
        """Every job of the window is done."""
        self.until(lambda: not self.app.tasks.busy)

    def read(self, version: str) -> None:
        """Open a version and wait until it is there."""
        canvas = self.pane.reader.canvas
        self.pane.open_version(version)
        self.until(lambda: canvas.version == version and canvas.page_count > 0)
        self.settle()


def _open_window(home: Path, passphrase: str, seed: int) -> tuple[Any, Any]:
    from delegate_app.errors import Code, OfflineError  # noqa: PLC0415
    from delegate_app.security.derivation import CHEAPEST  # noqa: PLC0415
    from delegate_app.services.desk import open_desk  # noqa: PLC0415
    from sync.scheduler import Scheduler  # noqa: PLC0415
    from ui.app import DeskApplication, qt_application  # noqa: PLC0415

    def no_line(_identity: object) -> NoReturn:
        raise OfflineError(Code.OFFLINE)

    def now() -> datetime:
        return datetime.now(UTC)

    desk = open_desk(home, cost=lambda: CHEAPEST)
    desk.thread.submit(lambda: desk.account.unlock(passphrase)).result()
    sync = Scheduler(
        replica=desk.replica,
        thread=desk.thread,
        connect=no_line,
        announce=desk.changes.announce,
        now=now,
        chance=Random(seed),
    )
    app = DeskApplication(qt_application([]), desk, sync, practice=None, now=now)
    app.window.resize(1366, 768)
    app.window.show()
    return desk, app


class Hand:
    """One gesture after the other; each returns when the vault has it."""

    def __init__(self, pane: object, chance: Random, settle: Callable[[], None]) -> None:
        self._reader = pane.reader  # type: ignore[attr-defined]
        self._chance = chance
        self._settle = settle

    def act(self, ids: list[str]) -> None:
        """Mostly strokes, sometimes words, a rubbed out stroke, or something undone and done again."""
        acts = [self._draw] * 6 + [self._type] * 2
        acts += [self._undo, self._redo, lambda: self._erase(ids)] if ids else []
        self._chance.choice(acts)()
        self._settle()

    def _press(self, path: list[tuple[int, int]]) -> None:
        from PySide6.QtCore import QPoint, Qt  # noqa: PLC0415
        from PySide6.QtTest import QTest  # noqa: PLC0415

        sheet, left = self._reader.notes.sheet, Qt.MouseButton.LeftButton
        QTest.mousePress(sheet, left, pos=QPoint(*path[0]))
        for place in path[1:]:
            QTest.mouseMove(sheet, QPoint(*place))
        QTest.mouseRelease(sheet, left, pos=QPoint(*path[-1]))

    def _draw(self) -> None:
        from ui.tools import Tool  # noqa: PLC0415

        self._reader.notes.tools.take(Tool.PEN)
        x, y = self._chance.randrange(300, 500), self._chance.randrange(100, 600)
        steps = self._chance.randrange(2, 60)
        self._press([(x + 3 * n, y + self._chance.randrange(-8, 9)) for n in range(steps)])

    def _erase(self, _ids: list[str]) -> None:
        """One press: the strokes that lie there go together."""
        from ui.tools import Tool  # noqa: PLC0415

        self._reader.notes.tools.take(Tool.ERASER)
        marks = [m for m in self._reader.canvas.overlay.marks.get(0, ()) if m.strokes]
        if marks:
            canvas, point = self._reader.canvas, self._chance.choice(marks).strokes[0].points[0]
            left, top = canvas.sheet(0).point_on_page(point.x, point.y)
            corner = canvas.origin(0)
            self._press([(round(corner.x() + left), round(corner.y() + top))])

    def _type(self) -> None:
        """A note, and words in it with a pause after each few."""
        from PySide6.QtTest import QTest  # noqa: PLC0415

        from delegate_app.domain.annotations import AnnotationKind, Colour  # noqa: PLC0415
        from ui.tools import Tool  # noqa: PLC0415

        self._reader.notes.tools.take(Tool.SELECT)
        self._reader.notes.mark(AnnotationKind.NOTE, Colour.YELLOW)
        self._settle()
        text = self._reader.panel.editor.text
        for word in ("hoi ", "so ", "bien che "):
            QTest.keyClicks(text, word)
        self._reader.panel.keep()

    def _undo(self) -> None:
        self._reader.notes.undo()

    def _redo(self) -> None:
        self._reader.notes.redo()
