"""Stories of one session day: the real server over TLS, the real vault, the real synchronisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.domain.votes import Disposition, VoteState
from delegate_app.errors import Code, IntegrityError
from protocol.council_api import Offline
from protocol.wire import EntryAnswer
from sync.http_council import HttpCouncil
from sync.state import Phase
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, enrolled_desk, over_tls
from tests.session_folders import write_session


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=3) as running:
        running.publish(write_session(tmp_path / "s1"))
        yield running


@pytest.fixture
def lan(council: RunningCouncil, tmp_path: Path) -> Iterator[DeskAtWork]:
    with enrolled_desk(tmp_path / "lan", council, "minh") as desk:
        yield desk


def open_poll(council: RunningCouncil, poll: str = "p1") -> None:
    council.define_poll(poll)
    council.open_poll(poll)


def the_paper(desk: DeskAtWork) -> str:
    """The SHA-256 of the one published paper."""
    (document,) = desk.do(desk.desk.documents.all)
    return document.newest.sha256


def test_the_papers_that_arrive_are_those_that_were_published(
    lan: DeskAtWork, tmp_path: Path
) -> None:
    published = (tmp_path / "s1" / "du-thao.pdf").read_bytes()
    assert lan.bytes_of(the_paper(lan)) == published
    (document,) = lan.do(lan.desk.documents.all)
    assert document.newest.checked


def test_a_second_home_gets_the_same_papers(
    lan: DeskAtWork, council: RunningCouncil, tmp_path: Path
) -> None:
    with enrolled_desk(tmp_path / "hoa", council, "hoa") as hoa:
        assert hoa.bytes_of(the_paper(hoa)) == lan.bytes_of(the_paper(lan))


def test_a_vote_is_received_counted_and_recounted_here(
    lan: DeskAtWork, council: RunningCouncil
) -> None:
    open_poll(council)
    lan.sync.run_once()
    cast = lan.vote("p1")
    assert cast.state is VoteState.SIGNED
    assert lan.sync.run_once().confirmed
    (vote,) = lan.do(lan.desk.votes.mine)
    assert vote.state is VoteState.PROVEN
    assert vote.disposition is Disposition.COUNTED
    council.close_poll("p1")
    council.announce_result("p1")
    assert lan.sync.run_once().confirmed
    tally = lan.do(lambda: lan.desk.votes.poll("p1")).tally
    assert tally is not None
    assert [count for _, count in tally.counts] == [1, 0, 0]


class LosesAnswers(HttpCouncil):
    """A line on which the first answers to a vote get lost after the council took it."""

    lost = 0

    def post_entry(self, statement: bytes, signature: bytes) -> EntryAnswer:
        answer = super().post_entry(statement, signature)
        if LosesAnswers.lost < 2:
            LosesAnswers.lost += 1
            raise Offline("the answer was lost")
        return answer


def test_a_vote_signed_offline_arrives_once_though_the_answer_was_lost(
    council: RunningCouncil, tmp_path: Path
) -> None:
    LosesAnswers.lost = 0

    def connect(identity: DeviceIdentity) -> HttpCouncil:
        return LosesAnswers(identity.address, identity.root_der)

    with enrolled_desk(tmp_path / "lan", council, "minh", connect) as lan:
        open_poll(council)
        lan.sync.run_once()
        council.stop()
        cast = lan.vote("p1")
        council.start()
        for _ in range(2):
            assert lan.sync.run_once().unsent_votes == 1
        assert lan.sync.run_once().confirmed
        (vote,) = lan.do(lan.desk.votes.mine)
        assert (vote.identity, vote.state) == (cast.identity, VoteState.PROVEN)
    state = council.council.record.replay.polls["p1"]
    assert state.tally().counted == 1
    assert LosesAnswers.lost == 2


def test_without_the_server_one_reads_writes_and_votes_and_nothing_claims_to_be_sent(
    lan: DeskAtWork, council: RunningCouncil
) -> None:
    open_poll(council)
    lan.sync.run_once()
    paper = the_paper(lan)
    council.stop()
    note = lan.write(paper, "hỏi về biên chế")
    lan.vote("p1")
    state = lan.sync.run_once()
    assert (state.phase, state.trouble) == (Phase.OFFLINE, Code.OFFLINE)
    assert (state.unsent_votes, state.unsent_notes) == (1, 1)
    assert not state.confirmed
    assert len(lan.bytes_of(paper)) > 0
    (vote,) = lan.do(lan.desk.votes.mine)
    assert vote.receipt is None
    council.start()
    assert lan.sync.run_once().confirmed
    (vote,) = lan.do(lan.desk.votes.mine)
    assert vote.state is VoteState.PROVEN
    (held,) = lan.do(lan.desk.annotations.all)
    assert (held.id, held.settled) == (note, True)


def test_a_vote_after_the_close_is_shown_as_late_and_not_counted(
    lan: DeskAtWork, council: RunningCouncil
) -> None:
    open_poll(council)
    lan.sync.run_once()
    lan.vote("p1")
    council.close_poll("p1")
    assert lan.sync.run_once().confirmed
    (vote,) = lan.do(lan.desk.votes.mine)
    assert vote.disposition is Disposition.LATE
    assert council.council.record.replay.polls["p1"].tally().counted == 0


def test_a_root_other_than_the_printed_one_gets_nothing(
    council: RunningCouncil, tmp_path: Path
) -> None:
    lan = DeskAtWork(tmp_path / "lan", over_tls, council.clock)
    try:
        lan.create()
        code = council.sheet("minh")
        lan.do(
            lambda: lan.desk.account.begin_enrolment(
                address=council.address,
                root_sha256="0" * 64,
                code=code,
                device_name="Máy",
                now=council.clock(),
            )
        )
        with pytest.raises(IntegrityError) as caught:
            lan.sync.enrol_once()
        assert caught.value.code is Code.ROOT_DIFFERS
        identity = lan.do(lan.desk.replica.identity)
        assert identity is not None
        assert identity.enrolment_id == ""
    finally:
        lan.close()


def test_an_opened_poll_is_heard_of_at_once_while_the_threads_run(
    lan: DeskAtWork, council: RunningCouncil
) -> None:
    lan.sync.start()
    lan.wait_for(lambda state: state.phase is Phase.UP_TO_DATE)
    open_poll(council)
    size = council.council.record.replay.size
    lan.wait_for(
        lambda state: state.confirmed and lan.do(lan.desk.replica.cursors)["record"].seq == size
    )
    lan.vote("p1")
    lan.sync.wake("vote cast")
    lan.wait_for(lambda state: bool(council.council.record.replay.polls["p1"].standing))


def test_a_lost_server_is_said_at_once_and_its_return_needs_only_a_wake(
    lan: DeskAtWork, council: RunningCouncil
) -> None:
    lan.sync.start()
    lan.wait_for(lambda state: state.phase is Phase.UP_TO_DATE)
    council.stop()
    state = lan.wait_for(lambda state: state.phase is Phase.OFFLINE)
    assert state.last_contact is not None
    assert state.next_try is not None
    assert state.next_try - lan.now() < timedelta(seconds=301)
    council.start()
    lan.sync.wake("try again")
    lan.wait_for(lambda state: state.phase is Phase.UP_TO_DATE)


def test_stopping_ends_both_threads_though_a_long_poll_is_open(
    lan: DeskAtWork, council: RunningCouncil
) -> None:
    lan.sync.start()
    lan.wait_for(lambda state: state.phase is Phase.UP_TO_DATE)
    lan.sync.stop()
    assert lan.sync.state.phase is Phase.STOPPED
    lan.sync.start()
    lan.wait_for(lambda state: state.phase is Phase.UP_TO_DATE)


def test_paused_one_works_without_the_network_until_resuming(
    lan: DeskAtWork, council: RunningCouncil
) -> None:
    lan.sync.start()
    lan.wait_for(lambda state: state.phase is Phase.UP_TO_DATE)
    lan.sync.pause()
    lan.wait_for(lambda state: state.phase is Phase.STOPPED)
    lan.write(the_paper(lan), "ghi khi tạm dừng")
    lan.sync.wake("note")
    lan.sync.resume()
    lan.wait_for(lambda state: state.confirmed)
    (note,) = lan.do(lan.desk.annotations.all)
    assert note.settled
