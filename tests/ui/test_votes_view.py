"""Voting in the window: the ballot, the honest states, late votes, results."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code
from tests.ui.furnished_council import LEARNER, PASSPHRASE
from tests.ui.opened_window import Window
from ui import messages
from ui.ballot import Ballot
from ui.vote_stepper import VoteStepper

CHOICES = ("choice-APPROVE", "choice-DISAPPROVE", "choice-ABSTAIN")


@pytest.fixture
def at_poll(window: Window) -> Window:
    """The page of an open poll on the draft of item 1."""
    furnished = window.desk.furnished
    draft = furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    furnished.council.define_poll("bq-1", draft)
    furnished.council.open_poll("bq-1")
    window.sync()
    window.pane.open_poll("bq-1")
    window.find("ballot", Ballot)
    return window


def press(window: Window, qtbot: QtBot, name: str) -> None:
    QTest.mouseClick(window.find(name, QPushButton), Qt.MouseButton.LeftButton)
    window.settle()


def vote(window: Window, qtbot: QtBot, passphrase: str = PASSPHRASE) -> None:
    press(window, qtbot, "choice-APPROVE")
    window.find("ballot-passphrase", QLineEdit).setText(passphrase)
    press(window, qtbot, "ballot-sign")


def roll_call(table: QTableWidget) -> list[list[str]]:
    """The cells' texts, row by row."""
    model = table.model()
    columns = range(model.columnCount())
    rows = range(model.rowCount())
    return [[str(model.index(row, column).data()) for column in columns] for row in rows]


def test_the_three_choices_are_equal_and_none_is_made_beforehand(at_poll: Window) -> None:
    buttons = [at_poll.find(name, QPushButton) for name in CHOICES]
    assert [button.text() for button in buttons] == [
        "Tán thành",
        "Không tán thành",
        "Không biểu quyết",
    ]
    assert len({button.size().toTuple() for button in buttons}) == 1
    assert not any(button.isChecked() or button.isDefault() for button in buttons)
    assert len({button.property("role") for button in buttons}) == 1
    assert not at_poll.there("ballot-sign")


def test_a_wrong_passphrase_signs_nothing(at_poll: Window, qtbot: QtBot) -> None:
    vote(at_poll, qtbot, "sai mật khẩu")
    assert messages.sentence(Code.WRONG_PASSPHRASE, "vi") in at_poll.texts()
    assert at_poll.ask(at_poll.desk.desk.votes.mine) == ()


def test_a_vote_signed_without_a_network_says_that_it_is_not_sent(
    at_poll: Window, qtbot: QtBot
) -> None:
    at_poll.desk.furnished.reachable = False
    vote(at_poll, qtbot)
    at_poll.sync()
    stepper = at_poll.find("vote-stepper", VoteStepper)
    assert stepper.said == "Đã ký - chưa gửi"
    assert "CHƯA ĐƯỢC GHI NHẬN" in at_poll.find("vote-meaning", QLabel).text()
    assert "1 phiếu chưa gửi" in at_poll.pane.status.text


def test_nothing_is_said_of_a_vote_before_it_is_durable(at_poll: Window, qtbot: QtBot) -> None:
    at_poll.desk.furnished.reachable = False
    press(at_poll, qtbot, "choice-APPROVE")
    at_poll.find("ballot-passphrase", QLineEdit).setText(PASSPHRASE)
    page = at_poll.pane.votes.poll_page
    sign = at_poll.find("ballot-sign", QPushButton)
    with at_poll.vault_held():
        QTest.mouseClick(sign, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: page.findChild(VoteStepper) is not None)
        page.reload()
        assert [card.isHidden() for card in page.findChildren(VoteStepper)] == [True]
        assert not any("Đã ký" in text for text in at_poll.texts())
        assert not at_poll.find("ballot-again", QPushButton).isEnabled()
    qtbot.waitUntil(lambda: at_poll.there("vote-stepper"))
    assert len(at_poll.ask(at_poll.desk.desk.votes.mine)) == 1
    at_poll.settle()
    assert [card.said for card in page.findChildren(VoteStepper)] == ["Đã ký - chưa gửi"]
    assert at_poll.there("poll-hindrance")


