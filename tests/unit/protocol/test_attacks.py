"""Attacks on the record, each with the code that must answer it. The numbers are those of the
table in docs/vote-record.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from protocol import cms
from protocol.dispositions import Disposition
from protocol.enrolments import DELEGATE
from protocol.envelope import Statement
from protocol.errors import Code, NotYet
from protocol.origins import record_origin
from protocol.polls import Close, Open, PollDocument
from protocol.records import Record
from protocol.votes import Choice
from tests.unit.protocol.sample_council import (
    DRAFT,
    NEW_VERSION,
    SampleCouncil,
    Seat,
)
from tests.unit.protocol.trials import audit, refusal


def altered(record: Record, old: str, new: str) -> Record:
    assert old.encode() in record.statement
    return record._replace(statement=record.statement.replace(old.encode(), new.encode()))


# 1-6: forged votes


def test_1_a_choice_changed_in_transit_is_refused(voting: SampleCouncil) -> None:
    record = voting.sign(voting.vote(voting.delegates[0]), voting.delegates[0])
    assert refusal(voting, altered(record, '"APPROVE"', '"DISAPPROVE"')) is Code.SIGNATURE


def test_2_a_signature_that_is_missing_or_from_another_statement_is_refused(
    voting: SampleCouncil,
) -> None:
    seat = voting.delegates[0]
    record = voting.sign(voting.vote(seat), seat)
    other = voting.sign(voting.vote(seat, Choice.ABSTAIN), seat)
    assert refusal(voting, record._replace(signature=b"")) is Code.SIGNATURE
    assert refusal(voting, record._replace(signature=other.signature)) is Code.SIGNATURE


def test_3_a_key_that_the_council_certified_but_the_record_never_enrolled_is_refused(
    voting: SampleCouncil,
) -> None:
    seat = voting.new_seat("db-01", DELEGATE, "may-la")
    vote = replace(voting.vote(voting.delegates[0]), cert=seat.cert, device="may-la")
    assert refusal(voting, voting.sign(vote, seat)) is Code.UNKNOWN_CERT


def test_4_a_delegate_cannot_vote_in_anothers_name(voting: SampleCouncil) -> None:
    thief, victim = voting.delegates[:2]
    as_himself = replace(voting.vote(victim), cert=thief.cert)
    assert refusal(voting, voting.sign(as_himself, thief)) is Code.VOTER_CERT
    as_the_victim = replace(thief, certificate=victim.certificate)
    assert refusal(voting, voting.sign(voting.vote(victim), as_the_victim)) is Code.SIGNATURE
    own_certificate_inside = voting.sign(voting.vote(victim), thief)
    assert refusal(voting, own_certificate_inside) is Code.SIGNATURE


def test_4_a_delegate_cannot_vote_from_another_delegates_device(voting: SampleCouncil) -> None:
    thief, victim = voting.delegates[:2]
    vote = replace(voting.vote(thief), device=victim.device)
    assert refusal(voting, voting.sign(vote, thief)) is Code.VOTER_CERT


def test_5_a_certificate_authority_with_the_same_names_changes_nothing(
    voting: SampleCouncil,
) -> None:
    twin = SampleCouncil(delegates=1)
    seat = twin.delegates[0]
    forged = replace(seat, device=voting.delegates[0].device)
    vote = voting.vote(voting.delegates[0])
    assert refusal(voting, voting.sign(vote, forged)) is Code.SIGNATURE


def test_6_the_chairs_key_cannot_vote(voting: SampleCouncil) -> None:
    vote = replace(
        voting.vote(voting.delegates[0]),
        cert=voting.chair.cert,
        voter=voting.chair.person,
        device=voting.chair.device,
    )
    assert refusal(voting, voting.sign(vote, voting.chair)) is Code.VOTER_CERT


@pytest.mark.parametrize("kind", [Open, Close])
def test_6_a_delegate_cannot_open_or_close_a_poll(
    voting: SampleCouncil, kind: type[Statement]
) -> None:
    seat = voting.delegates[0]
    fields: dict[str, Any] = {"poll": "p1", "poll_def": voting.replay.polls["p1"].identity}
    if kind is Open:
        fields["opened_at"] = voting.tick()
    else:
        fields |= {"phase": "vote", "closed_at": voting.tick()}
    own = voting.statement(kind, seat, **fields)
    assert refusal(voting, voting.sign(own, seat)) is Code.VOTER_CERT
    forged = voting.statement(kind, voting.chair, **fields)
    assert refusal(voting, voting.sign(forged, seat)) is Code.SIGNATURE


# 7-14: replays and confusions


def test_7_the_same_vote_by_many_routes_is_one_entry(voting: SampleCouncil) -> None:
    records = [voting.sign(voting.vote(seat), seat) for seat in voting.delegates]
    first = {r: voting.offer(r) for r in records}
    size, root = voting.replay.size, voting.replay.edge.root()
    for record in records[::-1] * 3:
        judgement = voting.replay.judge(*record)
        assert judgement.already is not None
        assert judgement.disposition is first[record] is Disposition.COUNTED
    assert (voting.replay.size, voting.replay.edge.root()) == (size, root)
    assert voting.replay.polls["p1"].tally().counted == len(records)


def test_8_the_mirror_twin_of_an_ecdsa_signature_is_the_same_statement(
    voting: SampleCouncil,
) -> None:
    seat = voting.delegates[0]
    record = voting.sign(voting.vote(seat), seat)
    voting.offer(record)
    twin = Record(record.statement, mirrored(record, seat))
    assert twin.signature != record.signature
    judgement = voting.replay.judge(*twin)
    assert judgement.already == voting.replay.size - 1
    assert voting.replay.polls["p1"].tally().counted == 1


def mirrored(record: Record, seat: Seat) -> bytes:
    """The signature with s replaced by n-s, which verifies as well."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    signed: list[bytes] = []

    class Mirror:
        algorithm = seat.signer.algorithm

        def sign(self, data: bytes) -> bytes:
            r, s = decode_dss_signature(seat.signer.sign(data))
            signed.append(data)
            return encode_dss_signature(r, order - s)

    moment = cms.verify(record.signature, record.statement, seat.certificate).signing_time
    return cms.sign(record.statement, Mirror(), seat.certificate, moment)


