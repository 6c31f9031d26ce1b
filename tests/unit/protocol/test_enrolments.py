"""Enrolment codes: what the sheet prints, what the device proves, what the clerk compares."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from protocol import enrolments
from protocol.errors import Code, Invalid

CODES = st.binary(min_size=10, max_size=10)
CODE = bytes(range(10))
REQUEST = {"root": b"\x11" * 32, "csr": b"request", "box_key": b"\x22" * 32}


@given(CODES)
def test_a_code_comes_back_however_it_is_typed(code: bytes) -> None:
    printed = enrolments.write_code(code)
    assert len(printed) == 19
    assert enrolments.read_code(printed) == code
    assert enrolments.read_code(printed.lower().replace("-", " ")) == code
    assert enrolments.read_code(printed.replace("-", "").replace("0", "O")) == code
    assert enrolments.read_code(printed.replace("1", "l")) == code
    assert enrolments.read_code(f" {printed.replace('1', 'i')}\n") == code


@pytest.mark.parametrize(
    "text", ["", "0000-0000-0000-000", "0000-0000-0000-000U", "0" * 17, "đ" * 16, "0000_0000" * 2]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        enrolments.read_code(text)
    assert caught.value.code is Code.BAD_CODE


def test_two_codes_are_never_the_same() -> None:
    assert len({enrolments.new_code() for _ in range(100)}) == 100


def test_the_formulas_are_those_of_the_protocol() -> None:
    def h(data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    message = REQUEST["root"] + h(REQUEST["csr"]) + h(REQUEST["box_key"])
    key = HKDF(hashes.SHA256(), 32, None, b"hdnd-enrol/1").derive(CODE)
    expected = hmac.new(key, message + b"may-1", hashlib.sha256).hexdigest()
    assert enrolments.proof(CODE, **REQUEST, device="may-1") == expected
    assert enrolments.code_id(CODE) == h(b"hdnd-code-id/1\n" + CODE)[:8].hex()
    compared = h(b"hdnd-compare/1\n" + message + CODE)[:10]
    assert enrolments.comparison(CODE, **REQUEST) == enrolments.write_code(compared)


@pytest.mark.parametrize(
    "change",
    [
        {"root": b"\x12" * 32},
        {"csr": b"another request"},
        {"box_key": b""},
        {"device": "may-2"},
        {"code": bytes(10)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_34_a_proof_holds_for_its_own_request_only(change: dict[str, object]) -> None:
    right: dict[str, object] = {"code": CODE, **REQUEST, "device": "may-1"}
    claimed = enrolments.proof(**right)  # type: ignore[arg-type]
    assert enrolments.proof_holds(claimed, **right)  # type: ignore[arg-type]
    assert not enrolments.proof_holds(claimed, **(right | change))  # type: ignore[arg-type]
    assert not enrolments.proof_holds("đ", **right)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [{"root": b"\x12" * 32}, {"csr": b"another"}, {"box_key": b""}, {"code": bytes(10)}],
    ids=lambda change: next(iter(change)),
)
def test_34_the_clerk_sees_another_code_when_anything_was_swapped(
    change: dict[str, bytes],
) -> None:
    right = {"code": CODE, **REQUEST}
    assert enrolments.comparison(**right) != enrolments.comparison(**(right | change))
