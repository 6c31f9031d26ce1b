"""Votes that do not arrive, councils that forget, disks that are copied: the real program with the real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server.record import read_records
from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.domain.votes import Disposition, VoteState
from delegate_app.errors import Code
from protocol.council_api import Offline
from protocol.records import Record
from protocol.wire import EntryAnswer
from sync.http_council import HttpCouncil
from sync.state import Phase
from tests.attacks.desk_copies import DeskCopies
from tests.attacks.stage import Stage
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import write_session


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A council of its own for each story: its server is stopped and restored in them."""
    with running_council(tmp_path / "council", delegates=3) as council:
        council.publish(write_session(tmp_path / "s1"))
        yield Stage(council)


@pytest.fixture
def copies(stage: Stage, tmp_path: Path) -> DeskCopies:
    return DeskCopies(stage.council, tmp_path / "desks")


def test_19_two_programs_on_copies_of_one_disk_give_themselves_away(
    stage: Stage, copies: DeskCopies, poll: str
) -> None:
    with copies.desk("minh") as original, copies.desk("minh") as clone:
        original.vote(poll, "APPROVE")
        clone.vote(poll, "DISAPPROVE")
        assert original.sync.run_once().confirmed
        clone.sync.run_once()
        (first,) = original.do(original.desk.votes.mine)
        (second,) = clone.do(clone.desk.votes.mine)
        assert (first.state, first.disposition) == (VoteState.PROVEN, Disposition.COUNTED)
        assert (second.state, second.refusal) == (VoteState.REFUSED, "CHAIN_FORK")
    assert stage.poll(poll).standing["minh"].choice == "APPROVE"


def test_20_a_vote_signed_offline_before_the_revocation_and_delivered_after_it_is_refused(
    stage: Stage, copies: DeskCopies, poll: str
) -> None:
    with copies.desk("minh") as lost:
        identity = lost.do(lost.desk.replica.identity)
        assert identity is not None
        cast = lost.vote(poll)
        stage.revoke(identity.device_id)
        lost.sync.run_once()
    assert cast.identity not in stage.council.council.record.replay.entries
    assert stage.tally(poll).counted == 0


class Silence(HttpCouncil):
    """Every vote reaches the council; its answers come no more, until they do."""

    answers = False

    def post_entry(self, statement: bytes, signature: bytes) -> EntryAnswer:
        answer = super().post_entry(statement, signature)
        if not Silence.answers:
            raise Offline("the answer does not come")
        return answer


def test_30_a_vote_that_was_taken_without_an_answer_is_sent_again_and_counted_once(
    stage: Stage, copies: DeskCopies, poll: str
) -> None:
    Silence.answers = False

    def connect(identity: DeviceIdentity) -> HttpCouncil:
        return Silence(identity.address, identity.root_der)

    with copies.desk("minh", connect) as lan:
        cast = lan.vote(poll)
        for _ in range(3):
            state = lan.sync.run_once()
            assert (state.phase, state.unsent_votes) == (Phase.OFFLINE, 1)
            (vote,) = lan.do(lan.desk.votes.mine)
            assert (vote.state, vote.receipt) == (VoteState.SENT, None), "CHƯA ĐƯỢC GHI NHẬN"
        Silence.answers = True
        assert lan.sync.run_once().confirmed
        (vote,) = lan.do(lan.desk.votes.mine)
        assert (vote.identity, vote.state) == (cast.identity, VoteState.PROVEN)
    assert stage.tally(poll).counted == 1


def records(council: RunningCouncil) -> list[Record]:
    with council.council.database.reading() as connection:
        return [record for _, record in read_records(connection, council.council.id, 0, 10_000)]


def restore(council: RunningCouncil, backup: Path) -> None:
    """The server's disk is replaced by last night's copy, and the office tells it so (the command `restored`)."""
    council.stop()
    for name in ("server.db-wal", "server.db-shm"):
        (council.home.path / name).unlink(missing_ok=True)
    shutil.copy(backup, council.home.database)
    council.start()
    council.run(lambda batch: batch.begin_epochs())


