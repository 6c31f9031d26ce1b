"""The session's book in the window, and two papers side by side."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.opened_window import Window
from ui.page_canvas import PageCanvas
from ui.rows import RowList
from ui.second_paper import SecondPaper
from ui.theme import TARGET


@pytest.fixture
def reading(window: Window, qtbot: QtBot) -> Window:
    """The draft of item 1, open and drawn."""
    document = window.desk.furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    paper = window.ask(lambda: window.desk.desk.documents.document(document))
    window.pane.open_version(paper.newest.sha256)
    wait(window, paper.newest.sha256)
    return window


def wait(window: Window, version: str) -> PageCanvas:
    canvas = window.pane.reader.canvas
    window.bot.waitUntil(lambda: canvas.version == version and canvas.strips.complete)
    window.settle()
    return canvas


def test_a_page_of_the_book_is_gone_to_by_its_number(reading: Window) -> None:
    reader = reading.pane.reader
    QTest.keySequence(reader.canvas, QKeySequence("F4"))
    reader.side.panel.show_part("book")
    rows = [row for row in reading.find("book-list", RowList).rows.rows if not row.header]
    assert rows[0].detail.startswith("trang 1-")
    assert reader.side.book.list.current_key() == reader.version
    field = reading.find("page-field", QLineEdit)
    QTest.keySequence(reader.canvas, QKeySequence("Ctrl+G"))
    field.setText("b2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    canvas = wait(reading, rows[0].key)
    assert canvas.page == 1
    field.setText("b999")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "b999" in reading.find("reader-hint", QLabel).text()


def test_at_its_end_a_paper_is_read_on_with_a_second_press(reading: Window) -> None:
    reader = reading.pane.reader
    first, canvas = reader.version, reader.canvas
    QTest.keyClick(canvas, Qt.Key.Key_End)
    QTest.keyClick(canvas, Qt.Key.Key_PageDown)
    assert reading.find("reader-hint", QLabel).text().startswith("Hết tài liệu")
    assert reader.version == first
    QTest.keyClick(canvas, Qt.Key.Key_PageDown)
    assert reader.version != first
    wait(reading, reader.version)
    assert canvas.page == 0
    QTest.keySequence(canvas, QKeySequence("Alt+Left"))
    wait(reading, first)


def test_two_papers_scroll_together_until_they_are_parted(reading: Window) -> None:
    reader = reading.pane.reader
    QTest.keySequence(reader.canvas, QKeySequence("F6"))
    second = reading.find("second-paper", SecondPaper)
    reading.bot.waitUntil(lambda: second.canvas.page_count > 0 and second.canvas.strips.complete)
    assert second.canvas.version != reader.canvas.version
    reader.canvas.go_to_position(0.5)
    assert second.canvas.position() == pytest.approx(0.5, abs=0.01)
    second.canvas.go_to_position(0.25)
    assert reader.canvas.position() == pytest.approx(0.25, abs=0.01)
    linked = reading.find("second-linked", type(second._linked))
    QTest.mouseClick(linked, Qt.MouseButton.LeftButton)
    reader.canvas.go_to_position(0.6)
    assert second.canvas.position() == pytest.approx(0.25, abs=0.01)
    QTest.keySequence(reader.canvas, QKeySequence("F6"))
    assert not reading.there("second-paper")


def test_the_older_version_stands_at_the_left_of_the_new_one(window: Window, qtbot: QtBot) -> None:
    file = "updates/02-du-thao-nghi-quyet-dieu-chinh-bien-che-tiep-thu.pdf"
    newest = window.desk.furnished.revise("dieu-chinh-bien-che", "du-thao-nghi-quyet", file)
    window.sync()
    window.pane.open_version(newest)
    canvas = wait(window, newest)
    assert window.pane.reader.bar.height() < 2 * TARGET  # one row, with a choice of versions, too
    window.pane.reader.beside.toggle()
    second = window.find("second-paper", SecondPaper)
    qtbot.waitUntil(lambda: second.canvas.page_count > 0)
    assert (
        second.mapToGlobal(second.rect().topLeft()).x()
        < canvas.mapToGlobal(canvas.rect().topLeft()).x()
    )
    assert second.choice.currentText().startswith("Phiên bản 1")


def test_full_screen_shows_pages_only_and_gives_the_window_back(reading: Window) -> None:
    pane = reading.pane
    QTest.keySequence(pane.reader.canvas, QKeySequence("F11"))
    assert reading.app.window.isFullScreen()
    assert not pane.rail.isVisible()
    QTest.keySequence(pane.reader.canvas, QKeySequence("F11"))
    assert not reading.app.window.isFullScreen()
    assert pane.rail.isVisible()
