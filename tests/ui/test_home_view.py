"""The first page of the open desk."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.opened_window import Window

READING = "Đang đọc sổ biểu quyết..."
NO_POLL = "Không có lượt biểu quyết nào đang chờ đại biểu."


def test_papers_are_shown_before_the_vote_record_was_read(window: Window, qtbot: QtBot) -> None:
    window.app._open_desk()  # its first questions are asked; that for the polls follows their answers
    with window.vault_held():
        qtbot.waitUntil(lambda: READING in window.texts())
        assert window.there("home-programme")
        assert NO_POLL not in window.texts()
    qtbot.waitUntil(lambda: NO_POLL in window.texts())
    window.settle()
