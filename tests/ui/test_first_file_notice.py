"""A new desk on a metered line: it says that its first programme waits, how large it is, and fetches it at a word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QPushButton
from pytestqt.qtbot import QtBot

from delegate_app import settings
from delegate_app.domain.deliveries import MB
from protocol import limits
from tests.ui.furnished_council import DeskAtCouncil
from tests.ui.opened_window import Window


@pytest.fixture
def waiting(
    new_desk: DeskAtCouncil, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """Just enrolled; the budget of the network was used up."""
    monkeypatch.setattr(limits, "PAGE_ROWS", 4)  # the furnished council's feed is short
    desk, clock = new_desk.desk, new_desk.furnished.clock
    desk.settings.put(settings.METERED, "yes")
    desk.settings.put(settings.METERED_DAY_MB, 20)

    def spend() -> None:
        desk.deliveries.count(20 * MB, clock)

    new_desk.enrol(spend)
    opened = Window(new_desk, qtbot)
    yield opened
    opened.app.close()


def test_the_sync_page_says_what_waits_and_its_button_fetches_it(
    waiting: Window, qtbot: QtBot
) -> None:
    desk = waiting.desk.desk
    assert waiting.ask(desk.agenda.sessions) == ()
    waiting.pane.show_state(waiting.desk.scheduler.state)
    assert "chương trình và danh mục tài liệu lần đầu đang chờ" in waiting.pane.status.text
    waiting.pane.go("sync")
    waiting.settle()
    said = waiting.find("first-file", QFrame).accessibleName()
    (file,) = waiting.ask(lambda: desk.exchanges.ledger(waiting.desk.furnished.clock)).first
    assert f"tải lần đầu: {file.size / 1000:.1f} KB".replace(".", ",") in said
    assert "chờ mạng khác, chờ đến ngày mai, hoặc chờ đại biểu chọn tải" in said
    QTest.mouseClick(waiting.find("first-file-fetch", QPushButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.deliveries.is_feed_asked("public") or bool(sessions(waiting)))
    waiting.sync()
    qtbot.waitUntil(lambda: bool(sessions(waiting)))
    waiting.pane.sync.reload()
    waiting.settle()
    assert not waiting.there("first-file")


def test_home_does_not_promise_that_the_programme_comes_by_itself_and_leads_to_its_button(
    waiting: Window,
) -> None:
    waiting.pane.go("home")
    waiting.settle()
    waiting.pane.show_state(waiting.desk.scheduler.state)
    assert not any("Tài liệu sẽ tự về máy" in text for text in waiting.texts())
    QTest.mouseClick(waiting.find("home-first-waits", QPushButton), Qt.MouseButton.LeftButton)
    waiting.settle()
    waiting.find("first-file-fetch", QPushButton)


def sessions(window: Window) -> int:
    return len(window.ask(window.desk.desk.agenda.sessions))
