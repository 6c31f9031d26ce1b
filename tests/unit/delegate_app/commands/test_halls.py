"""`hall`, and the council server's `hall` commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from council_server.__main__ import main as office
from council_server.halls import open_hall_home
from tests.running_council import RunningCouncil
from tests.unit.delegate_app.commands.terminals import Terminal


def test_a_hall_is_made_by_the_office_chosen_by_the_delegate_and_forgotten(
    member: Terminal,
    council: RunningCouncil,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, home = tmp_path / "hall", str(council.home.path)
    made = ["--home", home, "hall", "new", str(folder), "--host", "127.0.0.1", "--name", "phong-a"]
    assert office(made) == 0
    assert office(made) == 1  # the name is taken, and so is the folder
    link = str(open_hall_home(folder).link)
    assert member.json("hall", "--choose", link)["address"] == "https://127.0.0.1:8444"
    assert member.json("hall")["address"] == "https://127.0.0.1:8444"
    assert member.json("hall", "--forget")["address"] == ""
    foreign = member("hall", "--choose", link.replace(council.root_sha256, "f" * 64))
    assert foreign.status == 7
    assert "[HALL_FOREIGN]" in foreign.err
    assert member("hall", "--choose", "https://127.0.0.1").status == 3
    assert member.json("hall")["address"] == ""


def test_the_card_is_drawn_once_and_the_status_says_what_waits(
    council: RunningCouncil, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, home = tmp_path / "hall", str(council.home.path)
    assert office(["--home", home, "hall", "new", str(folder), "--host", "127.0.0.1"]) == 0
    card = tmp_path / "the.svg"
    assert office(["--home", str(folder), "hall", "card", str(card)]) == 0
    assert card.read_bytes().startswith(b"<?xml")
    assert office(["--home", str(folder), "hall", "card", str(card)]) == 1
    assert office(["--home", str(folder), "hall", "card", str(tmp_path / "the.pdf")]) == 1
    assert office(["--home", str(folder), "hall", "status"]) == 0
    assert "not answered by the council 0" in capsys.readouterr().out
    assert office(["--home", str(folder), "hall", "close", "p1"]) == 1  # no chair's key, no poll
    assert office(["--home", home, "hall", "status"]) == 1
