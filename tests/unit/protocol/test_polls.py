"""The life of a poll: which step may follow which, and what is counted on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from protocol.attendance import Attendance
from protocol.dispositions import Disposition
from protocol.errors import Alarm, Code, NotYet, Refused
from protocol.objections import Objection
from protocol.poll_states import Stage
from protocol.polls import PHASE_GRACE, Close, Count, Result
from protocol.votes import Choice, HandVote
from tests.unit.protocol.sample_council import ITEM, SESSION, SampleCouncil

Step = Callable[[SampleCouncil], object]


def code_of(act: Step, council: SampleCouncil) -> Code:
    size = council.replay.size
    with pytest.raises((Refused, NotYet)) as caught:
        act(council)
    assert council.replay.size == size
    return caught.value.code


STEPS: dict[str, Step] = {
    "define": lambda c: c.define(),
    "open": lambda c: c.open(),
    "closing": lambda c: c.closing(),
    "close": lambda c: c.close(),
    "end grace": lambda c: c.close(phase=PHASE_GRACE, after=300),
    "void": lambda c: c.void(),
    "hand vote": lambda c: c.hand_vote(c.delegates[0]),
    "result": lambda c: c.announce(),
}
PATHS: list[tuple[list[str], Stage, set[str]]] = [
    # the steps that lead to a stage, and those that may follow; every other is refused
    (["define"], Stage.DEFINED, {"open", "void"}),
    (["define", "open"], Stage.OPEN, {"closing", "close", "void", "hand vote"}),
    (["define", "open", "closing"], Stage.CLOSING, {"close", "void", "hand vote"}),
    (["define", "open", "closing", "close"], Stage.CLOSED, {"void", "result"}),
    (["define", "open", "closing", "close", "result"], Stage.RESULT, set()),
    (["define", "open", "void"], Stage.VOID, set()),
]


@pytest.mark.parametrize(
    ("path", "stage", "may_follow"),
    PATHS,
    ids=lambda p: str(sorted(p) if isinstance(p, set) else p)[:40],
)
def test_a_poll_only_goes_forward(path: list[str], stage: Stage, may_follow: set[str]) -> None:
    for name, step in STEPS.items():
        council = SampleCouncil(delegates=2)
        for before in path:
            STEPS[before](council)
        assert council.replay.polls["p1"].stage is stage
        if name in may_follow:
            step(council)
        elif name == "define":
            assert code_of(step, council) is Code.POLL_EXISTS
        else:
            assert code_of(step, council) is Code.POLL_STATE


def test_steps_about_a_poll_that_nobody_defined_are_refused(council: SampleCouncil) -> None:
    about = {"poll": "p1", "poll_def": "0" * 64}
    statements = [
        council.statement(Close, council.chair, **about, phase="vote", closed_at=council.tick()),
        council.statement(
            Result,
            council.chair,
            **about,
            size=1,
            counts=(),
            total=1,
            present=-1,
            outcome="passed",
            announced_at=council.tick(),
        ),
    ]
    for record in [council.sign(statement, council.chair) for statement in statements]:
        assert code_of(partial(SampleCouncil.offer, record=record), council) is Code.NO_POLL
    assert council.cast(council.delegates[0]) is Disposition.NO_POLL


def test_a_last_call_is_as_long_as_was_promised(council: SampleCouncil) -> None:
    council.define(last_call=60)
    council.open()
    assert code_of(lambda c: c.close(), council) is Code.POLL_STATE, "no last call yet"
    assert code_of(lambda c: c.closing(seconds=59), council) is Code.POLL_STATE
    council.closing(seconds=90)
    assert code_of(lambda c: c.close(after=80), council) is Code.POLL_STATE
    council.close(after=20)
    assert council.replay.polls["p1"].stage is Stage.CLOSED


def test_a_chair_whose_clock_runs_ahead_cannot_shorten_the_last_call(
    council: SampleCouncil,
) -> None:
    council.define(last_call=60)
    council.open()
    council.closing(seconds=60)
    announced = council.now
    about = {"poll": "p1", "poll_def": council.replay.polls["p1"].identity}
    close = council.statement(
        Close, council.chair, **about, phase="vote", closed_at=council.tick(3600)
    )
    record = council.sign(close, council.chair)
    council.now = announced + timedelta(seconds=10)
    assert code_of(lambda c: c.offer(record), council) is Code.POLL_STATE
    council.now = announced + timedelta(seconds=60)
    council.offer(record)


def test_an_auditor_sees_a_last_call_that_was_cut_short(council: SampleCouncil) -> None:
    """The server let it pass; the chair's own times, in the record, tell."""
    council.define(last_call=60)
    council.open()
    council.closing(seconds=60)
    about = {"poll": "p1", "poll_def": council.replay.polls["p1"].identity}
    close = council.statement(
        Close, council.chair, **about, phase="vote", closed_at=council.tick(59)
    )
    with pytest.raises(Alarm) as caught:
        council.replay.apply(*council.sign(close, council.chair))
    assert caught.value.code is Code.POLL_STATE