def test_of_a_vote_that_was_refused_no_card_is_left(at_poll: Window, qtbot: QtBot) -> None:
    press(at_poll, qtbot, "choice-APPROVE")
    at_poll.find("ballot-passphrase", QLineEdit).setText("sai mật khẩu")
    page = at_poll.pane.votes.poll_page
    sign = at_poll.find("ballot-sign", QPushButton)
    with at_poll.vault_held():
        QTest.mouseClick(sign, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: page.findChild(VoteStepper) is not None)
    at_poll.settle()
    qtbot.waitUntil(lambda: page.findChild(VoteStepper) is None)
    assert at_poll.there("choice-APPROVE")


def test_the_list_behind_a_poll_is_read_again_once_it_is_looked_at(
    at_poll: Window, qtbot: QtBot
) -> None:
    at_poll.desk.furnished.reachable = False
    vote(at_poll, qtbot)
    qtbot.waitUntil(lambda: at_poll.there("vote-stepper"))
    press(at_poll, qtbot, "poll-back")
    rows = at_poll.pane.votes.list.rows
    qtbot.waitUntil(lambda: any(row.marks for row in rows.rows if row.key == "bq-1"))
    marks = next(row.marks for row in rows.rows if row.key == "bq-1")
    assert "Phiếu: Đã ký - chưa gửi" in [mark.text for mark in marks]


def test_a_choice_made_stays_while_the_poll_is_read_again(at_poll: Window, qtbot: QtBot) -> None:
    press(at_poll, qtbot, "choice-DISAPPROVE")
    at_poll.desk.furnished.council.publish("item", "another", {"session": "none"})
    at_poll.sync()
    at_poll.pane.votes.reload()
    at_poll.settle()
    assert at_poll.find("choice-DISAPPROVE", QPushButton).isChecked()
    assert at_poll.there("ballot-passphrase")


def test_a_vote_is_proven_once_the_checked_record_holds_it(at_poll: Window, qtbot: QtBot) -> None:
    vote(at_poll, qtbot)
    at_poll.sync()
    at_poll.sync()
    assert at_poll.ask(at_poll.desk.desk.votes.mine)[0].state is VoteState.PROVEN
    qtbot.waitUntil(lambda: at_poll.find("vote-stepper", VoteStepper).said == "Đã chứng minh")
    assert at_poll.there("receipt")
    assert not at_poll.there("ballot")


def test_a_vote_that_arrives_after_the_close_is_shown_as_late(
    at_poll: Window, qtbot: QtBot
) -> None:
    at_poll.desk.furnished.reachable = False
    vote(at_poll, qtbot)
    at_poll.desk.furnished.council.close_poll("bq-1")
    at_poll.desk.furnished.reachable = True
    at_poll.sync()
    at_poll.sync()
    qtbot.waitUntil(lambda: at_poll.there("own-late"))
    stepper = at_poll.find("vote-stepper", VoteStepper)
    assert stepper.said == "Đến muộn - không được tính"


def test_the_result_is_said_as_the_council_reports_it(at_poll: Window, qtbot: QtBot) -> None:
    vote(at_poll, qtbot)
    at_poll.sync()
    at_poll.desk.furnished.council.close_poll("bq-1")
    at_poll.desk.furnished.council.announce("bq-1")
    at_poll.sync()
    qtbot.waitUntil(lambda: at_poll.there("result-sentence"))
    sentence = at_poll.find("result-sentence", QLabel).text()
    assert "1/3 tán thành, đạt 33,3 % tổng số đại biểu" in sentence
    assert "trùng với kết quả" in at_poll.find("result-agrees", QLabel).text()


def test_the_silent_and_the_absent_are_two_facts(at_poll: Window, qtbot: QtBot) -> None:
    furnished = at_poll.desk.furnished
    furnished.take_attendance((LEARNER, "ta-ngoc-an"), ("nguyen-huu-khai",))
    furnished.council.close_poll("bq-1")
    at_poll.sync()
    qtbot.waitUntil(lambda: at_poll.there("result-counts"))
    counts = at_poll.find("result-counts", QLabel).text()
    assert "Chưa biểu quyết (có mặt): 2" in counts
    assert "Vắng mặt: 1" in counts
    table = at_poll.find("roll-call", QTableWidget)
    assert [cells[1] for cells in roll_call(table)] == [
        "Chưa biểu quyết (có mặt)",
        "Chưa biểu quyết (có mặt)",
        "Vắng mặt",
    ]


