"""The council gets another log key and another root while desks are at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from council_server.keys import ROOT
from council_server.offices import open_office
from council_server.record import Logged
from council_server.rotation import rotate_log_key, rotate_root
from delegate_app.domain.votes import Disposition, VoteState
from tests.running_council import RunningCouncil, council
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import write_session

__all__ = ["council"]


@pytest.fixture
def minh(council: RunningCouncil, tmp_path: Path) -> Iterator[DeskAtWork]:
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    council.open_poll("p1")
    with enrolled_desk(tmp_path / "minh", council, "minh") as desk:
        yield desk


def rotate(council: RunningCouncil, how: Callable[..., Logged | None]) -> None:
    how(council.council, council.home.keys())
    council.root = open_office(council.home, council.home.keys(), ROOT)


def proven(desk: DeskAtWork, poll: str) -> None:
    votes = {vote.poll_id: vote for vote in desk.do(desk.desk.votes.mine)}
    assert (votes[poll].state, votes[poll].disposition) == (
        VoteState.PROVEN,
        Disposition.COUNTED,
    )


def test_a_desk_votes_on_through_every_rotation_and_checks_the_whole_record(
    council: RunningCouncil, minh: DeskAtWork, tmp_path: Path
) -> None:
    minh.vote("p1")
    assert minh.sync.run_once().confirmed
    for number, how in enumerate((rotate_log_key, rotate_root, rotate_log_key), start=2):
        rotate(council, how)
        if how is rotate_root:  # the new TLS certificate, which the first root alone must vouch for
            council.stop()
            council.start()
        council.publish(write_session(tmp_path / "s1", f"text {number}"))
        council.define_poll(f"p{number}")
        council.open_poll(f"p{number}")
        assert minh.sync.run_once().confirmed
        minh.vote(f"p{number}")
        assert minh.sync.run_once().confirmed
        proven(minh, f"p{number}")
    proven(minh, "p1")
    check = minh.do(minh.desk.votes.verify_record)
    assert (check.alarm, check.size) == (None, council.council.record.replay.size)


def test_a_new_desk_with_the_first_fingerprint_follows_the_rotated_record(
    council: RunningCouncil, minh: DeskAtWork, tmp_path: Path
) -> None:
    for how in (rotate_root, rotate_log_key, rotate_root, rotate_log_key):
        rotate(council, how)
    council.stop()
    council.start()
    with enrolled_desk(tmp_path / "hoa", council, "hoa") as hoa:
        hoa.vote("p1")
        assert hoa.sync.run_once().confirmed
        proven(hoa, "p1")


def test_a_vote_signed_offline_before_a_rotation_arrives_after_it(
    council: RunningCouncil, minh: DeskAtWork
) -> None:
    council.stop()
    minh.vote("p1")
    council.start()
    rotate(council, rotate_log_key)
    minh.sync.run_once()  # the receipt is by a key that the desk reads of only now
    assert minh.sync.run_once().confirmed
    proven(minh, "p1")
