"""Bounds of an answer, without any network."""

from __future__ import annotations

import gzip

import pytest

from protocol.council_api import Offline
from protocol.errors import Invalid
from sync.http_exchange import Answer, Patience, announced_size, unpacked, whole


def test_a_length_that_is_no_number_is_none() -> None:
    for text in ("", "-1", "1e3", "٣", "99999999999999999"):
        with pytest.raises(Invalid):
            announced_size({"content-length": text}, 10**18)


def test_pieces_must_make_up_the_announced_size() -> None:
    assert b"".join(whole([b"ab", b"c"], 3)) == b"abc"
    with pytest.raises(Offline):
        list(whole([b"ab"], 3))
    with pytest.raises(Invalid):
        list(whole([b"ab", b"cd"], 3))


def test_what_unpacks_to_the_limit_passes_and_one_byte_more_does_not() -> None:
    packed = gzip.compress(b"x" * 1000)
    assert unpacked(packed, "gzip", 1000) == b"x" * 1000
    with pytest.raises(Invalid):
        unpacked(packed, "gzip", 999)


def test_bytes_after_the_packed_body_are_refused() -> None:
    with pytest.raises(Invalid):
        unpacked(gzip.compress(b"x") + b"y", "gzip", 10)


def test_a_larger_body_gets_more_time() -> None:
    assert Patience(minimum_rate=1000).for_body(5000) == 5


def test_a_wait_without_end_is_cut_to_a_day() -> None:
    assert Answer(503, {"retry-after": "999999999"}, b"").retry_after == 86400
    assert Answer(503, {"retry-after": "soon"}, b"").retry_after is None
