"""Parcels: who opens them, and what a changed byte does (protocol.md 12.2-12.6)."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.errors import Invalid
from protocol.parcels import Lid, ParcelHead, ParcelKey, parcel_key, read_head, read_lid
from protocol.wire import Head

ORIGIN = "hdnd/xa-thu/record/0123456789abcdef"
LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = parcel_key(LOG_KEY, ORIGIN, "public", [])


def public(box: X25519PrivateKey) -> bytes:
    return box.public_key().public_bytes_raw()


def test_the_key_is_the_same_each_time_and_another_after_a_revocation_and_for_each_scope() -> None:
    assert parcel_key(LOG_KEY, ORIGIN, "public", []) == KEY
    others = {
        KEY.id,
        parcel_key(LOG_KEY, ORIGIN, "public", ["a" * 64]).id,
        parcel_key(LOG_KEY, ORIGIN, "delegate.minh", []).id,
        parcel_key(Ed25519PrivateKey.generate(), ORIGIN, "public", []).id,
        parcel_key(LOG_KEY, ORIGIN[:-1] + "0", "public", []).id,
    }
    assert len(others) == 5


def test_a_recipient_unwraps_the_key_and_nobody_else_does() -> None:
    mine, other = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    lid = read_lid(Lid.of("xa-thu", "f" * 64, KEY, [public(mine)]).to_bytes())
    assert lid.unwrap(mine) == KEY
    with pytest.raises(Invalid):
        lid.unwrap(other)


def test_a_key_wrapped_for_one_log_opens_under_no_other() -> None:
    mine = X25519PrivateKey.generate()
    lid = Lid.of("xa-thu", "f" * 64, KEY, [public(mine)])
    moved = Lid(lid.council, lid.root, ORIGIN[:-1] + "0", lid.keys)
    with pytest.raises(Invalid):
        moved.unwrap(mine)


@pytest.mark.parametrize("place", [0, 11, 12, 20, -1])
def test_a_piece_opens_under_its_own_name_and_whole_only(place: int) -> None:
    sealed = bytearray(KEY.seal("head", b"data"))
    assert KEY.open("head", bytes(sealed)) == b"data"
    with pytest.raises(Invalid):
        KEY.open("page/public/0123456789abcdef/0", bytes(sealed))
    sealed[place] ^= 1
    with pytest.raises(Invalid):
        KEY.open("head", bytes(sealed))
    for length in (0, 5, 12, 27):
        with pytest.raises(Invalid):
            KEY.open("head", bytes(sealed[:length]))


def test_the_name_of_a_file_tells_nothing_and_climbs_nowhere() -> None:
    place = KEY.place("../../etc/passwd")
    assert len(place) == 35
    assert set(place) <= set("0123456789abcdef/")
    assert ParcelKey(bytes(32), ORIGIN).place("../../etc/passwd") != place


def test_a_head_is_read_as_it_was_written() -> None:
    head = ParcelHead(
        "2026-11-28T09:00:00+07:00",
        "public",
        {"public": Head(epoch="0123456789abcdef", seq=3000)},
        {"public": (0, 2000)},
        Head(epoch="fedcba9876543210", seq=12),
        "checkpoint",
    )
    assert read_head(head.to_bytes()) == head
    bare = ParcelHead("", "delegate.minh", {}, {})
    assert read_head(bare.to_bytes()) == bare


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"format":"hdnd-parcel/2"}',
        b'{"format":"hdnd-parcel/1","made_at":"","scope":"","checkpoint":"","heads":{"public":["..",1]},"pages":{},"record":[]}',
        b'{"format":"hdnd-parcel/1","made_at":"","scope":"","checkpoint":"","heads":{},"pages":{"public":[-1]},"record":[]}',
        b'{"format":"hdnd-parcel/1","made_at":"","scope":"","checkpoint":7,"heads":{},"pages":{},"record":[]}',
        b'{"format":"hdnd-parcel/1","council":"a","root":"b","log":"c","keys":{"t":"%%"}}',
    ],
)
def test_anything_else_is_no_head_and_no_lid(data: bytes) -> None:
    with pytest.raises(Invalid):
        read_head(data)
    with pytest.raises(Invalid):
        read_lid(data)
