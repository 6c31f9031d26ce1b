"""`sessions`."""

from __future__ import annotations

from tests.unit.delegate_app.commands.terminals import Terminal


def test_sessions_come_with_their_programme_and_what_has_arrived(member: Terminal) -> None:
    (session,) = member.json("sessions")["sessions"]
    assert session["id"] == "s1"
    assert session["starts"] == "2026-11-26T08:00:00+07:00"
    assert session["files"]["here"] == session["files"]["total"] == 1
    (item,) = session["items"]
    assert item["step"] == "thao-luan"
    assert item["documents"] == ["s1.m1.du-thao"]


def test_sessions_for_people_use_the_words_of_the_law(member: Terminal) -> None:
    assert "Kỳ họp chuyên đề" in member("sessions").out


def test_a_desk_that_has_received_nothing_lists_nothing(terminal: Terminal) -> None:
    terminal.create_vault()
    assert terminal.json("sessions") == {"sessions": []}
    assert "(không có)" in terminal("sessions").out
