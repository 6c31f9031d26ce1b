"""Stories of a closed committee: its papers reach its members only, and leave a desk's sight with the membership."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from delegate_app.domain.feed_holds import HoldReason
from delegate_app.errors import Code, UserError
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.unit.council_server.test_committees import (
    COMMITTEE,
    FEED,
    SECRET,
    SHA,
    TITLE,
    closed_session,
    seat,
)


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    """Minh belongs to the committee, Hoa does not; both papers are published."""
    with running_council(tmp_path / "council", delegates=2) as running:
        seat(running, "minh")
        running.publish(closed_session(tmp_path / "s1"))
        yield running


@pytest.fixture
def minh(council: RunningCouncil, tmp_path: Path) -> Iterator[DeskAtWork]:
    with enrolled_desk(tmp_path / "minh", council, "minh") as desk:
        yield desk


def titles(desk: DeskAtWork) -> list[str]:
    return sorted(paper.title for paper in desk.do(desk.desk.documents.all))


def test_a_member_reads_a_checked_paper_that_others_never_hear_of(
    council: RunningCouncil, minh: DeskAtWork, tmp_path: Path
) -> None:
    paper = minh.do(lambda: minh.desk.documents.by_version(SHA))
    assert (paper.title, paper.committee, paper.newest.checked) == (TITLE, COMMITTEE, True)
    assert minh.bytes_of(SHA) == SECRET
    with enrolled_desk(tmp_path / "hoa", council, "hoa") as hoa:
        assert titles(hoa) == ["Dự thảo Nghị quyết"]
        assert hoa.do(hoa.desk.feed_holds.all) == ()


def test_without_access_the_papers_are_out_of_sight_and_the_notes_stay(
    council: RunningCouncil, minh: DeskAtWork
) -> None:
    minh.write(SHA, "hỏi lại điểm này")
    minh.sync.run_once()
    seat(council)
    for _ in range(2):
        assert minh.sync.run_once().confirmed, "nothing is wrong, and nothing is tried for ever"
    assert titles(minh) == ["Dự thảo Nghị quyết"]
    with pytest.raises(UserError) as error:
        minh.bytes_of(SHA)
    assert error.value.code is Code.PAPER_WITHDRAWN
    assert [note.text for note in minh.do(minh.desk.annotations.all)] == ["hỏi lại điểm này"]
    (hold,) = minh.do(minh.desk.feed_holds.all)
    assert (hold.feed, hold.reason, hold.asks) == (FEED, HoldReason.WITHDRAWN, False)


def test_access_that_comes_back_shows_the_papers_again_without_fetching_them(
    council: RunningCouncil, minh: DeskAtWork, tmp_path: Path
) -> None:
    seat(council)
    minh.sync.run_once()
    seat(council, "minh", "hoa")
    assert minh.sync.run_once().confirmed
    assert titles(minh) == [TITLE, "Dự thảo Nghị quyết"]
    assert minh.bytes_of(SHA) == SECRET
    assert minh.do(minh.desk.feed_holds.all) == ()
    with enrolled_desk(tmp_path / "hoa", council, "hoa") as hoa:
        assert hoa.bytes_of(SHA) == SECRET
