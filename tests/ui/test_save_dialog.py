"""Where a file is to be saved: asked once, with a name to begin with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ui.save_dialog import ask_target


def test_a_name_without_a_suffix_gets_the_one_that_was_offered(
    qtbot: QtBot, tmp_path: Path
) -> None:
    parent, taken = QWidget(), list[str]()
    qtbot.addWidget(parent)
    ask_target(parent, "Lưu", str(tmp_path / "bang-chung.zip"), taken.append)
    dialog = parent.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.selectedFiles() == [str(tmp_path / "bang-chung.zip")]
    dialog.selectFile(str(tmp_path / "khac"))
    dialog.accept()
    assert taken == [str(tmp_path / "khac.zip")]


def test_whoever_cancels_saves_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    parent, taken = QWidget(), list[str]()
    qtbot.addWidget(parent)
    ask_target(parent, "Lưu", str(tmp_path / "bang-chung.zip"), taken.append)
    dialog = parent.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()
    assert taken == []
