"""Attacks on the record, each with the code that must answer it. The numbers are those of the
table in docs/vote-record.md.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from protocol import certificates, cms, merkle
from protocol.checkpoints import Checkpoint, compare, follow, open_checkpoint, sign_checkpoint
from protocol.dispositions import Disposition
from protocol.enrolments import CHAIR, DELEGATE, SECRETARY
from protocol.envelope import Statement
from protocol.errors import Alarm, Code, Invalid, NotYet, ProtocolError, Refused
from protocol.origins import record_origin
from protocol.polls import Close, Count, Open, PollDocument
from protocol.records import Record
from protocol.replay import Replay
from protocol.statements import decode_statement
from protocol.votes import Choice
from tests.unit.protocol.sample_council import (
    DRAFT,
    DRAFT_VERSION,
    NEW_VERSION,
    SampleCouncil,
    Seat,
    leaf_of,
)


@pytest.fixture
def voting(council: SampleCouncil) -> SampleCouncil:
    """The council while poll p1 is open."""
    council.define()
    council.open()
    return council


def refusal(council: SampleCouncil, record: Record, **options: Any) -> Code:
    """The code with which the record is refused, after checking that nothing changed."""
    before = (council.replay.size, council.replay.edge.root())
    with pytest.raises((Refused, NotYet)) as caught:
        council.replay.judge(record.statement, record.signature, **options)
    assert (council.replay.size, council.replay.edge.root()) == before
    return caught.value.code


def altered(record: Record, old: str, new: str) -> Record:
    assert old.encode() in record.statement
    return record._replace(statement=record.statement.replace(old.encode(), new.encode()))


def audit(council: SampleCouncil, records: list[Record]) -> Replay:
    """A fresh auditor reads a log."""
    replay = council.new_replay()
    for record in records:
        replay.apply(*record)
    return replay


def alarm(council: SampleCouncil, records: list[Record]) -> Code:
    with pytest.raises(Alarm) as caught:
        audit(council, records)
    return caught.value.code


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

    moment = cms.signing_time(record.signature)
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


# 15-17: malformed statements


def test_15_a_choice_that_is_not_on_the_ballot_is_logged_and_never_counted(
    voting: SampleCouncil,
) -> None:
    assert voting.cast(voting.delegates[0], "MAYBE") is Disposition.CHOICE
    assert voting.replay.polls["p1"].tally().counted == 0


def test_15_a_field_too_many_is_refused(voting: SampleCouncil) -> None:
    seat = voting.delegates[0]
    data = voting.vote(seat).to_bytes()[:-1] + b',"weight":2}'
    assert refusal(voting, voting.sign(data, seat)) is Code.FORMAT


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b'"type"', b'"council":"binh-minh","type"', 1),
        lambda data: data.replace(b'","', b'", "'),
        lambda data: data.replace(b'"clock":"+0"', '"clock":"e\u0301"'.encode()),
        lambda data: data.replace(b'"seq":1', b'"seq":1.0'),
        lambda data: data.replace(b'"seq":1', b'"seq":1e0'),
        lambda data: data.replace(b'"seq":1', b'"seq":' + b"9" * 100_000),
        lambda data: data + b" ",
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data[:-1] + b',"x":"' + b"a" * 10_000_000 + b'"}',
        lambda data: data[:-1] + b',"x":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        lambda data: b"[" * 100_000,
        lambda data: b"[" + data + b"]",
        lambda data: b"",
        lambda data: b"null",
    ],
    ids=[
        "duplicate key",
        "spaces",
        "NFD",
        "float",
        "exponent",
        "long number",
        "trailing space",
        "byte-order mark",
        "10 MB",
        "10,000 deep",
        "only brackets",
        "array",
        "empty",
        "null",
    ],
)
def test_16_every_other_spelling_is_refused_quickly(voting: SampleCouncil, spoil: Any) -> None:
    seat = voting.delegates[0]
    data = spoil(voting.vote(seat).to_bytes())
    began = time.perf_counter()
    assert refusal(voting, Record(data, b"")) is Code.FORMAT
    assert time.perf_counter() - began < 1


def test_17_another_kind_of_statement_is_refused_on_the_route_of_votes(
    voting: SampleCouncil,
) -> None:
    fields = {"poll": "p1", "poll_def": voting.replay.polls["p1"].identity}
    close = voting.statement(Close, voting.chair, **fields, phase="vote", closed_at=voting.tick())
    record = voting.sign(close, voting.chair)
    assert refusal(voting, record, kinds=frozenset({"vote", "objection"})) is Code.TYPE
    unknown = close.to_bytes().replace(b"hdnd-close/1", b"hdnd-decree/1")
    assert refusal(voting, voting.sign(unknown, voting.chair)) is Code.TYPE


def test_17_a_second_root_is_refused(voting: SampleCouncil) -> None:
    root = decode_statement(voting.records[0].statement)
    again = replace(root, name="HĐND khác")  # type: ignore[call-arg]
    assert refusal(voting, voting.sign(again, voting.office)) is Code.TYPE


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


# 23-28: a dishonest chair or server


@pytest.mark.parametrize(
    "lie",
    [
        {"counts": (Count("APPROVE", 4), Count("DISAPPROVE", 0), Count("ABSTAIN", 0))},
        {"counts": (Count("APPROVE", 3), Count("DISAPPROVE", 0))},
        {"outcome": "not-passed"},
        {"total": 4},
        {"present": 5},
        {"size": 3},
    ],
    ids=["counts", "choices", "outcome", "total", "present", "size"],
)
def test_23_a_chair_who_announces_another_tally_is_refused(
    voting: SampleCouncil, lie: dict[str, Any]
) -> None:
    for seat in voting.delegates[:3]:
        voting.cast(seat)
    voting.close()
    record = voting.sign(voting.result(**lie), voting.chair)
    assert refusal(voting, record) is Code.TALLY_MISMATCH
    assert alarm(voting, [*voting.records, record]) is Code.TALLY_MISMATCH
    assert voting.announce() is Disposition.ACCEPTED


def finished(council: SampleCouncil) -> list[Record]:
    """A poll from opening to result, with a late vote."""
    for seat in council.delegates[:3]:
        council.cast(seat)
    council.close()
    council.cast(council.delegates[3])
    council.announce()
    return council.records


def place_of(records: list[Record], kind: str) -> int:
    return next(i for i, r in enumerate(records) if kind == decode_statement(r.statement).KIND)


def test_24_a_server_that_drops_a_vote_is_caught_by_the_votes_that_follow(
    voting: SampleCouncil,
) -> None:
    records = finished(voting)
    first_vote = place_of(records, "vote")
    for dropped in (first_vote, first_vote + 1):
        rebuilt = records[:dropped] + records[dropped + 1 :]
        assert alarm(voting, rebuilt) in (Code.SEEN_AHEAD, Code.SPLIT_VIEW)


def test_24_a_server_that_drops_the_last_vote_is_caught_by_the_announced_tally(
    voting: SampleCouncil,
) -> None:
    records = finished(voting)
    last = place_of(records, "close") - 1
    rebuilt = records[:last] + records[last + 1 :]
    assert alarm(voting, rebuilt) in (Code.SEEN_AHEAD, Code.SPLIT_VIEW, Code.TALLY_MISMATCH)


def test_25_a_server_that_moves_a_late_vote_before_the_close_is_caught(
    voting: SampleCouncil,
) -> None:
    records = finished(voting)
    close = place_of(records, "close")
    late = records[close + 1]
    rebuilt = [*records[:close], late, records[close], *records[close + 2 :]]
    assert alarm(voting, rebuilt) in (Code.SEEN_AHEAD, Code.SPLIT_VIEW, Code.TALLY_MISMATCH)


def test_26_a_server_that_inserts_a_forged_vote_is_caught(voting: SampleCouncil) -> None:
    records = list(voting.records)
    victim = voting.delegates[0]
    forged = voting.sign(voting.vote(victim), replace(voting.chair, certificate=victim.certificate))
    assert alarm(voting, [*records, forged]) is Code.SIGNATURE


def test_26_a_server_that_duplicates_a_vote_is_caught(voting: SampleCouncil) -> None:
    voting.cast(voting.delegates[0])
    assert alarm(voting, [*voting.records, voting.records[-1]]) is Code.ALREADY_LOGGED


def test_27_two_views_of_one_log_meet_in_an_alarm(voting: SampleCouncil) -> None:
    alice, bob = voting.delegates[:2]
    to_alice = voting.sign(voting.vote(alice), alice)
    to_bob = voting.sign(voting.vote(bob), bob)
    views = []
    for record in (to_alice, to_bob):
        view = audit(voting, [*voting.records, record])
        views.append(Checkpoint(voting.log, view.size, view.edge.root(), voting.now))
    with pytest.raises(Alarm) as caught:
        compare(views[0], views[1])
    assert caught.value.code is Code.SPLIT_VIEW


def test_27_a_vote_signed_over_a_forked_view_gives_the_fork_away(voting: SampleCouncil) -> None:
    bob = voting.delegates[1]
    forked = audit(voting, voting.records)
    other = voting.sign(voting.vote(voting.delegates[0]), voting.delegates[0])
    forked.apply(*other)
    seen: dict[str, Any] = {"seen_size": forked.size, "seen_root": forked.edge.root().hex()}
    signed_on_the_fork = voting.sign(voting.vote(bob, **seen), bob)
    assert refusal(voting, signed_on_the_fork) is Code.SEEN_AHEAD
    voting.cast(voting.delegates[2])
    assert refusal(voting, signed_on_the_fork) is Code.SPLIT_VIEW


def test_28_a_log_that_was_rolled_back_is_an_alarm(voting: SampleCouncil) -> None:
    held = head_of(voting)
    edge = voting.replay.edge.copy()
    earlier = Checkpoint(
        voting.log, held.size - 1, voting.replay.root_at(held.size - 1) or b"", held.time
    )
    with pytest.raises(Alarm) as caught:
        follow(held, edge, earlier, [])
    assert caught.value.code is Code.LOG_SHRANK


def test_28_the_same_size_with_another_root_is_an_alarm(voting: SampleCouncil) -> None:
    held = head_of(voting)
    other = replace(held, root=b"\x01" * 32)
    with pytest.raises(Alarm) as caught:
        follow(held, voting.replay.edge, other, [])
    assert caught.value.code is Code.SPLIT_VIEW


def test_28_a_checkpoint_of_a_foreign_key_is_no_checkpoint(voting: SampleCouncil) -> None:
    stranger = SampleCouncil(delegates=1)
    forged = sign_checkpoint(head_of(voting), stranger.log_key)
    with pytest.raises(Invalid) as caught:
        open_checkpoint(forged, voting.public_log_key, voting.log)
    assert caught.value.code is Code.BAD_CHECKPOINT


def head_of(council: SampleCouncil) -> Checkpoint:
    return open_checkpoint(council.checkpoint(), council.public_log_key, council.log)


def test_leaves_that_do_not_lead_to_the_signed_root_are_an_alarm(voting: SampleCouncil) -> None:
    held, edge = head_of(voting), voting.replay.edge.copy()
    voting.cast(voting.delegates[0])
    offered = head_of(voting)
    leaf = leaf_of(voting.records[-1], "vote")
    assert follow(held, edge, offered, [leaf]) == voting.replay.edge
    with pytest.raises(Alarm) as caught:
        follow(held, edge, offered, [bytes(32)])
    assert caught.value.code is Code.ROOT_MISMATCH
    assert edge.size == held.size, "the held edge stays as it was"


def test_a_log_that_does_not_begin_with_the_pinned_root_is_refused(
    council: SampleCouncil,
) -> None:
    twin = SampleCouncil(delegates=1)
    replay = Replay(council.replay.council, twin.log, root=council.root_fingerprint)
    with pytest.raises(Alarm) as caught:
        replay.apply(*twin.records[0])
    assert caught.value.code is Code.UNKNOWN_CERT
    with pytest.raises(Alarm) as caught:
        council.new_replay().apply(*council.records[1])
    assert caught.value.code is Code.TYPE


def test_no_statement_of_the_record_survives_the_change_of_any_bit(
    voting: SampleCouncil,
) -> None:
    seat = voting.delegates[0]
    record = voting.sign(voting.vote(seat), seat)
    for at in range(0, len(record.statement), 7):
        spoiled = bytearray(record.statement)
        spoiled[at] ^= 1 << at % 8
        with pytest.raises(ProtocolError):
            voting.replay.judge(bytes(spoiled), record.signature)


def test_a_secretary_cannot_put_another_secretary_in_office(council: SampleCouncil) -> None:
    seat = council.new_seat("thu-ky-2", SECRETARY)
    by_the_secretary = council.sign(council.enrolment(seat, council.secretary), council.secretary)
    assert refusal(council, by_the_secretary) is Code.VOTER_CERT
    by_the_root = council.sign(council.enrolment(seat, council.office), council.office)
    assert council.offer(by_the_root) is Disposition.ACCEPTED


def test_an_enrolment_with_somebody_elses_certificate_is_refused(council: SampleCouncil) -> None:
    seat = council.new_seat("db-99", DELEGATE)
    enrolment = replace(council.enrolment(seat, council.secretary), person="db-98")
    assert refusal(council, council.sign(enrolment, council.secretary)) is Code.VOTER_CERT
    stranger = SampleCouncil(delegates=1).new_seat("db-99", CHAIR)
    foreign = council.enrolment(stranger, council.secretary)
    assert refusal(council, council.sign(foreign, council.secretary)) is Code.VOTER_CERT


def test_a_poll_over_an_unpublished_text_is_refused(council: SampleCouncil) -> None:
    unpublished = council.definition(documents=(PollDocument(DRAFT, "Dự thảo", NEW_VERSION),))
    assert refusal(council, council.sign(unpublished, council.chair)) is Code.DOCUMENT_UNKNOWN


def test_certificates_and_tree_of_an_audit_equal_those_of_the_server(
    voting: SampleCouncil,
) -> None:
    finished(voting)
    fresh = audit(voting, voting.records)
    assert fresh.edge == voting.replay.edge
    assert fresh.edge.root() == voting.tree.root()
    assert fresh.dispositions == voting.replay.dispositions
    assert fresh.polls["p1"].tally() == voting.replay.polls["p1"].tally()
    assert DRAFT_VERSION in fresh.versions[DRAFT]
    assert merkle.edge_at(voting.tree.node, fresh.size) == fresh.edge
    assert set(fresh.certificates) >= {
        certificates.fingerprint(s.certificate) for s in voting.delegates
    }
