"""`verify-record`."""

from __future__ import annotations

from tests.running_council import RunningCouncil
from tests.unit.delegate_app.commands.terminals import Terminal


def test_a_record_that_agrees_is_said_to_agree(member: Terminal, council: RunningCouncil) -> None:
    council.define_poll("p1")
    council.open_poll("p1")
    member("sync")
    assert member("vote", "p1", "APPROVE", "--send").status == 0
    document = member.json("verify-record")
    assert document["alarm"] == ""
    assert document["size"] == document["entries_checked"] > 0
    assert (document["polls_checked"], document["own_statements"]) == (1, 1)
    assert "mọi nội dung khớp" in member("verify-record").out


def test_a_desk_without_a_council_has_no_record(terminal: Terminal) -> None:
    terminal.create_vault()
    outcome = terminal("verify-record", "--json")
    assert outcome.status == 3
    assert outcome.json["error"]["code"] == "NOT_ENROLLED"
