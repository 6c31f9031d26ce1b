"""Two versions beside each other in the window: from where one gets there, what is marked, how one steps through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTextBrowser, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.opened_window import Window
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf
from ui.rows import RowList

ITEM, PAPER = "dieu-chinh-bien-che", "du-thao-nghi-quyet"
REVISED = "updates/02-du-thao-nghi-quyet-dieu-chinh-bien-che-tiep-thu.pdf"


def versions(window: Window) -> tuple[str, str]:
    """The draft before and after the discussion."""
    document = window.desk.furnished.document(ITEM, PAPER)
    old = window.ask(lambda: window.desk.desk.documents.document(document)).newest.sha256
    new = window.desk.furnished.revise(ITEM, PAPER, REVISED)
    window.sync()
    return old, new


@pytest.fixture
def compared(window: Window, qtbot: QtBot) -> Window:
    """The revised draft beside the first."""
    window.pane.open_comparison(*versions(window))
    qtbot.waitUntil(lambda: window.there("compare-new-text"), timeout=20_000)
    window.settle()
    return window


def marked(browser: QTextBrowser) -> set[tuple[str, bool, bool]]:
    """(word, struck out, underlined) of every marked word."""
    found = set()
    block = browser.document().begin()
    while block.isValid():
        for entry in list(block):  # type: ignore[call-overload]
            fragment = entry.fragment()
            shown = fragment.charFormat()
            if shown.fontStrikeOut() or shown.fontUnderline():
                found.add((fragment.text().strip(), shown.fontStrikeOut(), shown.fontUnderline()))
        block = block.next()
    return found


def test_added_words_are_underlined(compared: Window) -> None:
    marks = marked(compared.find("compare-new-text", QTextBrowser))
    assert marks
    assert all(under and not struck for _, struck, under in marks)


def test_the_list_names_the_changed_articles_only_until_one_asks_for_all(compared: Window) -> None:
    articles = compared.find("compare-articles", RowList)
    changed = len(articles.rows.rows)
    assert changed > 0
    assert all("giữ nguyên" not in row.spoken for row in articles.rows.rows)
    compared.find("compare-only-changed", QPushButton).click()
    assert len(articles.rows.rows) > changed


def test_stepping_goes_through_every_change_and_begins_again(compared: Window) -> None:
    browser = compared.find("compare-new-text", QTextBrowser)
    place = compared.find("compare-place", QLabel)
    count = int(place.text().split()[0])
    browser.setFocus()
    for at in range(count):
        QTest.keyClick(browser, Qt.Key.Key_F7)
        assert place.text() == f"Thay đổi {at + 1} / {count}"
    QTest.keyClick(browser, Qt.Key.Key_F7)
    assert place.text() == f"Thay đổi 1 / {count}"
    QTest.keyClick(browser, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert place.text() == f"Thay đổi {count} / {count}"


def test_side_by_side_each_text_has_its_own_words(compared: Window) -> None:
    compared.find("compare-beside", QPushButton).click()
    old = compared.find("compare-old-text", QTextBrowser)
    new = compared.find("compare-new-text", QTextBrowser)
    assert all(struck for _, struck, _ in marked(old))
    assert all(under for _, _, under in marked(new))
    for browser in (old, new):
        assert browser.textCursor().position() == 0
        browser.moveCursor(QTextCursor.MoveOperation.End)


def test_a_poll_on_an_older_version_leads_to_what_changed(window: Window, qtbot: QtBot) -> None:
    council, document = window.desk.furnished.council, window.desk.furnished.document(ITEM, PAPER)
    council.define_poll("lan-1", document)
    council.open_poll("lan-1")
    window.desk.furnished.clock += timedelta(minutes=5)
    versions(window)
    window.pane.open_poll("lan-1")
    changes = window.find("poll-changes", QPushButton)
    changes.click()
    qtbot.waitUntil(lambda: window.there("compare-new-text"), timeout=20_000)
    assert window.pane.place == "compare"
    window.find("compare-back", QToolButton).click()
    assert window.pane.place == "votes"


def test_an_older_version_in_the_reader_leads_to_what_changed(window: Window, qtbot: QtBot) -> None:
    old, _ = versions(window)
    window.pane.open_version(old)
    window.find("reader-changes", QPushButton).click()
    qtbot.waitUntil(lambda: window.there("compare-new-text"), timeout=20_000)


def test_a_file_that_was_replaced_by_the_same_words_says_so(window: Window, qtbot: QtBot) -> None:
    old, _ = versions(window)
    window.pane.open_comparison(old, old)
    qtbot.waitUntil(
        lambda: any("không khác nhau chữ nào" in text for text in window.texts()), timeout=20_000
    )


def test_a_version_that_is_not_here_says_what_to_do(window: Window, qtbot: QtBot) -> None:
    old, _ = versions(window)
    window.pane.open_comparison("0" * 64, old)
    qtbot.waitUntil(lambda: any("Không so sánh được" in text for text in window.texts()))


def test_scans_are_compared_as_pictures_page_by_page(window: Window, qtbot: QtBot) -> None:
    old, new = scan(b"72 700 200 20 re f"), scan(b"72 700 200 20 re f 72 600 120 20 re f")
    council = window.desk.furnished.council
    versions = [council.publish_paper("quet", data, n) for n, data in enumerate((old, new), 1)]
    window.sync()
    window.pane.open_comparison(*versions)
    said = window.find("compare-pages-said", QLabel)
    qtbot.waitUntil(lambda: "chỗ khác nhau" in said.text(), timeout=20_000)
    window.pane.open_comparison(versions[0], versions[0])
    qtbot.waitUntil(lambda: "giống nhau" in said.text(), timeout=20_000)


def scan(content: bytes) -> bytes:
    """A page with shapes and no words."""
    pdf = SmallPdf()
    pdf.page(content)
    return pdf.build()
