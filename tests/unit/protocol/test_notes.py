"""Sealed notes and the clock that orders them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import limits, notes
from protocol.errors import Code, Invalid
from protocol.notes import Hlc, next_hlc, open_note, seal_note

KEY = bytes(range(32))
PLACE = {"council": "bm", "person": "lan", "note": "n1", "hlc": "0123456789ab-0000-may-1"}
HLCS = st.builds(
    Hlc, st.integers(0, 2**48 - 1), st.integers(0, 2**16 - 1), st.sampled_from(["a", "b", "a.1"])
)


@given(st.text(max_size=600))
def test_a_note_comes_back_and_hides_its_length(text: str) -> None:
    plain = b'{"text":"' + text.encode(errors="replace") + b'"}'
    cipher = seal_note(KEY, plain, **PLACE)
    assert open_note(KEY, cipher, **PLACE) == plain
    assert (len(cipher) - 1 - 4 - 12 - 16) % 256 == 0


def test_the_same_note_is_never_sealed_twice_alike() -> None:
    assert seal_note(KEY, b"{}", **PLACE) != seal_note(KEY, b"{}", **PLACE)


@pytest.mark.parametrize("field", PLACE)
def test_a_note_moved_to_another_place_does_not_open(field: str) -> None:
    cipher = seal_note(KEY, b"{}", **PLACE)
    refuses(KEY, cipher, **(PLACE | {field: "khac"}))


def test_no_bit_of_an_envelope_can_change() -> None:
    cipher = seal_note(KEY, b"{}", **PLACE)
    for at in range(len(cipher)):
        for bit in (1, 128):
            spoiled = bytearray(cipher)
            spoiled[at] ^= bit
            refuses(KEY, bytes(spoiled), **PLACE)
    for length in range(len(cipher)):
        refuses(KEY, cipher[:length], **PLACE)
    refuses(KEY, bytes(limits.NOTE_CIPHER + 1), **PLACE)
    refuses(bytes(32), cipher, **PLACE)


def refuses(key: bytes, cipher: bytes, **place: str) -> None:
    with pytest.raises(Invalid) as caught:
        open_note(key, cipher, **place)
    assert caught.value.code is Code.BAD_ENVELOPE


def test_a_note_longer_than_the_wire_carries_is_not_sealed() -> None:
    seal_note(KEY, b"x" * (limits.NOTE_CIPHER - 512), **PLACE)
    with pytest.raises(Invalid):
        seal_note(KEY, b"x" * limits.NOTE_CIPHER, **PLACE)


@given(HLCS, HLCS)
def test_clock_values_compare_as_text(one: Hlc, other: Hlc) -> None:
    assert (str(one) < str(other)) is (one < other)
    assert Hlc.parse(str(one)) == one


@given(st.none() | HLCS, st.integers(-(10**12), 2**47))
def test_the_clock_never_runs_backwards(last: Hlc | None, now: int) -> None:
    following = next_hlc(last, now, "a")
    assert following.device == "a"
    if last:
        assert following > last
        assert str(following)[:17] > str(last)[:17]
    assert following.milliseconds >= now


@pytest.mark.parametrize(
    "text", ["", "0-0-a", "0123456789ab-0000-", "0123456789AB-0000-a", "0123456789ab-0000-a\n"]
)
def test_what_is_no_clock_value_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Hlc.parse(text)


def test_an_envelope_names_its_key_and_version() -> None:
    cipher = seal_note(KEY, b"{}", **PLACE)
    assert cipher[0] == notes.VERSION
    assert cipher[1:5] == notes.key_id(KEY)
