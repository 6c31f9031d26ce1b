"""Replay: the same record gives the same state, whatever way the votes came."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.dispositions import Disposition
from protocol.errors import Alarm, Code, NotYet
from protocol.poll_states import Tally
from protocol.records import Record
from protocol.replay import Replay
from protocol.votes import Choice
from tests.unit.protocol.sample_council import SampleCouncil

CHOICES = tuple(Choice)


class Ballot:
    """A council with an open poll and one vote of each delegate on two polls, signed, not sent."""

    def __init__(self, delegates: int = 6) -> None:
        self.council = council = SampleCouncil(delegates)
        for poll in ("p1", "p2"):
            council.define(poll)
            council.open(poll)
        self.before = list(council.records)
        self.votes: list[list[Record]] = []
        for n, seat in enumerate(council.delegates):
            first = council.sign(council.vote(seat, CHOICES[n % 3], "p1"), seat)
            name = council.replay.judge(*first).identity
            second = council.vote(seat, CHOICES[n % 2], "p2", seq=2, prev=name)
            self.votes.append([first, council.sign(second, seat)])
        self.messages = [vote for chain in self.votes for vote in chain]
        self.expected = self.deliver(self.messages)

    def deliver(self, messages: list[Record]) -> list[Tally]:
        """The tallies after these messages arrive in this order, each sent again until it is in."""
        replay = self.replay()
        waiting = list(messages)
        while waiting:
            later = [message for message in waiting if not self.offer(replay, message)]
            if len(later) == len(waiting):
                break
            waiting = later
        return [poll.tally() for poll in replay.polls.values()]

    def replay(self) -> Replay:
        replay = self.council.new_replay()
        for record in self.before:
            replay.apply(*record, trusted=True)
        return replay

    @staticmethod
    def offer(replay: Replay, message: Record) -> bool:
        try:
            judgement = replay.judge(*message, authenticated=True)
        except NotYet:
            return False
        if judgement.already is None:
            replay.accept(judgement, message.signature)
        assert judgement.disposition is Disposition.COUNTED
        return True


@pytest.fixture(scope="module")
def ballot() -> Ballot:
    return Ballot()


def test_any_order_and_any_repetition_of_votes_gives_the_same_tallies(ballot: Ballot) -> None:
    places = st.lists(st.integers(0, len(ballot.messages) - 1), max_size=20)

    @settings(max_examples=60)
    @given(st.permutations(ballot.messages), places)
    def arrives(order: list[Record], again: list[int]) -> None:
        messages = list(order)
        for n in again:
            messages.insert(n, ballot.messages[n])
        assert ballot.deliver(messages) == ballot.expected

    arrives()


def test_lost_votes_change_the_tally_of_those_who_lost_them_only(ballot: Ballot) -> None:
    lost = {2, 4}
    kept = [vote for n, chain in enumerate(ballot.votes) if n not in lost for vote in chain]
    tallies = ballot.deliver(random.Random(5).sample(kept, len(kept)))
    people = [seat.person for seat in ballot.council.delegates]
    for tally, full in zip(tallies, ballot.expected, strict=True):
        assert tally.counted == full.counted - 2
        assert tally.not_voted == tuple(people[n] for n in sorted(lost))
    assert ballot.deliver(ballot.messages) == ballot.expected, "sent again, they count"


def test_a_trusted_replay_skips_signatures_and_nothing_else(council: SampleCouncil) -> None:
    council.define()
    council.open()
    council.cast(council.delegates[0])
    replay = council.new_replay()
    for record in council.records[:-1]:
        replay.apply(*record, trusted=True)
    replay.apply(council.records[-1].statement, b"not a signature", trusted=True)
    assert replay.polls["p1"].tally() == council.replay.polls["p1"].tally()
    assert replay.edge.root() != council.replay.edge.root(), "leaves cover signatures"
    with pytest.raises(Alarm) as caught:
        replay.apply(*council.records[-1], trusted=True)
    assert caught.value.code is Code.ALREADY_LOGGED


def test_an_alarm_leaves_the_state_as_it_was(council: SampleCouncil) -> None:
    council.define()
    council.open()
    vote = council.sign(council.vote(council.delegates[0]), council.delegates[1])
    size, root = council.replay.size, council.replay.edge.root()
    with pytest.raises(Alarm) as caught:
        council.replay.apply(*vote)
    assert caught.value.code is Code.SIGNATURE
    assert (council.replay.size, council.replay.edge.root()) == (size, root)


def test_a_judgement_is_good_for_one_place_only(council: SampleCouncil) -> None:
    council.define()
    council.open()
    seat = council.delegates[0]
    record = council.sign(council.vote(seat), seat)
    judgement = council.replay.judge(*record)
    council.replay.accept(judgement, record.signature)
    again = council.replay.judge(*record)
    assert again.already == council.replay.size - 1
    with pytest.raises(Alarm):
        council.replay.accept(again, record.signature)


def test_the_server_may_know_earlier_roots_better(council: SampleCouncil) -> None:
    council.define()
    council.open()
    seat = council.delegates[0]
    vote = council.vote(seat, seen_size=999, seen_root="77" * 32)
    record = council.sign(vote, seat)
    with pytest.raises(NotYet) as caught:
        council.replay.judge(*record)
    assert (caught.value.code, caught.value.expected) == (Code.SEEN_AHEAD, 999)
    council.replay.judge(*record, root_at=lambda size: b"\x77" * 32 if size == 999 else None)


def test_a_whole_poll_of_a_province_is_audited_quickly() -> None:
    """130 delegates: far below the target, so that a slow machine does not fail it."""
    council = SampleCouncil(delegates=130)
    council.define()
    council.open()
    for seat in council.delegates:
        council.cast(seat)
    council.close()
    council.announce()
    began = time.perf_counter()
    replay = council.new_replay()
    for record in council.records:
        replay.apply(*record)
    assert time.perf_counter() - began < 5
    assert replay.polls["p1"].tally().counted == 130


def test_what_a_copy_accepts_the_replay_never_learns_of(ballot: Ballot) -> None:
    replay = ballot.replay()
    root, size = replay.edge.root(), replay.size
    other = replay.copy()
    for message in ballot.messages:
        ballot.offer(other, message)
    assert other.size > size
    assert [state.tally() for state in other.polls.values()] == ballot.expected
    assert (replay.edge.root(), replay.size, replay.root_at(size + 1)) == (root, size, None)
    assert not any(state.standing for state in replay.polls.values())
    for message in ballot.messages:
        ballot.offer(replay, message)
    assert replay.edge == other.edge
