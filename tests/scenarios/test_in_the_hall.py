"""A sitting whose line to the council is cut: provisional receipts, and every vote counted once (protocol.md 13)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from council_server.__main__ import main as office
from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.domain.votes import Disposition, VoteState
from delegate_app.errors import Code, UserError
from sync.driver import CouncilLine
from sync.hall_line import HallFirstLine, Way
from sync.http_council import HttpCouncil
from sync.http_exchange import Patience
from sync.state import Phase
from tests.running_council import HOST, RunningCouncil, running_council
from tests.running_hall import RunningHall, running_hall
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import write_session

ROOT = Path(__file__).resolve().parents[2]
SOON = Patience(call=5.0)


class Connections:
    """How desks of a test reach the council: through the hall once there is one."""

    def __init__(self) -> None:
        self.hall = ""

    def __call__(self, identity: DeviceIdentity) -> CouncilLine:
        council = HttpCouncil(identity.address, identity.root_der, SOON)
        if not self.hall:
            return council
        hall = HttpCouncil(self.hall, identity.root_der, SOON, is_hall=True)
        return HallFirstLine(hall, council, Way())


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=3) as council:
        council.publish(write_session(tmp_path / "s1"))
        council.define_poll("p1")
        council.open_poll("p1")
        yield council


@contextmanager
def hall_and_desks(
    running: RunningCouncil, folder: Path, *people: str
) -> Iterator[tuple[RunningHall, Connections, list[DeskAtWork]]]:
    """A hall that has everything, and desks that were synchronised before they came into it."""
    connections = Connections()
    with ExitStack() as stack:
        desks = [
            stack.enter_context(enrolled_desk(folder / name, running, name, connections))
            for name in people
        ]
        hall = stack.enter_context(running_hall(running, folder / "hall"))
        for desk in desks:
            desk.sync.run_once()
        hall.wait_for_copy()
        connections.hall = hall.address
        yield hall, connections, desks


def state(desk: DeskAtWork) -> VoteState:
    return desk.do(desk.desk.votes.mine)[0].state


def close_in_the_hall(hall: RunningHall, poll: str = "p1") -> int:
    return office(["--home", str(hall.home.path), "hall", "close", poll])


def counted(running: RunningCouncil, poll: str = "p1") -> dict[str, str]:
    running.council.catch_up()
    standing = running.council.record.replay.polls[poll].standing
    return {voter: vote.choice for voter, vote in standing.items()}


def test_votes_of_a_cut_off_hall_are_held_handed_on_and_counted_once(
    running: RunningCouncil, tmp_path: Path
) -> None:
    with hall_and_desks(running, tmp_path, "minh", "hoa", "tuan") as (hall, _, desks):
        running.stop()  # the line is cut
        minh, hoa, tuan = desks
        for desk, choice in ((minh, "APPROVE"), (hoa, "DISAPPROVE")):
            desk.vote("p1", choice)
            shown = desk.sync.run_once()
            assert shown.through_hall
            assert not shown.confirmed
            assert shown.unsent_votes == 1  # owed until the council itself answers
            assert state(desk) is VoteState.HELD
        assert close_in_the_hall(hall) == 0
        tuan.vote("p1", "APPROVE")  # after the chair closed in the hall
        tuan.sync.run_once()
        assert state(tuan) is VoteState.HELD

        running.start()  # the line is back
        hall.wait_for(lambda: not hall.hall.journal.waiting())
        hall.wait_for_copy()
        for desk in desks:
            shown = desk.sync.run_once()
            assert shown.through_hall
            assert shown.unsent_votes == 0
            assert state(desk) is VoteState.PROVEN
            assert desk.do(desk.desk.votes.verify_record).alarm is None
        dispositions = [desk.do(desk.desk.votes.mine)[0].disposition for desk in desks]
        assert dispositions == [Disposition.COUNTED, Disposition.COUNTED, Disposition.LATE]
        logged = [
            running.council.record.replay.entries[one.identity]
            for one in hall.hall.journal.taken.values()
        ]
        assert logged == sorted(
            logged
        )  # appended in the hall's order: two votes, the close, one vote


def test_while_the_line_is_up_the_council_s_own_receipt_comes_through_the_hall(
    running: RunningCouncil, tmp_path: Path
) -> None:
    with hall_and_desks(running, tmp_path, "minh") as (hall, _, (minh,)):
        hall.wait_for(lambda: hall.hall.line_up)
        minh.vote("p1")
        minh.sync.run_once()
        assert state(minh) in {VoteState.RECEIVED, VoteState.PROVEN}
        steps = [step.state for step in minh.do(minh.desk.votes.mine)[0].steps]
        assert VoteState.HELD not in steps


def test_when_the_hall_s_disk_dies_the_vote_goes_to_the_council_by_another_way(
    running: RunningCouncil, tmp_path: Path
) -> None:
    with hall_and_desks(running, tmp_path, "minh") as (hall, connections, (minh,)):
        running.stop()
        minh.vote("p1")
        minh.sync.run_once()
        assert state(minh) is VoteState.HELD
        hall.stop()
        (hall.home.path / "journal").unlink()
        running.start()
        connections.hall = ""
        shown = minh.sync.run_once()
        assert shown.confirmed
        assert state(minh) is VoteState.PROVEN
        assert list(counted(running)) == ["minh"]
        hall.start()


@contextmanager
def as_process(hall: RunningHall) -> Iterator[subprocess.Popen[str]]:
    """The hall's server as the program that an office starts."""
    command = [sys.executable, "-m", "council_server", "--home", str(hall.home.path), "serve"]
    started = subprocess.Popen(
        [*command, "--hall", "--host", HOST],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    try:
        assert started.stdout is not None
        assert "hall on" in started.stdout.readline()
        yield started
    finally:
        started.kill()
        started.communicate()


def test_a_hall_killed_in_the_middle_goes_on_where_its_journal_ends(
    running: RunningCouncil, tmp_path: Path
) -> None:
    with hall_and_desks(running, tmp_path, "minh", "hoa") as (hall, _, (minh, hoa)):
        hall.stop()
        running.stop()
        journal = hall.home.path / "journal"
        with as_process(hall) as program:
            minh.vote("p1")
            minh.sync.run_once()
            assert state(minh) is VoteState.HELD
            program.kill()  # as a power cut would end it
        with journal.open("ab") as file:
            file.write(b'{"statement": "torn')
        with as_process(hall):
            assert close_in_the_hall(hall) == 0
            hoa.vote("p1")
            hoa.sync.run_once()
            assert state(hoa) is VoteState.HELD
            kinds = [json.loads(line) for line in journal.read_bytes().splitlines()]
            assert len(kinds) == 3
        running.start()
        hall.start()
        hall.wait_for(lambda: not hall.hall.journal.waiting())
        assert counted(running) == {"minh": "APPROVE"}
        hall.wait_for_copy()
        for desk, disposition in ((minh, Disposition.COUNTED), (hoa, Disposition.LATE)):
            desk.sync.run_once()
            assert state(desk) is VoteState.PROVEN
            assert desk.do(desk.desk.votes.mine)[0].disposition is disposition


def test_a_false_hall_of_another_root_gets_nothing(running: RunningCouncil, tmp_path: Path) -> None:
    with (
        running_council(tmp_path / "other", delegates=1) as other,
        running_hall(other, tmp_path / "false-hall") as false_hall,
        enrolled_desk(tmp_path / "desk", running, "minh") as minh,
    ):
        with pytest.raises(UserError) as caught:
            minh.do(lambda: minh.desk.halls.choose(str(false_hall.home.link)))
        assert caught.value.code is Code.HALL_FOREIGN
        assert minh.do(minh.desk.halls.chosen) is None
        # Somebody who announces our fingerprint still has no certificate of our root.
        lying = str(false_hall.home.link).replace(other.root_sha256, running.root_sha256)
        minh.do(lambda: minh.desk.halls.choose(lying.replace("thu-nghiem", running.home.council)))
        identity = minh.do(minh.desk.replica.identity)
        assert identity is not None
        hall = HttpCouncil(false_hall.address, identity.root_der, SOON, is_hall=True)
        line = HallFirstLine(hall, HttpCouncil(running.address, identity.root_der), Way())
        assert not line.is_hall
        line.close()
        assert not false_hall.hall.journal.taken


def test_a_second_desk_that_never_met_the_council_s_line_reads_in_the_hall(
    running: RunningCouncil, tmp_path: Path
) -> None:
    with hall_and_desks(running, tmp_path, "minh") as (hall, _, (minh,)):
        running.publish(write_session(tmp_path / "s2", "Tai lieu moi"))
        hall.wait_for_copy()
        running.stop()
        shown = minh.sync.run_once()
        assert shown.phase is Phase.UP_TO_DATE
        assert shown.missing_blobs == 0
        assert not shown.confirmed
        running.start()


def test_a_hall_that_is_behind_takes_nothing_back(running: RunningCouncil, tmp_path: Path) -> None:
    with hall_and_desks(running, tmp_path, "minh") as (hall, connections, (minh,)):
        hall.stop()
        connections.hall = ""
        running.define_poll("p2")
        minh.sync.run_once()
        cursors = minh.do(minh.desk.replica.cursors)
        running.stop()
        hall.start()
        connections.hall = hall.address
        shown = minh.sync.run_once()
        assert shown.through_hall
        assert minh.do(minh.desk.replica.cursors) == cursors
        assert minh.do(minh.desk.votes.alarm) is None
        running.start()


def test_the_same_vote_through_the_hall_and_straight_to_the_council_counts_once(
    running: RunningCouncil, tmp_path: Path
) -> None:
    with hall_and_desks(running, tmp_path, "minh") as (hall, connections, (minh,)):
        running.stop()
        minh.vote("p1")
        minh.sync.run_once()
        hall.stop()  # before it could hand on
        running.start()
        connections.hall = ""
        assert minh.sync.run_once().confirmed
        hall.start()
        hall.wait_for(lambda: not hall.hall.journal.waiting())
        assert list(counted(running)) == ["minh"]
        size = running.council.record.replay.size
        hall.wait_for_copy()
        assert running.council.record.replay.size == size


def test_the_hall_s_folder_holds_no_key_of_root_or_log(
    running: RunningCouncil, tmp_path: Path
) -> None:
    with running_hall(running, tmp_path / "hall") as hall:
        names = {path.name for path in (hall.home.path / "keys").glob("*.key")}
        assert names == {"hall.key", "tls.key", "chair.key"}
    shutil.rmtree(hall.home.path)


def test_votes_through_the_hall_and_past_it_mix_in_any_order(
    running: RunningCouncil, tmp_path: Path
) -> None:
    """Its own order is ahead of the council's, and what a signer saw is judged by the council's alone."""
    with hall_and_desks(running, tmp_path, "minh", "hoa") as (hall, _, (minh, hoa)):
        running.stop()
        minh.vote("p1")
        minh.sync.run_once()
        hall.stop()
        running.start()
        past_it = running.client(running.delegate("tuan"))
        assert past_it.post_entry(*running.delegate("tuan").vote("p1", "APPROVE")).status == 200
        hall.start()  # hands on minh's vote: behind tuan's in the record, before it in the hall
        hall.wait_for(lambda: not hall.hall.journal.waiting())
        hall.wait_for_copy()
        hoa.sync.run_once()
        hoa.vote("p1")  # has seen the record as it is
        hoa.sync.run_once()
        assert state(hoa) in {VoteState.RECEIVED, VoteState.PROVEN}
        assert set(counted(running)) == {"minh", "hoa", "tuan"}


def test_a_poll_opened_while_the_line_is_down_comes_into_the_hall_with_one_member(
    running: RunningCouncil, tmp_path: Path
) -> None:
    with hall_and_desks(running, tmp_path, "minh", "hoa") as (hall, connections, (minh, hoa)):
        hall.stop()
        write_hall_upstream(hall, "https://127.0.0.1:9")  # a line that leads nowhere
        hall.start()
        running.define_poll("p2")
        running.open_poll("p2")
        connections.hall = ""
        minh.sync.run_once()  # by a telephone's network
        running.stop()
        connections.hall = hall.address
        minh.sync.run_once()  # gives the hall what it lacks
        hoa.sync.run_once()
        for desk in (minh, hoa):
            desk.vote("p2")
            desk.sync.run_once()
            assert state(desk) is VoteState.HELD
        hall.stop()
        write_hall_upstream(hall, running.address)
        running.start()
        hall.start()
        hall.wait_for(lambda: not hall.hall.journal.waiting())
        assert set(counted(running, "p2")) == {"minh", "hoa"}


def write_hall_upstream(hall: RunningHall, address: str) -> None:
    replace(hall.home, upstream=address).save()