def test_9_a_vote_cannot_be_moved_to_another_poll(voting: SampleCouncil) -> None:
    voting.define("p2")
    voting.open("p2")
    seat = voting.delegates[0]
    record = voting.sign(voting.vote(seat, poll="p1"), seat)
    assert refusal(voting, altered(record, '"poll":"p1"', '"poll":"p2"')) is Code.SIGNATURE
    resigned = voting.vote(seat, poll="p2", poll_def=voting.replay.polls["p1"].identity)
    assert voting.offer(voting.sign(resigned, seat)) is Disposition.POLL_DEF
    assert voting.replay.polls["p2"].tally().counted == 0


def test_10_a_vote_of_another_council_or_another_log_is_refused(voting: SampleCouncil) -> None:
    seat = voting.delegates[0]
    elsewhere = replace(
        voting.vote(seat), council="binh-an", log=record_origin("binh-an", "0" * 16)
    )
    assert refusal(voting, voting.sign(elsewhere, seat)) is Code.WRONG_COUNCIL
    another_log = replace(voting.vote(seat), log=record_origin("binh-minh", "0" * 16))
    assert refusal(voting, voting.sign(another_log, seat)) is Code.WRONG_COUNCIL


def test_11_the_text_of_an_open_poll_cannot_be_swapped(voting: SampleCouncil) -> None:
    voting.publish(NEW_VERSION, revision=2)
    swapped = voting.definition("p1", documents=(PollDocument(DRAFT, "Dự thảo", NEW_VERSION),))
    assert refusal(voting, voting.sign(swapped, voting.chair)) is Code.POLL_EXISTS
    about = {"poll": "p1", "poll_def": voting.sign(swapped, voting.chair).statement.hex()[:64]}
    close = voting.statement(Close, voting.chair, **about, phase="vote", closed_at=voting.tick())
    assert refusal(voting, voting.sign(close, voting.chair)) is Code.POLL_DEF
    seat = voting.delegates[0]
    assert voting.cast(seat, poll_def="1" * 64) is Disposition.POLL_DEF


def test_12_a_vote_signed_before_the_opening_never_counts(council: SampleCouncil) -> None:
    council.define()
    seat = council.delegates[0]
    early = council.sign(council.vote(seat), seat)
    council.open()
    assert council.offer(early) is Disposition.NOT_OPEN
    assert council.cast(council.delegates[1], poll="p1") is Disposition.COUNTED
    assert council.replay.polls["p1"].tally().counted == 1


def test_12_a_vote_for_an_opening_that_became_void_never_counts(voting: SampleCouncil) -> None:
    seat = voting.delegates[0]
    stale = voting.replay.polls["p1"].open_identity
    voting.void()
    assert voting.cast(seat) is Disposition.NOT_OPEN
    voting.define("p1-lai", replaces="p1")
    voting.open("p1-lai")
    assert voting.cast(seat, poll="p1-lai", opened=stale) is Disposition.NOT_OPEN
    assert voting.cast(seat, poll="p1-lai") is Disposition.COUNTED


