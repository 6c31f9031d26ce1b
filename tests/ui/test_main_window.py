"""The frame: places, language, themes, narrow windows, the true status."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from delegate_app import settings
from sync.state import Phase, SyncState
from tests.ui.furnished_council import MORNING
from tests.ui.opened_window import Window
from ui import session_texts
from ui.choice import Choice
from ui.garbage import GuiGarbage
from ui.rows import RowList

VIEWS = ("home", "programme", "votes", "notes", "settings")


def test_new_papers_are_listed_newest_first_on_the_home_page(window: Window) -> None:
    news = window.ask(window.desk.desk.agenda.news)
    listed = window.find("home-news", RowList)
    assert [row.key for row in listed.rows.rows] == [d.newest.sha256 for d in news[:8]]


def test_a_revised_paper_is_marked_with_its_version(window: Window, qtbot: QtBot) -> None:
    window.desk.furnished.clock += timedelta(hours=1)
    sha = window.desk.furnished.revise(
        "dieu-chinh-bien-che",
        "du-thao-nghi-quyet",
        "updates/02-du-thao-nghi-quyet-dieu-chinh-bien-che-tiep-thu.pdf",
    )
    window.sync()
    listed = window.find("home-news", RowList)
    qtbot.waitUntil(lambda: any(row.key == sha for row in listed.rows.rows))
    row = next(row for row in listed.rows.rows if row.key == sha)
    assert {mark.text for mark in row.marks} == {"Phiên bản 2", "Bản mới"}


def test_the_programme_says_of_a_state_secret_only_that_it_is_on_paper(window: Window) -> None:
    (session,) = window.ask(window.desk.desk.agenda.sessions)
    programme = window.ask(lambda: window.desk.desk.agenda.programme(session.id))
    dossier = next(d for d in programme.dossiers if d.item is not None)
    assert dossier.item is not None
    item = dossier.item.id
    body: dict[str, object] = {"id": item, "session": session.id, "item": item}
    window.desk.furnished.council.publish("on-paper", item, body)
    window.sync()
    window.pane.go("programme")
    shown = window.find("programme-list", RowList)
    window.bot.waitUntil(lambda: any("bản giấy" in row.title for row in shown.rows.rows))
    rows = shown.rows.rows
    at = next(n for n, row in enumerate(rows) if "bản giấy" in row.title)
    assert rows[at - 1].key == dossier.documents[-1].newest.sha256
    assert (rows[at].key, rows[at].spoken) == ("", "Nội dung có tài liệu mật - xem bản giấy")


def test_the_programme_keeps_the_fields_order_of_papers(window: Window) -> None:
    window.pane.go("programme")
    session = window.ask(window.desk.desk.agenda.sessions)[0]
    programme = window.ask(lambda: window.desk.desk.agenda.programme(session.id))
    rows = window.find("programme-list", RowList).rows.rows
    assert [row.key for row in rows if row.key] == [d.newest.sha256 for d in programme.documents]


def test_the_programme_marks_the_item_that_the_sitting_is_at(window: Window) -> None:
    window.pane.go("programme")
    session = window.ask(lambda: window.desk.desk.agenda.sessions()[0])
    programme = window.ask(lambda: window.desk.desk.agenda.programme(session.id))
    item = next(d.item for d in reversed(programme.dossiers) if d.item)
    body = {"id": f"{session.id}.sang", "session": session.id, "sitting": "sang", "title": "Sáng"}
    window.desk.furnished.council.publish(
        "sitting", f"{session.id}.sang", {**body, "item": item.id, "state": "running"}
    )
    window.sync()
    window.settle()
    rows = window.find("programme-list", RowList).rows.rows
    marked = [row.title for row in rows if any(m.text == "Đang xem xét" for m in row.marks)]
    assert marked == [f"{item.position}. {item.title}"]


def test_the_language_changes_at_once_and_is_kept(window: Window, qtbot: QtBot) -> None:
    window.pane.go("settings")
    window.app.change_setting("language", "en")
    window.settle()
    assert window.find("rail-home", QToolButton).text() == "Home"
    assert window.pane.place == "settings"
    assert window.desk.desk.settings.get(settings.LANGUAGE) == "en"
    window.app.change_setting("language", "vi")
    window.settle()
    assert window.find("rail-home", QToolButton).text() == "Trang chủ"


def test_home_says_how_many_days_there_are_until_the_session(window: Window, qtbot: QtBot) -> None:
    assert "08:00 - 11:30, 26/11/2026 (đang họp)" in window.texts()
    window.desk.furnished.clock -= timedelta(days=3)
    window.pane.home.reload()
    qtbot.waitUntil(lambda: "08:00 - 11:30, 26/11/2026 (còn 3 ngày)" in window.texts())
    window.desk.furnished.clock += timedelta(days=2)
    window.pane.home.reload()
    qtbot.waitUntil(lambda: "08:00 - 11:30, 26/11/2026 (ngày mai)" in window.texts())


def test_a_session_that_lies_behind_is_over_but_a_practised_one_is_not(
    window: Window, qtbot: QtBot
) -> None:
    window.desk.furnished.clock += timedelta(days=3)
    window.pane.home.reload()
    qtbot.waitUntil(lambda: "08:00 - 11:30, 26/11/2026 (đã kết thúc)" in window.texts())
    session = window.ask(window.desk.desk.agenda.sessions)[0]
    practised = replace(window.app._context, is_practice=True)
    assert session_texts.how_far(practised, session) == "ngày giả định, để thực hành"


def test_papers_that_missed_their_deadline_are_marked(window: Window, qtbot: QtBot) -> None:
    window.desk.furnished.set_deadline("2026-11-21")
    window.sync()
    window.pane.go("programme")
    listed = window.find("programme-list", RowList)

    def marked() -> set[str]:
        late = [r for r in listed.rows.rows if "Gửi sau hạn" in {m.text for m in r.marks}]
        return {r.lead for r in late}

    qtbot.waitUntil(lambda: "Tờ trình" in marked())
    window.desk.furnished.set_deadline("2026-11-26")
    window.sync()
    qtbot.waitUntil(lambda: marked() == set())


def test_a_long_choice_ends_in_an_ellipsis_and_keeps_its_whole_text(
    window: Window, qtbot: QtBot
) -> None:
    choice = Choice(window.pane.reader.bar._context.theme, "Kỳ họp")
    qtbot.addWidget(choice)
    choice.addItem("Kỳ họp thứ ba (chuyên đề), HĐND phường Bình An khóa II")
    choice.resize(220, 44)
    assert choice.shown_text().endswith("…")
    assert choice.toolTip() == choice.currentText()
    choice.resize(900, 44)
    assert choice.shown_text() == choice.currentText()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_every_theme_paints_its_own_ground(window: Window, theme: str) -> None:
    window.app.change_setting("theme", theme)
    window.settle()
    image = window.app.window.grab().toImage()
    light = image.pixelColor(image.width() - 40, image.height() - 60).lightness()
    assert (light > 200) == (theme == "light")


def test_every_widget_belongs_to_the_window(window: Window) -> None:
    """One that stands alone is destroyed by Python's garbage collector, on whatever thread that runs."""
    for view in VIEWS:
        window.pane.go(view)
        window.settle()
    alone = [w for w in QApplication.topLevelWidgets() if w.parent() is None]
    assert alone == [window.app.window]


