"""Messages: there and back, tolerant of what is new, firm about what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import limits, wire
from protocol.errors import Code, Invalid
from protocol.feeds import Page, Row, digest_of
from protocol.fields import b64
from protocol.records import Record
from protocol.wire import (
    Challenge,
    ChallengeRequest,
    EnrolAnswer,
    EnrolmentAnswer,
    EnrolRequest,
    EntryAnswer,
    EntryRequest,
    ErrorAnswer,
    Head,
    Heads,
    NoteAnswer,
    NoteRequest,
    RootAnswer,
    TailAnswer,
    TailRequest,
    Token,
    TokenRequest,
)

TIME = "2026-11-22T09:30:00+07:00"
ENTRY = EntryRequest.of(Record(b'{"type":"x"}', b"\x30\x00"))
MESSAGES: list[Any] = [
    RootAnswer(
        council="bm",
        name="HĐND xã Bình Minh",
        root_cert=b64(b"der"),
        log="hdnd/bm/record/0123456789abcdef",
        log_key=b64(bytes(32)),
        rotations=(ENTRY,),
    ),
    EnrolRequest(
        code_id="0" * 16, proof="0" * 64, csr=b64(b"csr"), device="d", device_name="Máy",
        box_key="",
    ),
    EnrolAnswer(enrolment="e1", comparison="AAAA-BBBB-CCCC-DDDD"),
    EnrolmentAnswer(state="pending", person="", name="", role="", index=-1),
    ChallengeRequest(device="d"),
    Challenge(nonce="n" * 32, time=TIME),
    TokenRequest(device="d", nonce="n" * 32, time=TIME, signature=b64(b"sig")),
    Token(token="t" * 43, expires=TIME),
    Heads(heads={"public": Head(epoch="e", seq=3), "record": Head(epoch="l", seq=0)}, time=TIME),
    ENTRY,
    EntryAnswer(receipt="c2sp.org/tlog-proof@v1\n", index=7, disposition="COUNTED"),
    NoteRequest(hlc="h", device="d", base="", deleted=False, cipher=b64(b"x")),
    NoteAnswer(hlc="h"),
    TailRequest(first=4, records=(ENTRY, ENTRY)),
    TailAnswer(size=6),
    ErrorAnswer(code="CHAIN_GAP", expected=4),
]  # fmt: skip
PAGE = Page(
    "public",
    "0123456789abcdef",
    0,
    (
        Row(1, "a", "item", 1, False, digest_of('{"t":"Đ\\n"}'), '{"t":"Đ\\n"}'),
        Row(2, "a", "item", 2, True, digest_of(""), ""),
    ),
    "checkpoint\n",
    2,
)


def bad(data: bytes, cls: type = RootAnswer) -> None:
    with pytest.raises(Invalid) as caught:
        wire.read(cls, data)
    assert caught.value.code is Code.BAD_MESSAGE


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_every_message_comes_back_from_its_bytes(message: Any) -> None:
    data = wire.write(message)
    assert wire.read(type(message), data) == message
    more = json.loads(data) | {"new-field": {"a": [None, 1.5]}}
    assert wire.read(type(message), json.dumps(more, indent=1).encode()) == message


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_a_message_without_a_field_or_with_another_type_is_refused(message: Any) -> None:
    members = json.loads(wire.write(message))
    for name in members:
        optional = name == "rotations" or (isinstance(message, ErrorAnswer) and name != "code")
        if not optional:
            rest = {k: v for k, v in members.items() if k != name}
            bad(json.dumps(rest).encode(), type(message))
        bad(json.dumps(members | {name: None}).encode(), type(message))
        bad(json.dumps(members | {name: [[1.5]]}).encode(), type(message))


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b"{", b'"x"', b"{} {}", b"\xff", b'{"a":NaN}', b'{"a":"\\ud800"}',
     b"[" * 100_000, b'{"a":' * 100_000, b'{"a":' + b"9" * 10_000 + b"}",
     b'{"a":"' + b"x" * (limits.ANSWER + 1) + b'"}'],
    ids=lambda data: repr(data[:12]),
)  # fmt: skip
def test_what_is_no_message_is_refused(data: bytes) -> None:
    bad(data)
    with pytest.raises(Invalid):
        wire.read_page(data)


@given(st.binary(max_size=100))
def test_no_bytes_make_a_reader_crash(data: bytes) -> None:
    for cls in (Heads, TailRequest, ErrorAnswer):
        with pytest.raises(Invalid):
            wire.read(cls, data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@given(st.sampled_from(["rows", "feed", "after", "checkpoint", "head"]), JSON)
def test_no_json_makes_the_reader_of_pages_crash(field: str, value: Any) -> None:
    members = json.loads(wire.write_page(PAGE)) | {field: value}
    try:
        page = wire.read_page(json.dumps(members).encode())
    except Invalid:
        return
    assert wire.read_page(wire.write_page(page)) == page


def test_a_page_comes_back_with_the_exact_bytes_of_its_bodies() -> None:
    assert wire.read_page(wire.write_page(PAGE)) == PAGE


@pytest.mark.parametrize(
    "heads",
    [{"public": "x"}, {"public": ["e"]}, {"public": ["e", -1]}, {"public": ["e", True]},
     {"public": ["e", 2**53]}, {"public": [1, 1]}, []],
    ids=str,
)  # fmt: skip
def test_heads_of_another_form_are_refused(heads: Any) -> None:
    bad(json.dumps({"heads": heads, "time": TIME}).encode(), Heads)


def test_an_entry_comes_back_as_its_bytes() -> None:
    assert ENTRY.record() == Record(b'{"type":"x"}', b"\x30\x00")
    for wrong in ("x", "eA", "eA==\n", "eB=="):
        members = {"statement": wrong, "signature": "eA=="}
        bad(json.dumps(members).encode(), EntryRequest)
