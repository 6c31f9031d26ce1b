"""The vote record on this desk: followed only as far as it is true; what is not true freezes signing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.outbox import EntryPayload
from delegate_app.domain.polls import PollStage
from delegate_app.domain.votes import Hindrance
from delegate_app.errors import Code, IntegrityError, ServerError, UserError
from delegate_app.services.announcer import Announcer
from delegate_app.services.record import CheckedRecord
from delegate_app.services.replica_record import RecordReplica
from protocol.checkpoints import Checkpoint, sign_checkpoint
from protocol.merkle import Edge
from protocol.polls import Result
from protocol.records import Record, record_hash
from protocol.statements import decode_statement
from tests.unit.delegate_app.member import Member

Pairs = list[tuple[bytes, bytes]]


def held(member: Member) -> int:
    return member.desk.replica.cursors()["record"].seq


def entries(member: Member) -> Pairs:
    return [(record.statement, record.signature) for record in member.council.record.records]


def signed_over(member: Member, pairs: Pairs, *, root: bytes | None = None) -> str:
    """A checkpoint by the council's own log key over exactly these entries: what a lying server can make."""
    edge = Edge()
    for statement, signature in pairs:
        edge.append(record_hash(decode_statement(statement).KIND, statement, signature))
    return sign_checkpoint(
        Checkpoint(member.council.record.origin, len(pairs), root or edge.root(), member.clock()),
        member.council.log_key,
    )


def alarm_after(member: Member, checkpoint: str, fresh: Pairs, first: int) -> Code:
    """The code of the alarm; the record held here is the same as before, and signing is frozen."""
    size = held(member)
    with pytest.raises(IntegrityError) as error:
        member.desk.replica.apply_record(checkpoint, fresh, first)
    assert held(member) == size
    alarm = member.desk.votes.alarm()
    assert alarm is not None
    assert alarm.code is error.value.code
    assert alarm.theirs == checkpoint
    assert alarm.ours != ""
    return alarm.code


def test_new_entries_are_replayed_and_kept(member: Member) -> None:
    member.open_poll()
    assert held(member) == member.council.record.size
    assert member.desk.replica.record_tail(2) == tuple(entries(member)[2:])
    assert member.desk.votes.poll("bq-1").stage is PollStage.OPEN


def test_a_council_that_lost_a_vote_gets_it_back_from_its_receipt(member: Member) -> None:
    """The vote has its receipt, and the record with it never came here before the council was put back."""
    member.open_poll()
    held_before, name = held(member), member.cast()
    (item,) = member.desk.replica.outbox()
    assert isinstance(item.payload, EntryPayload)
    record, payload = member.council.record, item.payload
    answer = record.submit(payload.statement, payload.signature, member.clock())
    member.desk.replica.receipt(name, answer, member.clock())
    assert held(member) == held_before
    assert member.desk.replica.known_size() == held_before + 1
    lost = (payload.statement, payload.signature)
    assert member.desk.replica.record_tail(held_before) == (lost,)
    assert member.desk.replica.record_tail(held_before - 1)[1:] == (lost,)
    assert member.desk.replica.record_tail(held_before + 1) == ()


def test_a_record_that_another_process_moved_is_read_anew(member: Member) -> None:
    """Two processes on one vault: what this one replayed is not what the vault holds."""
    member.open_poll()
    other = CheckedRecord(member.desk.replica._vault)
    member.desk.replica._record._record = other
    size = held(member)
    other.replay()
    member.council.publish_paper("to-trinh-2", b"%PDF-1.7")
    record = member.council.record
    fresh = entries(member)[size:]
    RecordReplica(
        member.desk.replica._vault, CheckedRecord(member.desk.replica._vault), Announcer()
    ).apply(record.checkpoint(member.clock()), fresh, size)
    assert other.replay() is not None
    member.council.publish_paper("to-trinh-3", b"%PDF-1.7")
    now_held = held(member)
    fresh = entries(member)[now_held:]
    member.desk.replica.apply_record(record.checkpoint(member.clock()), fresh, now_held)
    assert held(member) == record.size


