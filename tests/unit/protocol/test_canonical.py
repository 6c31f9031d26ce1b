"""Canonical JSON: one spelling for each value, everything else refused, quickly."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import canonical, limits
from protocol.errors import Code, Refused

TEXTS = st.text().map(lambda text: unicodedata.normalize("NFC", text))
VALUES = st.recursive(
    st.booleans() | st.integers(-limits.INTEGER, limits.INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def refuses(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        canonical.decode(data)
    assert caught.value.code is Code.FORMAT


@given(VALUES)
def test_every_value_comes_back_from_its_bytes(value: Any) -> None:
    if depth(value) > limits.DEPTH:
        with pytest.raises(Refused):
            canonical.encode(value)
        return
    data = canonical.encode(value)
    assert canonical.decode(data) == value
    assert json.loads(data) == value


@given(st.binary(max_size=200))
def test_bytes_are_refused_or_are_the_one_spelling_of_their_value(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except Refused:
        return
    assert canonical.encode(value) == data


@given(VALUES, st.integers(0, 10**6), st.integers(0, 255))
def test_a_changed_byte_is_refused_or_is_another_values_one_spelling(
    value: Any, place: int, byte: int
) -> None:
    try:
        data = bytearray(canonical.encode(value))
    except Refused:
        return
    data[place % len(data)] = byte
    try:
        again = canonical.decode(bytes(data))
    except Refused:
        return
    assert canonical.encode(again) == bytes(data)


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "1.0",
        "1e3",
        "NaN",
        "Infinity",
        "-Infinity",
        "-0",
        "01",
        "+1",
        "9007199254740992",
        "-9007199254740992",
        '{"a":1,"a":1}',
        '{"a": 1}',
        "[1, 2]",
        " 1",
        "1\n",
        '"\\u00e9"',
        '"\\/"',
        '"\\u000A"',
        '"\\u000a"',
        '"\\u007f"',
        '"\\ud800"',
        '"\\ud83d\\ude00"',
        '"e\u0301"',
        '{"e\u0301":1}',
        "'a'",
        "{a:1}",
        "[1,]",
        "\ufeff1",
        '"a',
        "true false",
        "",
        "9" * 5000,
        '"' + "a" * (limits.STRING + 1) + '"',
        '"' + "đ" * (limits.STRING // 2 + 1) + '"',
        "[" * 9 + "]" * 9,
        '{"a":' * 9 + "1" + "}" * 9,
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '"\t"',
        '"\x00"',
    ],
)
def test_every_other_spelling_is_refused(text: str) -> None:
    refuses(text.encode())


@pytest.mark.parametrize("data", [b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\xaf"', b"\x00", b'"\xf5"'])
def test_what_is_no_utf8_is_refused(data: bytes) -> None:
    refuses(data)


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ({}, "{}"),
        ([], "[]"),
        ({"b": 1, "a": 2}, '{"b":1,"a":2}'),
        ('\x00\x1f\b\t\n\f\r"\\/\x7f', '"\\u0000\\u001f\\b\\t\\n\\f\\r\\"\\\\/\x7f"'),
        ("Nghị quyết \U0001f5f3", '"Nghị quyết \U0001f5f3"'),
        (-limits.INTEGER, "-9007199254740991"),
        ([[[[[[[[1]]]]]]]], "[[[[[[[[1]]]]]]]]"),
        ("[[[[[[[[[[[[[", '"[[[[[[[[[[[[["'),
        (["\\", '"[', "{"], '["\\\\","\\"[","{"]'),
    ],
)
def test_values_have_these_spellings(value: Any, data: str) -> None:
    assert canonical.encode(value) == data.encode()
    assert canonical.decode(data.encode()) == value


@pytest.mark.parametrize(
    "value",
    [None, 1.5, b"x", (1,), {1: 2}, "\ud800", 2**53, ["e\u0301"], {"e\u0301": 1}, {"a": {2}}],
)
def test_a_value_without_a_spelling_is_not_written(value: Any) -> None:
    with pytest.raises(Refused):
        canonical.encode(value)


def test_a_statement_as_large_as_allowed_is_read_and_one_byte_more_is_not() -> None:
    members = ["a" * (limits.STRING)] * 15
    rest = limits.STATEMENT - len(canonical.encode([*members, ""]))
    data = canonical.encode([*members, "a" * rest])
    assert len(data) == limits.STATEMENT
    assert canonical.decode(data) == [*members, "a" * rest]
    refuses(b"1" + data)
    with pytest.raises(Refused):
        canonical.encode(["a" * limits.STRING] * 16)


def test_the_identity_is_the_sha256_of_the_bytes() -> None:
    assert canonical.identity(b"abc").startswith("ba7816bf8f01cfea")