def test_garbage_is_searched_for_on_the_windows_own_thread_only(window: Window) -> None:
    gc.enable()  # as in the program; the tests have it switched off themselves
    garbage = GuiGarbage(window.app)
    switched_off = not gc.isenabled()
    garbage.end()
    given_back = gc.isenabled()
    gc.disable()
    assert switched_off
    assert given_back


def test_garbage_stays_with_whoever_had_switched_the_search_off(window: Window) -> None:
    GuiGarbage(window.app).end()
    assert not gc.isenabled()


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_cut_off_sideways_on_half_a_small_screen(window: Window, view: str) -> None:
    """1366x768 at 200 % leaves 683x384 logical pixels."""
    window.app.window.resize(683, 384)
    window.pane.go(view)
    window.settle()
    assert window.app.window.size().toTuple() == (683, 384)
    areas = [a for a in window.pane.findChildren(QScrollArea) if a.isVisible()]
    window.bot.waitUntil(lambda: all(a.horizontalScrollBar().maximum() == 0 for a in areas))


def test_the_rail_s_icons_and_words_are_whole_on_half_a_small_screen(window: Window) -> None:
    window.app.window.resize(683, 384)
    window.settle()
    area = window.find("rail-area", QScrollArea)
    stops = [b for b in area.findChildren(QToolButton) if b.objectName().startswith("rail-")]
    window.bot.waitUntil(lambda: all(stop.width() < 110 for stop in stops))
    assert len(stops) == 7
    for stop in stops:
        frame_and_gaps = 12
        words = stop.fontMetrics().height()
        assert stop.height() >= stop.iconSize().height() + words + frame_and_gaps, stop.text()
        assert stop.fontMetrics().horizontalAdvance(stop.text()) <= stop.width() - 8, stop.text()
    assert area.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SyncState(phase=Phase.UP_TO_DATE, confirmed=True), "Đã cập nhật đầy đủ"),
        (SyncState(phase=Phase.UP_TO_DATE), "Đã kết nối với Hội đồng"),
        (SyncState(phase=Phase.OFFLINE, unsent_votes=1), "1 phiếu chưa gửi"),
        (SyncState(phase=Phase.OFFLINE, last_contact=MORNING), "liên lạc gần nhất 08:30"),
        (SyncState(phase=Phase.SYNCING, missing_blobs=2, missing_bytes=1_500_000), "1,5 MB"),
        (
            SyncState(phase=Phase.OFFLINE, next_try=MORNING + timedelta(seconds=5)),
            "thử lại lúc 08:30:05",
        ),
    ],
)
def test_the_status_line_says_how_things_stand(window: Window, state: SyncState, said: str) -> None:
    window.show_state(state)
    assert said in window.pane.status.text


def test_only_a_confirmed_state_is_called_up_to_date(window: Window) -> None:
    for phase in Phase:
        window.show_state(SyncState(phase=phase))
        assert "Đã cập nhật đầy đủ" not in window.pane.status.text


def test_control_and_a_number_go_to_the_five_places(window: Window, qtbot: QtBot) -> None:
    window.app.window.activateWindow()
    qtbot.waitUntil(window.app.window.isActiveWindow)
    for number, name in enumerate(VIEWS, 1):
        key = Qt.Key(Qt.Key.Key_0 + number)
        QTest.keyClick(window.app.window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.pane.place == name
