"""A stick in the settings of the real window: over a real council that packs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from council_server.parcel_intake import take
from council_server.parcels import pack
from sync.carrier import Carrier
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import write_session
from ui.app import DeskApplication, qt_application
from ui.main_window import DeskPane
from ui.parcel_view import ParcelCard


class StickWindow:
    """The window over a desk whose council packs a stick."""

    def __init__(self, council: RunningCouncil, at_work: DeskAtWork, bot: QtBot) -> None:
        self.council, self.at_work, self.bot = council, at_work, bot
        desk = at_work.desk
        application = qt_application([])
        carrier = Carrier(desk.replica, desk.thread, desk.changes.announce, at_work.now)
        self.app = DeskApplication(
            application, desk, at_work.sync, practice=None, carrier=carrier, now=at_work.now
        )
        self.app.window.show()
        bot.waitUntil(lambda: isinstance(self.app.pane, DeskPane))
        self.at_work.sync.stop()  # from here on there is no network
        self.pane.go("settings")
        self.settle()

    @property
    def pane(self) -> DeskPane:
        assert isinstance(self.app.pane, DeskPane)
        return self.app.pane

    @property
    def card(self) -> ParcelCard:
        return self.pane.settings.parcels

    def settle(self) -> None:
        self.bot.waitUntil(lambda: not self.app.tasks.busy, timeout=20_000)
        QApplication.processEvents()

    def said(self) -> str:
        return "\n".join(
            found.text() for found in self.card.findChildren(QLabel) if found.isVisibleTo(self.card)
        )


@pytest.fixture
def stick_window(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[StickWindow]:
    with (
        running_council(tmp_path / "council", delegates=1) as council,
        enrolled_desk(tmp_path / "desk", council, "minh") as at_work,
    ):
        opened = StickWindow(council, at_work, qtbot)
        yield opened
        opened.app.close()


def test_a_stick_is_taken_in_and_put_out_and_each_step_says_what_is_true(
    stick_window: StickWindow, tmp_path: Path
) -> None:
    council, stick = stick_window.council, tmp_path / "usb"
    stick.mkdir()
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    council.open_poll("p1")
    pack(council.council, stick)

    stick_window.card.bring_in(stick)
    stick_window.settle()
    assert "1 tài liệu đã nhận đủ" in stick_window.said()
    assert "3 mục mới trong sổ biểu quyết" in stick_window.said()

    stick_window.at_work.vote("p1")
    stick_window.card.take_out(stick)
    stick_window.settle()
    assert "• 1 phiếu" in stick_window.said()
    assert "CHƯA ĐƯỢC GHI NHẬN" in stick_window.said()

    taken, _ = take(council.council, stick)
    pack(council.council, stick, {one.device: one.answers for one in taken})
    stick_window.card.bring_in(stick)
    stick_window.settle()
    assert "1 phiếu đã có trả lời của Hội đồng" in stick_window.said()
    stick_window.card.bring_in(stick)
    stick_window.settle()
    assert "Không có gì mới" in stick_window.said()


def test_an_empty_stick_is_named_as_one_and_both_buttons_work_again(
    stick_window: StickWindow, tmp_path: Path
) -> None:
    stick_window.card.bring_in(tmp_path)
    stick_window.settle()
    assert "không có gói đồng bộ" in stick_window.said()
    for name in ("parcel-import", "parcel-export"):
        found = stick_window.card.findChild(QPushButton, name)
        assert isinstance(found, QPushButton)
        assert found.isEnabled()


def test_the_button_asks_for_a_folder(stick_window: StickWindow, tmp_path: Path) -> None:
    found = stick_window.card.findChild(QPushButton, "parcel-import")
    assert isinstance(found, QPushButton)
    found.click()
    dialog = stick_window.card.findChild(QFileDialog, "parcel-folder")
    assert isinstance(dialog, QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path))
    dialog.reject()
    stick_window.settle()
    assert "không có gói đồng bộ" in stick_window.said()