def test_entries_that_another_process_brought_meanwhile_are_not_brought_twice(
    member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process writes between what this one read and what it writes."""
    member.open_poll()
    size, record, vault = held(member), member.council.record, member.desk.replica._vault
    this, other = (
        member.desk.replica._record,
        RecordReplica(vault, CheckedRecord(vault), Announcer()),
    )
    member.council.publish_paper("to-trinh-2", b"%PDF-1.7")
    checkpoint, fresh, replayed = (
        record.checkpoint(member.clock()),
        entries(member)[size:],
        this._replay,
    )

    def overtaken(*arguments: Any) -> None:
        other.apply(checkpoint, fresh, size)
        replayed(*arguments)

    monkeypatch.setattr(this, "_replay", overtaken)
    with pytest.raises(UserError) as error:
        this.apply(checkpoint, fresh, size)
    assert error.value.code is Code.VAULT_IN_USE
    assert held(member) == record.size


def test_the_record_is_the_same_after_the_program_was_started_again(member: Member) -> None:
    member.open_poll()
    before = member.desk.votes.polls()
    member.again()
    assert member.desk.votes.polls() == before


def test_a_newer_checkpoint_of_the_same_entries_is_no_news(member: Member) -> None:
    member.open_poll()
    member.clock.forward(60)
    checkpoint = member.council.record.checkpoint(member.clock())
    assert member.desk.replica.apply_record(checkpoint, [], held(member)) == frozenset()
    assert member.desk.votes.verify_record().checkpoint_time == member.clock()


def test_entries_that_are_here_already_may_come_again(member: Member) -> None:
    member.open_poll()
    size = held(member)
    member.council.close_poll("bq-1")
    checkpoint = member.council.record.checkpoint(member.clock())
    moved = member.desk.replica.apply_record(checkpoint, entries(member)[size - 2 :], size - 2)
    assert Kind.POLLS in moved
    assert held(member) == size + 1


@pytest.mark.parametrize(
    "tampered",
    [
        lambda text: "",
        lambda text: text[:-10],
        lambda text: text.replace("\n", "\n ", 1),
        lambda text: text.split("\n\n")[0] + "\n",
    ],
)
def test_a_checkpoint_that_nobody_signed_is_no_evidence_of_anything(
    member: Member, tampered: Callable[[str], str]
) -> None:
    member.open_poll()
    checkpoint = tampered(member.council.record.checkpoint(member.clock()))
    with pytest.raises(IntegrityError) as error:
        member.desk.replica.apply_record(checkpoint, [], held(member))
    assert error.value.code is Code.PAGE_FORGED
    assert member.desk.votes.alarm() is None


def test_entries_that_do_not_reach_the_checkpoint_are_not_judged(member: Member) -> None:
    member.open_poll()
    size = held(member)
    member.council.close_poll("bq-1")
    checkpoint = member.council.record.checkpoint(member.clock())
    for fresh, first in (([], size), (entries(member)[size:], size + 1)):
        with pytest.raises(IntegrityError) as error:
            member.desk.replica.apply_record(checkpoint, fresh, first)
        assert error.value.code is Code.PAGE_FORGED
    assert member.desk.votes.alarm() is None


def shown_less(member: Member, checkpoint: str) -> Code:
    """The code that a smaller checkpoint ends with; it is no alarm, and the record held here stays."""
    size = held(member)
    with pytest.raises(ServerError) as error:
        member.desk.replica.apply_record(checkpoint, [], size)
    assert held(member) == size
    assert member.desk.votes.alarm() is None
    return error.value.code


def test_a_record_that_was_rolled_back_is_an_alarm_once_it_stays_so(member: Member) -> None:
    """A copy signed before the council was given its entries back looks the same, and must not freeze anybody."""
    member.open_poll()
    for _ in range(2):
        member.clock.forward(60)
        smaller = signed_over(member, entries(member)[:-1])
        assert shown_less(member, smaller) is Code.SERVER_BEHIND
    member.clock.forward(3_539)
    smaller = signed_over(member, entries(member)[:-1])
    assert shown_less(member, smaller) is Code.SERVER_BEHIND
    member.clock.forward(1)
    smaller = signed_over(member, entries(member)[:-2])
    assert alarm_after(member, smaller, [], held(member)) is Code.LOG_SHRANK


def test_a_council_that_has_its_entries_again_begins_with_a_clean_sheet(member: Member) -> None:
    member.open_poll()
    for _ in range(2):
        member.clock.forward(3_000)
        smaller = signed_over(member, entries(member)[:-1])
        assert shown_less(member, smaller) is Code.SERVER_BEHIND
        whole = signed_over(member, entries(member))
        member.desk.replica.apply_record(whole, [], held(member))


def test_a_smaller_record_that_is_dated_back_is_never_taken_and_never_silent(
    member: Member,
) -> None:
    member.open_poll()
    dated_back = signed_over(member, entries(member)[:-1])
    member.clock.forward(86_400)
    assert shown_less(member, dated_back) is Code.SERVER_TROUBLE
    member.clock.forward(86_400)
    assert shown_less(member, dated_back) is Code.SERVER_TROUBLE


def test_the_same_size_with_another_root_is_a_split_view(member: Member) -> None:
    member.open_poll()
    checkpoint = signed_over(member, entries(member), root=bytes(32))
    assert alarm_after(member, checkpoint, [], held(member)) is Code.SPLIT_VIEW


def test_a_stale_copy_of_the_record_is_no_alarm(member: Member) -> None:
    member.open_poll()
    stale = signed_over(member, entries(member)[:-1])
    with pytest.raises(ServerError):
        member.desk.replica.apply_record(stale, [], held(member))
    assert member.desk.votes.alarm() is None


def test_entries_that_do_not_lead_to_the_signed_root_are_not_taken(member: Member) -> None:
    """A broken line can do that; only the whole record shows whether the council signed another history."""
    member.open_poll()
    size = held(member)
    member.council.close_poll("bq-1")
    statement, signature = entries(member)[-1]
    checkpoint = member.council.record.checkpoint(member.clock())
    with pytest.raises(IntegrityError) as error:
        member.desk.replica.apply_record(checkpoint, [(statement, signature + b"x")], size)
    assert error.value.code is Code.PAGE_FORGED
    assert (held(member), member.desk.votes.alarm()) == (size, None)


def test_another_history_under_the_same_signature_is_an_alarm(member: Member) -> None:
    member.open_poll()
    member.council.close_poll("bq-1")
    history = entries(member)
    history[2], history[3] = history[3], history[2]
    assert alarm_after(member, signed_over(member, history), history, 0) is Code.ROOT_MISMATCH


def test_a_forged_entry_in_the_log_is_an_alarm(member: Member) -> None:
    member.open_poll()
    member.cast()
    member.sync()
    size = held(member)
    statement, signature = entries(member)[-1]
    forged = [(statement.replace(b"APPROVE", b"ABSTAIN"), signature)]
    checkpoint = signed_over(member, entries(member) + forged)
    assert alarm_after(member, checkpoint, forged, size) is Code.RECORD_FORGED


def test_a_duplicated_entry_in_the_log_is_an_alarm(member: Member) -> None:
    member.open_poll()
    size = held(member)
    again = entries(member)[-1:]
    checkpoint = signed_over(member, entries(member) + again)
    assert alarm_after(member, checkpoint, again, size) is Code.RECORD_FORGED


def test_an_announced_result_that_the_votes_do_not_give_is_an_alarm(member: Member) -> None:
    member.open_poll()
    member.council.close_poll("bq-1")
    member.sync()
    size, council = held(member), member.council
    council.announce("bq-1")
    statement = decode_statement(council.record.records[-1].statement)
    assert isinstance(statement, Result)
    counts = (replace(statement.counts[0], count=1), *statement.counts[1:])
    fresh = [Record(*council.chair.sign(replace(statement, counts=counts), member.clock()))]
    checkpoint = signed_over(member, entries(member)[:-1] + fresh)  # type: ignore[operator]
    assert alarm_after(member, checkpoint, fresh, size) is Code.TALLY_MISMATCH  # type: ignore[arg-type]


def test_a_vote_with_a_receipt_that_the_record_lacks_is_an_alarm(member: Member) -> None:
    member.open_poll()
    member.cast()
    item = member.desk.replica.outbox()[0]
    record, size = member.council.record, held(member)
    before, checkpoint_text = entries(member), ""
    answer = record.submit(item.payload.statement, item.payload.signature, member.clock())  # type: ignore[union-attr]
    member.desk.replica.sending(item.id, member.clock())
    member.desk.replica.receipt(item.id, answer, member.clock())
    member.council.close_poll("bq-1")
    without = before + entries(member)[-1:]
    checkpoint_text = signed_over(member, without)
    assert alarm_after(member, checkpoint_text, without[size:], size) is Code.OWN_MISSING


def test_a_receipt_of_another_log_is_a_split_view(member: Member) -> None:
    """The server shows this device one log and signs its receipt over another."""
    member.open_poll()
    member.cast()
    item, council = member.desk.replica.outbox()[0], member.council
    answer = council.record.submit(item.payload.statement, item.payload.signature, member.clock())  # type: ignore[union-attr]
    member.desk.replica.receipt(item.id, answer, member.clock())
    size = held(member)
    council.close_poll("bq-1")
    vote, close = entries(member)[size:]
    swapped = [*entries(member)[:size], close, vote]
    checkpoint = signed_over(member, swapped)
    assert alarm_after(member, checkpoint, swapped[size:], size) in (
        Code.OWN_MISSING,
        Code.SPLIT_VIEW,
        Code.RECORD_FORGED,
    )


def test_an_alarm_freezes_signing_and_is_still_there_after_a_restart(member: Member) -> None:
    member.open_poll()
    heard: list[Changes] = []
    member.desk.changes.subscribe(heard.append)
    checkpoint = signed_over(member, entries(member), root=bytes(32))
    alarm_after(member, checkpoint, [], held(member))
    assert any(Kind.ALARM in changes for changes in heard)
    member.again()
    alarm = member.desk.votes.alarm()
    assert alarm is not None
    assert alarm.code is Code.SPLIT_VIEW
    assert member.desk.votes.poll("bq-1").hindrance is Hindrance.FROZEN
    with pytest.raises(UserError) as error:
        member.cast()
    assert error.value.code is Code.SIGNING_FROZEN


def test_the_true_record_is_still_followed_after_an_alarm(member: Member) -> None:
    member.open_poll()
    alarm_after(member, signed_over(member, entries(member), root=bytes(32)), [], held(member))
    member.council.close_poll("bq-1")
    member.sync()
    assert member.desk.votes.poll("bq-1").stage is PollStage.CLOSED
    assert member.desk.votes.alarm() is not None
