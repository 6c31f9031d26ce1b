"""The alarm in the window: the banner, the explanation, the evidence, and what stays possible."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from delegate_app.errors import Code
from tests.ui.opened_window import Window
from ui import messages


@pytest.fixture
def alarmed(window: Window, qtbot: QtBot) -> Window:
    """A council whose record stands on another history than the one that this desk had checked."""
    furnished = window.desk.furnished
    draft = furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    furnished.council.define_poll("bq-1", draft)
    furnished.council.open_poll("bq-1")
    window.sync()
    furnished.rewrite_record()
    window.sync()
    qtbot.waitUntil(lambda: window.there("alarm-open"), timeout=20_000)
    return window


def press(window: Window, name: str) -> None:
    QTest.mouseClick(window.find(name, QPushButton), Qt.MouseButton.LeftButton)
    window.settle()


def test_the_alarm_stands_above_every_view_and_says_what_to_do(
    alarmed: Window, qtbot: QtBot
) -> None:
    for view in ("home", "programme", "votes", "notes", "settings"):
        alarmed.pane.go(view)
        assert alarmed.there("alarm-open")
    press(alarmed, "alarm-open")
    alarm = alarmed.ask(alarmed.desk.desk.votes.alarm)
    assert alarm is not None
    qtbot.waitUntil(lambda: messages.sentence(alarm.code, "vi") in alarmed.texts())
    assert any("biểu quyết giơ tay" in text for text in alarmed.texts())
    assert any(alarm.code.value in text for text in alarmed.texts())


def test_nothing_is_signed_while_the_alarm_stands(alarmed: Window, qtbot: QtBot) -> None:
    alarmed.pane.open_poll("bq-1")
    frozen = messages.sentence(Code.SIGNING_FROZEN, "vi")
    qtbot.waitUntil(lambda: frozen in alarmed.texts())
    assert not alarmed.there("ballot")


def test_home_does_not_say_that_the_vote_was_given(alarmed: Window, qtbot: QtBot) -> None:
    frozen = messages.sentence(Code.SIGNING_FROZEN, "vi")
    qtbot.waitUntil(lambda: alarmed.find("home-votes", QLabel).text() == frozen)


@pytest.mark.parametrize("view", ["alarm", "votes"])
def test_nothing_is_cut_off_sideways_on_half_a_small_screen(alarmed: Window, view: str) -> None:
    alarmed.app.window.resize(683, 384)
    alarmed.pane.go(view)
    alarmed.settle()
    areas = [a for a in alarmed.pane.findChildren(QScrollArea) if a.isVisible()]
    alarmed.bot.waitUntil(lambda: all(a.horizontalScrollBar().maximum() == 0 for a in areas))


def test_the_evidence_is_saved_where_the_delegate_says(
    alarmed: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    press(alarmed, "alarm-open")
    target = tmp_path / "canh-bao.zip"
    alarmed.pane.alarm_view.save_to(str(target))
    qtbot.waitUntil(lambda: alarmed.there("alarm-saved"))
    assert target.stat().st_size > 0
    assert str(target) in alarmed.find("alarm-saved", QLabel).text()


def test_an_evidence_file_that_is_there_is_not_overwritten(
    alarmed: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    press(alarmed, "alarm-open")
    target = tmp_path / "canh-bao.zip"
    target.write_bytes(b"mine")
    alarmed.pane.alarm_view.save_to(str(target))
    sentence = messages.sentence(Code.EXPORT_EXISTS, "vi")
    qtbot.waitUntil(lambda: alarmed.find("alarm-saved", QLabel).text() == sentence)
    assert target.read_bytes() == b"mine"


def test_without_an_alarm_there_is_no_banner(window: Window) -> None:
    assert not window.there("alarm-open")
    window.pane.go("alarm")
    window.settle()
    assert "Không có cảnh báo" in window.texts()
