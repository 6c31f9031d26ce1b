"""Attacks by odd spellings and odd office statements. Numbers as in docs/vote-record.md."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from protocol.dispositions import Disposition
from protocol.enrolments import CHAIR, DELEGATE, SECRETARY
from protocol.errors import Code, ProtocolError
from protocol.polls import Close, PollDocument
from protocol.records import Record
from protocol.statements import decode_statement
from tests.unit.protocol.sample_council import (
    DRAFT,
    NEW_VERSION,
    SampleCouncil,
)
from tests.unit.protocol.trials import refusal


def test_15_a_choice_that_is_not_on_the_ballot_is_logged_and_never_counted(
    voting: SampleCouncil,
) -> None:
    assert voting.cast(voting.delegates[0], "MAYBE") is Disposition.CHOICE
    assert voting.replay.polls["p1"].tally().counted == 0


def test_15_a_field_too_many_is_refused(voting: SampleCouncil) -> None:
    seat = voting.delegates[0]
    data = voting.vote(seat).to_bytes()[:-1] + b',"weight":2}'
    assert refusal(voting, voting.sign(data, seat)) is Code.FORMAT


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b'"type"', b'"council":"binh-minh","type"', 1),
        lambda data: data.replace(b'","', b'", "'),
        lambda data: data.replace(b'"clock":"+0"', '"clock":"e\u0301"'.encode()),
        lambda data: data.replace(b'"seq":1', b'"seq":1.0'),
        lambda data: data.replace(b'"seq":1', b'"seq":1e0'),
        lambda data: data.replace(b'"seq":1', b'"seq":' + b"9" * 100_000),
        lambda data: data + b" ",
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data[:-1] + b',"x":"' + b"a" * 10_000_000 + b'"}',
        lambda data: data[:-1] + b',"x":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        lambda data: b"[" * 100_000,
        lambda data: b"[" + data + b"]",
        lambda data: b"",
        lambda data: b"null",
    ],
    ids=[
        "duplicate key",
        "spaces",
        "NFD",
        "float",
        "exponent",
        "long number",
        "trailing space",
        "byte-order mark",
        "10 MB",
        "10,000 deep",
        "only brackets",
        "array",
        "empty",
        "null",
    ],
)
def test_16_every_other_spelling_is_refused_quickly(voting: SampleCouncil, spoil: Any) -> None:
    seat = voting.delegates[0]
    data = spoil(voting.vote(seat).to_bytes())
    began = time.perf_counter()
    assert refusal(voting, Record(data, b"")) is Code.FORMAT
    assert time.perf_counter() - began < 1


def test_17_another_kind_of_statement_is_refused_on_the_route_of_votes(
    voting: SampleCouncil,
) -> None:
    fields = {"poll": "p1", "poll_def": voting.replay.polls["p1"].identity}
    close = voting.statement(Close, voting.chair, **fields, phase="vote", closed_at=voting.tick())
    record = voting.sign(close, voting.chair)
    assert refusal(voting, record, kinds=frozenset({"vote", "objection"})) is Code.TYPE
    unknown = close.to_bytes().replace(b"hdnd-close/1", b"hdnd-decree/1")
    assert refusal(voting, voting.sign(unknown, voting.chair)) is Code.TYPE


def test_17_a_second_root_is_refused(voting: SampleCouncil) -> None:
    root = decode_statement(voting.records[0].statement)
    again = replace(root, name="HĐND khác")  # type: ignore[call-arg]
    assert refusal(voting, voting.sign(again, voting.office)) is Code.TYPE


def test_no_statement_of_the_record_survives_the_change_of_any_bit(
    voting: SampleCouncil,
) -> None:
    seat = voting.delegates[0]
    record = voting.sign(voting.vote(seat), seat)
    for at in range(0, len(record.statement), 7):
        spoiled = bytearray(record.statement)
        spoiled[at] ^= 1 << at % 8
        with pytest.raises(ProtocolError):
            voting.replay.judge(bytes(spoiled), record.signature)


def test_a_secretary_cannot_put_another_secretary_in_office(council: SampleCouncil) -> None:
    seat = council.new_seat("thu-ky-2", SECRETARY)
    by_the_secretary = council.sign(council.enrolment(seat, council.secretary), council.secretary)
    assert refusal(council, by_the_secretary) is Code.VOTER_CERT
    by_the_root = council.sign(council.enrolment(seat, council.office), council.office)
    assert council.offer(by_the_root) is Disposition.ACCEPTED


def test_an_enrolment_with_somebody_elses_certificate_is_refused(council: SampleCouncil) -> None:
    seat = council.new_seat("db-99", DELEGATE)
    enrolment = replace(council.enrolment(seat, council.secretary), person="db-98")
    assert refusal(council, council.sign(enrolment, council.secretary)) is Code.VOTER_CERT
    stranger = SampleCouncil(delegates=1).new_seat("db-99", CHAIR)
    foreign = council.enrolment(stranger, council.secretary)
    assert refusal(council, council.sign(foreign, council.secretary)) is Code.VOTER_CERT


def test_a_poll_over_an_unpublished_text_is_refused(council: SampleCouncil) -> None:
    unpublished = council.definition(documents=(PollDocument(DRAFT, "Dự thảo", NEW_VERSION),))
    assert refusal(council, council.sign(unpublished, council.chair)) is Code.DOCUMENT_UNKNOWN
