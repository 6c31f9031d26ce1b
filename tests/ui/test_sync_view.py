"""The page about the exchange: what is unsent and why, what is still to come, and a report that holds no content."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from delegate_app import settings
from delegate_app.domain.annotations import Anchor, AnnotationKind, Colour
from delegate_app.domain.blobs import CHUNK
from delegate_app.domain.deliveries import MB
from delegate_app.errors import Code
from sync.state import Phase, SyncState
from tests.ui.furnished_council import MORNING, PASSPHRASE
from tests.ui.opened_window import Window
from ui import messages
from ui.rows import Row, RowList

QUESTION = "Thông qua dự thảo?"
NOTE_TEXT = "canh ghi chu bi mat"
BIG = random.Random(3).randbytes(3 * CHUNK)


def press(window: Window, name: str) -> None:
    QTest.mouseClick(window.find(name, QPushButton), Qt.MouseButton.LeftButton)
    window.settle()


def rows(window: Window, name: str) -> tuple[Row, ...]:
    return window.find(name, RowList).rows.rows


def open_page(window: Window) -> None:
    window.pane.show_state(window.desk.scheduler.state)
    press(window, "status-open")


@pytest.fixture
def owing(window: Window) -> Window:
    """Offline, with a signed vote, a note and a paper that did not arrive."""
    furnished = window.desk.furnished
    draft = furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    furnished.council.define_poll("bq-1", draft)
    furnished.council.open_poll("bq-1")
    missing = furnished.council.publish_paper("lon", BIG)
    furnished.council.blobs.pop(missing)
    window.sync()
    furnished.reachable = False
    desk = window.desk.desk
    window.ask(lambda: desk.votes.cast("bq-1", "APPROVE", PASSPHRASE, now=furnished.clock))
    paper = window.ask(lambda: desk.documents.document(draft))
    write_note(window, paper.newest.sha256)
    window.sync()
    return window


def write_note(window: Window, version: str) -> None:
    desk, now = window.desk.desk, window.desk.furnished.clock
    anchor = Anchor(page=0, quote="", prefix="", suffix="", start=0, end=0, rects=())
    window.ask(
        lambda: desk.annotations.add(
            version_sha256=version,
            kind=AnnotationKind.NOTE,
            colour=Colour.YELLOW,
            anchor=anchor,
            text=NOTE_TEXT,
            now=now,
        )
    )


def test_each_unsent_item_is_named_with_its_reason_and_its_next_try(
    owing: Window, qtbot: QtBot
) -> None:
    open_page(owing)
    # While a run is under way nobody knows yet that the council will not answer.
    qtbot.waitUntil(lambda: "chưa có mạng" in rows(owing, "sync-unsent")[0].detail)
    vote, note = rows(owing, "sync-unsent")
    assert (vote.lead, vote.title) == ("Phiếu biểu quyết", QUESTION)
    assert "chưa có mạng" in vote.detail
    assert "thử lại lúc" in vote.detail
    assert note.lead == "Ghi chú"
    assert note.title.startswith("Dự thảo Nghị quyết")
    assert NOTE_TEXT not in " ".join(owing.texts())
    assert "Tán thành" not in vote.spoken


def tries_of_first(window: Window) -> Callable[[], int]:
    """How often the first unsent item was tried."""
    return lambda: window.desk.desk.exchanges.unsent()[0].tries


def test_an_item_that_failed_says_why_and_how_often(owing: Window) -> None:
    replica, clock = owing.desk.desk.replica, owing.desk.furnished.clock
    (vote, *_) = owing.ask(replica.outbox)
    owing.ask(lambda: replica.sending(vote.id, clock))
    owing.ask(lambda: replica.sending(vote.id, clock))
    owing.ask(
        lambda: replica.failed(
            vote.id, Code.SERVER_TROUBLE.value, clock + timedelta(minutes=2), clock
        )
    )
    before = owing.ask(tries_of_first(owing))
    assert before >= vote.tries + 2
    open_page(owing)
    row = rows(owing, "sync-unsent")[0]
    assert messages.sentence(Code.SERVER_TROUBLE, "vi") in row.detail
    # The desk goes on trying by itself, also while the page is drawn.
    after = owing.ask(tries_of_first(owing))
    assert any(f"đã thử {tries} lần" in row.detail for tries in range(before, after + 1))


def test_missing_papers_stand_in_their_order_with_size_and_reason(owing: Window) -> None:
    open_page(owing)
    (paper,) = rows(owing, "sync-missing")
    assert paper.lead == "Thứ tự 1"
    assert "đã về 0 B / 3,1 MB" in paper.detail
    owing.desk.desk.settings.put(settings.METERED, "yes")
    owing.ask(lambda: owing.desk.desk.deliveries.count(900 * MB, owing.desk.furnished.clock))
    owing.pane.sync.reload()
    owing.settle()
    (paper,) = rows(owing, "sync-missing")
    assert [mark.text for mark in paper.marks] == ["Hết hạn mức"]
    assert "900,0 MB" in owing.find("metered-used", QLabel).text()


def test_opening_a_missing_paper_lets_it_come_first(owing: Window) -> None:
    open_page(owing)
    listed = owing.find("sync-missing", RowList)
    key = listed.rows.rows[0].key
    listed.opened.emit(key)
    owing.settle()
    assert owing.pane.place == "reader"
    assert list(owing.desk.desk.deliveries.asked) == [key]


def test_the_delegate_tries_again_pauses_and_goes_on(owing: Window, qtbot: QtBot) -> None:
    open_page(owing)
    with qtbot.waitSignal(owing.pane.work):
        press(owing, "sync-again")
    owing.desk.scheduler.start()
    press(owing, "sync-pause")
    phase = owing.find("sync-phase", QLabel)
    qtbot.waitUntil(lambda: "tạm dừng" in phase.text())
    assert owing.find("sync-pause", QPushButton).text() == "Tiếp tục"
    owing.desk.furnished.reachable = True
    press(owing, "sync-pause")
    qtbot.waitUntil(lambda: owing.desk.scheduler.state.unsent_votes == 0, timeout=20_000)
    owing.desk.scheduler.stop()


def test_old_papers_are_removed_and_notes_votes_and_new_papers_stay(
    owing: Window, qtbot: QtBot
) -> None:
    open_page(owing)
    assert not owing.find("room-free", QPushButton).isEnabled()
    furnished = owing.desk.furnished
    later = {"id": "sau", "kind": "thuong-le", "title": "Kỳ họp sau", "place": "", "papers_due": ""}
    times = {"starts": "2027-03-01T08:00:00+07:00", "ends": "2027-03-02T17:00:00+07:00"}
    furnished.reachable = True
    furnished.council.publish("session", "sau", {**later, **times})
    owing.sync()
    furnished.clock = MORNING + timedelta(days=60)
    owing.pane.sync.reload()
    owing.settle()
    assert owing.find("room-free", QPushButton).isEnabled()
    press(owing, "room-free")
    qtbot.waitUntil(lambda: not owing.find("room-free", QPushButton).isEnabled())
    owing.settle()
    desk = owing.desk.desk
    papers = owing.ask(desk.documents.all)
    assert all(p.newest.received == 0 for p in papers)
    assert [w.size for w in owing.ask(desk.replica.wanted_blobs)] == [len(BIG)]
    assert len(owing.ask(desk.annotations.all)) == 1
    assert len(owing.ask(desk.votes.mine)) == 1
    opened = next(p.newest for p in papers if p.newest.size < CHUNK)
    desk.deliveries.ask_for(opened.sha256)
    owing.sync()
    assert owing.ask(lambda: desk.documents.source(opened.sha256)).size == opened.size


def test_the_report_holds_no_title_text_choice_name_or_address(owing: Window) -> None:
    open_page(owing)
    press(owing, "report-make")
    text = owing.find("report-text", QPlainTextEdit).toPlainText()
    desk = owing.desk.desk
    enrolment = owing.ask(desk.account.enrolment)
    assert enrolment is not None
    papers = owing.ask(desk.documents.all)
    canaries = [QUESTION, NOTE_TEXT, "APPROVE", "bq-1", enrolment.name, enrolment.address]
    canaries += [enrolment.person_id, enrolment.device_id, enrolment.council_name, "council."]
    canaries += [p.title for p in papers] + [p.id for p in papers] + [PASSPHRASE]
    assert [canary for canary in canaries if canary.casefold() in text.casefold()] == []
    assert "unsent vote" in text
    assert "unsent note" in text
    assert "sync trouble OFFLINE" in text
    assert all(len(word) <= 32 for word in text.split())
    press(owing, "report-copy")
    assert QGuiApplication.clipboard().text() == text


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("confirmed", [True, False])
def test_nothing_is_called_up_to_date_that_the_council_did_not_confirm(
    window: Window, phase: Phase, *, confirmed: bool
) -> None:
    state = SyncState(phase=phase, confirmed=confirmed and phase is Phase.UP_TO_DATE)
    window.show_state(state)
    window.pane.go("sync")
    window.settle()
    said = [window.pane.status.text, *window.texts()]
    claims = [text for text in said if "đầy đủ" in text.casefold()]
    assert bool(claims) is state.confirmed
