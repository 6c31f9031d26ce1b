"""The column of tools beside the pages."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolButton

from tests.ui.opened_window import Window
from ui.tool_strip import ToolStrip


def test_no_button_is_cut_where_the_window_is_low(window: Window) -> None:
    document = window.desk.furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    version = window.ask(lambda: window.desk.desk.documents.document(document)).newest.sha256
    window.pane.open_version(version)
    strip = window.find("tool-strip", ToolStrip)
    window.app.window.resize(800, 600)
    window.bot.waitUntil(lambda: strip.verticalScrollBar().isVisible())

    def cut() -> list[str]:
        buttons = strip.findChildren(QToolButton)
        rights = {
            one.objectName(): one.mapTo(strip.viewport(), QPoint(one.width() - 1, 0)).x()
            for one in buttons
        }
        return [name for name, right in rights.items() if right > strip.viewport().width() - 1]

    window.bot.waitUntil(lambda: cut() == [])
