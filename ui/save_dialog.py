"""The question where a file is to be saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_target(parent: QWidget, title: str, name: str, take: Callable[[str], object]) -> None:
    """Ask for a place, offering `name`, whose suffix is added to a name without one; `take` is called with the path."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(PurePath(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    dialog.fileSelected.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
