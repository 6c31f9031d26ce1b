"""Everything by keyboard, everything with a name: walked over the accessible tree of every view."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.opened_window import Window
from ui.theme import TARGET

VIEWS = ("home", "programme", "votes", "notes", "settings", "reader")


@pytest.fixture
def furnished_window(window: Window, qtbot: QtBot) -> Window:
    """A desk with a poll, and a paper open in the reader."""
    furnished = window.desk.furnished
    document = furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    furnished.council.define_poll("bq-1", document)
    furnished.council.open_poll("bq-1")
    window.sync()
    paper = window.ask(lambda: window.desk.desk.documents.document(document))
    window.pane.open_version(paper.newest.sha256)
    canvas = window.pane.reader.canvas
    qtbot.waitUntil(lambda: canvas.page_count > 0 and canvas.strips.complete, timeout=20_000)
    window.pane.reader.show_find()
    window.pane.reader.bar.notes_button.setChecked(True)
    return window


def shown(window: Window) -> Iterator[QWidget]:
    return (w for w in window.app.window.findChildren(QWidget) if w.isVisible())


def focusable(window: Window) -> list[QWidget]:
    """What Tab can reach."""
    tab = Qt.FocusPolicy.TabFocus
    return [w for w in shown(window) if (w.focusPolicy() & tab) == tab and w.isEnabled()]


@pytest.mark.parametrize("view", VIEWS)
def test_everything_that_takes_the_focus_has_a_name(furnished_window: Window, view: str) -> None:
    furnished_window.pane.go(view)
    furnished_window.settle()
    nameless = [w for w in focusable(furnished_window) if not name_of(w)]
    assert nameless == []


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    assert isinstance(interface, QAccessibleInterface)
    return interface.text(QAccessible.Text.Name)


def test_a_poll_page_names_its_choices_to_screen_readers(furnished_window: Window) -> None:
    furnished_window.pane.open_poll("bq-1")
    furnished_window.find("choice-APPROVE", QPushButton)
    names = [name_of(w) for w in focusable(furnished_window)]
    assert "" not in names
    places = [names.index(c) for c in ("Tán thành", "Không tán thành", "Không biểu quyết")]
    assert places == sorted(places)


@pytest.mark.parametrize("view", VIEWS)
def test_buttons_are_large_enough_to_be_hit(furnished_window: Window, view: str) -> None:
    furnished_window.pane.go(view)
    furnished_window.settle()
    buttons = [w for w in shown(furnished_window) if isinstance(w, QPushButton | QToolButton)]
    small = [(b.objectName(), b.size().toTuple()) for b in buttons if b.height() < TARGET - 2]
    assert small == []


@pytest.mark.parametrize("view", ["home", "votes", "settings"])
def test_tab_walks_through_the_view_and_comes_round(
    furnished_window: Window, qtbot: QtBot, view: str
) -> None:
    window = furnished_window
    window.pane.go(view)
    window.settle()
    window.app.window.activateWindow()
    qtbot.waitUntil(window.app.window.isActiveWindow)
    wanted = {w.objectName() for w in focusable(window) if w.objectName()}
    met: set[str] = set()
    window.pane.rail.findChildren(QToolButton)[0].setFocus()
    for _ in range(80):
        focused = QApplication.focusWidget()
        assert focused is not None
        met.add(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert wanted - met == set()


def test_letters_typed_into_a_field_are_no_shortcuts(
    furnished_window: Window, qtbot: QtBot
) -> None:
    line = furnished_window.pane.reader.find_bar.line
    line.setFocus()
    QTest.keyClicks(line, "nghij quyeets1234")
    assert line.text() == "nghij quyeets1234"
    assert furnished_window.pane.place == "reader"
