"""Passphrase and recovery code: changed, made, printed, used; and a machine that was revoked."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from delegate_app.domain.accounts import AccountState
from delegate_app.errors import Code
from tests.ui.furnished_council import PASSPHRASE
from tests.ui.opened_window import Window
from ui import messages
from ui.recovery_code_form import RecoveryCodeForm
from ui.unlock_view import UnlockView

NEW = "mưa rào tháng sáu"


def press(window: Window, name: str) -> None:
    found = window.find(name, QPushButton)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
    window.settle()


def fill(window: Window, **fields: str) -> None:
    for name, text in fields.items():
        window.find(name.replace("_", "-"), QLineEdit).setText(text)


def make_code(window: Window) -> str:
    window.pane.go("settings")
    window.settle()
    press(window, "security-recovery")
    fill(window, recovery_passphrase=PASSPHRASE)
    press(window, "recovery-make")
    return window.find("recovery-code", QLabel).text()


def lock(window: Window, qtbot: QtBot) -> None:
    account = window.desk.desk.account
    window.app.lock()
    window.settle()
    qtbot.waitUntil(lambda: window.ask(account.state) is AccountState.LOCKED)


def test_a_changed_passphrase_is_the_only_one_that_opens_the_desk(
    window: Window, qtbot: QtBot
) -> None:
    window.pane.go("settings")
    window.settle()
    press(window, "security-passphrase")
    fill(window, old_passphrase=PASSPHRASE, changed_passphrase=NEW, changed_passphrase_again=NEW)
    press(window, "passphrase-change")
    assert window.there("passphrase-changed")
    lock(window, qtbot)
    fill(window, unlock_passphrase=PASSPHRASE)
    press(window, "unlock-button")
    wrong = messages.sentence(Code.WRONG_PASSPHRASE, "vi")
    qtbot.waitUntil(lambda: wrong in window.texts())
    fill(window, unlock_passphrase=NEW)
    press(window, "unlock-button")
    assert window.pane.place == "home"


def test_the_old_passphrase_is_asked_for(window: Window) -> None:
    window.pane.go("settings")
    window.settle()
    press(window, "security-passphrase")
    fill(
        window, old_passphrase="sai mật khẩu", changed_passphrase=NEW, changed_passphrase_again=NEW
    )
    press(window, "passphrase-change")
    assert messages.sentence(Code.WRONG_PASSPHRASE, "vi") in window.texts()
    window.ask(lambda: window.desk.desk.account.check_passphrase(PASSPHRASE))


def test_a_recovery_code_is_shown_once_and_put_out_of_sight(window: Window) -> None:
    window.pane.go("settings")
    window.settle()
    assert window.there("no-recovery")
    code = make_code(window)
    assert re.fullmatch(r"(\w{4}-){6}\w{4}", code)
    assert not window.find("recovery-picture", QLabel).pixmap().isNull()
    press(window, "recovery-done")
    assert not window.there("recovery-code")
    assert not window.there("no-recovery")


def test_the_sheet_is_saved_as_a_pdf_with_one_page(window: Window, tmp_path: Path) -> None:
    make_code(window)
    form = window.pane.settings.security.findChildren(RecoveryCodeForm)[0]
    form.save_to(str(tmp_path / "ma.pdf"))
    window.settle()
    data = (tmp_path / "ma.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", data)) == 1
    form.save_to(str(tmp_path / "no" / "such" / "ma.pdf"))
    window.settle()
    assert any(text.startswith("Không ghi được tệp xuất ra.") for text in window.texts())


def test_a_forgotten_passphrase_is_replaced_by_the_recovery_code(
    window: Window, qtbot: QtBot
) -> None:
    code = make_code(window)
    lock(window, qtbot)
    press(window, "unlock-forgotten")
    fill(window, recover_code="0" * 28, recover_passphrase=NEW, recover_passphrase_again=NEW)
    press(window, "recover-open")
    assert isinstance(window.app.pane, UnlockView)
    fill(window, recover_code=code.lower().replace("-", " "))
    press(window, "recover-open")
    assert window.pane.place == "home"
    window.ask(lambda: window.desk.desk.account.check_passphrase(NEW))


def test_the_way_back_from_the_recovery_code_is_open(window: Window, qtbot: QtBot) -> None:
    lock(window, qtbot)
    press(window, "unlock-forgotten")
    press(window, "recover-back")
    qtbot.waitUntil(lambda: window.there("unlock-passphrase"))


def test_a_revoked_machine_says_so_and_can_begin_again(window: Window, qtbot: QtBot) -> None:
    account, now = window.desk.desk.account, window.desk.furnished.clock
    window.ask(lambda: account.erase(now, now))
    qtbot.waitUntil(lambda: window.there("device-erased"))
    assert messages.sentence(Code.DEVICE_ERASED, "vi") in window.texts()
    press(window, "erased-again")
    qtbot.waitUntil(lambda: window.there("new-passphrase"))
