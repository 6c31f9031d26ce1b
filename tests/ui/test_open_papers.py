"""Open papers as tabs, the way back and forward across them, and both after a crash."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.attacks.reading import read_and_wait
from tests.ui.furnished_council import PASSPHRASE, DeskAtCouncil, FurnishedCouncil
from tests.ui.opened_window import Window
from tests.unit.delegate_app.pdf.small_pdf import paper
from ui.open_papers import PaperTabs
from ui.page_canvas import PageCanvas

PATIENCE = 90.0
"""Seconds."""


@pytest.fixture
def papers(window: Window) -> tuple[str, str]:
    """Two papers, known to the window."""
    found = two_papers(window.desk.furnished)
    window.sync()
    return found


def two_papers(council: FurnishedCouncil) -> tuple[str, str]:
    """Two published papers of four pages."""
    first, second = (
        council.council.publish_paper(name, paper(*(f"{name} trang {n}" for n in range(1, 5))))
        for name in ("mot", "hai")
    )
    return first, second


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


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of Unix")
def test_after_kill_9_the_paper_in_front_its_place_the_tabs_and_the_way_are_there_again(
    tmp_path: Path, furnished: FurnishedCouncil, qapp: QApplication, qtbot: QtBot
) -> None:
    papers = two_papers(furnished)
    made = DeskAtCouncil(tmp_path / "home", furnished)
    made.enrol()
    made.close()
    context = multiprocessing.get_context("spawn")
    line, theirs = context.Pipe(duplex=False)
    reading = context.Process(
        target=read_and_wait, args=(tmp_path / "home", papers, 2, PASSPHRASE, theirs)
    )
    reading.start()
    theirs.close()
    try:
        assert line.poll(PATIENCE), "the window does not come so far"
        assert line.recv() == "read"
    finally:
        reading.kill()
        reading.join(PATIENCE)
    assert reading.exitcode == -signal.SIGKILL, "the window did not end by itself"
    desk = DeskAtCouncil(tmp_path / "home", furnished)
    try:
        desk.desk.thread.submit(lambda: desk.desk.account.unlock(PASSPHRASE)).result()
        again = Window(desk, qtbot)
        canvas = wait_for(again, papers[1])
        assert (again.pane.place, canvas.page) == ("reader", 2)
        assert again.pane.reader.papers.tabs.count() == 2
        press(again, "Alt+Left")
        assert canvas.page == 0
        press(again, "Alt+Left")
        wait_for(again, papers[0])
        again.app.close()
    finally:
        desk.close()


def test_notes_hits_links_and_contents_each_make_a_stop_on_the_way(
    window: Window, papers: tuple[str, str]
) -> None:
    first, second = papers
    canvas = read(window, first)
    reader = window.pane.reader
    canvas.go_to_page(3)
    reader.notes.pin(3, 100.0, 100.0)
    window.settle()
    (note,) = window.ask(window.desk.desk.annotations.all)
    canvas.go_to_page(0)
    reader.panel.list.opened.emit(note.id)
    assert canvas.page == 3
    read(window, second)
    reader.show_find()
    for letters in ("trang", "trang 3"):
        reader.find_bar.line.setText(letters)
        window.bot.waitUntil(lambda: reader.find_bar.current() is not None)
    window.bot.waitUntil(lambda: canvas.page == 2)
    assert reader.find_bar.line.hasFocus()
    reader.side.contents.chosen.emit(1, 0.0)
    assert canvas.page == 1
    went = []
    while window.pane.place == "reader":
        went.append((canvas.version, canvas.page))
        reader.travel.back()
        if window.pane.place == "reader":
            wait_for(window, canvas.version or reader.version)
    assert went == [(second, 1), (second, 2), (second, 0), (first, 3), (first, 0)]
