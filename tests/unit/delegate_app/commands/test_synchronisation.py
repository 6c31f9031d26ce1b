"""`sync`."""

from __future__ import annotations

from tests.running_council import RunningCouncil
from tests.unit.delegate_app.commands.terminals import Terminal


def test_a_run_that_brought_everything_is_confirmed(member: Terminal) -> None:
    document = member.json("sync")
    assert document["phase"] == "up-to-date"
    assert document["confirmed"] is True
    assert document["missing_files"] == document["unsent_votes"] == 0


def test_a_run_without_a_network_ends_with_offline_and_remembers_the_last_contact(
    member: Terminal, council: RunningCouncil
) -> None:
    before = member.json("status")["last_contact"]
    council.stop()
    outcome = member("sync", "--json")
    council.start()
    assert outcome.status == 4
    assert outcome.json["phase"] == "offline"
    assert outcome.json["trouble"] == "OFFLINE"
    assert outcome.json["last_contact"] == before
    assert "[OFFLINE]" in outcome.err


def test_a_desk_that_asked_no_council_is_told_to_enrol(terminal: Terminal) -> None:
    terminal.create_vault()
    outcome = terminal("sync")
    assert outcome.status == 3
    assert "NOT_ENROLLED" in outcome.err


def test_a_desk_that_waits_for_the_clerk_says_so(
    terminal: Terminal, council: RunningCouncil
) -> None:
    terminal.create_vault()
    terminal("enrol", *terminal.sheet(council), "--wait", "0")
    assert terminal("sync").status == 9
    council.confirm_all()
    assert terminal("sync").status == 0
