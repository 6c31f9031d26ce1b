"""Naming the hall's server in the settings: link, picture, clipboard, and what the status line and a vote say then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from delegate_app.domain.votes import VoteState, VoteStep
from delegate_app.errors import UserError
from protocol.halls import HallLink
from sync.state import Phase, SyncState
from tests.simulation.council import COUNCIL
from tests.ui.furnished_council import PASSPHRASE, DeskAtCouncil
from tests.ui.opened_window import Window
from ui.hall_view import HallCard
from ui.qr_reading import read_code
from ui.vote_stepper import VoteStepper


class Announced:
    """What was heard on the network."""

    def __init__(self) -> None:
        self.links: list[str] = []

    def find(self) -> Sequence[str]:
        return self.links


class HallWindow(Window):
    """The window of a program that can look for halls."""

    def __init__(self, desk: DeskAtCouncil, qtbot: QtBot, finder: Announced) -> None:
        self.finder = finder
        super().__init__(desk, qtbot, halls=finder)
        self.pane.go("settings")
        self.settle()

    @property
    def card(self) -> HallCard:
        return self.pane.settings.hall

    @property
    def said(self) -> str:
        found = self.card.findChildren(QLabel)
        return "\n".join(label.text() for label in found if label.isVisibleTo(self.card))

    def settle(self) -> None:
        super().settle()
        QApplication.processEvents()

    def press(self, name: str) -> None:
        found = self.card.findChild(QPushButton, name)
        assert isinstance(found, QPushButton)
        found.click()
        self.settle()


@pytest.fixture
def hall_window(
    at_council: DeskAtCouncil, qapp: QApplication, qtbot: QtBot
) -> Iterator[HallWindow]:
    opened = HallWindow(at_council, qtbot, Announced())
    yield opened
    opened.app.close()


def link_of(desk: DeskAtCouncil) -> HallLink:
    root = desk.furnished.council.root.fingerprint
    return HallLink("192.168.1.10", 8444, COUNCIL, root)


def picture_of(text: str, folder: Path) -> Path:
    target = folder / "ma-qr.png"
    segno.make(text, error="m").save(str(target), scale=7)
    return target


def test_a_hall_is_chosen_by_link_search_or_picture_and_one_of_another_root_is_refused(
    hall_window: HallWindow, tmp_path: Path
) -> None:
    link = link_of(hall_window.desk)
    hall_window.card.choose(str(replace(link, root="f" * 64)))
    hall_window.settle()
    assert "dấu vân tay của một Hội đồng khác" in hall_window.said
    hall_window.card.choose("xin chào")
    hall_window.settle()
    assert "không phải là mã của máy chủ phòng họp" in hall_window.said
    assert "Chưa chọn" in hall_window.said

    line = hall_window.card.findChild(QLineEdit, "hall-line")
    assert isinstance(line, QLineEdit)
    line.setText(str(link))
    hall_window.press("hall-use")
    assert "Đang ưu tiên dùng: 192.168.1.10:8444" in hall_window.said
    hall_window.press("hall-forget")
    assert "Chưa chọn" in hall_window.said

    hall_window.press("hall-find")
    assert "Không tìm thấy máy chủ phòng họp" in hall_window.said
    hall_window.finder.links = [str(link)]
    hall_window.press("hall-find")
    assert "Chưa chọn" in hall_window.said  # what is found is chosen by hand
    hall_window.press("hall-found-0")
    assert "Đang ưu tiên dùng: 192.168.1.10:8444" in hall_window.said
    hall_window.press("hall-forget")

    clipboard = QGuiApplication.clipboard()
    clipboard.setImage(QImage(str(picture_of(str(link), tmp_path))))
    hall_window.press("hall-clipboard")
    hall_window.settle()
    assert "Đang ưu tiên dùng: 192.168.1.10:8444" in hall_window.said
    clipboard.clear()


@pytest.mark.parametrize("scale", [1, 3])
def test_a_picture_is_read_at_any_size(tmp_path: Path, scale: int) -> None:
    text = "nghi-truong://192.168.1.10:8444/?council=xa-thu&root=" + "a" * 64
    picture = QImage(str(picture_of(text, tmp_path)))
    assert read_code(picture.scaled(picture.size() * scale)) == text


def test_a_picture_without_a_code_says_so() -> None:
    blank = QImage(123, 77, QImage.Format.Format_ARGB32)
    blank.fill(0)
    for picture in (blank, QImage(), QImage(3, 3, QImage.Format.Format_RGB32)):
        with pytest.raises(UserError):
            read_code(picture)


def test_a_held_vote_is_shown_as_held_and_the_status_line_names_the_hall(
    hall_window: HallWindow,
) -> None:
    hall_window.show_state(SyncState(phase=Phase.UP_TO_DATE, through_hall=True))
    assert hall_window.pane.status.text.startswith("Đang nối máy chủ phòng họp")
    desk = hall_window.desk
    furnished = desk.furnished
    furnished.council.define_poll(
        "bq-1", furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    )
    furnished.council.open_poll("bq-1")
    hall_window.sync()
    poll = hall_window.ask(desk.desk.votes.waiting)[0]
    vote = hall_window.ask(
        lambda: desk.desk.votes.cast(poll.id, "APPROVE", PASSPHRASE, now=desk.furnished.clock)
    )
    at = desk.furnished.clock
    held = replace(
        vote,
        steps=(*vote.steps, VoteStep(VoteState.SENT, at), VoteStep(VoteState.HELD, at)),
    )
    stepper = VoteStepper(hall_window.app._context, held, "Tán thành", reachable=True)
    assert stepper.said == "Phòng họp đã nhận - chờ máy chủ Hội đồng xác nhận"
    texts = " ".join(label.text() for label in stepper.findChildren(QLabel))
    assert "CHƯA ĐƯỢC GHI NHẬN" in texts
    names = [part.accessibleName() for part in stepper.findChildren(QWidget)]
    assert any(name.startswith("Đã ghi nhận: ") for name in names)  # a step not reached yet
    assert not any(name.startswith(("Đã ghi nhận 0", "Đã ghi nhận lúc")) for name in names)
