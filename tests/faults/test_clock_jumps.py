"""Clocks that jump by 400 days, of the desk or of the council: nothing is lost, stuck or shown falsely."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from council_server.clock import vietnam_now
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.domain.votes import Disposition, VoteState
from delegate_app.errors import Code, DeskError
from sync.state import Phase
from tests.faults.programs import DeskProgram
from tests.faults.recordings import preloaded
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, enrolled_desk, over_tls
from tests.session_folders import write_session

JUMPS = [400, -400]


class JumpingClock:
    """The machine's clock, so many days off."""

    def __init__(self) -> None:
        self.days = 0

    def __call__(self) -> datetime:
        return vietnam_now() + timedelta(days=self.days)


@pytest.fixture
def office_clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def council(tmp_path: Path, office_clock: JumpingClock) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=1, clock=office_clock) as running:
        running.publish(write_session(tmp_path / "s1"))
        running.define_poll("p1")
        running.open_poll("p1")
        yield running


@pytest.fixture
def desk(tmp_path: Path, council: RunningCouncil) -> Iterator[DeskAtWork]:
    """Synchronised, with a clock of its own."""
    with enrolled_desk(tmp_path / "minh", council, "minh") as at_work:
        at_work.now = JumpingClock()
        at_work.sync._now = at_work.now
        yield at_work


def jump(desk: DeskAtWork, days: int) -> None:
    assert isinstance(desk.now, JumpingClock)
    desk.now.days = days


def paper_of(desk: DeskAtWork) -> str:
    (document,) = desk.do(desk.desk.documents.all)
    return document.newest.sha256


def is_proven(desk: DeskAtWork) -> bool:
    (vote,) = desk.do(desk.desk.votes.mine)
    return (vote.state, vote.disposition) == (VoteState.PROVEN, Disposition.COUNTED)


@pytest.mark.parametrize("days", JUMPS)
def test_a_desk_whose_clock_jumped_votes_and_writes_and_sends(desk: DeskAtWork, days: int) -> None:
    jump(desk, days)
    desk.vote("p1")
    desk.write(paper_of(desk), "viết khi đồng hồ sai")
    assert desk.sync.run_once().confirmed
    assert is_proven(desk)
    (note,) = desk.do(desk.desk.annotations.all)
    assert note.settled
    assert desk.do(desk.desk.votes.verify_record).alarm is None


@pytest.mark.parametrize("days", JUMPS)
def test_a_later_edit_beats_an_earlier_one_whatever_the_clock_says(
    desk: DeskAtWork, days: int
) -> None:
    jump(desk, days)
    note = desk.write(paper_of(desk), "trước")
    assert desk.sync.run_once().confirmed
    jump(desk, -days)
    desk.do(lambda: desk.desk.annotations.edit(note, text="sau", now=desk.now()))
    assert desk.sync.run_once().confirmed
    jump(desk, 0)
    assert desk.sync.run_once().confirmed
    (held,) = desk.do(desk.desk.annotations.all)
    assert (held.text, held.settled) == ("sau", True)


@pytest.mark.parametrize("days", JUMPS)
def test_what_failed_while_the_clock_was_wrong_is_tried_again_when_it_is_right(
    desk: DeskAtWork, council: RunningCouncil, days: int
) -> None:
    desk.vote("p1")
    council.stop()
    jump(desk, days)
    assert desk.sync.run_once().phase is Phase.OFFLINE
    jump(desk, 0)
    council.start()
    assert desk.sync.run_once().confirmed
    assert is_proven(desk)


def test_a_back_off_under_way_does_not_care_for_the_clock(
    desk: DeskAtWork, council: RunningCouncil
) -> None:
    desk.vote("p1")
    council.stop()
    desk.sync.start()
    desk.wait_for(lambda state: state.phase is Phase.OFFLINE)
    jump(desk, -400)
    council.start()
    assert desk.wait_for(lambda state: state.confirmed).unsent_votes == 0
    assert is_proven(desk)


@pytest.mark.parametrize("days", JUMPS)
def test_a_council_whose_clock_jumps_goes_on_and_its_tokens_with_it(
    desk: DeskAtWork, council: RunningCouncil, office_clock: JumpingClock, days: int
) -> None:
    for now in (days, 0):  # the token of each run is of another year than the next
        office_clock.days = now
        poll = f"p{now}"
        council.define_poll(poll)
        council.open_poll(poll)
        assert desk.sync.run_once().confirmed, desk.sync.state
        desk.vote(poll)
        assert desk.sync.run_once().confirmed, desk.sync.state
    votes = desk.do(desk.desk.votes.mine)
    assert {vote.state for vote in votes} == {VoteState.PROVEN}
    assert len(votes) == 2
    assert desk.do(desk.desk.votes.verify_record).alarm is None


def test_a_token_outlives_a_jump_back_and_no_jump_ahead(
    council: RunningCouncil, office_clock: JumpingClock
) -> None:
    client = council.client(council.delegate("minh"))
    for days, status in [(-400, 200), (0, 200), (400, 401)]:
        office_clock.days = days
        assert client.call("GET", "/v1/heads").status == status
    assert client.sign_in().call("GET", "/v1/heads").status == 200


def test_a_sheet_is_good_after_a_jump_back_and_refused_after_a_jump_ahead(
    council: RunningCouncil, office_clock: JumpingClock, tmp_path: Path
) -> None:
    for days, code in [(400, Code.CODE_REFUSED), (-400, None)]:
        office_clock.days = 0
        desk = DeskAtWork(tmp_path / f"desk{days}", over_tls, vietnam_now)
        try:
            desk.create()
            desk.ask_to_enrol(council, "minh")
            office_clock.days = days
            assert code_of_enrolling(desk) == code
            if code is None:
                council.confirm_all()
                assert desk.sync.enrol_once()
                assert desk.sync.run_once().confirmed
        finally:
            desk.close()


def code_of_enrolling(desk: DeskAtWork) -> Code | None:
    """What stands in the way of the request; None when the council has it."""
    try:
        assert not desk.sync.enrol_once()
    except DeskError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("days", "status", "trouble"),
    [(400, ExitStatus.OK, ""), (-400, ExitStatus.SERVER, "CLOCK_WRONG")],
)
def test_a_program_on_a_machine_whose_clock_is_wrong_votes_and_says_what_keeps_it_from_sending(
    council: RunningCouncil, tmp_path: Path, days: int, status: ExitStatus, trouble: str
) -> None:
    """The whole process lives in another year; before its first day a certificate is not valid."""
    with enrolled_desk(tmp_path / "minh", council, "minh"):
        pass
    library = preloaded("clock", tmp_path)
    elsewhere = dict(os.environ, LD_PRELOAD=str(library), CLOCK_DAYS=str(days))
    vote = DeskProgram(tmp_path / "minh", elsewhere).run("vote", "p1", "APPROVE")
    assert vote.status == ExitStatus.OK
    sent = DeskProgram(tmp_path / "minh", elsewhere).run("sync")
    assert (sent.status, sent.answer["trouble"]) == (status, trouble)
    assert DeskProgram(tmp_path / "minh").run("sync").answer["confirmed"]
    standing = council.council.record.replay.polls["p1"].standing["minh"]
    assert standing.identity == vote.answer["identity"]
