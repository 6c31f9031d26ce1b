"""A terminal on an empty home, and one on the home of an enrolled delegate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running_council import RunningCouncil
from tests.running_council import council as running
from tests.session_folders import write_session
from tests.unit.delegate_app.commands.terminals import Terminal

council = running


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """No vault yet."""
    return Terminal(tmp_path, capsys)


@pytest.fixture
def member(terminal: Terminal, council: RunningCouncil, tmp_path: Path) -> Terminal:
    """Minh's desk: one session with one paper, synchronised."""
    council.publish(write_session(tmp_path / "folder", "Chapter one"))
    terminal.enrol(council)
    assert terminal("sync").status == 0
    return terminal
