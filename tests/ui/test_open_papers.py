"""Open papers as tabs, the way back and forward across them, and both after a crash."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from tests.ui.furnished_council import PASSPHRASE
from tests.ui.opened_window import Window
from tests.unit.delegate_app.pdf.small_pdf import paper
from ui.open_papers import PaperTabs
from ui.page_canvas import PageCanvas


@pytest.fixture
def papers(window: Window) -> tuple[str, str]:
    """Two papers of four pages."""
    council = window.desk.furnished.council
    found = tuple(
        council.publish_paper(name, paper(*(f"{name} trang {n}" for n in range(1, 5))))
        for name in ("mot", "hai")
    )
    window.sync()
    return found[0], found[1]


def read(window: Window, version: str) -> PageCanvas:
    """Open a version and wait until it is drawn."""
    window.pane.open_version(version)
    return wait_for(window, version)


def wait_for(window: Window, version: str) -> PageCanvas:
    canvas = window.pane.reader.canvas
    window.bot.waitUntil(lambda: canvas.version == version and canvas.strips.complete)
    window.settle()
    return canvas


def press(window: Window, keys: str) -> None:
    QTest.keySequence(window.pane.reader.canvas, QKeySequence(keys))


def test_back_and_forward_lead_through_both_papers_and_out(
    window: Window, papers: tuple[str, str]
) -> None:
    first, second = papers
    window.pane.go("programme")
    canvas = read(window, first)
    window.pane.reader.travel.jump(2)
    read(window, second)
    window.pane.reader.travel.jump(3)
    press(window, "Alt+Left")
    assert (canvas.version, canvas.page) == (second, 0)
    press(window, "Alt+Left")
    wait_for(window, first)
    assert canvas.page == 2
    press(window, "Alt+Right")
    wait_for(window, second)
    press(window, "Alt+Left")
    wait_for(window, first)
    press(window, "Alt+Left")
    assert canvas.page == 0
    back = window.find("reader-back", QToolButton)
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert window.pane.place == "programme"


def test_tabs_show_what_is_open_and_close_it(window: Window, papers: tuple[str, str]) -> None:
    first, second = papers
    canvas = read(window, first)
    tabs = window.pane.reader.papers.tabs
    assert isinstance(tabs, PaperTabs)
    assert not tabs.isVisible()
    read(window, second)
    assert (tabs.isVisible(), tabs.count(), tabs.currentIndex()) == (True, 2, 1)
    press(window, "Ctrl+Tab")
    wait_for(window, first)
    assert tabs.currentIndex() == 0
    closer = tabs.tabButton(0, PaperTabs.ButtonPosition.RightSide)
    QTest.mouseClick(closer, Qt.MouseButton.LeftButton)
    wait_for(window, second)
    assert not tabs.isVisible()
    press(window, "Ctrl+W")
    assert window.pane.place == "home"
    window.settle()
    assert window.ask(window.desk.desk.reading.desk).papers == ()
    assert canvas is window.pane.reader.canvas


def test_after_a_crash_the_paper_in_front_and_the_tabs_are_there_again(
    window: Window, papers: tuple[str, str]
) -> None:
    """What a killed process leaves is what the vault held: so the desk is locked behind the window's back."""
    for version in papers:
        read(window, version)
    window.pane.reader.travel.jump(2)
    window.settle()
    account = window.desk.desk.account
    window.ask(account.lock)
    window.ask(lambda: account.unlock(PASSPHRASE))
    again = Window(window.desk, window.bot)
    try:
        canvas = wait_for(again, papers[1])
        assert (again.pane.place, canvas.page) == ("reader", 2)
        assert again.pane.reader.papers.tabs.count() == 2
        press(again, "Alt+Left")
        assert canvas.page == 0
    finally:
        again.app.close()