def test_a_grace_period_counts_votes_until_it_ends(council: SampleCouncil) -> None:
    council.define(late="grace:120")
    council.open()
    council.close()
    poll = council.replay.polls["p1"]
    assert poll.stage is Stage.GRACE
    assert council.cast(council.delegates[0]) is Disposition.COUNTED
    assert code_of(lambda c: c.announce(), council) is Code.POLL_STATE
    assert code_of(lambda c: c.close(phase=PHASE_GRACE, after=60), council) is Code.POLL_STATE
    council.close(phase=PHASE_GRACE, after=120)
    assert poll.counted_size == council.replay.size
    assert council.cast(council.delegates[1]) is Disposition.LATE
    assert council.announce() is Disposition.ACCEPTED
    assert poll.tally().counted == 1


def test_a_poll_without_a_grace_period_has_none_to_end(council: SampleCouncil) -> None:
    council.define()
    council.open()
    assert code_of(lambda c: c.close(phase=PHASE_GRACE), council) is Code.POLL_STATE


def test_a_hand_vote_takes_the_place_of_the_signed_one(council: SampleCouncil) -> None:
    council.define()
    council.open()
    seat = council.delegates[0]
    assert council.cast(seat, Choice.APPROVE) is Disposition.COUNTED
    index = council.replay.size - 1
    council.hand_vote(seat, Choice.DISAPPROVE)
    poll = council.replay.polls["p1"]
    assert council.replay.dispositions[index] is Disposition.COUNTED
    assert [vote.index for vote in poll.replaced] == [index]
    assert poll.tally().counts == (
        Count("APPROVE", 0),
        Count("DISAPPROVE", 1),
        Count("ABSTAIN", 0),
    )
    assert poll.standing[seat.person].hand


def test_after_a_hand_vote_the_delegates_own_votes_are_listed_only(
    council: SampleCouncil,
) -> None:
    council.define(revote=True)
    council.open()
    seat = council.delegates[0]
    hand = council.hand_vote(seat)
    name = council.replay.judge(*council.sign(hand, council.secretary)).identity
    assert council.cast(seat) is Disposition.HAND_VOTED
    assert council.cast(seat, supersedes=name) is Disposition.HAND_VOTED
    assert council.replay.polls["p1"].tally().counted == 1


def test_the_secretary_corrects_a_hand_vote_by_another(council: SampleCouncil) -> None:
    council.define()
    council.open()
    seat = council.delegates[0]
    council.hand_vote(seat, Choice.APPROVE)
    council.hand_vote(seat, Choice.ABSTAIN)
    poll = council.replay.polls["p1"]
    assert poll.tally().counts[2] == Count("ABSTAIN", 1)
    assert (poll.tally().counted, len(poll.hand_votes), poll.replaced) == (1, 2, [])


def test_a_hand_vote_is_for_a_voter_and_a_choice_of_the_ballot(council: SampleCouncil) -> None:
    others = tuple(seat.person for seat in council.delegates[:-1])
    council.define(electorate=others)
    council.open()
    guest, voter = council.delegates[-1], council.delegates[0]
    assert code_of(lambda c: c.hand_vote(guest), council) is Code.NOT_ELIGIBLE
    assert code_of(lambda c: c.hand_vote(voter, "MAYBE"), council) is Code.CHOICE


def test_a_voter_without_a_device_votes_by_hand(council: SampleCouncil) -> None:
    council.define(electorate=("khong-co-may",), total=1)
    council.open()
    about = {"poll": "p1", "poll_def": council.replay.polls["p1"].identity}
    council.say(
        HandVote,
        council.secretary,
        **about,
        voter="khong-co-may",
        choice="APPROVE",
        reason="Không có máy",
        recorded_at=council.tick(),
    )
    assert council.replay.polls["p1"].tally().outcome == "passed"


@pytest.mark.parametrize(
    "changes",
    [{"electorate": ("db-01", "db-01")}, {"total": 4}],
    ids=["somebody twice", "more voters than members"],
)
def test_an_electorate_that_cannot_be_is_refused(
    council: SampleCouncil, changes: dict[str, Any]
) -> None:
    assert code_of(lambda c: c.define(**changes), council) is Code.ELECTORATE


def test_a_poll_follows_a_void_one_only(council: SampleCouncil) -> None:
    council.define("p1")
    assert code_of(lambda c: c.define("p2", replaces="p0"), council) is Code.NO_POLL
    assert code_of(lambda c: c.define("p2", replaces="p1"), council) is Code.POLL_STATE
    council.void("p1")
    council.define("p2", replaces="p1")


def test_a_vote_for_another_session_is_listed_only(council: SampleCouncil) -> None:
    council.define()
    council.open()
    seat = council.delegates[0]
    assert council.cast(seat, session="ky-hop-3") is Disposition.SESSION
    assert council.replay.polls["p1"].refused[0].disposition is Disposition.SESSION


