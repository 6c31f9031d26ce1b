"""Rotation of the council's root and of the log's key: what stays good, what ends, and what nobody may slip in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import certificates
from protocol.checkpoints import claimed_size, open_checkpoint
from protocol.councils import Root
from protocol.enrolments import DELEGATE, SECRETARY
from protocol.errors import Alarm, Code, Invalid, Refused
from protocol.fields import b64
from protocol.records import Record
from protocol.signed_notes import public
from protocol.statements import decode_statement
from tests.unit.protocol.sample_council import START, SampleCouncil
from tests.unit.protocol.trials import alarm, audit, refusal


@pytest.fixture
def council() -> SampleCouncil:
    found = SampleCouncil(delegates=2)
    found.define()
    found.open()
    return found


def offered(council: SampleCouncil, seat: Any = None, **changes: Any) -> Record:
    """A `root` statement that names a fresh log key unless told otherwise."""
    seat = seat or council.office
    fields: dict[str, Any] = {
        "name": "HĐND xã Bình Minh",
        "root_cert": b64(council.root),
        "log_key": b64(public(Ed25519PrivateKey.generate())),
        "created_at": council.tick(),
    }
    return council.sign(council.statement(Root, seat, **(fields | changes)), seat)


def test_each_size_has_the_log_key_that_stood_when_it_was_reached(council: SampleCouncil) -> None:
    first, before = council.public_log_key, council.checkpoint()
    size = council.replay.size
    council.rotate(log_key=Ed25519PrivateKey.generate())
    keys = council.replay.log_keys
    assert (keys.at(0), keys.at(size), keys.at(size + 1)) == (first, first, keys.standing)
    assert keys.standing == council.public_log_key != first
    assert open_checkpoint(before, keys, council.log).size == size
    assert open_checkpoint(council.checkpoint(), keys, council.log).size == size + 1


def test_neither_key_signs_for_the_other_s_sizes(council: SampleCouncil) -> None:
    old = council.log_key
    council.rotate(log_key=Ed25519PrivateKey.generate())
    new, keys = council.log_key, council.replay.log_keys
    council.log_key = old
    with pytest.raises(Invalid):
        open_checkpoint(council.checkpoint(), keys, council.log)
    earlier = SampleCouncil(delegates=1)
    earlier.log, earlier.log_key = council.log, new
    with pytest.raises(Invalid):
        open_checkpoint(earlier.checkpoint(), keys, council.log)


def test_a_checkpoint_that_claims_no_size_is_none() -> None:
    for text in ("", "origin\n", "origin\n-1\nroot\n", f"origin\n{10**18}\nroot\n"):
        with pytest.raises(Invalid):
            claimed_size(text)


def test_members_of_the_old_root_vote_on_and_new_ones_come_by_the_new_root(
    council: SampleCouncil,
) -> None:
    council.rotate(new_root=True)
    assert council.cast(council.delegates[0]) == "COUNTED"
    late = council.enrol("db-99", DELEGATE)
    council.enrol("thu-ky-2", SECRETARY, by=council.office)
    assert audit(council, council.records).devices[late.device].person == "db-99"


def test_the_old_root_says_nothing_more(council: SampleCouncil) -> None:
    old = council.office
    stray = council.new_seat("thu-ky-2", SECRETARY)
    council.rotate(new_root=True)
    assert refusal(council, council.sign(council.enrolment(stray, old), old)) is Code.REVOKED
    assert refusal(council, offered(council, old)) is Code.REVOKED
    by_new = council.sign(council.enrolment(stray, council.office), council.office)
    assert refusal(council, by_new) is Code.VOTER_CERT


def test_only_the_standing_root_names_another(council: SampleCouncil) -> None:
    assert refusal(council, offered(council, council.secretary)) is Code.VOTER_CERT
    stranger = SampleCouncil(delegates=1)
    assert refusal(council, offered(council, stranger.office)) is Code.UNKNOWN_CERT
    forged = offered(council)
    spoiled = forged._replace(signature=council.records[0].signature)
    assert refusal(council, spoiled) is Code.SIGNATURE


def test_a_root_that_changes_nothing_or_brings_a_key_back_is_refused(
    council: SampleCouncil,
) -> None:
    first = council.public_log_key
    same = offered(council, log_key=b64(first), name="HĐND khác")
    assert refusal(council, same) is Code.TYPE
    council.rotate(log_key=Ed25519PrivateKey.generate())
    assert refusal(council, offered(council, log_key=b64(first))) is Code.VOTER_CERT
    council.rotate(new_root=True)
    returning = offered(council, root_cert=b64(council.first_root))
    assert refusal(council, returning) is Code.VOTER_CERT


def test_a_certificate_that_is_no_root_cannot_become_one(council: SampleCouncil) -> None:
    member = council.delegates[0].certificate
    assert refusal(council, offered(council, root_cert=b64(member))) is Code.UNKNOWN_CERT
    other = certificates.new_member_key()
    issued = certificates.issue_member(
        council.root,
        council.root_key,
        csr=certificates.create_csr(other, device="x"),
        name="x",
        person="x",
        role="root",
        not_before=START,
        years=1,
    )
    assert refusal(council, offered(council, root_cert=b64(issued))) is Code.UNKNOWN_CERT


def test_the_keys_to_come_are_known_before_the_entries_between_are_replayed(
    council: SampleCouncil,
) -> None:
    reader = audit(council, council.records)
    held = len(council.records)
    council.cast(council.delegates[0])
    council.rotate(log_key=Ed25519PrivateKey.generate(), new_root=True)
    council.rotate(log_key=Ed25519PrivateKey.generate())
    chain = reader.roots_after(council.records[held:])
    assert chain.log_keys == council.replay.log_keys
    assert reader.log_keys.standing != chain.log_keys.standing
    assert reader.size == held
    forged = council.records[-1]._replace(signature=council.records[-2].signature)
    with pytest.raises(Refused) as caught:
        reader.roots_after([*council.records[held:-1], forged])
    assert caught.value.code is Code.SIGNATURE


def test_an_auditor_finds_a_root_that_nobody_signed(council: SampleCouncil) -> None:
    council.rotate(new_root=True)
    root = decode_statement(council.records[-1].statement)
    assert isinstance(root, Root)
    forged = replace(root, name="HĐND khác").to_bytes()
    records = [*council.records[:-1], council.records[-1]._replace(statement=forged)]
    assert alarm(council, records) is Code.SIGNATURE


def test_a_record_under_another_first_root_is_refused(council: SampleCouncil) -> None:
    council.rotate(new_root=True)
    council.first_root = council.root
    with pytest.raises(Alarm) as caught:
        audit(council, council.records)
    assert caught.value.code is Code.UNKNOWN_CERT
