"""A long feed begins with a file; whatever is wrong with it, the feed arrives all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from protocol.council_api import ApiError, Offline
from protocol.limits import PAGE_ROWS
from protocol.wire import SnapshotAnswer
from tests.simulation.council import SimulatedCouncil
from tests.unit.delegate_app.member import Clock, Member, new_council

SESSIONS = 3


def lengthen(council: SimulatedCouncil) -> None:
    """More than a page of rows: three sessions, revised again and again."""
    feed = council.feed("public")
    for number in range(PAGE_ROWS + 100):
        name = f"ky-hop-{number % SESSIONS}"
        feed.put("session", name, {"id": name, "title": f"lần {number}", "kind": "thuong-le"})


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Member]:
    """A delegate who enrols only now; every call is counted."""
    clock = Clock()
    made = Member(tmp_path / "home", new_council(clock), clock)
    lengthen(made.council)
    yield made
    made.desk.close()


def counted(member: Member) -> dict[str, int]:
    """How often each call is made from now on."""
    calls: dict[str, int] = {}
    for name in ("changes", "snapshot", "blob"):
        call = getattr(member.line, name)

        def counting(*values: Any, _call: Any = call, _name: str = name) -> Any:
            key = f"{_name} {values[0]}" if _name == "changes" else _name
            calls[key] = calls.get(key, 0) + 1
            return _call(*values)

        setattr(member.line, name, counting)
    return calls


def at_head(member: Member) -> bool:
    cursor = member.desk.replica.cursors()["public"]
    titles = sorted(session.title for session in member.desk.agenda.sessions())
    last = PAGE_ROWS + 100
    expected = sorted(f"lần {number}" for number in range(last - SESSIONS, last))
    return cursor.seq == len(member.council.feed("public").rows) and titles == expected


def test_a_new_device_takes_one_file_instead_of_pages(newcomer: Member) -> None:
    calls = counted(newcomer)
    newcomer.enrol()
    assert at_head(newcomer)
    assert calls.get("snapshot") == 1
    assert calls.get("changes public", 0) == 0
    rows = newcomer.desk.replica.cursors()
    newcomer.council.publish_session("ky-hop-moi")
    newcomer.sync()
    assert newcomer.desk.replica.cursors()["public"].seq == rows["public"].seq + 1
    assert calls.get("snapshot") == 1, "only a feed at row 0 begins with one"


def test_nothing_of_the_file_stays_in_the_vault(newcomer: Member) -> None:
    newcomer.enrol()
    vault = newcomer.desk.replica._vault
    assert vault.value("SELECT count(*) FROM blobs") == 0
    assert vault.value("SELECT count(*) FROM pieces") == 0


def test_a_new_generation_is_built_from_a_snapshot_beside_the_old_one(newcomer: Member) -> None:
    newcomer.enrol()
    calls = counted(newcomer)
    newcomer.council.begin_epochs()
    newcomer.sync()
    assert calls.get("snapshot") == 1
    assert at_head(newcomer)
    assert newcomer.desk.replica.cursors()["public"].active


def test_a_snapshot_behind_the_head_goes_on_with_changes(newcomer: Member) -> None:
    feed = newcomer.council.feed("public")
    early = feed.snapshot(PAGE_ROWS, newcomer.clock())
    snapshot = newcomer.line.snapshot

    def older(name: str) -> SnapshotAnswer:
        snapshot(name)
        newcomer.council.blobs[early[0].manifest.split("\n")[3]] = early[1]
        return early[0]

    newcomer.line.snapshot = older  # type: ignore[method-assign,assignment]
    calls = counted(newcomer)
    newcomer.enrol()
    assert calls["changes public"] == 1
    assert at_head(newcomer)


Spoil = Callable[[SnapshotAnswer], SnapshotAnswer]
SPOILT: dict[str, Spoil] = {
    "unsigned": lambda a: replace(a, manifest=a.manifest.replace("\n2", "\n3", 1)),
    "checkpoint": lambda a: replace(a, checkpoint=a.checkpoint[:-10]),
    "chunks": lambda a: replace(a, chunks=("00" * 32,) * len(a.chunks)),
    "count": lambda a: replace(a, chunks=(*a.chunks, "00" * 32)),
    "none": lambda a: replace(a, chunks=()),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_answer_only_costs_time(newcomer: Member, name: str) -> None:
    snapshot = newcomer.line.snapshot
    newcomer.line.snapshot = lambda feed: SPOILT[name](snapshot(feed))  # type: ignore[method-assign]
    newcomer.enrol()
    assert at_head(newcomer)
    assert newcomer.desk.feed_holds.all() == ()


def test_a_file_whose_rows_do_not_lead_to_the_root_only_costs_time(newcomer: Member) -> None:
    """The log's key signed the manifest: it is the rows that are not the feed's."""
    true = newcomer.council.feed("public")
    other = type(true)("hdnd-mo-phong", "public", true.epoch, newcomer.council.log_key)
    for number in range(len(true.rows)):
        other.put("session", f"gia-{number}", {"id": f"gia-{number}"})
    answer, file = other.snapshot(len(true.rows), newcomer.clock())
    honest = true.snapshot(len(true.rows), newcomer.clock())[0]
    newcomer.council.blobs[answer.manifest.split("\n")[3]] = file
    mixed = replace(answer, checkpoint=honest.checkpoint)
    newcomer.line.snapshot = lambda feed: mixed  # type: ignore[method-assign]
    newcomer.enrol()
    assert at_head(newcomer)


def test_a_council_without_snapshots_is_read_page_by_page(newcomer: Member) -> None:
    def none(feed: str) -> SnapshotAnswer:
        raise ApiError("NO_SNAPSHOT", 404)

    newcomer.line.snapshot = none  # type: ignore[method-assign]
    newcomer.enrol()
    assert at_head(newcomer)


def test_a_download_that_broke_off_goes_on_in_the_next_run(newcomer: Member) -> None:
    blob = newcomer.line.blob

    def broken(sha256: str, start: int, stop: int) -> Iterator[bytes]:
        raise Offline("the line broke")

    newcomer.line.blob = broken  # type: ignore[method-assign]
    newcomer.desk.account.create("mật khẩu của đại biểu")
    newcomer.ask(newcomer.council.invite("db-01"))
    newcomer.attempt()
    assert newcomer.desk.replica.cursors()["public"].seq == 0
    assert newcomer.desk.replica._vault.value("SELECT count(*) FROM blobs") == 1
    newcomer.line.blob = blob  # type: ignore[method-assign]
    calls = counted(newcomer)
    newcomer.sync()
    assert at_head(newcomer)
    assert calls.get("changes public", 0) == 0
