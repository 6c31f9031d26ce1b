"""The life of a poll at a served council, with delegates' votes over HTTP between the chair's steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from council_server import polls
from council_server.errors import CommandError
from protocol.canonical import identity
from protocol.fields import unb64
from protocol.poll_states import Stage
from protocol.polls import Count, Result
from protocol.refusals import open_refusal
from protocol.times import write_time
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import write_session

START = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=7)))


class Clock:
    """A time that passes only when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def council(tmp_path: Path, clock: Clock) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=3, clock=clock) as running:
        running.publish(write_session(tmp_path / "s1"))
        yield running


def cast(council: RunningCouncil, person: str, choice: str = "APPROVE", poll: str = "p1") -> str:
    delegate = council.delegate(person)
    answer = council.client(delegate).post_entry(*delegate.vote(poll, choice))
    assert answer.status == 200, answer.body
    return str(answer.json["disposition"])


def stage(council: RunningCouncil) -> Stage:
    return council.council.record.replay.polls["p1"].stage


def last_call(council: RunningCouncil, seconds: int | None = None) -> None:
    council.run(lambda batch: polls.last_call(batch, council.chair, "p1", seconds))


def test_a_poll_with_a_last_call_closes_only_after_its_seconds(
    council: RunningCouncil, clock: Clock
) -> None:
    council.define_poll("p1", last_call=30)
    council.open_poll("p1")
    with pytest.raises(CommandError, match="POLL_STATE"):
        council.close_poll("p1")
    with pytest.raises(CommandError, match="POLL_STATE"):
        last_call(council, seconds=29)
    last_call(council)
    assert stage(council) is Stage.CLOSING
    assert cast(council, "minh") == "COUNTED"
    clock.wait(29)
    with pytest.raises(CommandError, match="POLL_STATE"):
        council.close_poll("p1")
    clock.wait(1)
    council.close_poll("p1")
    assert cast(council, "hoa") == "LATE"
    council.announce_result("p1")
    assert council.council.record.replay.polls["p1"].tally().counted == 1


def test_votes_count_in_the_grace_that_was_promised_and_are_late_after_it(
    council: RunningCouncil, clock: Clock
) -> None:
    council.define_poll("p1", late="grace:60")
    council.open_poll("p1")
    with pytest.raises(CommandError, match="POLL_EXISTS"):
        council.define_poll("p1", late="grace:600")  # fixed before the opening
    council.close_poll("p1")
    assert stage(council) is Stage.GRACE
    clock.wait(59)
    assert cast(council, "minh") == "COUNTED"
    with pytest.raises(CommandError, match="POLL_STATE"):
        council.close_poll("p1")
    with pytest.raises(CommandError, match="a result follows its close"):
        council.announce_result("p1")
    clock.wait(1)
    council.close_poll("p1")
    assert stage(council) is Stage.CLOSED
    assert cast(council, "hoa") == "LATE"
    council.announce_result("p1")
    state = council.council.record.replay.polls["p1"]
    assert [vote.voter for vote in state.late] == ["hoa"]
    assert state.tally().counted == 1


def test_a_raised_hand_takes_the_place_of_a_signed_vote(council: RunningCouncil) -> None:
    council.define_poll("p1")
    council.open_poll("p1")
    assert cast(council, "minh", "APPROVE") == "COUNTED"
    council.run(
        lambda batch: polls.record_hand_vote(
            batch, council.secretary, "p1", voter="minh", choice="DISAPPROVE", reason="máy hỏng"
        )
    )
    assert cast(council, "minh", "ABSTAIN") == "HAND_VOTED"
    state = council.council.record.replay.polls["p1"]
    assert [count.count for count in state.tally().counts] == [0, 1, 0]
    assert [(vote.voter, vote.choice) for vote in state.replaced] == [("minh", "APPROVE")]
    council.close_poll("p1")
    with pytest.raises(CommandError, match="POLL_STATE"):
        council.run(
            lambda batch: polls.record_hand_vote(
                batch, council.secretary, "p1", voter="hoa", choice="APPROVE", reason="muộn"
            )
        )


def test_a_poll_with_a_result_cannot_be_declared_void(council: RunningCouncil) -> None:
    council.define_poll("p1")
    council.open_poll("p1")
    council.close_poll("p1")
    council.announce_result("p1")
    with pytest.raises(CommandError, match="POLL_STATE"):
        council.run(lambda batch: polls.void_poll(batch, council.chair, "p1", "đổi ý"))


@pytest.mark.parametrize(
    "lie",
    [
        {"counts": (Count("APPROVE", 2), Count("DISAPPROVE", 0), Count("ABSTAIN", 0))},
        {"outcome": "passed"},
        {"total": 1},
        {"present": 3},
        {"size": 5},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_a_result_that_is_not_the_recount_is_refused_by_a_signed_word(
    council: RunningCouncil, lie: dict[str, object]
) -> None:
    """The chair's own key signs it, and sends it like any statement."""
    council.define_poll("p1")
    council.open_poll("p1")
    cast(council, "minh")
    council.close_poll("p1")
    state = council.council.record.replay.polls["p1"]
    tally = state.tally()
    assert state.counted_size is not None
    true = Result(
        **council.chair.envelope,
        poll="p1",
        poll_def=state.identity,
        size=state.counted_size,
        counts=tally.counts,
        total=tally.total,
        present=tally.present,
        outcome=tally.outcome,
        announced_at=write_time(council.clock()),
    )
    client = council.client(council.delegate("minh"))
    data, signature = council.chair.sign(replace(true, **lie), council.clock())  # type: ignore[arg-type]
    answer = client.post_entry(data, signature)
    assert (answer.status, answer.json["code"]) == (422, "TALLY_MISMATCH")
    key = unb64(client.call("GET", "/v1/root").json["log_key"])
    refusal = open_refusal(answer.json["refusal"], identity(data), key, council.home.origin)
    assert refusal.code == "TALLY_MISMATCH"
    assert stage(council) is Stage.CLOSED
    assert client.post_entry(*council.chair.sign(true, council.clock())).status == 200
    assert stage(council) is Stage.RESULT
