"""Acts and votes by a clock that the test holds: who votes when, and what a close waits for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from council_server.councils import Council, open_council
from council_server.errors import CommandError
from council_server.keys import CHAIR, SECRETARY
from council_server.offices import open_office
from council_server.practice_hall import Hall, turns, voters
from council_server.practice_home import SOURCE, Material, open_practice, read_material
from council_server.practice_script import Script
from protocol.poll_states import PollState, Stage
from protocol.records import Record
from protocol.times import read_time

EIGHT = read_time("2026-11-26T08:00:00+07:00")


@dataclass
class Morning:
    """A furnished council in this process; `at` sets its clock."""

    council: Council
    material: Material
    moment: list[datetime]
    hall: Hall
    script: Script

    def at(self, seconds: float) -> None:
        self.moment[0] = EIGHT + timedelta(seconds=seconds)

    def begin(self, name: str) -> None:
        self.script.begin(self.material.plan.named(name))

    def state(self, poll: str) -> PollState:
        found = self.script.state(poll)
        assert found is not None
        return found

    def vote_until(self, seconds: float) -> None:
        """Everybody takes their turn up to this second."""
        self.at(seconds)
        while (turn := self.hall.next_turn()) and turn[1].at <= self.moment[0]:
            self.hall.take(*turn)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Morning]:
    material, moment = read_material(SOURCE), [EIGHT]
    home = open_practice(tmp_path / "council", material, lambda: moment[0])
    with open_council(home, lambda: moment[0]) as council:
        council.catch_up()
        chair, secretary = (open_office(home, home.keys(), n) for n in (CHAIR, SECRETARY))

        def cast(record: Record) -> object:
            return council.writer.run(lambda batch: batch.record.submit(*record))

        hall = Hall(council, secretary, material.plan, cast)
        script = Script(council, chair, secretary, material, hall)
        yield Morning(council, material, moment, hall, script)


def test_delegates_vote_when_their_seconds_are_up(stage: Morning) -> None:
    stage.begin("open-2")
    ballot = stage.material.plan.ballot("dieu-chinh-bien-che")
    state = stage.state(ballot.id)
    for second in (1, 4, 9, 60):
        stage.vote_until(second)
        timed = {**ballot.votes, **ballot.hand_votes}
        assert voters(state) == {p for p, (_, seconds) in timed.items() if seconds <= second}
    assert turns(stage.material.plan, state) == []
    assert "truong-minh-tue" not in voters(state)


def test_a_close_waits_for_its_last_call_and_takes_the_votes_that_were_not_up(
    stage: Morning,
) -> None:
    stage.begin("open-1")
    stage.vote_until(3)
    stage.begin("close-1")
    [(due, state)] = stage.script.closing()
    assert due == EIGHT + timedelta(seconds=13)
    stage.at(12.9)
    with pytest.raises(CommandError, match="announced seconds"):
        stage.script.close(state)
    stage.at(13)
    stage.script.close(state)
    assert state.stage is Stage.CLOSED
    assert len(state.standing) == 18
    assert stage.script.closing() == []


def test_a_late_vote_comes_after_the_close_and_once(stage: Morning) -> None:
    stage.begin("open-1")
    stage.begin("close-1")
    stage.at(10)
    stage.script.close(stage.state("thanh-lap-phong"))
    stage.vote_until(12)
    assert stage.state("thanh-lap-phong").late == []
    stage.vote_until(13)
    stage.begin("result-1")
    stage.vote_until(600)
    assert [vote.voter for vote in stage.state("thanh-lap-phong").late] == ["mai-van-hoa"]


def test_a_last_call_is_given_once(stage: Morning) -> None:
    stage.begin("open-1")
    stage.begin("close-1")
    size = stage.council.record.replay.size
    stage.begin("close-1")
    assert stage.council.record.replay.size == size


def test_what_is_done_is_read_from_the_record(stage: Morning) -> None:
    names = [act.name for act in stage.material.plan.act]
    for count, name in enumerate(names[:5], 1):
        assert [act.name for act in stage.script.done()] == names[: count - 1]
        stage.begin(name)
        if name == "close-1":
            assert "close-1" not in [act.name for act in stage.script.done()]
            stage.at(10)
            stage.script.close(stage.state("thanh-lap-phong"))
    assert [act.name for act in stage.script.done()] == names[:5]


def test_an_act_out_of_its_turn_changes_nothing(stage: Morning) -> None:
    before = stage.council.heads()
    for name in ("close-1", "result-1"):
        with pytest.raises(CommandError, match="no poll"):
            stage.begin(name)
    assert stage.council.heads() == before


def test_the_roll_is_called_once_in_a_session(stage: Morning) -> None:
    stage.begin("open-1")
    first = stage.council.record.replay.attendance["2026-ky-hop-3"]
    assert first.absent == ("luong-ba-nghia",)
    stage.at(60)
    stage.begin("open-3")
    assert stage.council.record.replay.attendance["2026-ky-hop-3"] == first
