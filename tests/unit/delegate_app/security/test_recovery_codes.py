"""The recovery code on paper: what is typed wrongly is found before anything is tried."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from delegate_app.errors import Code, UserError
from delegate_app.security.recovery_codes import new_secret, read, written

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def is_refused(text: str) -> bool:
    with pytest.raises(UserError) as error:
        read(text)
    return error.value.code is Code.RECOVERY_MALFORMED


@given(some.binary(min_size=16, max_size=16))
def test_what_is_written_reads_back(secret: bytes) -> None:
    text = written(secret)
    assert [len(group) for group in text.split("-")] == [4] * 7
    assert read(text) == secret
    assert read(text.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == secret


def test_a_new_secret_has_128_bits_and_is_new() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(new_secret()) == 16


def test_every_single_wrong_digit_is_found() -> None:
    text = written(bytes(range(100, 116))).replace("-", "")
    for at in range(len(text)):
        for digit in CROCKFORD:
            if digit != text[at]:
                assert is_refused(text[:at] + digit + text[at + 1 :])


def test_every_exchange_of_two_neighbours_within_the_body_is_found() -> None:
    text = written(bytes(range(7, 135, 8))).replace("-", "")
    for at in range(25):
        if text[at] != text[at + 1]:
            assert is_refused(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


@pytest.mark.parametrize("text", ["", "7K2M", "A" * 27, "A" * 29, "U" * 28, "Z" * 28, "đ" * 28])
def test_what_is_no_code_is_refused(text: str) -> None:
    assert is_refused(text)
