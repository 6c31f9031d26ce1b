"""`export-bundle` and `import-bundle`, and the office's commands of the same names."""

from __future__ import annotations

from pathlib import Path

from council_server.__main__ import main as office
from tests.running_council import RunningCouncil
from tests.unit.delegate_app.commands.terminals import Terminal


def test_a_vote_goes_out_and_its_receipt_comes_in_by_the_four_commands(
    member: Terminal, council: RunningCouncil, tmp_path: Path
) -> None:
    stick, home = tmp_path / "usb", str(council.home.path)
    stick.mkdir()
    council.define_poll("p1")
    council.open_poll("p1")
    assert office(["--home", home, "export-bundle", str(stick)]) == 0
    assert member.json("import-bundle", str(stick))["entries"] == 2
    assert member("vote", "p1", "APPROVE").status == 0
    out = member("export-bundle", str(stick))
    assert out.status == 0
    assert "CHƯA ĐƯỢC GHI NHẬN" in out.out
    assert office(["--home", home, "import-bundle", str(stick)]) == 0
    document = member.json("import-bundle", str(stick))
    assert document["votes_answered"] == 1
    assert document["unsent_votes"] == 0
    assert document["problems"] == []
    assert member.json("status")["unsent_votes"] == 0


def test_a_folder_without_a_bundle_is_named_as_one(member: Terminal, tmp_path: Path) -> None:
    outcome = member("import-bundle", str(tmp_path))
    assert outcome.status == 3
    assert "[PARCEL_NONE]" in outcome.err
    outcome = member("export-bundle", str(tmp_path / "not-there"))
    assert outcome.status == 3
    assert "[PARCEL_UNWRITABLE]" in outcome.err


def test_a_desk_without_a_council_has_nothing_to_carry(terminal: Terminal, tmp_path: Path) -> None:
    terminal.create_vault()
    outcome = terminal("import-bundle", str(tmp_path))
    assert outcome.status == 3
    assert "[NOT_ENROLLED]" in outcome.err


def test_the_office_is_told_of_a_stick_that_is_not_there(
    council: RunningCouncil, tmp_path: Path
) -> None:
    assert office(["--home", str(council.home.path), "export-bundle", str(tmp_path / "no")]) == 1
