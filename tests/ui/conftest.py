"""A desk at a council, and the window over it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.furnished_council import DeskAtCouncil, FurnishedCouncil
from tests.ui.opened_window import Window


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of every window that it knows no size hints."""
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


@pytest.fixture(autouse=True)
def collected_on_this_thread() -> Iterator[None]:
    """Cycles that hold something of Qt are found here, after window and desk are closed, and on no other thread."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def furnished() -> FurnishedCouncil:
    """A council that published a session, with three delegates."""
    council = FurnishedCouncil()
    for person, name in (("nguyen-huu-khai", "Nguyễn Hữu Khải"), ("ta-ngoc-an", "Tạ Ngọc Ân")):
        council.council.invite(person, name)
    return council


@pytest.fixture
def at_council(tmp_path: Path, furnished: FurnishedCouncil) -> Iterator[DeskAtCouncil]:
    """An enrolled desk that has every paper."""
    desk = DeskAtCouncil(tmp_path / "home", furnished)
    desk.enrol()
    yield desk
    desk.close()


@pytest.fixture
def new_desk(tmp_path: Path, furnished: FurnishedCouncil) -> Iterator[DeskAtCouncil]:
    """A desk in an empty home folder."""
    desk = DeskAtCouncil(tmp_path / "home", furnished)
    yield desk
    desk.close()


@pytest.fixture
def window(at_council: DeskAtCouncil, qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    """The open desk of an enrolled delegate."""
    opened = Window(at_council, qtbot)
    yield opened
    opened.app.close()


@pytest.fixture
def first_window(new_desk: DeskAtCouncil, qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    """The window at its very first start."""
    opened = Window(new_desk, qtbot)
    yield opened
    opened.app.close()
