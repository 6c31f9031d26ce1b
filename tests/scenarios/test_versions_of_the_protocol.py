"""Stories of programs of different ages: each says clearly who has to be updated, and nothing is lost meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code
from protocol.council_api import TooNew
from protocol.versions import SPOKEN, Versions
from sync.http_council import HttpCouncil
from sync.state import Phase
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import write_session


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=2) as running:
        running.publish(write_session(tmp_path / "s1"))
        running.define_poll("p1")
        running.open_poll("p1")
        yield running


@pytest.fixture
def desk(council: RunningCouncil, tmp_path: Path) -> Iterator[DeskAtWork]:
    with enrolled_desk(tmp_path / "home", council, "minh") as made:
        yield made


def restart(council: RunningCouncil, versions: Versions) -> None:
    """Another version of the server's program stands in its place."""
    council.stop()
    council.versions = versions
    council.start()


@pytest.mark.parametrize(
    ("versions", "code"),
    [
        (Versions(SPOKEN.most + 1, SPOKEN.most + 2), Code.SERVER_NEWER),
        (Versions(SPOKEN.least - 1, SPOKEN.least - 1), Code.SERVER_OLDER),
    ],
)
def test_each_side_says_who_is_too_old_and_the_queue_waits(
    council: RunningCouncil, desk: DeskAtWork, versions: Versions, code: Code
) -> None:
    restart(council, versions)
    (paper,) = desk.do(desk.desk.documents.all)
    vote = desk.vote("p1")
    note = desk.write(paper.newest.sha256, "viết khi chưa cập nhật")
    for _ in range(2):
        state = desk.sync.run_once()
        assert (state.phase, state.trouble) == (Phase.TROUBLE, code)
        assert (state.unsent_votes, state.unsent_notes, state.confirmed) == (1, 1, False)
    assert desk.bytes_of(paper.newest.sha256), "reading needs no server"
    restart(council, SPOKEN)
    desk.sync.run_once()
    state = desk.sync.run_once()
    assert state.confirmed
    (sent,) = desk.do(desk.desk.votes.mine)
    assert (sent.identity, sent.state) == (vote.identity, VoteState.PROVEN)
    assert [one.settled for one in desk.do(desk.desk.annotations.all) if one.id == note] == [True]


def test_a_server_that_speaks_an_older_version_too_is_spoken_to_in_it(
    council: RunningCouncil, desk: DeskAtWork
) -> None:
    restart(council, Versions(SPOKEN.least, SPOKEN.most + 3))
    assert desk.sync.run_once().confirmed


@pytest.mark.parametrize(
    ("ours", "theirs", "spoken"),
    [
        (Versions(1, 3), Versions(1, 1), 1),
        (Versions(1, 3), Versions(2, 2), 2),
        (Versions(2, 3), Versions(1, 5), 3),
    ],
)
def test_a_newer_client_steps_down_to_what_both_speak(
    council: RunningCouncil, ours: Versions, theirs: Versions, spoken: int
) -> None:
    restart(council, theirs)
    line = HttpCouncil(council.address, None, versions=ours)
    assert line.root().council == council.home.council
    assert line._version == spoken
    line.close()


def test_without_a_common_version_both_ranges_are_told(council: RunningCouncil) -> None:
    restart(council, Versions(4, 5))
    line = HttpCouncil(council.address, None, versions=Versions(1, 3))
    with pytest.raises(TooNew) as refused:
        line.root()
    assert (refused.value.least, refused.value.most) == (4, 5)
    line.close()
