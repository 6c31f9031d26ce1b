"""A hall's word that the record contradicts: said where the delegate looks, with a file to hand on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from delegate_app.services.hall_words import checked_reading
from tests.simulation.halls import NAME, SimulatedHall
from tests.ui.furnished_council import PASSPHRASE
from tests.ui.opened_window import Window
from ui.hall_word_card import HallWordCard


@pytest.fixture
def contradicted(window: Window) -> tuple[Window, str]:
    """The hall had the vote before the close; the council got it after that."""
    furnished, desk = window.desk.furnished, window.desk.desk
    hall = SimulatedHall(furnished.council)
    furnished.council.define_poll(
        "bq-1", furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    )
    furnished.council.open_poll("bq-1")
    window.sync()
    vote = window.ask(
        lambda: desk.votes.cast("bq-1", "APPROVE", PASSPHRASE, now=furnished.clock)
    ).identity
    text, now = hall.receipt(vote, furnished.clock), furnished.clock
    window.ask(lambda: desk.replica.sending(vote, now))
    window.ask(lambda: desk.replica.halls.held(vote, text, now))
    furnished.clock += timedelta(seconds=60)
    furnished.council.close_poll("bq-1")
    window.sync()
    return window, vote


def test_the_page_of_the_vote_says_it_and_saves_what_a_third_person_can_check(
    contradicted: tuple[Window, str], qtbot: QtBot, tmp_path: Path
) -> None:
    window, vote = contradicted
    window.pane.go("votes")
    window.pane.votes.open_my_votes()
    window.settle()
    window.pane.votes.my_votes.open_vote(vote)
    finding = window.find("hall-word-finding", QFrame)
    assert "không được tính" in finding.accessibleName()
    assert any(NAME in text for text in window.texts())
    target = tmp_path / "bang-chung.zip"
    window.find("hall-word", HallWordCard).save_to(str(target))
    qtbot.waitUntil(lambda: str(target) in window.find("hall-word-saved", QLabel).text())
    root = window.desk.furnished.council.root.fingerprint
    assert checked_reading(target, root)[1] == "LATE"
    window.find("hall-word", HallWordCard).save_to(str(target))
    qtbot.waitUntil(lambda: "đã có sẵn" in window.find("hall-word-saved", QLabel).text())


def test_the_sync_page_says_it_too_and_its_button_asks_where(
    contradicted: tuple[Window, str],
) -> None:
    window, vote = contradicted
    window.pane.go("sync")
    window.settle()
    card = window.find("hall-word", HallWordCard)
    assert any("Thông qua dự thảo?" in label.text() for label in card.findChildren(QLabel))
    QTest.mouseClick(window.find("hall-word-save", QPushButton), Qt.MouseButton.LeftButton)
    dialog = card.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith(f"bang-chung-phong-hop-{vote[:12]}.zip")
    dialog.reject()
    window.sync()
    assert window.find("hall-word", HallWordCard) is card  # what it says is not lost by a run


def test_without_a_contradiction_there_is_no_card(window: Window) -> None:
    window.pane.go("sync")
    window.settle()
    assert not window.there("hall-word")