def test_with_revoting_on_the_last_vote_stands(council: SampleCouncil) -> None:
    council.define(revote=True)
    council.open()
    seat = council.delegates[0]
    first = council.sign(council.vote(seat, Choice.APPROVE), seat)
    council.offer(first)
    name = council.replay.judge(*first).identity
    assert council.cast(seat, Choice.ABSTAIN) is Disposition.ALREADY_VOTED
    assert council.cast(seat, Choice.ABSTAIN, supersedes="0" * 64) is Disposition.SUPERSEDES
    assert council.cast(seat, Choice.DISAPPROVE, supersedes=name) is Disposition.COUNTED
    assert council.cast(seat, Choice.APPROVE, supersedes=name) is Disposition.SUPERSEDES
    tally = council.replay.polls["p1"].tally()
    assert [count.count for count in tally.counts] == [0, 1, 0]
    assert council.cast(council.delegates[1], supersedes=name) is Disposition.SUPERSEDES


def test_two_devices_of_one_delegate_cast_one_vote(council: SampleCouncil) -> None:
    seat = council.delegates[0]
    second = council.enrol(seat.person, "delegate", device="may-2")
    council.define()
    council.open()
    assert council.cast(seat) is Disposition.COUNTED
    assert council.cast(second, Choice.DISAPPROVE) is Disposition.ALREADY_VOTED
    assert council.replay.polls["p1"].tally().counted == 1


def test_the_tally_tells_present_silent_and_absent_apart(council: SampleCouncil) -> None:
    people = [seat.person for seat in council.delegates]
    council.define()
    council.open()
    assert council.replay.polls["p1"].tally().present == -1
    council.roll(absent=(people[4],))
    for seat in council.delegates[:3]:
        council.cast(seat)
    council.close()
    tally = council.replay.polls["p1"].tally()
    assert (tally.present, tally.counted, tally.approve, tally.total) == (4, 3, 3, 5)
    assert tally.not_voted == (people[3], people[4])
    assert tally.outcome == "passed"


def test_a_roll_taken_after_the_count_changes_no_result(council: SampleCouncil) -> None:
    council.define()
    council.open()
    council.close()
    council.roll()
    assert council.replay.polls["p1"].tally().present == -1
    council.announce()
    council.define("p2")
    assert council.replay.polls["p2"].tally().present == 5


def test_a_roll_of_another_session_does_not_count(council: SampleCouncil) -> None:
    council.define()
    people = tuple(seat.person for seat in council.delegates)
    council.say(
        Attendance,
        council.secretary,
        session="ky-hop-9",
        sitting="sang",
        present=people,
        absent=(),
        taken_at=council.tick(),
    )
    assert council.replay.polls["p1"].tally().present == -1
    assert council.replay.polls["p1"].definition.item == ITEM


def test_an_objection_is_part_of_the_devices_chain(council: SampleCouncil) -> None:
    council.define()
    council.open()
    seat = council.delegates[0]

    def object_to(about: str) -> Disposition:
        chain = council.replay.devices[seat.device]
        objection = council.statement(
            Objection,
            seat,
            about=about,
            person=seat.person,
            device=seat.device,
            seq=chain.seq + 1,
            prev=chain.last,
            text="Tôi không đồng ý với cách ghi nhận này",
            raised_at=council.tick(),
            seen_size=council.replay.size,
            seen_root=council.replay.edge.root().hex(),
            nonce="0" * 32,
        )
        return council.offer(council.sign(objection, seat))

    opening = council.replay.polls["p1"].open_identity
    assert opening
    assert object_to(opening) is Disposition.ACCEPTED
    assert object_to("0" * 64) is Disposition.UNKNOWN_SUBJECT
    assert council.cast(seat) is Disposition.COUNTED
    assert council.replay.devices[seat.device].seq == 3
    assert len(council.replay.objections) == 2


def test_a_newer_manifest_keeps_the_versions_of_the_older(council: SampleCouncil) -> None:
    council.publish("1" * 64, revision=3)
    council.publish("2" * 64, revision=2)
    assert council.replay.manifests[SESSION].revision == 3
    assert len(council.replay.versions["ky-hop-2.1.du-thao"]) == 3


def test_a_certificate_is_enrolled_and_revoked_once(council: SampleCouncil) -> None:
    seat = council.delegates[0]
    again = council.sign(council.enrolment(seat, council.secretary), council.secretary)
    assert code_of(lambda c: c.offer(again), council) is Code.VOTER_CERT
    same_device = council.new_seat("db-77", "delegate", seat.device)
    record = council.sign(council.enrolment(same_device, council.secretary), council.secretary)
    assert code_of(lambda c: c.offer(record), council) is Code.VOTER_CERT
    council.revoke(seat)
    assert code_of(lambda c: c.revoke(seat), council) is Code.REVOKED
    stranger = council.new_seat("db-88", "delegate")
    assert code_of(lambda c: c.revoke(stranger), council) is Code.UNKNOWN_CERT
    assert code_of(lambda c: c.revoke(council.office), council) is Code.UNKNOWN_CERT


def test_a_revoked_delegate_votes_again_with_a_new_device(council: SampleCouncil) -> None:
    seat = council.delegates[0]
    council.revoke(seat)
    council.define()
    council.open()
    fresh = council.enrol(seat.person, "delegate", device="may-moi")
    assert council.cast(fresh) is Disposition.COUNTED
