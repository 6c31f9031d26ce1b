"""Held feeds in the window: the question with its counts, both answers, a quarantine, access withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from tests.simulation.logs import SimulatedFeed
from tests.ui.opened_window import Window


def press(window: Window, name: str) -> None:
    QTest.mouseClick(window.find(name, QPushButton), Qt.MouseButton.LeftButton)
    window.settle()


def papers(window: Window) -> int:
    return len(window.ask(window.desk.desk.documents.all))


@pytest.fixture
def shrunk(window: Window) -> Window:
    """The council began the public feed anew with a few of its rows."""
    council = window.desk.furnished.council
    council.feed("public").forget(12)
    council.begin_epochs()
    window.sync()
    return window


def test_the_question_names_the_counts_deletes_nothing_and_fits_a_small_screen(
    shrunk: Window,
) -> None:
    before = papers(shrunk)
    shrunk.find("keep-public", QPushButton)
    said = " ".join(shrunk.texts())
    assert f"trong {before} tài liệu" in said
    assert before > 4
    shrunk.app.window.resize(683, 384)
    shrunk.settle()
    areas = [a for a in shrunk.pane.findChildren(QScrollArea) if a.isVisible()]
    shrunk.bot.waitUntil(lambda: all(a.horizontalScrollBar().maximum() == 0 for a in areas))


def test_keeping_leaves_a_quiet_card_and_accepting_takes_the_council_s_copy(
    shrunk: Window, qtbot: QtBot
) -> None:
    before = papers(shrunk)
    press(shrunk, "keep-public")
    qtbot.waitUntil(lambda: not shrunk.there("keep-public"))
    assert papers(shrunk) == before
    press(shrunk, "accept-public")
    qtbot.waitUntil(lambda: not shrunk.there("held-public"))
    assert papers(shrunk) < before / 2


def test_a_quarantine_offers_its_evidence(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    council = window.desk.furnished.council
    true, key = council.feed("public"), council.log_key
    feed = SimulatedFeed(council.root_answer().council, "public", true.epoch, key)
    for number in range(len(true.rows) + 3):
        feed.put("session", f"gia-{number}", {"id": f"gia-{number}"})
    council.feeds["public"], council.lies = feed, True
    window.sync()
    window.find("evidence-public", QPushButton)
    target = tmp_path / "chung-cu.zip"
    window.pane.home.held.save_to("public", str(target))
    qtbot.waitUntil(lambda: window.there("held-said"))
    assert target.stat().st_size > 0
    assert str(target) in window.find("held-said", QLabel).text()
    assert window.desk.scheduler.state.phase.value == "trouble"
    assert not window.there("alarm-open"), "a feed is no vote record"


def test_a_committee_s_paper_is_marked_and_leaves_with_the_access(
    window: Window, qtbot: QtBot
) -> None:
    council, name = window.desk.furnished.council, "committee.ban-phap-che"
    council.committees[name] = set(council.people)
    feed, first = council.feed(name), window.ask(window.desk.desk.agenda.sessions)[0]
    feed.put("committee", "ban-phap-che", {"id": "ban-phap-che", "name": "Ban Pháp chế"})
    about = {"session": first.id, "item": "", "position": 1, "type": "bao-cao", "number": ""}
    about |= {"issued": "", "issuer": "", "committee": "Ban Pháp chế"}
    feed.put("document", "kin", {"id": "kin", "title": "Báo cáo nội bộ của Ban", **about})
    blob = {"sha256": "ab" * 32, "size": 10, "mime": "", "name": "", "chunks": ["cd" * 32]}
    version = {"document": "kin", "ordinal": 1, "pages": 1, "published_at": council.time}
    feed.put("version", "kin@1", {**version, "note": "", "blob": blob, "original": {}})
    window.sync()
    window.pane.go("programme")
    window.settle()
    before = papers(window)
    council.committees.clear()
    window.sync()
    window.pane.go("home")
    qtbot.waitUntil(lambda: window.there(f"held-{name}"))
    assert any("Ban Pháp chế" in text for text in window.texts())
    assert papers(window) == before - 1
    press(window, f"seen-{name}")
    qtbot.waitUntil(lambda: not window.there(f"held-{name}"))
    window.sync()
    assert not window.there(f"held-{name}"), "it was understood"
