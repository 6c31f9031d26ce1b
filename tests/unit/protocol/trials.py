"""What a receiver and an auditor answer to an attack."""

from __future__ import annotations

from typing import Any

import pytest

from protocol.errors import Alarm, Code, NotYet, Refused
from protocol.records import Record
from protocol.replay import Replay
from tests.unit.protocol.sample_council import SampleCouncil


def refusal(council: SampleCouncil, record: Record, **options: Any) -> Code:
    """The code with which the record is refused, after checking that nothing changed."""
    before = (council.replay.size, council.replay.edge.root())
    with pytest.raises((Refused, NotYet)) as caught:
        council.replay.judge(record.statement, record.signature, **options)
    assert (council.replay.size, council.replay.edge.root()) == before
    return caught.value.code


def audit(council: SampleCouncil, records: list[Record]) -> Replay:
    """A fresh auditor reads a log."""
    replay = council.new_replay()
    for record in records:
        replay.apply(*record)
    return replay


def alarm(council: SampleCouncil, records: list[Record]) -> Code:
    with pytest.raises(Alarm) as caught:
        audit(council, records)
    return caught.value.code
