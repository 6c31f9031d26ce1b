"""A disk that is full or read-only: nothing is half done, reading works, casting fails loudly, and all goes on later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code, UserError
from protocol.limits import CHUNK
from tests.faults.programs import DeskProgram
from tests.faults.small_disk import SmallDisk, small_disk
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import small_pdf, write_session

MEGABYTES = 4
"""Room for a vault and its log, and for no paper of two chunks."""
LONG = small_pdf("Du thao moi " + "b" * (2 * CHUNK + 4321))


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=1) as running:
        running.publish(write_session(tmp_path / "s1"))
        running.define_poll("p1")
        running.open_poll("p1")
        yield running


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", MEGABYTES) as mounted:
        yield mounted


@pytest.fixture
def desk(disk: SmallDisk, council: RunningCouncil) -> Iterator[DeskAtWork]:
    """A desk whose home lies on the small disk and holds everything there was."""
    with enrolled_desk(disk.path / "desk", council, "minh") as at_work:
        yield at_work


def paper_of(desk: DeskAtWork) -> str:
    (document,) = desk.do(desk.desk.documents.all)
    return document.newest.sha256


def code_of(act: Callable[[], object]) -> Code:
    with pytest.raises(UserError) as error:
        act()
    return error.value.code


def test_a_full_disk_takes_neither_half_a_vote_nor_half_a_note_and_goes_on_when_there_is_room(
    desk: DeskAtWork, disk: SmallDisk, council: RunningCouncil
) -> None:
    paper = paper_of(desk)
    disk.fill()
    for number in range(400):  # what room is left in the vault's own log is used up
        if refused(desk, paper, number):
            break
    kept = {note.text for note in desk.do(desk.desk.annotations.all)}
    assert code_of(lambda: desk.vote("p1")) is Code.DISK_FULL
    assert code_of(lambda: desk.write(paper, "x" * 3000)) is Code.DISK_FULL
    assert desk.do(desk.desk.votes.mine) == ()
    assert {note.text for note in desk.do(desk.desk.annotations.all)} == kept
    assert desk.bytes_of(paper) == small_pdf("Dự thảo")
    assert not desk.sync.run_once().confirmed
    assert desk.sync.state.trouble is Code.DISK_FULL

    disk.make_room()
    assert desk.vote("p1").seq == 1
    desk.write(paper, "viết tiếp")
    assert desk.sync.run_once().confirmed
    (vote,) = desk.do(desk.desk.votes.mine)
    assert vote.state is VoteState.PROVEN
    assert {note.text for note in desk.do(desk.desk.annotations.all)} == kept | {"viết tiếp"}
    assert council.council.record.replay.polls["p1"].tally().counted == 1


def refused(desk: DeskAtWork, paper: str, number: int) -> bool:
    """Whether the disk has no room for one more note."""
    try:
        desk.write(paper, f"{number} " + "x" * 3000)
    except UserError as error:
        if error.code is not Code.DISK_FULL:
            raise
        return True
    return False


def test_a_paper_for_which_there_is_no_room_stops_at_a_whole_chunk_and_arrives_later(
    desk: DeskAtWork, disk: SmallDisk, council: RunningCouncil, tmp_path: Path
) -> None:
    before = paper_of(desk)
    (tmp_path / "s1" / "du-thao.pdf").write_bytes(LONG)
    council.publish(tmp_path / "s1")
    state = desk.sync.run_once()
    assert not state.confirmed
    assert Code.DISK_LOW is state.held or Code.DISK_FULL is state.trouble
    assert state.missing_blobs == 1
    (document,) = desk.do(desk.desk.documents.all)
    assert document.newest.received % CHUNK == 0
    assert desk.bytes_of(before) == small_pdf("Dự thảo")

    disk.grow(32)
    assert desk.sync.run_once().confirmed
    assert desk.bytes_of(paper_of(desk)) == LONG
    is_whole(desk)


def is_whole(desk: DeskAtWork) -> None:
    vault = desk.desk.replica._vault
    assert desk.do(lambda: vault.value("PRAGMA integrity_check")) == "ok"
    assert desk.do(lambda: vault.rows("PRAGMA cipher_integrity_check")) == []


def test_a_command_on_a_read_only_disk_says_so_and_changes_nothing(
    disk: SmallDisk, council: RunningCouncil
) -> None:
    with enrolled_desk(disk.path / "desk", council, "minh"):
        pass
    program = DeskProgram(disk.path / "desk")
    disk.protect()
    try:
        for command in (["vote", "p1", "APPROVE"], ["sync"]):
            ended = program.run(*command)
            assert (ended.status, ended.answer["error"]["code"]) == (3, "DISK_READ_ONLY"), ended
    finally:
        disk.release()
    assert program.run("vote", "p1", "APPROVE", "--send").status == ExitStatus.OK
    assert council.council.record.replay.polls["p1"].tally().counted == 1


def test_a_command_on_a_full_disk_says_so_and_casts_nothing(
    disk: SmallDisk, council: RunningCouncil
) -> None:
    with enrolled_desk(disk.path / "desk", council, "minh"):
        pass
    program = DeskProgram(disk.path / "desk")
    disk.fill()
    ended = program.run("vote", "p1", "APPROVE")
    assert (ended.status, ended.answer["error"]["code"]) == (3, "DISK_FULL"), ended
    assert "Traceback" not in ended.trouble
    disk.make_room()
    assert program.run("polls").answer["polls"][0]["my_votes"] == []
    assert program.run("vote", "p1", "APPROVE", "--send").status == ExitStatus.OK


@pytest.mark.expects_warnings
def test_a_council_on_a_full_disk_gives_no_receipt_and_takes_the_same_vote_later(
    tmp_path: Path,
) -> None:
    with (
        small_disk(tmp_path / "disk", 8) as disk,
        running_council(disk.path / "council", delegates=1) as council,
    ):
        council.publish(write_session(tmp_path / "s1"))
        council.define_poll("p1")
        council.open_poll("p1")
        minh = council.delegate("minh")
        client = council.client(minh)
        vote = minh.vote("p1", "APPROVE")
        heads = client.call("GET", "/v1/heads").json["heads"]
        disk.fill()
        answers = [client.post_entry(*vote) for _ in range(3)]
        for answer in answers:
            assert answer.status == 503, "a vote fitted into the log's room after all"
            assert (answer.json["code"], answer.headers["retry-after"]) == ("UNAVAILABLE", "2")
        assert client.call("GET", "/v1/heads").json["heads"] == heads
        assert client.call("GET", "/v1/log/checkpoint").status == 200
        disk.make_room()
        taken = client.post_entry(*vote)
        assert taken.status == 200
        assert client.post_entry(*vote).body == taken.body
        council.stop()
        council.start()
        assert council.council.record.replay.polls["p1"].tally().counted == 1
