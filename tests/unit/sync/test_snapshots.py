"""A long feed begins with a file; whatever is wrong with it, the feed arrives all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from delegate_app import settings
from delegate_app.domain.blobs import Hold
from delegate_app.domain.deliveries import FirstFile
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code
from protocol.council_api import ApiError, Offline
from protocol.limits import PAGE_ROWS
from protocol.wire import SnapshotAnswer
from sync.outcome import state_after
from sync.state import SyncState
from tests.simulation.council import SESSION, SimulatedCouncil
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


def be_metered(member: Member, megabytes: int = 1, used: int = 1_000_000) -> None:
    """A line paid by volume, of whose budget so much was used today."""
    member.desk.settings.put(settings.METERED, "yes")
    member.desk.settings.put(settings.METERED_DAY_MB, megabytes)
    member.desk.deliveries.count(used, member.clock())


def waiting(member: Member) -> list[FirstFile]:
    return list(member.desk.exchanges.ledger(member.clock()).first)


@pytest.fixture
def metered(newcomer: Member) -> Member:
    """A new device on a metered line whose budget is spent; it was just enrolled."""
    newcomer.desk.account.create("mật khẩu của đại biểu")
    newcomer.ask(newcomer.council.invite("db-01"))
    be_metered(newcomer)
    return newcomer


def test_on_a_metered_line_the_first_file_waits_and_is_said_to_wait(metered: Member) -> None:
    calls = counted(metered)
    report = metered.sync()
    assert calls.get("snapshot") == 1
    assert calls.get("blob", 0) == calls.get("changes public", 0) == 0
    (file,) = waiting(metered)
    assert (file.feed, file.received, file.hold, file.asked) == ("public", 0, Hold.METERED, False)
    assert file.size > 0
    state = state_after(SyncState(), report, metered.clock())
    assert state.held is Code.FIRST_WAITS
    assert not state.confirmed
    assert (state.missing_blobs, state.missing_bytes) == (1, file.size)
    told = metered.desk.exchanges.report({}, metered.clock())
    assert f"first file public 0 of {file.size} hold metered" in told


def test_votes_and_the_record_go_on_while_the_first_file_waits(metered: Member) -> None:
    metered.council.publish_session()
    metered.council.publish_paper("nghi-quyet-1", b"%PDF-1.7 van ban")
    metered.council.define_poll("bq-1", f"{SESSION}.ky-hop.nghi-quyet-1")
    metered.council.open_poll("bq-1")
    metered.sync()
    assert metered.desk.replica.cursors()["public"].seq == 0
    metered.cast()
    metered.sync()
    assert metered.desk.votes.mine()[0].state is VoteState.PROVEN
    assert waiting(metered)


def test_the_delegate_s_word_fetches_it_and_wakes_a_run(metered: Member) -> None:
    metered.sync()
    woken: list[bool] = []
    metered.desk.deliveries.when_asked(lambda: woken.append(True))
    metered.desk.deliveries.ask_for_feed("public")
    metered.desk.deliveries.ask_for_feed("public")
    assert woken == [True]
    (file,) = waiting(metered)
    assert (file.asked, file.hold) == (True, Hold.NONE)
    metered.sync()
    assert at_head(metered)
    assert waiting(metered) == []
    assert not metered.desk.deliveries.is_feed_asked("public")


@pytest.mark.parametrize("change", ["another line", "more budget", "tomorrow"])
def test_it_comes_by_itself_once_the_line_allows_it(metered: Member, change: str) -> None:
    metered.sync()
    assert waiting(metered)
    if change == "another line":
        metered.desk.settings.put(settings.METERED, "no")
    elif change == "more budget":
        metered.desk.settings.put(settings.METERED_DAY_MB, 50)
    else:
        metered.clock.forward(24 * 3600)
    metered.sync()
    assert at_head(metered)
    assert waiting(metered) == []


def test_a_feed_that_is_shown_is_followed_on_any_line(newcomer: Member) -> None:
    """Rows always travel, and so does the generation that takes their place after a reset."""
    newcomer.enrol()
    be_metered(newcomer)
    newcomer.council.publish_session("ky-hop-moi")
    newcomer.sync()
    assert len(newcomer.desk.agenda.sessions()) == SESSIONS + 1
    newcomer.council.begin_epochs()
    newcomer.sync()
    assert waiting(newcomer) == []
    cursor = newcomer.desk.replica.cursors()["public"]
    assert cursor.active
    assert cursor.epoch == newcomer.council.feed("public").epoch


def test_locking_forgets_what_was_asked_for_and_the_size_is_known_again(metered: Member) -> None:
    metered.sync()
    metered.desk.deliveries.ask_for_feed("public")
    metered.again()
    (file,) = waiting(metered)
    assert (file.asked, file.hold) == (False, Hold.METERED)
