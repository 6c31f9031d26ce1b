"""The strip of tools in low windows, at two scales, through every rebuilding of the window."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.opened_window import Window
from ui.tool_strip import ToolStrip

PATIENCE = 60_000
"""Milliseconds: a window is built anew three times."""
SCALE = "QT_SCALE_FACTOR"


def whole(strip: ToolStrip) -> bool:
    """Every button is as wide as it wants to be, inside of what is seen of the strip."""
    wide = strip.viewport().width()
    buttons = strip.findChildren(QToolButton)
    lefts = [button.mapTo(strip.viewport(), QPoint(0, 0)).x() for button in buttons]
    return bool(buttons) and all(
        left >= 0 and left + button.width() <= wide and button.width() >= button.sizeHint().width()
        for left, button in zip(lefts, buttons, strict=True)
    )


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)])
def test_no_tool_is_cut_and_none_is_gone_after_the_window_was_rebuilt(
    window: Window, qtbot: QtBot, size: tuple[int, int]
) -> None:
    document = window.desk.furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    paper = window.ask(lambda: window.desk.desk.documents.document(document))
    for name, value in (("theme", "light"), ("theme", "contrast"), ("language", "en")):
        window.app.change_setting(name, value)
        qtbot.waitUntil(lambda: not window.app.tasks.busy, timeout=PATIENCE)
        window.app.window.resize(*size)
        window.pane.open_version(paper.newest.sha256)
        canvas = window.pane.reader.canvas
        qtbot.waitUntil(
            lambda: canvas.page_count > 0 and canvas.strips.complete,  # noqa: B023 - waited for here
            timeout=PATIENCE,
        )
        strip = window.find("tool-strip", ToolStrip)
        low = strip.height() < strip.sizeHint().height()
        qtbot.waitUntil(lambda: strip.verticalScrollBar().isVisible() == low)  # noqa: B023
        assert whole(strip), (size, name, value)
    assert low == (size[1] < 768)


@pytest.mark.skipif(SCALE in os.environ, reason="this is the child")
def test_it_is_the_same_at_200_percent() -> None:
    environ = dict(os.environ, **{SCALE: "2", "QT_QPA_PLATFORM": "offscreen"})
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "1 skipped" in done.stdout
