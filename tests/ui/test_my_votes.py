"""My votes: the list, the receipt, and the proof at the press of a button."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.furnished_council import PASSPHRASE
from tests.ui.opened_window import Window
from ui.proof_card import ProofCard
from ui.rows import RowList
from ui.vote_stepper import VoteStepper


@pytest.fixture
def voted(window: Window) -> Window:
    """A vote on an open poll, signed and not sent."""
    furnished = window.desk.furnished
    draft = furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    furnished.council.define_poll("bq-1", draft)
    furnished.council.open_poll("bq-1")
    window.sync()
    votes = window.desk.desk.votes
    window.ask(lambda: votes.cast("bq-1", "APPROVE", PASSPHRASE, now=furnished.clock))
    window.pane.go("votes")
    window.settle()
    press(window, "open-my-votes")
    return window


def press(window: Window, name: str) -> None:
    QTest.mouseClick(window.find(name, QPushButton), Qt.MouseButton.LeftButton)
    window.settle()


def test_every_vote_stands_in_the_list_with_its_state(voted: Window, qtbot: QtBot) -> None:
    listed = voted.find("my-votes", RowList)
    qtbot.waitUntil(lambda: len(listed.rows.rows) == 1)
    row = listed.rows.rows[0]
    assert (row.title, row.lead) == ("Tán thành", "Thông qua dự thảo?")
    assert [mark.text for mark in row.marks] == ["Phiếu: Đã ký - chưa gửi"]
    assert "Chưa có biên nhận" in row.detail


def test_a_recorded_vote_is_proven_in_words(voted: Window, qtbot: QtBot, tmp_path: Path) -> None:
    voted.sync()
    voted.sync()
    identity = voted.ask(voted.desk.desk.votes.mine)[0].identity
    voted.pane.votes.my_votes.open_vote(identity)
    assert voted.find("vote-stepper", VoteStepper).said == "Đã chứng minh"
    press(voted, "proof-prove")
    verdict = voted.find("proof-verdict", QFrame)
    assert verdict.accessibleName() == "Đã chứng minh: phiếu này nằm trong sổ biểu quyết."
    proof = voted.ask(lambda: voted.desk.desk.votes.proofs.prove(identity))
    said = " ".join(voted.texts())
    assert f"mục số {proof.index} là phiếu này" in said
    assert " ".join(proof.root[i : i + 8] for i in range(0, 64, 8)) in said
    folder = tmp_path / "chung-minh"
    voted.find("receipt", ProofCard).save_proof_to(str(folder))
    qtbot.waitUntil(lambda: str(folder) in voted.find("proof-saved", QLabel).text())
    assert {path.name for path in folder.iterdir()} == {
        "phieu.json",
        "phieu.p7s",
        "bien-nhan.txt",
        "hoi-dong.pem",
        "doc-toi.txt",
    }


def test_a_receipt_is_kept_as_the_council_signed_it_or_not_at_all(
    voted: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    voted.sync()
    voted.sync()
    vote = voted.ask(voted.desk.desk.votes.mine)[0]
    voted.pane.votes.my_votes.open_vote(vote.identity)
    card, target = voted.find("receipt", ProofCard), tmp_path / "bien-nhan.txt"
    with qtbot.waitSignal(card.saved):
        card.save_to(str(target))
    assert vote.receipt is not None
    assert target.read_text("utf-8") == vote.receipt.text
    card.save_to(str(tmp_path / "no" / "bien-nhan.txt"))
    qtbot.waitUntil(
        lambda: "Không ghi được tệp xuất ra." in voted.find("proof-saved", QLabel).text()
    )
    assert not list(tmp_path.rglob("*.part"))


def test_the_open_vote_follows_what_happens_to_it(voted: Window, qtbot: QtBot) -> None:
    identity = voted.ask(voted.desk.desk.votes.mine)[0].identity
    voted.pane.votes.my_votes.open_vote(identity)
    assert not voted.there("receipt")
    voted.sync()
    qtbot.waitUntil(lambda: voted.there("receipt"))
    press(voted, "my-vote-poll")
    assert voted.pane.votes.shown_poll == "bq-1"


def test_without_votes_the_list_says_what_will_stand_there(window: Window) -> None:
    window.pane.go("votes")
    window.settle()
    press(window, "open-my-votes")
    assert "Chưa có phiếu nào" in window.texts()
