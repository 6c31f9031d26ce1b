"""The outbox: what leaves it, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from delegate_app.domain.outbox import EntryPayload, OutboxItem
from delegate_app.domain.votes import Disposition, VoteState
from delegate_app.errors import Code, IntegrityError
from protocol import errors as protocol_errors
from protocol.refusals import Refusal, sign_refusal
from protocol.wire import EntryAnswer
from tests.unit.delegate_app.member import Member


def owed(member: Member) -> OutboxItem:
    (item,) = member.desk.replica.outbox()
    return item


def submitted(member: Member, item: OutboxItem) -> EntryAnswer:
    assert isinstance(item.payload, EntryPayload)
    payload = item.payload
    return member.council.record.submit(payload.statement, payload.signature, member.clock())


def state(member: Member) -> VoteState:
    return member.desk.votes.mine()[0].state


def refusal_of(member: Member, statement: str, code: protocol_errors.Code) -> str:
    council = member.council
    refusal = Refusal(council.record.origin, statement, code, member.clock())
    return sign_refusal(refusal, council.log_key)


def test_votes_come_before_notes(member: Member) -> None:
    version = member.open_poll()
    member.write(version, "trước khi biểu quyết")
    member.cast()
    assert [item.kind for item in member.desk.replica.outbox()] == ["entry", "note"]


def test_an_attempt_makes_a_vote_sent_and_its_failure_keeps_it_owed(member: Member) -> None:
    member.open_poll()
    name, replica, now = member.cast(), member.desk.replica, member.clock()
    replica.sending(name, now)
    replica.sending(name, now)
    replica.failed(name, "OFFLINE", now + timedelta(seconds=5), now)
    item = owed(member)
    assert (item.tries, item.last_error) == (2, "OFFLINE")
    assert item.next_try == now + timedelta(seconds=5)
    assert state(member) is VoteState.SENT


def test_a_verified_receipt_settles_a_vote_and_the_record_proves_it(member: Member) -> None:
    member.open_poll()
    name = member.cast()
    answer = submitted(member, owed(member))
    member.desk.replica.sending(name, member.clock())
    member.desk.replica.receipt(name, answer, member.clock())
    vote = member.desk.votes.mine()[0]
    assert (vote.state, vote.disposition) == (VoteState.RECEIVED, None)
    assert member.desk.replica.outbox() == ()
    member.sync()
    vote = member.desk.votes.mine()[0]
    assert (vote.state, vote.disposition) == (VoteState.PROVEN, Disposition.COUNTED)


def test_the_same_receipt_twice_changes_nothing_more(member: Member) -> None:
    member.open_poll()
    name = member.cast()
    answer = submitted(member, owed(member))
    for _ in range(2):
        member.desk.replica.receipt(name, answer, member.clock())
    assert len(member.desk.votes.mine()[0].steps) == 2


@pytest.mark.parametrize("change", ["receipt", "index", "proof", "checkpoint"])
def test_a_receipt_that_proves_nothing_is_not_believed(member: Member, change: str) -> None:
    member.open_poll()
    name = member.cast()
    answer = submitted(member, owed(member))
    changed = {
        "receipt": "ok",
        "index": answer.receipt.replace(f"index {answer.index}", f"index {answer.index - 1}"),
        "proof": "\n".join(
            line[::-1] if line.endswith("=") else line for line in answer.receipt.split("\n")
        ),
        "checkpoint": answer.receipt[:-5] + "AAAA\n",
    }[change]
    assert changed != answer.receipt
    with pytest.raises(IntegrityError) as error:
        member.desk.replica.receipt(name, replace(answer, receipt=changed), member.clock())
    assert error.value.code is Code.RECEIPT_INVALID
    assert state(member) is VoteState.SIGNED
    assert owed(member).id == name


def test_the_receipt_of_another_vote_does_not_settle_this_one(member: Member) -> None:
    member.open_poll("bq-1", "nghi-quyet-1")
    member.open_poll("bq-2", "nghi-quyet-2")
    first, second = member.cast("bq-1"), member.cast("bq-2")
    answer = submitted(member, member.desk.replica.outbox()[0])
    with pytest.raises(IntegrityError) as error:
        member.desk.replica.receipt(second, answer, member.clock())
    assert error.value.code is Code.RECEIPT_INVALID
    assert {item.id for item in member.desk.replica.outbox()} == {first, second}


def test_a_signed_refusal_is_final_and_its_place_in_the_chain_is_free(member: Member) -> None:
    member.open_poll("bq-1", "nghi-quyet-1")
    member.open_poll("bq-2", "nghi-quyet-2")
    name = member.cast("bq-1")
    text = refusal_of(member, name, protocol_errors.Code.SPLIT_VIEW)
    member.desk.replica.refused(name, text, member.clock())
    vote = member.desk.votes.mine()[0]
    assert (vote.state, vote.refusal) == (VoteState.REFUSED, "SPLIT_VIEW")
    assert member.desk.replica.outbox() == ()
    member.cast("bq-2")
    member.sync()
    assert member.desk.votes.mine()[0].disposition is Disposition.COUNTED


def test_a_refusal_that_the_council_did_not_sign_for_this_vote_is_nothing(member: Member) -> None:
    member.open_poll()
    name = member.cast()
    other = refusal_of(member, "ab" * 32, protocol_errors.Code.REVOKED)
    for text in (other, "", other.replace("REVOKED", "FORMAT")):
        with pytest.raises(IntegrityError) as error:
            member.desk.replica.refused(name, text, member.clock())
        assert error.value.code is Code.RECEIPT_INVALID
    assert (state(member), owed(member).id) == (VoteState.SIGNED, name)


def test_a_vote_that_was_given_up_is_offered_again_after_unlocking(member: Member) -> None:
    member.open_poll()
    name = member.cast()
    member.desk.replica.give_up(name, "NOT_FOUND", member.clock())
    assert member.desk.replica.outbox() == ()
    assert state(member) is VoteState.SIGNED
    member.again()
    assert owed(member).id == name


def test_a_note_that_was_given_up_is_offered_again_after_unlocking(member: Member) -> None:
    member.write(member.open_poll(), "một cổng mạng đã từ chối")
    member.desk.replica.give_up(owed(member).id, "HTTP", member.clock())
    assert member.desk.replica.outbox() == ()
    member.again()
    assert owed(member).kind == "note"


def test_answers_about_what_is_not_owed_change_nothing(member: Member) -> None:
    replica, now = member.desk.replica, member.clock()
    assert replica.sending("x", now) == frozenset()
    assert replica.note_put("x", "h", now) == frozenset()
    assert replica.failed("x", "OFFLINE", now, now) == frozenset()
    assert replica.give_up("x", "NOT_FOUND", now) == frozenset()
    with pytest.raises(IntegrityError):
        replica.refused("x", "text", now)


def test_the_clock_in_a_vote_says_how_far_this_device_is_off(member: Member) -> None:
    member.open_poll()
    now = member.clock()
    member.desk.replica.note_contact(now, now + timedelta(hours=2))
    member.cast()
    payload = owed(member).payload
    assert isinstance(payload, EntryPayload)
    assert b'"clock":"-7200"' in payload.statement
    assert member.desk.replica.last_contact() == now
