"""`free-space`."""

from __future__ import annotations

from pathlib import Path

from tests.running_council import RunningCouncil
from tests.session_folders import SESSION, write_session
from tests.unit.delegate_app.commands.terminals import Terminal

OLD = SESSION.replace('id = "s1"', 'id = "s0"')


def test_the_session_in_front_is_never_removed(member: Terminal) -> None:
    assert member.json("free-space") == {"files": 0, "bytes": 0}
    assert all(
        version["received"] == version["size"]
        for paper in member.json("documents")["documents"]
        for version in paper["versions"]
    )


def test_files_of_a_session_that_is_over_go_and_its_paper_stays_listed(
    member: Terminal, council: RunningCouncil, tmp_path: Path
) -> None:
    days = [line for line in OLD.splitlines() if line.startswith(("starts", "ends"))]
    past = OLD
    for line in days:
        past = past.replace(line, line.replace(line.split(" = ")[1][:4], "2020"))
    council.publish(write_session(tmp_path / "past", "Chapter nought", past))
    assert member("sync").status == 0
    freed = member.json("free-space")
    assert freed["files"] >= 1
    assert freed["bytes"] > 0
    assert member.json("free-space") == {"files": 0, "bytes": 0}
    listed = member.json("documents")["documents"]
    received = {paper["id"]: paper["versions"][-1]["received"] for paper in listed}
    assert [size == 0 for name, size in received.items() if name.startswith("s0.")] == [True]
    assert all(size > 0 for name, size in received.items() if name.startswith("s1."))
    assert member("sync").status == 0
