"""The gate: first start, lock, unlock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from delegate_app.domain.accounts import AccountState
from delegate_app.errors import Code
from tests.ui.furnished_council import LEARNER, PASSPHRASE
from tests.ui.opened_window import Window
from ui import messages
from ui.main_window import DeskPane
from ui.unlock_view import UnlockView


def press(window: Window, qtbot: QtBot, name: str) -> None:
    QTest.mouseClick(window.find(name, QPushButton), Qt.MouseButton.LeftButton)
    window.settle()


def test_a_short_passphrase_makes_no_vault_and_says_why(first_window: Window, qtbot: QtBot) -> None:
    first_window.find("new-passphrase", QLineEdit).setText("ngan")
    press(first_window, qtbot, "new-continue")
    assert messages.sentence(Code.PASSPHRASE_TOO_SHORT, "vi") in first_window.texts()
    assert first_window.ask(first_window.desk.desk.account.state) is AccountState.NEW


def test_two_different_passphrases_make_no_vault(first_window: Window, qtbot: QtBot) -> None:
    first_window.find("new-passphrase", QLineEdit).setText(PASSPHRASE)
    first_window.find("new-passphrase-again", QLineEdit).setText(PASSPHRASE + "!")
    press(first_window, qtbot, "new-continue")
    assert messages.sentence(Code.PASSPHRASES_DIFFER, "vi") in first_window.texts()
    assert first_window.ask(first_window.desk.desk.account.state) is AccountState.NEW


def test_the_first_start_leads_to_the_desk_of_an_enrolled_delegate(
    first_window: Window, qtbot: QtBot
) -> None:
    window, council = first_window, first_window.desk.furnished.council
    for name in ("new-passphrase", "new-passphrase-again"):
        window.find(name, QLineEdit).setText(PASSPHRASE)
    press(window, qtbot, "new-continue")
    window.find("sheet-address", QLineEdit).setText("https://council.simulated")
    window.find("sheet-fingerprint", QLineEdit).setText(council.root.fingerprint.upper())
    code = council.invite(LEARNER, "Vũ Thị Thanh Hà")
    window.find("sheet-code", QLineEdit).setText(code)
    press(window, qtbot, "sheet-continue")
    press(window, qtbot, "first-done")
    assert window.pane.place == "home"
    qtbot.waitUntil(lambda: "Kính chào đại biểu Vũ Thị Thanh Hà" in window.texts())


def test_a_malformed_code_is_said_beside_its_field(first_window: Window, qtbot: QtBot) -> None:
    window = first_window
    for name in ("new-passphrase", "new-passphrase-again"):
        window.find(name, QLineEdit).setText(PASSPHRASE)
    press(window, qtbot, "new-continue")
    window.find("sheet-address", QLineEdit).setText("https://council.simulated")
    window.find("sheet-fingerprint", QLineEdit).setText("0" * 64)
    window.find("sheet-code", QLineEdit).setText("khong phai ma")
    press(window, qtbot, "sheet-continue")
    code = window.find("sheet-code", QLineEdit)
    assert code.accessibleDescription() == messages.sentence(Code.CODE_MALFORMED, "vi")
    assert code.hasFocus() or window.app.window.focusWidget() is code


def test_the_lock_is_shown_at_once_and_only_the_passphrase_opens_it(
    window: Window, qtbot: QtBot
) -> None:
    assert isinstance(window.pane, DeskPane)
    window.app.lock()
    assert isinstance(window.app.pane, UnlockView)
    window.settle()
    qtbot.waitUntil(lambda: window.ask(window.desk.desk.account.state) is AccountState.LOCKED)
    window.find("unlock-passphrase", QLineEdit).setText("sai mật khẩu")
    press(window, qtbot, "unlock-button")
    assert messages.sentence(Code.WRONG_PASSPHRASE, "vi") in window.texts()
    window.find("unlock-passphrase", QLineEdit).setText(PASSPHRASE)
    press(window, qtbot, "unlock-button")
    assert window.pane.place == "home"


def test_caps_lock_is_suspected_from_the_letters(first_window: Window, qtbot: QtBot) -> None:
    field = first_window.find("new-passphrase", QLineEdit)
    QTest.keyClicks(field, "A")
    assert "Có vẻ phím viết hoa (Caps Lock) đang bật." in first_window.texts()
    QTest.keyClicks(field, "a")
    assert "Có vẻ phím viết hoa (Caps Lock) đang bật." not in first_window.texts()
