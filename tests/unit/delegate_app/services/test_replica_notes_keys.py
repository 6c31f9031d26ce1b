"""Two desks of one delegate: what is written on one is read on the other, and the council never holds a key."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.enrolments import Revoke
from protocol.notes import MadeKey, Passage, key_id, named_key, seal_keys
from tests.simulation.council import COUNCIL, SimulatedCouncil
from tests.unit.delegate_app.member import PERSON, Clock, Member

FEED = f"delegate.{PERSON}"


@pytest.fixture
def first(member: Member) -> Member:
    """The delegate's first device, with a paper."""
    member.council.publish_session()
    member.council.publish_paper("to-trinh", b"%PDF-1.7 paper")
    member.sync()
    return member


@pytest.fixture
def second(tmp_path: Path, council: SimulatedCouncil, clock: Clock) -> Iterator[Member]:
    """Another machine, not enrolled yet."""
    other = Member(tmp_path / "second", council, clock)
    yield other
    other.desk.close()


def version(member: Member) -> str:
    return member.desk.documents.all()[0].newest.sha256


def texts(member: Member) -> list[str]:
    return sorted(note.text for note in member.desk.annotations.all())


def exchange(*members: Member) -> None:
    """Everybody synchronises until nothing moves any more."""
    for _ in range(3):
        for one in members:
            one.clock.forward(60)
            one.sync()


def own_key(member: Member) -> bytes:
    return bytes(member.desk.account._open_keys.require().notes)


def device(member: Member) -> str:
    enrolment = member.desk.account.enrolment()
    assert enrolment is not None
    return enrolment.device_id


def revoke(member: Member) -> None:
    council = member.council
    replay = council.record.replay
    office = council.secretary
    council.log(
        office,
        Revoke(
            council=COUNCIL,
            log=council.record.origin,
            cert=office.fingerprint,
            person=PERSON,
            device=device(member),
            member_cert=replay.devices[device(member)].certificate,
            reason="mất máy",
            revoked_at=council.time,
        ),
    )


def sealed_with(member: Member, note: str) -> bytes:
    """The key id in the newest envelope of a note at the council."""
    rows = [row for row in member.council.feed(FEED).rows if row.id == note]
    return named_key(base64.b64decode(json.loads(rows[-1].body)["cipher"]))


def test_a_note_of_the_first_device_is_read_on_the_second(first: Member, second: Member) -> None:
    first.write(version(first), "viết trên máy thứ nhất")
    first.sync()
    second.enrol()
    assert texts(second) == []
    exchange(first, second)
    assert texts(second) == ["viết trên máy thứ nhất"]
    second.write(version(second), "viết trên máy thứ hai")
    exchange(second, first)
    assert texts(first) == ["viết trên máy thứ hai", "viết trên máy thứ nhất"]


def test_notes_that_each_made_before_they_knew_of_each_other_meet(
    first: Member, second: Member
) -> None:
    second.enrol()
    one, two = first.write(version(first), "một"), second.write(version(second), "hai")
    exchange(first, second)
    assert texts(first) == texts(second) == ["hai", "một"]
    assert sealed_with(first, one.id) == key_id(own_key(first))
    assert sealed_with(first, two.id) == key_id(own_key(second))


def test_both_devices_seal_with_the_key_of_the_older_once_they_share_it(
    first: Member, second: Member
) -> None:
    second.enrol()
    exchange(first, second)
    note = second.write(version(second), "sau khi nhận khóa")
    exchange(second)
    assert sealed_with(second, note.id) == key_id(own_key(first))
    second.again()
    assert texts(second) == ["sau khi nhận khóa"]
    first.sync()
    assert texts(first) == ["sau khi nhận khóa"]


def test_the_notes_stay_readable_after_the_first_device_was_revoked(
    first: Member, second: Member
) -> None:
    first.write(version(first), "còn lại")
    second.enrol()
    exchange(first, second)
    revoke(first)
    exchange(second)
    second.again()
    assert texts(second) == ["còn lại"]
    note = second.write(version(second), "sau khi mất máy kia")
    exchange(second)
    assert sealed_with(second, note.id) == key_id(own_key(second))


