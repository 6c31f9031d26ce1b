"""The office is told what to do next when the record refuses a step."""

from __future__ import annotations

from council_server.advice import advice
from protocol.errors import Code, Refused
from protocol.polls import PHASE_VOTE, Close

CLOSE = Close(
    council="c",
    log="l",
    cert="0" * 64,
    poll="p1",
    poll_def="0" * 64,
    phase=PHASE_VOTE,
    closed_at="2026-11-26T10:00:00+07:00",
)


def test_closing_an_open_poll_is_told_that_the_last_call_comes_first() -> None:
    assert "last-call" in advice(CLOSE, Refused(Code.POLL_STATE, "OPEN"))


def test_closing_too_early_is_told_to_wait() -> None:
    refused = Refused(Code.POLL_STATE, "announced seconds have not passed here")
    assert "wait" in advice(CLOSE, refused)


def test_a_refusal_without_advice_says_nothing_more() -> None:
    assert advice(CLOSE, Refused(Code.SIGNATURE)) == ""
