"""A whole record checked at once says the same as entry by entry."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from protocol.audit import BATCH, audit
from protocol.errors import Alarm, Code
from protocol.records import Record
from tests.unit.protocol.sample_council import SampleCouncil


def record_of(delegates: int = 4) -> SampleCouncil:
    council = SampleCouncil(delegates)
    for poll in ("p1", "p2"):
        council.define(poll)
        council.open(poll)
        for seat in council.delegates:
            council.cast(seat, poll=poll)
        council.close(poll)
        council.announce(poll)
    return council


@pytest.fixture(params=["alone", "with threads"])
def pool(request: pytest.FixtureRequest) -> Executor | None:
    return None if request.param == "alone" else ThreadPoolExecutor(2)


def alarm_of(council: SampleCouncil, records: list[Record], pool: Executor | None) -> Alarm:
    with pytest.raises(Alarm) as caught:
        audit(council.new_replay(), records, pool=pool)
    return caught.value


def test_an_honest_record_passes(pool: Executor | None) -> None:
    council = record_of()
    replay = council.new_replay()
    audit(replay, council.records, pool=pool)
    assert replay.edge == council.replay.edge
    assert replay.dispositions == council.replay.dispositions


def test_an_empty_record_passes(pool: Executor | None) -> None:
    council = SampleCouncil(delegates=1)
    audit(council.new_replay(), [], pool=pool)


def test_every_forged_signature_is_found(pool: Executor | None) -> None:
    council = record_of(delegates=2)
    for place, record in enumerate(council.records):
        spoiled = bytearray(record.signature)
        spoiled[-1] ^= 1
        forged = record._replace(signature=bytes(spoiled))
        records = [*council.records[:place], forged, *council.records[place + 1 :]]
        alarm = alarm_of(council, records, pool)
        # what was signed after it names another root already
        assert alarm.code in (Code.SIGNATURE, Code.SPLIT_VIEW)
        assert alarm.detail.startswith(f"entry {place}:") is (alarm.code is Code.SIGNATURE)


def test_the_earliest_broken_rule_is_named(pool: Executor | None) -> None:
    council = record_of()
    records = list(council.records)
    records[3] = records[3]._replace(signature=records[4].signature)
    records.append(records[0])
    assert alarm_of(council, records, pool).detail.startswith("entry 3:")


def test_a_record_longer_than_a_batch_is_checked_to_its_end(pool: Executor | None) -> None:
    council = SampleCouncil(delegates=1)
    for revision in range(2, BATCH + 10):
        council.publish("0" * 64, revision)
    last = council.records[-1]
    audit(council.new_replay(), council.records, pool=pool)
    forged = [*council.records[:-1], last._replace(signature=council.records[-2].signature)]
    assert alarm_of(council, forged, pool).code is Code.SIGNATURE
