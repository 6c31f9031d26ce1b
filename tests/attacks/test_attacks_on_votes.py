"""Votes that are forged, moved, repeated or spelled anew, sent to the real server over TLS.

The numbers are those of docs/vote-record.md; what the protocol itself answers is told in tests/unit/protocol.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from protocol import certificates, cms
from protocol.canonical import identity
from protocol.enrolments import DELEGATE
from protocol.fields import b64
from protocol.keys import SoftwareSigner
from protocol.limits import REQUEST
from protocol.origins import record_origin
from protocol.polls import PHASE_VOTE, Close, Open
from protocol.statements import decode_statement
from protocol.times import write_time
from tests.attacks.conftest import defined_poll
from tests.attacks.stage import Signed, Stage, altered, certified
from tests.running_council import HeldDelegate

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


# 1-6: forged votes


def test_1_a_choice_changed_in_transit_is_refused_and_the_true_vote_still_counts(
    stage: Stage, poll: str
) -> None:
    minh = stage.delegate("minh")
    vote = minh.vote(poll, "DISAPPROVE")
    assert stage.refusal(altered(vote, '"DISAPPROVE"', '"APPROVE"'), minh) == "SIGNATURE"
    assert stage.effect(vote, minh) == "COUNTED"
    assert stage.poll(poll).standing["minh"].choice == "DISAPPROVE"


def test_2_a_vote_without_its_signature_or_with_another_is_refused(stage: Stage, poll: str) -> None:
    minh = stage.delegate("minh")
    data, _ = minh.vote(poll, "APPROVE")
    _, of_another = minh.vote(poll, "ABSTAIN")
    assert stage.refusal((data, b""), minh) == "SIGNATURE"
    assert stage.refusal((data, of_another), minh) == "SIGNATURE"


def test_3_a_key_that_the_ca_issued_and_the_record_never_enrolled_is_refused(
    stage: Stage, poll: str
) -> None:
    minh, key = stage.delegate("minh"), certificates.new_member_key()
    certificate = certified(stage, key, "minh")
    data, _ = minh.vote(poll, "APPROVE", cert=certificates.fingerprint(certificate))
    assert stage.refusal(stage.signed_by(key, certificate, data), minh) == "UNKNOWN_CERT"


def test_4_a_cannot_vote_in_the_name_of_b(stage: Stage, poll: str) -> None:
    minh, hoa = stage.delegate("minh"), stage.delegate("hoa")
    assert stage.refusal(minh.vote(poll, "APPROVE", voter="hoa"), minh) == "VOTER_CERT"
    assert stage.refusal(minh.vote(poll, "APPROVE", device=hoa.device), minh) == "VOTER_CERT"
    data, _ = hoa.vote(poll, "APPROVE")
    assert stage.refusal(minh.sign(data), minh) == "SIGNATURE"
    under_her_certificate = stage.signed_by(minh.key, hoa.certificate, data)
    assert stage.refusal(under_her_certificate, minh) == "SIGNATURE"


def test_5_a_ca_with_the_same_names_signs_for_nobody(stage: Stage, poll: str) -> None:
    minh, key, root_key = (
        stage.delegate("minh"),
        certificates.new_member_key(),
        certificates.new_member_key(),
    )
    twin = certificates.create_root(
        root_key,
        name=stage.council.home.name,
        council=stage.council.home.council,
        not_before=stage.council.clock(),
        years=10,
    )
    certificate = certificates.issue_member(
        twin,
        root_key,
        csr=certificates.create_csr(key, device=minh.device),
        name="Minh",
        person="minh",
        role=DELEGATE,
        not_before=stage.council.clock(),
        years=1,
    )
    data, _ = minh.vote(poll, "APPROVE")
    assert stage.refusal(stage.signed_by(key, certificate, data), minh) == "SIGNATURE"
    named, _ = minh.vote(poll, "APPROVE", cert=certificates.fingerprint(certificate))
    assert stage.refusal(stage.signed_by(key, certificate, named), minh) == "UNKNOWN_CERT"


def test_6_the_chairs_key_cannot_vote_and_a_delegate_cannot_open_or_close(
    stage: Stage, poll: str
) -> None:
    minh, chair = stage.delegate("minh"), stage.council.chair
    own = certificates.fingerprint(chair.certificate)
    data, _ = minh.vote(poll, "APPROVE", cert=own)
    by_the_chair = stage.signed_by(chair.key, chair.certificate, data)
    assert stage.refusal(by_the_chair, minh) == "VOTER_CERT"
    about = {"poll": poll, "poll_def": stage.poll(poll).identity}
    now = write_time(stage.council.clock() + timedelta(seconds=5))
    for kind, fields in (
        (Open, {"opened_at": now}),
        (Close, {"phase": PHASE_VOTE, "closed_at": now}),
    ):
        of_the_chair, _ = stage.by_office("chair", kind, **about, **fields)
        assert stage.refusal(minh.sign(of_the_chair), minh) == "SIGNATURE"
        as_himself = of_the_chair.replace(
            own.encode(), certificates.fingerprint(minh.certificate).encode()
        )
        assert stage.refusal(minh.sign(as_himself), minh) == "VOTER_CERT"


# 7-10: replays and confusions


def test_7_a_vote_sent_many_times_by_every_route_is_one_entry_with_one_receipt(
    stage: Stage, poll: str
) -> None:
    people = [stage.delegate(name) for name in ("minh", "hoa", "tuan")]
    votes = [person.vote(poll, "APPROVE") for person in people]
    size, _ = stage.head
    sendings = [(vote, person) for vote in votes for person in people] * 3

    def send(one: tuple[Signed, HeldDelegate]) -> tuple[bytes, bytes]:
        return one[0][0], stage.council.client(one[1]).post_entry(*one[0]).body

    with ThreadPoolExecutor(6) as crowd:
        answers = set(crowd.map(send, sendings))
    assert len(answers) == len(votes), "each vote has one answer, byte for byte"
    for data, signature in votes:
        place = stage.council.council.record.replay.entries[identity(data)]
        record = {"statement": b64(data), "signature": b64(signature)}
        tail = {"from": place, "records": [record]}
        answer = stage.client(people[0]).call("POST", "/v1/log/tail", tail)
        assert answer.json == {"size": size + len(votes)}
    assert stage.tally(poll).counted == len(votes)


def test_8_the_other_ecdsa_signature_of_a_logged_vote_gets_the_first_receipt(
    stage: Stage, poll: str
) -> None:
    minh = stage.delegate("minh")
    signer, moment = Remembering(minh.key), stage.council.clock()
    data, _ = minh.vote(poll, "APPROVE")
    signature = cms.sign(data, signer, minh.certificate, moment)
    first = stage.client(minh).post_entry(data, signature)
    r, s = decode_dss_signature(signer.value)
    signer.says = encode_dss_signature(r, P256_ORDER - s)
    twin = cms.sign(data, signer, minh.certificate, moment)
    assert twin != signature
    cms.verify(twin, data, minh.certificate)
    assert stage.client(minh).post_entry(data, twin).body == first.body
    assert stage.tally(poll).counted == 1


class Remembering(SoftwareSigner):
    """A signer that knows what it signed last, and can be told what to say instead."""

    value = says = b""

    def sign(self, data: bytes) -> bytes:
        self.value = self.says or super().sign(data)
        return self.value


def test_9_a_vote_moved_to_another_poll_or_signed_under_its_definition_never_counts_there(
    stage: Stage, poll: str
) -> None:
    other = defined_poll(stage)
    stage.council.open_poll(other)
    minh = stage.delegate("minh")
    vote = minh.vote(poll, "APPROVE")
    moved = altered(vote, f'"poll":"{poll}"', f'"poll":"{other}"')
    assert stage.refusal(moved, minh) == "SIGNATURE"
    old = minh.vote(other, "APPROVE", poll_def=stage.poll(poll).identity)
    assert stage.effect(old, minh) == "POLL_DEF"
    assert stage.tally(other).counted == 0


def test_10_a_vote_of_another_council_or_another_log_is_refused(stage: Stage, poll: str) -> None:
    minh, home = stage.delegate("minh"), stage.council.home
    elsewhere = record_origin("binh-an", home.log)
    assert stage.refusal(minh.vote(poll, "APPROVE", council="binh-an", log=elsewhere), minh) == (
        "WRONG_COUNCIL"
    )
    another_log = record_origin(home.council, "0" * 16)
    assert stage.refusal(minh.vote(poll, "APPROVE", log=another_log), minh) == "WRONG_COUNCIL"


# 12-17: the life of a poll, and spellings


def test_12_a_vote_signed_before_the_opening_is_logged_and_never_counts(stage: Stage) -> None:
    poll, minh = defined_poll(stage), stage.delegate("minh")
    early = minh.vote(poll, "APPROVE")
    stage.council.open_poll(poll)
    assert stage.effect(early, minh) == "NOT_OPEN"
    assert stage.tally(poll).counted == 0
    assert stage.effect(minh.vote(poll, "APPROVE"), minh) == "COUNTED"


def test_12_a_vote_under_an_opening_that_became_void_never_counts_in_the_next(
    stage: Stage, poll: str
) -> None:
    minh, stale = stage.delegate("minh"), stage.poll(poll).open_identity
    stage.void(poll)
    again = f"{poll}-lai"
    stage.council.define_poll(again, replaces=poll)
    stage.council.open_poll(again)
    assert stage.effect(minh.vote(poll, "APPROVE"), minh) == "NOT_OPEN"
    assert stage.effect(minh.vote(again, "APPROVE", opened=stale), minh) == "NOT_OPEN"
    assert stage.tally(again).counted == 0


def test_13_a_second_vote_is_listed_and_a_strangers_vote_cannot_be_superseded(
    stage: Stage, poll: str
) -> None:
    minh, hoa = stage.delegate("minh"), stage.delegate("hoa")
    first = minh.vote(poll, "APPROVE")
    assert stage.effect(first, minh) == "COUNTED"
    assert stage.effect(minh.vote(poll, "DISAPPROVE"), minh) == "ALREADY_VOTED"
    stolen = hoa.vote(poll, "DISAPPROVE", supersedes=identity(first[0]))
    assert stage.effect(stolen, hoa) == "SUPERSEDES"
    assert (stage.tally(poll).counted, stage.tally(poll).approve) == (1, 1)


def test_14_a_superseded_vote_sent_again_gets_its_old_receipt_and_moves_nothing(
    stage: Stage,
) -> None:
    minh, poll = stage.delegate("minh"), "p-doi-y"
    stage.council.define_poll(poll, revote=True)
    stage.council.open_poll(poll)
    first = minh.vote(poll, "APPROVE")
    receipt = stage.client(minh).post_entry(*first).body
    second = minh.vote(poll, "DISAPPROVE", supersedes=identity(first[0]))
    assert stage.effect(second, minh) == "COUNTED"
    before = stage.head
    assert stage.client(minh).post_entry(*first).body == receipt
    assert stage.head == before
    assert stage.poll(poll).standing["minh"].choice == "DISAPPROVE"


def test_15_a_choice_that_is_not_on_the_ballot_never_counts_and_a_field_too_many_is_refused(
    stage: Stage, poll: str
) -> None:
    minh = stage.delegate("minh")
    assert stage.effect(minh.vote(poll, "MAYBE"), minh) == "CHOICE"
    assert stage.tally(poll).counted == 0
    data, _ = minh.vote(poll, "APPROVE")
    heavier = data[:-1] + b',"weight":2}'
    assert stage.refusal(minh.sign(heavier), minh) == "FORMAT"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b'"type"', b'"council":"thu-nghiem","type"', 1),
        lambda data: data.replace(b'","', b'", "'),
        lambda data: data.replace(b'"unknown"', '"e\u0301"'.encode()),
        lambda data: data.replace(b'"seq":', b'"seq":1.0,"x":'),
        lambda data: data[:-1] + b',"x":"' + b"a" * 300_000 + b'"}',
        lambda data: data[:-1] + b',"x":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        lambda data: b"[]" * 9 + b'"' + b'\\"' * 130_000,
        lambda data: b"\xff\xfe" + data,
    ],
    ids=["duplicate key", "spaces", "NFD", "float", "300 kB", "deep", "quotes", "no UTF-8"],
)
def test_16_every_other_spelling_of_a_vote_is_refused_quickly(
    stage: Stage, poll: str, spoil: Callable[[bytes], bytes]
) -> None:
    minh = stage.delegate("minh")
    data = spoil(minh.vote(poll, "APPROVE")[0])
    began = time.perf_counter()
    assert stage.refusal((data, b""), minh) == "FORMAT"
    assert time.perf_counter() - began < 5


def test_16_ten_megabytes_are_refused_before_they_are_read(stage: Stage, poll: str) -> None:
    minh = stage.delegate("minh")
    client = stage.council.client(minh)
    answer = client.call("POST", "/v1/entries", b"", {"Content-Length": str(10 * REQUEST)})
    assert (answer.status, answer.json["code"]) == (413, "TOO_LARGE")
    client.close()
    assert stage.effect(minh.vote(poll, "APPROVE"), minh) == "COUNTED"


def test_17_another_kind_than_the_record_knows_and_a_second_root_are_refused(stage: Stage) -> None:
    minh, root = stage.delegate("minh"), stage.council.root
    data, _ = minh.vote(defined_poll(stage), "APPROVE")
    decree = data.replace(b"hdnd-vote/1", b"hdnd-decree/1")
    assert stage.refusal(minh.sign(decree), minh) == "TYPE"
    entry = stage.client(minh).call("GET", "/v1/log/records/000.p/1").body
    length = int.from_bytes(entry[:4], "big")
    first = decode_statement(entry[4 : 4 + length])
    again = replace(first, name="HĐND khác").to_bytes()  # type: ignore[call-arg]
    by_the_root = stage.signed_by(root.key, root.certificate, again)
    assert stage.refusal(by_the_root, minh) == "TYPE"


# 18-22: devices and time


def test_18_a_vote_whose_predecessor_is_missing_waits_until_it_came(
    stage: Stage, poll: str
) -> None:
    other = defined_poll(stage)
    stage.council.open_poll(other)
    minh = stage.delegate("minh")
    first = minh.vote(poll, "APPROVE")
    second = minh.vote(other, "APPROVE", ahead=1, prev=identity(first[0]))
    before = stage.head
    answer = stage.client(minh).post_entry(*second)
    awaited = decode_statement(first[0]).seq  # type: ignore[attr-defined]
    assert (answer.status, answer.json["code"]) == (409, "CHAIN_GAP")
    assert (answer.json["expected"], stage.head) == (awaited, before)
    assert stage.effect(first, minh) == stage.effect(second, minh) == "COUNTED"


def test_19_a_second_statement_in_the_place_of_the_first_gives_the_copied_disk_away(
    stage: Stage, poll: str
) -> None:
    minh = stage.delegate("minh")
    original, clone = minh.vote(poll, "APPROVE"), minh.vote(poll, "DISAPPROVE")
    assert stage.effect(original, minh) == "COUNTED"
    assert stage.refusal(clone, minh) == "CHAIN_FORK"
    assert stage.poll(poll).standing["minh"].choice == "APPROVE"


def test_20_a_revoked_device_gets_nothing_in_not_even_what_it_had_signed_before(
    stage: Stage, poll: str
) -> None:
    lost = stage.council.enrol("minh", "may-bi-mat")
    signed_before = lost.vote(poll, "APPROVE")
    stage.client(lost)  # its token outlives the revocation
    stage.revoke(lost.device)
    assert stage.refusal(signed_before, lost) == "REVOKED"
    assert stage.refusal(lost.vote(poll, "APPROVE"), lost) == "REVOKED"
    by_a_friend = stage.delegate("hoa")
    assert stage.refusal(signed_before, by_a_friend) == "REVOKED"
    assert stage.effect(stage.delegate("minh").vote(poll, "APPROVE"), by_a_friend) == "COUNTED"


def test_21_who_is_not_in_the_electorate_is_logged_and_never_counted(stage: Stage) -> None:
    poll, hoa = "p-khong-hoa", stage.delegate("hoa")
    stage.council.define_poll(poll, electorate=["minh", "tuan"])
    stage.council.open_poll(poll)
    assert stage.effect(hoa.vote(poll, "APPROVE"), hoa) == "NOT_ELIGIBLE"
    assert stage.tally(poll).counted == 0


def test_22_a_late_vote_with_its_clock_set_back_two_hours_is_listed_and_never_counted(
    stage: Stage, poll: str
) -> None:
    minh, hoa = stage.delegate("minh"), stage.delegate("hoa")
    assert stage.effect(hoa.vote(poll, "APPROVE"), hoa) == "COUNTED"
    stage.council.close_poll(poll)
    two_hours_ago: dict[str, Any] = {"cast_at": "2026-01-01T07:00:00+07:00", "clock": "-7200"}
    assert stage.effect(minh.vote(poll, "APPROVE", **two_hours_ago), minh) == "LATE"
    assert [late.voter for late in stage.poll(poll).late] == ["minh"]
    stage.council.announce_result(poll)
    assert stage.tally(poll).approve == 1