def test_31_a_server_restored_from_last_nights_backup_gets_its_tail_from_a_delegates_program(
    stage: Stage, copies: DeskCopies, poll: str, tmp_path: Path
) -> None:
    council, backup = stage.council, tmp_path / "last-night.db"
    with copies.desk("minh") as lan:
        council.council.database.copy_to(backup)
        hoa = stage.delegate("hoa")
        assert stage.effect(hoa.vote(poll, "ABSTAIN"), hoa) == "COUNTED"
        lan.vote(poll)
        assert lan.sync.run_once().confirmed
        council.close_poll(poll)
        council.announce_result(poll)
        assert lan.sync.run_once().confirmed
        head, before = stage.head, records(council)
        (proven,) = lan.do(lan.desk.votes.mine)
        restore(council, backup)
        assert stage.head[0] < head[0]
        assert lan.sync.run_once().confirmed
        assert (stage.head, records(council)) == (head, before)
        assert lan.do(lan.desk.votes.alarm) is None
        assert lan.do(lan.desk.votes.mine) == (proven,)
    assert stage.tally(poll).counted == 2
    assert stage.poll(poll).result is not None


def test_31_a_vote_signed_over_what_the_server_forgot_waits_until_the_tail_is_there(
    stage: Stage, copies: DeskCopies, poll: str, tmp_path: Path
) -> None:
    council, backup = stage.council, tmp_path / "last-night.db"
    copies.image("tuan")
    council.council.database.copy_to(backup)
    hoa, minh = stage.delegate("hoa"), stage.delegate("minh")
    assert stage.effect(hoa.vote(poll, "ABSTAIN"), hoa) == "COUNTED"
    lost = records(council)
    vote = minh.vote(poll, "APPROVE")
    with copies.desk("tuan") as lan:
        cast = lan.vote(poll)
        restore(council, backup)
        client = council.client(minh)
        answer = client.post_entry(*vote)
        assert (answer.status, answer.json["code"]) == (409, "SEEN_AHEAD")
        assert answer.json["size"] == stage.head[0] < len(lost)
        assert lan.sync.run_once().confirmed
        (mine,) = lan.do(lan.desk.votes.mine)
        assert (mine.identity, mine.state) == (cast.identity, VoteState.PROVEN)
    assert client.post_entry(*vote).json["disposition"] == "COUNTED"
    assert records(council)[: len(lost)] == lost
    assert stage.tally(poll).counted == 3


def test_31_a_device_enrolled_after_the_backup_gets_in_again_once_another_brought_the_tail(
    stage: Stage, copies: DeskCopies, poll: str, tmp_path: Path
) -> None:
    council, backup = stage.council, tmp_path / "last-night.db"
    copies.image("minh")
    council.council.database.copy_to(backup)
    with copies.desk("tuan") as new, copies.desk("minh") as old:
        cast = new.vote(poll)
        restore(council, backup)
        state = new.sync.run_once()
        assert (state.trouble, state.unsent_votes) == (Code.DEVICE_REFUSED, 1)
        assert old.sync.run_once().confirmed
        assert new.sync.run_once().confirmed
        (mine,) = new.do(new.desk.votes.mine)
        assert (mine.identity, mine.state) == (cast.identity, VoteState.PROVEN)


def test_31_a_restored_server_that_went_on_without_its_tail_is_an_alarm(
    stage: Stage, copies: DeskCopies, poll: str, tmp_path: Path
) -> None:
    """Nobody brought the tail before the office signed something else in its place."""
    council, backup = stage.council, tmp_path / "last-night.db"
    with copies.desk("minh") as lan:
        council.council.database.copy_to(backup)
        hoa = stage.delegate("hoa")
        assert stage.effect(hoa.vote(poll, "ABSTAIN"), hoa) == "COUNTED"
        assert lan.sync.run_once().confirmed
        restore(council, backup)
        council.close_poll(poll)
        assert lan.sync.run_once().phase is Phase.FROZEN
        alarm = lan.do(lan.desk.votes.alarm)
        assert alarm is not None
        assert alarm.code in (Code.SPLIT_VIEW, Code.ROOT_MISMATCH)
