"""Times and the names of logs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import origins
from protocol.errors import Refused
from protocol.times import VIETNAM, read_time, write_time

MOMENTS = st.integers(-(2**31), 2**32).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(MOMENTS)
def test_a_time_comes_back_to_the_second(moment: datetime) -> None:
    text = write_time(moment)
    assert text.endswith("+07:00")
    assert read_time(text) == moment.replace(microsecond=0)


def test_a_time_is_written_in_the_offset_of_viet_nam() -> None:
    tokyo = timezone(timedelta(hours=9))
    moment = datetime(2026, 11, 22, 11, 30, 0, 999_999, tzinfo=tokyo)
    assert write_time(moment) == "2026-11-22T09:30:00+07:00"
    assert read_time("2026-11-22T09:30:00+07:00").astimezone(VIETNAM).hour == 9


def test_a_time_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zone"):
        write_time(datetime(2026, 11, 22))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-22", "2026-11-22T09:30:00", "20261122T093000+0700", "٢026-11-22T09:30:00+07:00"],
)
def test_another_spelling_of_a_time_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_time(text)


def test_the_names_of_logs_are_those_of_the_protocol() -> None:
    log = origins.record_origin("binh-minh", "0123456789abcdef")
    assert log == "hdnd/binh-minh/record/0123456789abcdef"
    assert origins.council_of_record(log) == "binh-minh"
    feed = origins.feed_origin("binh-minh", "delegate.lan", "0123456789abcdef")
    assert feed == "hdnd/binh-minh/delegate.lan/0123456789abcdef"
    assert origins.council_of_record(feed) is None
    assert len(origins.new_log_id()) == 16
    assert origins.new_log_id() != origins.new_log_id()
