"""Whatever a network does to votes before the close, the tally is the one of a network that does nothing to them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from council_server import polls
from council_server.clock import vietnam_now
from council_server.councils import Council
from council_server.homes import Home
from council_server.offices import Office
from council_server.record import Logged
from council_server.writer import Batch
from protocol.canonical import identity
from protocol.errors import NotYet
from tests.attacks.stage import Signed, Stage
from tests.running_council import HeldDelegate, running_council
from tests.session_folders import write_session

PEOPLE = ("minh", "hoa", "tuan", "lan")
POLLS = ("p1", "p2")

# A step of the network: some messages travel together and are judged in one transaction; those of
# a pair whose second is True are lost on the way.
Steps = list[list[tuple[int, bool]]]


@dataclass(frozen=True)
class Sitting:
    """Two polls are open, on the second one may vote anew; each device has signed its votes, none was sent."""

    home: Home
    chair: Office
    votes: list[Signed]


def chained(delegate: HeldDelegate, choices: dict[str, tuple[str, ...]]) -> Iterator[Signed]:
    """The device's votes in the order of its chain; one on p2 supersedes the one before it there."""
    chain = delegate.council.council.record.replay.devices[delegate.device]
    seq, prev = chain.seq, chain.last
    for poll, several in choices.items():
        supersedes = ""
        for choice in several:
            seq += 1
            fields: dict[str, Any] = {"seq": seq, "prev": prev}
            if poll == "p2":
                fields["supersedes"] = supersedes
            vote = delegate.vote(poll, choice, **fields)
            prev = supersedes = identity(vote[0])
            yield vote


@pytest.fixture(scope="module")
def sitting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    folder = tmp_path_factory.mktemp("sitting")
    with running_council(folder / "council", delegates=len(PEOPLE)) as council:
        council.publish(write_session(folder / "s1"))
        for poll in POLLS:
            council.define_poll(poll, revote=poll == "p2")
            council.open_poll(poll)
        stage = Stage(council)
        choices = (
            {"p1": ("APPROVE",), "p2": ("APPROVE", "DISAPPROVE")},
            {"p2": ("ABSTAIN",), "p1": ("DISAPPROVE", "APPROVE")},  # the second is ALREADY_VOTED
            {"p1": ("APPROVE",), "p2": ("APPROVE", "ABSTAIN", "APPROVE")},
            {"p1": ("MAYBE", "APPROVE"), "p2": ("APPROVE",)},
        )
        votes = [
            vote
            for person, chosen in zip(PEOPLE, choices, strict=True)
            for vote in chained(stage.delegate(person), chosen)
        ]
        council.stop()
        yield Sitting(council.home, council.chair, votes)
        council.start()


def deliver(council: Council, votes: list[Signed]) -> list[Logged | NotYet]:
    """The answers to messages that arrive together."""

    def judge(vote: Signed) -> Future[Any]:
        return council.writer.submit(lambda batch: batch.record.submit(*vote))

    answers: list[Logged | NotYet] = []
    for future in [judge(vote) for vote in votes]:
        error = future.exception()
        if error is not None and not isinstance(error, NotYet):
            raise error
        answers.append(error if isinstance(error, NotYet) else future.result())
    return answers


def tallies(council: Council, chair: Office) -> dict[str, Any]:
    """Close and announce: the server accepts only what replay counts."""

    def end(batch: Batch) -> None:
        for poll in POLLS:
            polls.close_poll(batch, chair, poll)
            polls.announce_result(batch, chair, poll)

    council.writer.run(end)
    return {
        poll: (state.tally().counts, {v.voter: v.choice for v in state.standing.values()})
        for poll, state in council.record.replay.polls.items()
    }


def after(sitting: Sitting, steps: Steps) -> tuple[dict[str, Any], dict[str, str]]:
    """Tallies and the effect of each vote, on a fresh copy of the council."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(sitting.home.path, folder, dirs_exist_ok=True)
        home = Home(**{**as_fields(sitting.home), "path": Path(folder)})
        council = Council(home, vietnam_now)
        try:
            for step in steps:
                deliver(council, [sitting.votes[at] for at, lost in step if not lost])
            # Before the close every device asks again until each of its votes has an answer.
            answers = deliver(council, sitting.votes)
            effects = {a.identity: str(a.disposition) for a in answers if isinstance(a, Logged)}
            assert len(effects) == len(sitting.votes), "sent in the order of its chain, none waits"
            return tallies(council, sitting.chair), effects
        finally:
            council.close()


def as_fields(home: Home) -> dict[str, Any]:
    return {name: getattr(home, name) for name in home.__slots__}


@pytest.fixture(scope="module")
def undisturbed(sitting: Sitting) -> tuple[dict[str, Any], dict[str, str]]:
    """What a network that does nothing gives."""
    return after(sitting, [])


def test_the_undisturbed_sitting_counts_what_was_meant(
    undisturbed: tuple[dict[str, Any], dict[str, str]],
) -> None:
    found, effects = undisturbed
    assert [(count.code, count.count) for count in found["p1"][0]] == [
        ("APPROVE", 3),
        ("DISAPPROVE", 1),
        ("ABSTAIN", 0),
    ]
    assert found["p2"][1] == {
        "minh": "DISAPPROVE",
        "hoa": "ABSTAIN",
        "tuan": "APPROVE",
        "lan": "APPROVE",
    }
    assert sorted(effects.values()) == ["ALREADY_VOTED", "CHOICE"] + ["COUNTED"] * 11


@settings(max_examples=50)
@given(
    steps=st.lists(
        st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=8),
        max_size=8,
    )
)
def test_any_order_repetition_and_loss_before_the_close_leaves_the_same_tally(
    sitting: Sitting,
    undisturbed: tuple[dict[str, Any], dict[str, str]],
    steps: Steps,
) -> None:
    assert after(sitting, steps) == undisturbed
