"""`feeds`."""

from __future__ import annotations

from pathlib import Path

from tests.running_council import RunningCouncil
from tests.session_folders import SESSION, write_session
from tests.unit.delegate_app.commands.terminals import Terminal

SECOND = SESSION.replace('id = "s1"', 'id = "s2"')


def test_without_a_held_feed_there_is_nothing_to_answer(member: Terminal) -> None:
    assert member.json("feeds") == {"feeds": []}
    outcome = member("feeds", "--accept", "public")
    assert (outcome.status, "[NO_FEED_QUESTION]" in outcome.err) == (3, True)
    assert "[NO_ALARM]" in member("feeds", "--evidence", "public", str(member.folder / "x")).err


def test_a_reset_to_less_than_half_waits_for_an_answer(
    member: Terminal, council: RunningCouncil, tmp_path: Path
) -> None:
    council.publish(write_session(tmp_path / "second", "Chapter two", SECOND))
    member("sync")
    size = council.council.heads()["public"].size
    council.lose_rows("public", size - 4)
    outcome = member("sync", "--json")
    assert (outcome.status, outcome.json["trouble"]) == (9, "FEED_SHRUNK")
    (held,) = member.json("feeds")["feeds"]
    assert (held["reason"], held["asks"]) == ("shrunk", True)
    assert (held["here"]["documents"], held["there"]["documents"]) == (2, 0)
    assert "feeds --keep public" in member("feeds").out
    assert len(member.json("sessions")["sessions"]) == 2
    assert member("feeds", "--keep", "public").status == 0
    assert member("sync").status == 0
    assert member("feeds", "--accept", "public").status == 0
    assert member.json("sessions")["sessions"] == []
