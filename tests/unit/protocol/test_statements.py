"""Statements of every kind: there and back, and refused when any field or byte is wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol import canonical, limits
from protocol.attendance import Attendance
from protocol.councils import Root
from protocol.enrolments import ROLES, Enrol, Revoke
from protocol.envelope import Statement, type_of
from protocol.errors import Code, Refused
from protocol.manifests import Manifest, Paper
from protocol.objections import Objection
from protocol.passing import BALLOTS, TOTAL, Quorum, Rule
from protocol.polls import (
    NOT_PASSED,
    PASSED,
    PHASE_GRACE,
    PHASE_VOTE,
    POINT,
    WHOLE,
    Close,
    Closing,
    Count,
    Open,
    PollChoice,
    PollDefinition,
    PollDocument,
    Result,
    Void,
)
from protocol.statements import KINDS, decode_statement, identity
from protocol.votes import HandVote, Vote, write_clock
from tests.unit.protocol.sample_council import SampleCouncil

IDENT = st.from_regex(r"\A[a-z0-9][a-z0-9._-]{0,12}\Z")
HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)
NONCE = st.binary(min_size=16, max_size=16).map(bytes.hex)
LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]), min_size=1, max_size=40
)
LINE = LINE.map(lambda text: unicodedata.normalize("NFC", text))
TEXT = st.text('Nghị quyết số 12/NQ-HĐND\n\t"\\', min_size=1).filter(lambda t: bool(t.strip()))
TIME = st.datetimes().map(lambda t: t.replace(microsecond=0).isoformat() + "+07:00")
TIME = TIME.filter(lambda text: len(text) == 25)
NATURAL = st.integers(0, limits.INTEGER)
POSITIVE = st.integers(1, limits.INTEGER)
PEOPLE = st.sets(IDENT, max_size=5).map(lambda found: tuple(sorted(found)))
KEY = st.binary(min_size=32, max_size=32).map(lambda b: base64.b64encode(b).decode())
BYTES = st.binary(min_size=1, max_size=60).map(lambda b: base64.b64encode(b).decode())
HEAD: dict[str, Any] = {"council": st.just("bm"), "cert": HEX}
HEAD["log"] = st.binary(min_size=8, max_size=8).map(lambda b: f"hdnd/bm/record/{b.hex()}")
ABOUT: dict[str, Any] = {**HEAD, "poll": IDENT, "poll_def": HEX}
CHAINED: dict[str, Any] = {
    "device": IDENT,
    "seq": POSITIVE,
    "prev": HEX,
    "seen_size": NATURAL,
    "seen_root": HEX,
    "nonce": NONCE,
}
PAPERS = st.lists(
    st.builds(
        Paper,
        document=IDENT,
        item=IDENT | st.just(""),
        kind=LINE,
        title=TEXT,
        version=HEX,
        size=NATURAL,
    ),
    max_size=3,
    unique_by=lambda paper: paper.document,
).map(tuple)
DOCUMENTS = st.lists(
    st.builds(PollDocument, document=IDENT, title=TEXT, version=HEX), max_size=3
).map(tuple)
OTHER_CHOICES = st.lists(
    st.builds(PollChoice, code=st.from_regex(r"\A[B-Z][A-Z0-9_]{0,8}\Z"), label=LINE),
    min_size=1,
    max_size=4,
    unique_by=lambda choice: choice.code,
)
CHOICES = OTHER_CHOICES.map(lambda found: (PollChoice("APPROVE", "Tán thành"), *found))
RULES = st.builds(
    Rule,
    base=st.sampled_from([TOTAL, BALLOTS]),
    num=st.integers(0, 3),
    den=st.just(4),
    strict=st.booleans(),
)

STATEMENTS: dict[str, st.SearchStrategy[Statement]] = {
    "root": st.builds(Root, **HEAD, name=LINE, root_cert=BYTES, log_key=KEY, created_at=TIME),
    "enrol": st.builds(
        Enrol, **HEAD, role=st.sampled_from(ROLES), person=IDENT, name=LINE, device=IDENT,
        device_name=LINE, member_cert=BYTES, box_key=KEY | st.just(""), enrolled_at=TIME,
    ),
    "revoke": st.builds(
        Revoke, **HEAD, person=IDENT, device=IDENT, member_cert=HEX, reason=TEXT, revoked_at=TIME
    ),
    "manifest": st.builds(
        Manifest, **HEAD, session=IDENT, revision=POSITIVE, title=TEXT, papers=PAPERS,
        published_at=TIME,
    ),
    "attendance": st.builds(
        Attendance, **HEAD, session=IDENT, sitting=IDENT, present=PEOPLE, absent=st.just(()),
        taken_at=TIME,
    ),
    "poll": st.builds(
        PollDefinition, **HEAD, session=IDENT, item=IDENT, poll=IDENT, question=TEXT,
        scope=st.sampled_from([WHOLE, POINT]), documents=DOCUMENTS, choices=CHOICES,
        electorate=PEOPLE, total=POSITIVE, rule=RULES,
        quorum=st.builds(Quorum, num=st.integers(0, 3), den=st.just(3)),
        late=st.sampled_from(["none", "grace:1", "grace:86400"]), revote=st.booleans(),
        last_call=st.integers(0, 600), replaces=IDENT | st.just(""), defined_at=TIME,
    ),
    "open": st.builds(Open, **ABOUT, opened_at=TIME),
    "closing": st.builds(Closing, **ABOUT, seconds=st.integers(0, 600), announced_at=TIME),
    "close": st.builds(
        Close, **ABOUT, phase=st.sampled_from([PHASE_VOTE, PHASE_GRACE]), closed_at=TIME
    ),
    "void": st.builds(Void, **ABOUT, reason=TEXT, voided_at=TIME),
    "vote": st.builds(
        Vote, **ABOUT, **CHAINED, session=IDENT, opened=HEX, voter=IDENT,
        supersedes=HEX | st.just(""), choice=st.sampled_from(["APPROVE", "ABSTAIN", "P_1"]),
        cast_at=TIME, clock=st.none().map(write_clock) | st.integers(-9999, 9999).map(write_clock),
    ),
    "handvote": st.builds(
        HandVote, **ABOUT, voter=IDENT, choice=st.just("ABSTAIN"), reason=TEXT, recorded_at=TIME
    ),
    "result": st.builds(
        Result, **ABOUT, size=NATURAL,
        counts=st.lists(st.builds(Count, code=st.just("A"), count=NATURAL), max_size=3).map(tuple),
        total=POSITIVE, present=st.integers(-1, 2000),
        outcome=st.sampled_from([PASSED, NOT_PASSED]), announced_at=TIME,
    ),
    "objection": st.builds(
        Objection, **HEAD, **CHAINED, about=HEX, person=IDENT, text=TEXT, raised_at=TIME
    ),
}  # fmt: skip
ANY = st.one_of(*STATEMENTS.values())


def refuses(data: bytes) -> Code:
    with pytest.raises(Refused) as caught:
        decode_statement(data)
    return caught.value.code


def test_every_kind_of_the_table_is_known() -> None:
    assert set(KINDS) == set(STATEMENTS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_comes_back_from_its_bytes(kind: str) -> None:
    @settings(max_examples=25)
    @given(STATEMENTS[kind])
    def there_and_back(statement: Statement) -> None:
        data = statement.to_bytes()
        assert decode_statement(data) == statement
        assert json.loads(data)["type"] == type_of(kind) == f"hdnd-{kind}/1"
        assert identity(data) == hashlib.sha256(data).hexdigest()

    there_and_back()


@settings(max_examples=60)
@given(ANY, st.data())
def test_a_changed_byte_never_gives_the_same_statement(
    statement: Statement, data: st.DataObject
) -> None:
    before = statement.to_bytes()
    place = data.draw(st.integers(0, len(before) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != before[place]))
    after = before[:place] + bytes((byte,)) + before[place + 1 :]
    try:
        again = decode_statement(after)
    except Refused:
        return
    assert again != statement
    assert again.to_bytes() == after


@settings(max_examples=60)
@given(ANY, st.data())
def test_no_field_may_be_missing_renamed_moved_or_of_another_type(
    statement: Statement, data: st.DataObject
) -> None:
    members = list(json.loads(statement.to_bytes()).items())
    place = data.draw(st.integers(1, len(members) - 1))
    name, value = members[place]
    missing = members[:place] + members[place + 1 :]
    renamed = [*members[:place], (name + "x", value), *members[place + 1 :]]
    moved = [*missing, (name, value)] if missing[-1][0] != name else members
    retyped = [*members[:place], (name, {"a": 1}), *members[place + 1 :]]
    more = [*members[:place], ("x", 1), *members[place:]]
    for changed in (missing, renamed, moved, retyped, more):
        if changed != members:
            assert refuses(canonical.encode(dict(changed))) is Code.FORMAT


def changed(statement: Statement, **fields: Any) -> bytes:
    """The canonical bytes with other values in some fields, whatever the rules say."""
    members = json.loads(statement.to_bytes()) | fields
    return canonical.encode(members)


@pytest.fixture(scope="module")
def poll() -> PollDefinition:
    return SampleCouncil(delegates=3).definition()


@pytest.fixture(scope="module")
def vote() -> Vote:
    council = SampleCouncil(delegates=1)
    council.define()
    return council.vote(council.delegates[0])


@pytest.mark.parametrize(
    "fields",
    [
        {"poll": ""},
        {"poll": "P1"},
        {"poll": "-p1"},
        {"poll": "p" * 81},
        {"poll": "p1\n"},
        {"poll": "đ"},
        {"poll_def": "0" * 63},
        {"poll_def": "A" * 64},
        {"seq": 0},
        {"seq": -1},
        {"seq": True},
        {"seq": "1"},
        {"supersedes": "x"},
        {"choice": ""},
        {"choice": "approve"},
        {"cast_at": "2026-11-22 09:30:00+07:00"},
        {"cast_at": "2026-11-22T09:30:00Z"},
        {"cast_at": "2026-11-22T09:30:00.5+07:00"},
        {"cast_at": "2026-11-22T09:30:00-00:00"},
        {"cast_at": "2026-02-30T09:30:00+07:00"},
        {"cast_at": "2026-11-22T24:30:00+07:00"},
        {"cast_at": "2026-11-22T09:30:00+99:00"},
        {"clock": "3"},
        {"clock": "-0"},
        {"clock": "+03"},
        {"clock": ""},
        {"seen_size": -1},
        {"seen_root": ""},
        {"nonce": "0" * 31},
        {"log": "hdnd/binh-minh/record/xyz"},
        {"log": "hdnd/binh-minh/public/0123456789abcdef"},
        {"council": "binh-an"},
        {"cert": ""},
    ],
    ids=str,
)
def test_a_field_of_a_vote_that_breaks_its_rule_is_refused(
    vote: Vote, fields: dict[str, Any]
) -> None:
    assert refuses(changed(vote, **fields)) is Code.FORMAT


@pytest.mark.parametrize(
    "fields",
    [
        {"question": "  "},
        {"scope": "half"},
        {"choices": []},
        {"choices": [{"code": "APPROVE", "label": "Tán thành"}]},
        {"choices": [{"code": "A", "label": "a"}, {"code": "B", "label": "b"}]},
        {"choices": [{"code": "APPROVE", "label": "a"}, {"code": "APPROVE", "label": "b"}]},
        {"choices": [{"code": "APPROVE", "label": "a"}, {"code": "B", "label": " b"}]},
        {"choices": [{"code": "APPROVE", "label": "a"}, {"code": "B", "label": "b\n"}]},
        {"choices": [{"label": "a", "code": "APPROVE"}, {"code": "B", "label": "b"}]},
        {"choices": ["APPROVE", "B"]},
        {"electorate": ["b", "a"]},
        {"electorate": "a"},
        {"total": 0},
        {"rule": {"base": "present", "num": 1, "den": 2, "strict": True}},
        {"rule": {"base": "total", "num": 3, "den": 2, "strict": True}},
        {"rule": {"base": "total", "num": 1, "den": 0, "strict": True}},
        {"rule": {"base": "total", "num": 1, "den": 2, "strict": 1}},
        {"quorum": {"num": 2, "den": 1}},
        {"quorum": {}},
        {"late": ""},
        {"late": "grace"},
        {"late": "grace:0"},
        {"late": "grace:-5"},
        {"late": "grace:86401"},
        {"revote": 0},
        {"last_call": -1},
        {"documents": [{"document": "a", "title": "t", "version": "00"}]},
    ],
    ids=str,
)
def test_a_field_of_a_poll_that_breaks_its_rule_is_refused(
    poll: PollDefinition, fields: dict[str, Any]
) -> None:
    assert refuses(changed(poll, **fields)) is Code.FORMAT


def test_nobody_stands_twice_in_a_roll_and_no_document_in_a_manifest() -> None:
    council = SampleCouncil(delegates=2)
    roll = council.roll()
    assert refuses(changed(roll, absent=list(roll.present[:1]))) is Code.FORMAT
    council.publish("0" * 64, revision=2)
    manifest = council.replay.manifests["ky-hop-2"]
    twice = [json.loads(manifest.to_bytes())["papers"][0]] * 2
    assert refuses(changed(manifest, papers=twice)) is Code.FORMAT


def test_a_statement_that_breaks_a_rule_is_not_even_written(vote: Vote) -> None:
    with pytest.raises(Refused):
        replace(vote, choice="approve").to_bytes()
    with pytest.raises(Refused):
        replace(vote, council="binh-an").to_bytes()


def test_the_type_comes_first_and_is_known(vote: Vote) -> None:
    members = json.loads(vote.to_bytes())
    kind = members.pop("type")
    assert refuses(canonical.encode({**members, "type": kind})) is Code.FORMAT
    assert refuses(canonical.encode(members)) is Code.TYPE
    assert refuses(canonical.encode({"type": 5, **members})) is Code.TYPE
    assert refuses(canonical.encode({"type": "hdnd-vote/2", **members})) is Code.TYPE
    assert refuses(b"{}") is Code.TYPE
    assert refuses(b"[]") is Code.FORMAT


def test_a_clock_says_by_how_much_it_differs() -> None:
    assert [write_clock(n) for n in (None, 0, 3, -7200)] == ["unknown", "+0", "+3", "-7200"]
