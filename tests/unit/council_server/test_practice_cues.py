"""When acts start by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from council_server.practice_cues import SYNCED, Cues, voted_on
from council_server.practice_plan import Act
from protocol.times import read_time

EIGHT = read_time("2026-11-26T08:00:00+07:00")


def act(name: str, after: Literal["sync", "vote", "act"], wait: int, at_latest: int = 0) -> Act:
    return Act(
        name=name,
        do="close",
        title_vi="",
        title_en="",
        after=after,
        wait=wait,
        at_latest=at_latest,
        poll="p1",
    )


def later(seconds: int) -> datetime:
    return EIGHT + timedelta(seconds=seconds)


OPENING = act("open", "sync", 15)
CLOSING = act("close", "vote", 20, at_latest=300)
RESULT = act("result", "act", 10)


def test_the_day_waits_until_the_learner_holds_every_paper() -> None:
    cues = Cues(EIGHT)
    assert cues.due(OPENING, None) is None
    cues.see([SYNCED], later(100))
    assert cues.due(OPENING, None) == later(115)


def test_an_act_follows_the_one_before_after_its_seconds() -> None:
    cues = Cues(EIGHT)
    cues.see(["close"], later(50))
    assert cues.due(RESULT, CLOSING) == later(60)


def test_a_close_waits_for_the_learner_but_not_for_ever() -> None:
    cues = Cues(EIGHT)
    cues.see(["open"], later(10))
    assert cues.due(CLOSING, OPENING) == later(310)
    cues.see([voted_on("p1")], later(200))
    assert cues.due(CLOSING, OPENING) == later(220)


def test_a_vote_at_the_last_moment_still_gives_the_seconds_after_it() -> None:
    cues = Cues(EIGHT)
    cues.see(["open"], EIGHT)
    cues.see([voted_on("p1")], later(299))
    assert cues.due(CLOSING, OPENING) == later(319)


def test_a_fact_counts_from_when_it_was_first_seen() -> None:
    cues = Cues(EIGHT)
    cues.see(["close"], later(5))
    cues.see(["close"], later(500))
    assert cues.due(RESULT, CLOSING) == later(15)


def test_waiting_begins_anew_with_the_program() -> None:
    tomorrow = later(86_400)
    cues = Cues(tomorrow)
    cues.see(["open"], tomorrow)
    assert cues.due(CLOSING, OPENING) == tomorrow + timedelta(seconds=300)