def test_13_a_second_vote_is_listed_and_never_counted_where_revoting_is_off(
    voting: SampleCouncil,
) -> None:
    seat, stranger = voting.delegates[:2]
    first = voting.sign(voting.vote(seat), seat)
    voting.offer(first)
    name = voting.replay.judge(*first).identity
    assert voting.cast(seat, Choice.DISAPPROVE) is Disposition.ALREADY_VOTED
    assert voting.cast(seat, Choice.DISAPPROVE, supersedes=name) is Disposition.ALREADY_VOTED
    assert voting.cast(stranger, supersedes=name) is Disposition.SUPERSEDES
    tally = voting.replay.polls["p1"].tally()
    assert (tally.counted, tally.approve) == (1, 1)


def test_14_an_old_vote_sent_again_after_its_successor_changes_nothing(
    council: SampleCouncil,
) -> None:
    council.define(revote=True)
    council.open()
    seat = council.delegates[0]
    first = council.sign(council.vote(seat, Choice.APPROVE), seat)
    council.offer(first)
    name = council.replay.judge(*first).identity
    assert council.cast(seat, Choice.DISAPPROVE, supersedes=name) is Disposition.COUNTED
    judgement = council.replay.judge(*first)
    assert judgement.already is not None
    poll = council.replay.polls["p1"]
    assert [vote.choice for vote in poll.standing.values()] == [Choice.DISAPPROVE]
    assert [vote.identity for vote in poll.replaced] == [name]


# 18-22: devices and time


def test_18_a_statement_whose_predecessor_is_missing_waits(voting: SampleCouncil) -> None:
    voting.define("p2")
    voting.open("p2")
    seat = voting.delegates[0]
    first = voting.sign(voting.vote(seat, poll="p1"), seat)
    name = voting.replay.judge(*first).identity
    second = voting.sign(voting.vote(seat, poll="p2", seq=2, prev=name), seat)
    with pytest.raises(NotYet) as caught:
        voting.offer(second)
    assert (caught.value.code, caught.value.expected) == (Code.CHAIN_GAP, 1)
    assert [voting.offer(first), voting.offer(second)] == [Disposition.COUNTED] * 2


def test_19_a_cloned_disk_gives_itself_away(voting: SampleCouncil) -> None:
    seat = voting.delegates[0]
    original = voting.sign(voting.vote(seat, Choice.APPROVE), seat)
    clone = voting.sign(voting.vote(seat, Choice.DISAPPROVE), seat)
    voting.offer(original)
    assert refusal(voting, clone) is Code.CHAIN_FORK
    forked = voting.vote(seat, prev=voting.replay.judge(*original).identity[::-1])
    assert refusal(voting, voting.sign(forked, seat)) is Code.CHAIN_FORK


def test_20_a_revoked_device_cannot_vote_even_with_what_it_signed_before(
    voting: SampleCouncil,
) -> None:
    seat = voting.delegates[0]
    signed_before = voting.sign(voting.vote(seat), seat)
    voting.revoke(seat)
    assert refusal(voting, signed_before) is Code.REVOKED
    assert refusal(voting, voting.sign(voting.vote(seat), seat)) is Code.REVOKED


def test_20_what_a_device_had_logged_before_its_revocation_keeps_counting(
    voting: SampleCouncil,
) -> None:
    seat = voting.delegates[0]
    voting.cast(seat)
    voting.revoke(seat)
    assert voting.replay.polls["p1"].tally().counted == 1
    audit(voting, voting.records)


def test_21_who_is_not_in_the_electorate_is_logged_and_never_counted(
    council: SampleCouncil,
) -> None:
    guest = council.delegates[-1]
    others = tuple(seat.person for seat in council.delegates[:-1])
    council.define(electorate=others)
    council.open()
    assert council.cast(guest) is Disposition.NOT_ELIGIBLE
    assert council.replay.polls["p1"].tally().counted == 0


def test_22_a_late_vote_is_listed_and_never_counted_whatever_its_clock_says(
    voting: SampleCouncil,
) -> None:
    voting.close()
    seat = voting.delegates[0]
    two_hours_ago = "2026-11-22T07:00:00+07:00"
    late = voting.cast(seat, cast_at=two_hours_ago, clock="-7200")
    assert late is Disposition.LATE
    poll = voting.replay.polls["p1"]
    assert [vote.voter for vote in poll.late] == [seat.person]
    assert poll.tally().counted == 0
    assert voting.announce() is Disposition.ACCEPTED
