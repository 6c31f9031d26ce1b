"""The practice council as a child process: the whole day through the real services, and its process's deaths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from delegate_app.domain.polls import PollStage
from delegate_app.domain.votes import Disposition, VoteState
from delegate_app.errors import ServerError
from delegate_app.practice import PracticeCouncil
from sync.state import Phase
from tests.scenarios.desks import DeskAtWork, over_tls


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeCouncil]:
    council = PracticeCouncil(tmp_path / "council", manual=True)
    try:
        council.start_server()
        yield council
    finally:
        council.stop_server()


@pytest.fixture
def learner(practice: PracticeCouncil, tmp_path: Path) -> Iterator[DeskAtWork]:
    """A desk enrolled in the practice council, with all its papers."""
    desk = DeskAtWork(tmp_path / "desk", over_tls, lambda: datetime.now().astimezone())
    try:
        enrol(desk, practice)
        assert desk.sync.run_once().confirmed
        yield desk
    finally:
        desk.close()


def enrol(desk: DeskAtWork, practice: PracticeCouncil) -> None:
    ready = practice.ready
    assert ready is not None
    desk.create()
    desk.do(
        lambda: desk.desk.account.begin_enrolment(
            address=ready.address,
            root_sha256=ready.root_sha256,
            code=ready.code,
            device_name="Máy học viên",
            now=desk.now(),
        )
    )
    desk.sync.start()
    desk.wait_for(lambda state: state.confirmed)
    desk.sync.stop()


def test_a_learner_lives_the_whole_day(practice: PracticeCouncil, learner: DeskAtWork) -> None:
    played: list[str] = []
    while name := practice.next():
        played.append(name)
        assert learner.sync.run_once().confirmed
        if name.startswith("open-"):
            (waiting,) = [p for p in learner.do(learner.desk.votes.polls) if p.hindrance is None]
            learner.vote(waiting.id)
            assert learner.sync.run_once().confirmed
    assert played == [act.name for act in practice.acts()]
    polls = learner.do(learner.desk.votes.polls)
    assert [poll.stage for poll in polls] == [PollStage.RESULT] * 3
    assert all(poll.announced and poll.tally is not None for poll in polls)
    assert any(poll.tally.late for poll in polls if poll.tally is not None)
    votes = learner.do(learner.desk.votes.mine)
    assert [vote.state for vote in votes] == [VoteState.PROVEN] * 3
    assert {vote.disposition for vote in votes} == {Disposition.COUNTED}
    check = learner.do(learner.desk.votes.verify_record)
    assert check.alarm is None
    assert any(len(d.versions) == 2 for d in learner.do(learner.desk.documents.all))


def test_a_killed_council_comes_back_at_its_address_with_everything(
    practice: PracticeCouncil, learner: DeskAtWork
) -> None:
    practice.act("open-1")
    learner.sync.run_once()
    before = practice.ready
    practice.kill_server()
    assert not practice.running
    with pytest.raises(ServerError):
        practice.acts()
    (poll,) = learner.do(learner.desk.votes.polls)
    learner.vote(poll.id)
    assert learner.sync.run_once().phase is Phase.OFFLINE
    after = practice.start_server()
    assert before is not None
    assert (after.address, after.root_sha256) == (before.address, before.root_sha256)
    assert after.code == ""
    assert [act.name for act in practice.acts() if act.done] == ["open-1"]
    assert learner.sync.run_once().confirmed
    (vote,) = learner.do(learner.desk.votes.mine)
    assert vote.state is VoteState.PROVEN


def test_a_second_start_is_the_same_server_and_a_stop_ends_it(practice: PracticeCouncil) -> None:
    first = practice.start_server()
    assert practice.start_server() == first
    practice.stop_server()
    assert not practice.running
    practice.stop_server()