def test_without_an_attendance_list_nobody_is_called_absent(at_poll: Window, qtbot: QtBot) -> None:
    at_poll.desk.furnished.council.close_poll("bq-1")
    at_poll.sync()
    qtbot.waitUntil(lambda: at_poll.there("result-counts"))
    counts = at_poll.find("result-counts", QLabel).text()
    assert "Chưa biểu quyết: 3" in counts
    assert "Vắng mặt" not in counts


def test_a_raised_hand_is_named_in_the_roll_call(at_poll: Window, qtbot: QtBot) -> None:
    furnished = at_poll.desk.furnished
    furnished.hand_vote("bq-1", "ta-ngoc-an", "APPROVE", "Máy hết pin")
    furnished.council.close_poll("bq-1")
    at_poll.sync()
    table = at_poll.find("roll-call", QTableWidget)
    assert ["Tạ Ngọc Ân", "Tán thành", "Biểu quyết giơ tay"] in roll_call(table)


def test_a_list_row_says_what_its_marks_are_about(at_poll: Window, qtbot: QtBot) -> None:
    vote(at_poll, qtbot)
    at_poll.sync()
    at_poll.desk.furnished.council.close_poll("bq-1")
    at_poll.desk.furnished.council.announce("bq-1")
    at_poll.sync()
    at_poll.sync()
    press(at_poll, qtbot, "poll-back")
    rows = at_poll.pane.votes.list.rows
    qtbot.waitUntil(lambda: any(r.key == "bq-1" and len(r.marks) == 2 for r in rows.rows))
    marks = next(r.marks for r in rows.rows if r.key == "bq-1")
    assert [m.text for m in marks] == ["Kết quả: Không thông qua", "Phiếu: Đã chứng minh"]


def test_the_last_call_counts_down_and_never_claims_the_close(
    at_poll: Window, qtbot: QtBot
) -> None:
    furnished = at_poll.desk.furnished
    furnished.last_call("bq-1", 30)
    at_poll.sync()
    qtbot.waitUntil(lambda: at_poll.find("poll-countdown", QLabel).text() != "")
    assert at_poll.find("poll-countdown", QLabel).text() == "Còn khoảng 30 giây"
    assert at_poll.there("ballot")
    furnished.clock += timedelta(seconds=31)
    said = at_poll.find("poll-countdown", QLabel)
    qtbot.waitUntil(lambda: said.text() == "Chủ tọa có thể đóng lượt biểu quyết bất cứ lúc nào")
    assert at_poll.there("ballot")


def test_a_ballot_is_not_cut_off_on_half_a_small_screen(at_poll: Window, qtbot: QtBot) -> None:
    at_poll.app.window.resize(683, 384)
    bar = at_poll.pane.votes.poll_page.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    assert at_poll.there("choice-ABSTAIN")


def test_a_void_poll_gives_its_reason_and_takes_no_vote(at_poll: Window, qtbot: QtBot) -> None:
    at_poll.desk.furnished.void("bq-1", "Dự thảo được chỉnh lý sau khi tiếp thu")
    at_poll.sync()
    said = "Lượt biểu quyết này đã hủy: Dự thảo được chỉnh lý sau khi tiếp thu"
    qtbot.waitUntil(lambda: said in at_poll.texts())
    assert not at_poll.there("ballot")


def test_a_draft_that_was_replaced_since_is_named_as_stale(at_poll: Window, qtbot: QtBot) -> None:
    furnished = at_poll.desk.furnished
    furnished.clock += timedelta(minutes=5)
    furnished.revise(
        "thanh-lap-phong",
        "du-thao-nghi-quyet",
        "updates/02-du-thao-nghi-quyet-dieu-chinh-bien-che-tiep-thu.pdf",
    )
    at_poll.sync()
    qtbot.waitUntil(lambda: at_poll.there("poll-stale"))


def test_who_may_not_vote_reads_why(at_poll: Window, qtbot: QtBot) -> None:
    at_poll.desk.furnished.council.close_poll("bq-1")
    at_poll.sync()
    hindrance = messages.sentence(Code.POLL_CLOSED, "vi")
    qtbot.waitUntil(lambda: hindrance in at_poll.texts())


def test_an_empty_council_says_that_there_are_no_polls(window: Window, qtbot: QtBot) -> None:
    window.pane.go("votes")
    qtbot.waitUntil(lambda: "Chưa có lượt biểu quyết" in window.texts())
