"""The process is killed in the middle of its first synchronisation, again and again; nothing is lost."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from delegate_app.commands.exit_statuses import ExitStatus
from protocol.limits import CHUNK
from tests.faults.fault_proxy import FaultProxy
from tests.faults.faults import Fault, Kind, Plan
from tests.faults.programs import KILLED, DeskProgram
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, over_tls
from tests.session_folders import SESSION, small_pdf

PAPERS = 4
PAPER_SIZE = 7 * CHUNK + 4321
KILLS = 5
SEED = 20261122


def paper_toml(number: int) -> str:
    return f"""
[[item.paper]]
id = "phu-luc-{number}"
type = "phu-luc"
title = "Phụ lục {number}"
file = "phu-luc-{number}.pdf"
"""


@pytest.fixture
def papers() -> dict[str, bytes]:
    """Papers of several chunks each, by file name; no two alike."""
    return {
        f"phu-luc-{number}.pdf": small_pdf(f"Phu luc {number} " + chr(97 + number) * PAPER_SIZE)
        for number in range(PAPERS)
    }


@pytest.fixture
def council(tmp_path: Path, papers: dict[str, bytes]) -> Iterator[RunningCouncil]:
    folder = tmp_path / "s1"
    folder.mkdir()
    (folder / "du-thao.pdf").write_bytes(small_pdf("Du thao"))
    for name, data in papers.items():
        (folder / name).write_bytes(data)
    toml = SESSION + "".join(paper_toml(number) for number in range(PAPERS))
    (folder / "session.toml").write_text(toml, "utf-8")
    with running_council(tmp_path / "council", delegates=1) as running:
        running.publish(folder)
        yield running


class KillingPlan(Plan):
    """Kills the desk in the middle of its answers, at a byte that chance says, so many times."""

    def __init__(self, kills: int) -> None:
        self._chance_of_place = random.Random(SEED)
        self.kills = kills
        super().__init__(random.Random(SEED), (Kind.KILL_DESK,), rate=1.0)

    def fault(self, longest: int) -> Fault | None:
        if self.kills == 0:
            return None
        self.kills -= 1
        return Fault(Kind.KILL_DESK, self._chance_of_place.randrange(PAPER_SIZE))


def test_a_first_sync_that_is_killed_again_and_again_loses_nothing(
    council: RunningCouncil, papers: dict[str, bytes], tmp_path: Path
) -> None:
    home = tmp_path / "desk"
    desk = DeskProgram(home)
    proxy = FaultProxy(council.port, KillingPlan(0), {Kind.KILL_DESK: desk.kill})
    with proxy.door.opened():
        enrol(home, council, proxy.address)
        proxy.plan = KillingPlan(KILLS)
        received = 0
        for _ in range(KILLS):
            assert desk.run("sync").status == KILLED
            before, received = received, received_bytes(home, council)
            assert received >= before
        assert 0 < received < sum(map(len, papers.values()))
        assert desk.run("sync").status == ExitStatus.OK
    check_whole(home, council, papers)


def enrol(home: Path, council: RunningCouncil, address: str) -> None:
    """A desk that is enrolled and has synchronised nothing."""
    desk = DeskAtWork(home, over_tls, council.clock)
    try:
        desk.create()
        desk.ask_to_enrol(council, "minh", address)
        desk.sync.enrol_once()
        council.confirm_all()
        assert desk.sync.enrol_once()
    finally:
        desk.close()


def received_bytes(home: Path, council: RunningCouncil) -> int:
    """How much of the papers is here, each byte of it readable and of a chunk that was checked."""
    desk = DeskAtWork(home, over_tls, council.clock)
    try:
        desk.unlock()
        assert desk.do(desk.desk.votes.verify_record).alarm is None
        versions = [document.newest for document in desk.do(desk.desk.documents.all)]
        return sum(version.received for version in versions)
    finally:
        desk.close()


def check_whole(home: Path, council: RunningCouncil, papers: dict[str, bytes]) -> None:
    desk = DeskAtWork(home, over_tls, council.clock)
    try:
        desk.unlock()
        versions = {
            hashlib.sha256(data).hexdigest(): data
            for data in (*papers.values(), small_pdf("Du thao"))
        }
        documents = desk.do(desk.desk.documents.all)
        assert {document.newest.sha256 for document in documents} == versions.keys()
        for sha256, data in versions.items():
            assert desk.bytes_of(sha256) == data
        assert desk.do(desk.desk.replica.wanted_blobs) == ()
        check = desk.do(desk.desk.votes.verify_record)
        assert check.alarm is None
        assert check.size == council.council.record.replay.size
    finally:
        desk.close()