def test_a_revoked_device_is_given_no_key(first: Member, second: Member) -> None:
    second.enrol()
    revoke(second)
    exchange(first)
    assert f"key.{device(second)}" not in {row.id for row in first.council.feed(FEED).rows}


def test_a_third_device_reads_what_both_others_wrote(
    first: Member, second: Member, tmp_path: Path
) -> None:
    second.enrol()
    first.write(version(first), "một")
    second.write(version(second), "hai")
    exchange(first, second)
    third = Member(tmp_path / "third", first.council, first.clock)
    third.enrol()
    exchange(first, second, third)
    assert texts(third) == ["hai", "một"]
    third.desk.close()


def test_two_senders_who_know_different_keys_hide_none_from_a_third(
    first: Member, second: Member, tmp_path: Path
) -> None:
    """Each wraps what it holds; the one whose row loses stays as `note-older`, and is opened too."""
    second.enrol()
    first.write(version(first), "một")
    second.write(version(second), "hai")
    third = Member(tmp_path / "third", first.council, first.clock)
    third.enrol()
    first.sync()
    first.sync()
    second.sync()
    second.sync()
    third.sync()
    assert texts(third) == ["hai", "một"]
    third.desk.close()


def test_another_delegate_gets_no_key(first: Member, tmp_path: Path) -> None:
    other = Member(tmp_path / "other", first.council, first.clock)
    other.enrol("db-02", "Người Khác")
    exchange(first, other)
    assert not [row for row in first.council.feed(FEED).rows if row.id.startswith("key.")]
    other.desk.close()


def planted(
    member: Member, sender: str, box: X25519PrivateKey, **other: Any
) -> tuple[str, dict[str, object]]:
    """A row of keys for `member` as a lying council would put it, with a key that the council knows."""
    fields: dict[str, Any] = {
        "council": COUNCIL,
        "person": PERSON,
        "sender": sender,
        "sender_box": box.public_key().public_bytes_raw(),
        "recipient": device(member),
        "recipient_box": member.desk.account._open_keys.require().box_public,
    }
    cipher = seal_keys([MadeKey(sender, b"\x01" * 32)], box, Passage(**(fields | other)))
    body = {"hlc": f"{2**40:012x}-0000-{sender}", "device": sender, "base": "", "deleted": False}
    return f"key.{device(member)}", {**body, "cipher": base64.b64encode(cipher).decode()}


def test_a_key_that_the_council_planted_is_not_taken(first: Member, second: Member) -> None:
    second.enrol()
    exchange(first, second)
    box = X25519PrivateKey.generate()
    for sender in (device(first), "tb-nobody"):
        first.council.feed(FEED).put("note", *planted(second, sender, box))
        second.sync()
    held = second.desk.replica._sharing._keys.held()
    assert {bytes(key.key) for key in held} == {own_key(first), own_key(second)}


def test_a_council_that_lost_the_keys_gets_them_again(first: Member, second: Member) -> None:
    second.enrol()
    exchange(first)
    del first.council.feeds[FEED]
    first.council.notes.clear()
    exchange(first, second)
    assert f"key.{device(second)}" in {row.id for row in first.council.feed(FEED).rows}
    held = second.desk.replica._sharing._keys.held()
    assert own_key(first) in {bytes(key.key) for key in held}


def test_nothing_in_the_feed_shows_a_key_or_a_text(first: Member, second: Member) -> None:
    first.write(version(first), "rất riêng tư")
    second.enrol()
    exchange(first, second)
    stored = "".join(row.body for row in first.council.feed(FEED).rows)
    for member in (first, second):
        assert base64.b64encode(own_key(member)).decode() not in stored
        assert own_key(member).hex() not in stored
    assert "riêng tư" not in stored


def test_keys_that_were_shared_are_not_sent_again(first: Member, second: Member) -> None:
    second.enrol()
    exchange(first, second)
    before = len(first.council.feed(FEED).rows)
    first.council.publish_paper("khac", b"%PDF-1.7 more")
    exchange(first, second)
    assert len(first.council.feed(FEED).rows) == before
    assert first.desk.replica.outbox() == ()
