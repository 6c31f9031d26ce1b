"""Searching in the window: as one types, narrowed, opened, by keyboard, and what is said when there is nothing."""

from __future__ import annotations

import unicodedata

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from delegate_app.domain.annotations import AnnotationKind, Colour, Rect
from delegate_app.domain.documents import PaperType
from delegate_app.pdf.anchors import anchor_at_place
from tests.ui.furnished_council import MORNING
from tests.ui.opened_window import Window
from ui.find_bar import SearchLine
from ui.search_rows import FoundList, FoundRow

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def searching(window: Window) -> Window:
    """The search in front, everything indexed."""
    window.desk.desk.indexing.run_once()
    QApplication.processEvents()
    QTest.keyClick(window.app.window, Qt.Key.Key_K, CONTROL)
    window.settle()
    return window


def line_of(window: Window) -> SearchLine:
    return window.find("search-line", SearchLine)


def rows_of(window: Window) -> tuple[FoundRow, ...]:
    return window.find("search-list", FoundList).rows.rows  # type: ignore[return-value]


def type_and_wait(window: Window, qtbot: QtBot, text: str) -> tuple[FoundRow, ...]:
    """Type it letter by letter; QTest has keys for ASCII only."""
    for letter in text:
        line_of(window).insert(letter)
    qtbot.waitUntil(lambda: window.there("search-list"))
    return rows_of(window)


def marked(row: FoundRow) -> list[str]:
    return [unicodedata.normalize("NFC", row.title[a:b]).lower() for a, b in row.spans]


def test_the_keys_of_the_search_lead_to_its_line(searching: Window) -> None:
    assert searching.pane.place == "search"
    assert line_of(searching).hasFocus()
    searching.pane.go("home")
    keys = CONTROL | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(searching.app.window, Qt.Key.Key_F, keys)
    assert searching.pane.place == "search"


def test_each_letter_narrows_what_is_shown(searching: Window, qtbot: QtBot) -> None:
    type_and_wait(searching, qtbot, "bien ch")
    qtbot.waitUntil(lambda: any({"biên", "chế"} <= set(marked(row)) for row in rows_of(searching)))
    papers = [row for row in rows_of(searching) if not row.inset]
    pages = [row for row in rows_of(searching) if row.inset]
    assert papers
    assert all(row.lead.startswith("Trang ") for row in pages)
    count = searching.find("search-count", QLabel)
    assert count.text().endswith("trang có các từ này.")


def test_a_word_that_an_input_method_composes_is_searched_too(
    searching: Window, qtbot: QtBot
) -> None:
    line = line_of(searching)
    QApplication.sendEvent(line, QInputMethodEvent("biên", []))
    qtbot.waitUntil(lambda: searching.there("search-list"))
    assert line.text() == ""
    assert any("biên" in marked(row) for row in rows_of(searching))


def test_enter_on_a_page_opens_it_with_the_words_marked(searching: Window, qtbot: QtBot) -> None:
    type_and_wait(searching, qtbot, '"biên chế"')
    qtbot.waitUntil(lambda: any(row.inset for row in rows_of(searching)))
    QTest.keyClick(line_of(searching), Qt.Key.Key_Return)
    listed = searching.find("search-list", FoundList)
    assert listed.hasFocus()
    chosen = next(row for row in rows_of(searching) if row.inset and row.lead == "Trang 2")
    listed.select(chosen.key)
    QTest.keyClick(listed, Qt.Key.Key_Return)
    reader = searching.pane.reader
    qtbot.waitUntil(lambda: 1 in reader.find_bar.hits, timeout=20_000)
    assert searching.pane.place == "reader"
    qtbot.waitUntil(lambda: reader.find_bar.current() == (1, 0))
    assert reader.canvas.overlay.hit == (1, 0)


def test_a_found_item_opens_its_session(searching: Window, qtbot: QtBot) -> None:
    type_and_wait(searching, qtbot, "dieu chinh bien che cong chuc")
    listed = searching.find("search-list", FoundList)
    qtbot.waitUntil(lambda: any(r.lead.startswith("Mục trong") for r in rows_of(searching)))
    item = next(row for row in rows_of(searching) if row.lead.startswith("Mục trong"))
    listed.opened.emit(item.key)
    assert searching.pane.place == "programme"


def test_a_type_narrows_the_search_and_one_press_widens_it(searching: Window, qtbot: QtBot) -> None:
    everything = len(type_and_wait(searching, qtbot, "du toan"))
    filters = searching.pane.search.filters
    filters.type.setCurrentIndex(filters.type.findData(PaperType.APPENDIX.value))
    qtbot.waitUntil(lambda: len(rows_of(searching)) < everything)
    assert all("Phụ lục" in row.lead for row in rows_of(searching) if not row.inset)
    QTest.mouseClick(searching.find("search-reset", QPushButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(rows_of(searching)) == everything)
    assert not searching.there("search-reset")


def test_items_of_the_chosen_session_can_be_chosen(searching: Window, qtbot: QtBot) -> None:
    filters = searching.pane.search.filters
    qtbot.waitUntil(lambda: filters.session.count() > 1)
    filters.session.setCurrentIndex(1)
    qtbot.waitUntil(lambda: filters.item.count() == 4)
    assert searching.there("search-item")


def test_nothing_typed_shows_how_to_search(searching: Window, qtbot: QtBot) -> None:
    assert '"phân bổ dự toán"' in searching.texts()
    type_and_wait(searching, qtbot, "bien che")
    QTest.keyClick(line_of(searching), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: '"phân bổ dự toán"' in searching.texts())
    assert line_of(searching).text() == ""


def test_nothing_found_says_what_to_try(searching: Window, qtbot: QtBot) -> None:
    QTest.keyClicks(line_of(searching), "zzzz")
    qtbot.waitUntil(lambda: "Không tìm thấy" in searching.texts())


def test_a_note_that_was_just_written_is_found_and_opened(searching: Window, qtbot: QtBot) -> None:
    desk = searching.desk.desk
    paper = searching.ask(desk.documents.all)[0]
    made = searching.ask(lambda: note_on(searching, paper.newest.sha256))
    type_and_wait(searching, qtbot, "hoi lai tien do")
    qtbot.waitUntil(
        lambda: bool(rows_of(searching)) and "Ghi chú của tôi" in rows_of(searching)[0].lead
    )
    opened: list[tuple[str, str]] = []
    searching.pane.search.open_note.connect(lambda version, note: opened.append((version, note)))
    searching.find("search-list", FoundList).opened.emit(rows_of(searching)[0].key)
    assert opened == [(paper.newest.sha256, made)]


def note_on(window: Window, version: str) -> str:
    made = window.desk.desk.annotations.add(
        version_sha256=version,
        kind=AnnotationKind.NOTE,
        colour=Colour.YELLOW,
        anchor=anchor_at_place(0, Rect(24, 24, 48, 48)),
        text="Hỏi lại tiến độ giải ngân",
        now=MORNING,
    )
    return made.id


def test_an_index_that_is_not_complete_is_said_until_it_is(window: Window, qtbot: QtBot) -> None:
    window.pane.open_search()
    qtbot.waitUntil(lambda: window.there("search-progress"))
    assert window.find("search-progress", QLabel).text().startswith("Đang lập chỉ mục: 0/14")
    window.desk.desk.indexing.run_once()
    qtbot.waitUntil(lambda: not window.there("search-progress"))
