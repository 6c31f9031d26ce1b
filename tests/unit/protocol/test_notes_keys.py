"""Notes keys on their way between two devices (protocol.md 9.6): nobody else opens them, nobody else makes them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.errors import Code, Invalid
from protocol.notes import MadeKey, Passage, named_key, open_keys, seal_keys, seal_note

OLD, NEW, STRANGER = (X25519PrivateKey.generate() for _ in range(3))
KEYS = (MadeKey("tb-old", bytes(range(32))), MadeKey("tb-other", b"\x07" * 32))


def public(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


PASSAGE = Passage(
    council="xa-a",
    person="db-01",
    sender="tb-old",
    sender_box=public(OLD),
    recipient="tb-new",
    recipient_box=public(NEW),
)


def is_refused(cipher: bytes, key: X25519PrivateKey = NEW, passage: Passage = PASSAGE) -> bool:
    with pytest.raises(Invalid) as error:
        open_keys(cipher, key, passage)
    return error.value.code is Code.BAD_ENVELOPE


def test_keys_arrive_with_the_device_that_made_each() -> None:
    assert open_keys(seal_keys(KEYS, OLD, PASSAGE), NEW, PASSAGE) == KEYS


def test_every_envelope_is_another_one() -> None:
    first, second = seal_keys(KEYS, OLD, PASSAGE), seal_keys(KEYS, OLD, PASSAGE)
    assert first[0] == second[0] == 2
    assert first[1:33] != second[1:33]
    assert KEYS[0].key not in first


def test_no_other_device_opens_them() -> None:
    assert is_refused(seal_keys(KEYS, OLD, PASSAGE), STRANGER)


def test_a_server_that_knows_every_public_key_cannot_hand_over_a_key_it_knows() -> None:
    """Without the sender's private key in the exchange this envelope would open."""
    assert is_refused(seal_keys(KEYS, STRANGER, PASSAGE))


@pytest.mark.parametrize(
    "other",
    [
        {"council": "xa-b"},
        {"person": "db-02"},
        {"sender": "tb-x"},
        {"recipient": "tb-x"},
        {"sender_box": public(STRANGER)},
        {"recipient_box": public(STRANGER)},
        {"sender_box": bytes(32)},
    ],
)
def test_an_envelope_is_bound_to_its_passage(other: dict[str, str]) -> None:
    cipher = seal_keys(KEYS, OLD, PASSAGE)
    assert is_refused(cipher, passage=replace(PASSAGE, **other))  # type: ignore[arg-type]


def test_no_flipped_bit_and_no_cut_opens() -> None:
    cipher = seal_keys(KEYS, OLD, PASSAGE)
    for at in range(0, len(cipher), 5):
        changed = bytearray(cipher)
        changed[at] ^= 1 << at % 8
        assert is_refused(bytes(changed))
    for length in (0, 1, 33, 45, len(cipher) - 1):
        assert is_refused(cipher[:length])
    assert is_refused(cipher + b"\0")
    assert is_refused(bytes(100_000))


def test_a_note_is_no_envelope_of_keys_and_names_its_key() -> None:
    note = seal_note(b"k" * 32, b"{}", council="c", person="p", note="n", hlc="h")
    assert is_refused(note)
    assert len(named_key(note)) == 4
    assert named_key(seal_keys(KEYS, OLD, PASSAGE)) == b""
    assert named_key(b"") == b""


def test_a_box_key_of_low_order_seals_nothing() -> None:
    with pytest.raises(Invalid):
        seal_keys(KEYS, OLD, replace(PASSAGE, recipient_box=bytes(32)))
