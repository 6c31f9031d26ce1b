"""Voting from the delegate's chair: the honest states, what may be signed, and what the record makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from delegate_app.domain.polls import PollStage
from delegate_app.domain.votes import Disposition, Hindrance, VoteState
from delegate_app.errors import Code, UserError
from protocol.canonical import identity
from protocol.enrolments import Revoke
from protocol.statements import decode_statement
from protocol.votes import HandVote
from protocol.votes import Vote as VoteStatement
from tests.simulation.council import COUNCIL
from tests.unit.delegate_app.member import PASSPHRASE, PERSON, Member


def test_a_vote_goes_from_signed_to_proven_and_is_counted_once(member: Member) -> None:
    version = member.open_poll()
    assert member.desk.votes.waiting()[0].documents[0].version_sha256 == version
    name = member.cast()
    assert member.desk.votes.mine()[0].state is VoteState.SIGNED
    member.sync()
    vote = member.desk.votes.mine()[0]
    assert [step.state for step in vote.steps] == [
        VoteState.SIGNED,
        VoteState.SENT,
        VoteState.RECEIVED,
        VoteState.PROVEN,
    ]
    assert vote.disposition is Disposition.COUNTED
    assert vote.receipt is not None
    assert member.council.record.replay.entries[name] == vote.receipt.index


def test_a_poll_with_its_new_vote_is_the_poll_that_is_read_afterwards(member: Member) -> None:
    member.open_poll()
    before = member.desk.votes.poll("bq-1")
    member.cast()
    vote = member.desk.votes.mine()[0]
    assert before.with_vote(vote) == member.desk.votes.poll("bq-1")
    assert replace(before, revote=True).with_vote(vote).hindrance is None


def test_the_statement_names_the_exact_definition_and_the_log_that_was_seen(member: Member) -> None:
    member.open_poll()
    member.cast()
    item = member.desk.replica.outbox()[0]
    statement = decode_statement(item.payload.statement)  # type: ignore[union-attr]
    assert isinstance(statement, VoteStatement)
    record = member.council.record
    assert statement.poll_def == record.replay.polls["bq-1"].identity
    assert statement.opened == record.replay.polls["bq-1"].open_identity
    assert (statement.seen_size, statement.seq) == (record.size, 1)
    assert bytes.fromhex(statement.seen_root) == record.replay.edge.root()
    assert statement.prev == record.replay.devices[statement.device].last
    assert statement.clock == "+0"


def test_a_tally_is_shown_only_once_counting_ended(member: Member) -> None:
    member.council.invite("db-02", "Trần Văn Ánh")
    member.council.invite("db-03", "Lê Thị Bình")
    member.open_poll()
    member.cast()
    member.sync()
    assert member.desk.votes.poll("bq-1").tally is None
    assert member.desk.votes.poll("bq-1").roll_call == ()
    member.council.close_poll("bq-1")
    member.council.announce("bq-1")
    member.sync()
    poll = member.desk.votes.poll("bq-1")
    assert poll.stage is PollStage.RESULT
    assert poll.announced
    assert poll.tally is not None
    assert [count for _, count in poll.tally.counts] == [1, 0, 0]
    assert (poll.tally.total, poll.tally.not_voted, poll.tally.percent_tenths) == (3, 2, 333)
    assert not poll.tally.passed
    assert [ballot.name.split()[-1] for ballot in poll.roll_call] == ["Ánh", "Bình", "Nghiệm"]


def test_nobody_votes_twice_on_a_poll_without_revotes(member: Member) -> None:
    member.open_poll()
    member.cast()
    with pytest.raises(UserError) as error:
        member.cast(choice="DISAPPROVE")
    assert error.value.code is Code.ALREADY_VOTED
    assert len(member.desk.votes.mine()) == 1


@pytest.mark.parametrize(
    ("choice", "passphrase", "code"),
    [
        ("MAYBE", PASSPHRASE, Code.CHOICE_UNKNOWN),
        ("APPROVE", "mật khẩu khác", Code.WRONG_PASSPHRASE),
    ],
)
def test_a_vote_that_may_not_be_signed_leaves_no_trace(
    member: Member, choice: str, passphrase: str, code: Code
) -> None:
    member.open_poll()
    with pytest.raises(UserError) as error:
        member.desk.votes.cast("bq-1", choice, passphrase, now=member.clock())
    assert error.value.code is code
    assert member.desk.votes.mine() == ()
    assert member.desk.replica.outbox() == ()


def test_a_poll_that_is_unknown_or_closed_takes_no_vote(member: Member) -> None:
    member.open_poll()
    with pytest.raises(UserError) as error:
        member.cast("bq-9")
    assert error.value.code is Code.POLL_UNKNOWN
    member.council.close_poll("bq-1")
    member.sync()
    assert member.desk.votes.waiting() == ()
    with pytest.raises(UserError) as error:
        member.cast()
    assert error.value.code is Code.POLL_CLOSED


def test_a_late_vote_is_listed_and_never_counted(member: Member) -> None:
    member.open_poll()
    member.cast()
    member.council.close_poll("bq-1")
    member.sync()
    poll = member.desk.votes.poll("bq-1")
    assert poll.my_vote is not None
    assert poll.my_vote.disposition is Disposition.LATE
    assert poll.tally is not None
    assert [late.person_id for late in poll.tally.late] == [PERSON]
    assert sum(count for _, count in poll.tally.counts) == 0


def test_a_hand_vote_replaces_the_signed_one_and_hinders_another(member: Member) -> None:
    member.open_poll()
    member.cast()
    member.sync()
    council = member.council
    council.log(
        council.secretary,
        HandVote(
            council=COUNCIL,
            log=council.record.origin,
            cert=council.secretary.fingerprint,
            poll="bq-1",
            poll_def=council.record.replay.polls["bq-1"].identity,
            voter=PERSON,
            choice="ABSTAIN",
            reason="máy hỏng",
            recorded_at=council.time,
        ),
    )
    member.sync()
    poll = member.desk.votes.poll("bq-1")
    assert poll.hindrance is Hindrance.HAND_VOTED
    assert poll.my_vote is not None
    assert poll.my_vote.disposition is Disposition.REPLACED


def test_two_votes_signed_offline_form_a_chain_and_arrive_in_order(member: Member) -> None:
    member.open_poll("bq-1", "nghi-quyet-1")
    member.open_poll("bq-2", "nghi-quyet-2")
    first, second = member.cast("bq-1"), member.cast("bq-2", "DISAPPROVE")
    payloads = [item.payload for item in member.desk.replica.outbox()]
    statements = [decode_statement(payload.statement) for payload in payloads]  # type: ignore[union-attr]
    assert [identity(payload.statement) for payload in payloads] == [first, second]  # type: ignore[union-attr]
    assert [statement.seq for statement in statements] == [1, 2]  # type: ignore[attr-defined]
    assert statements[1].prev == first  # type: ignore[attr-defined]
    member.sync()
    states = {vote.poll_id: vote.disposition for vote in member.desk.votes.mine()}
    assert states == {"bq-1": Disposition.COUNTED, "bq-2": Disposition.COUNTED}


def test_a_vote_survives_the_end_of_the_program_and_is_sent_with_the_same_bytes(
    member: Member,
) -> None:
    member.open_poll()
    name = member.cast()
    before = member.desk.replica.outbox()[0].payload
    member.again()
    assert member.desk.replica.outbox()[0].payload == before
    member.sync()
    assert member.desk.votes.mine()[0].identity == name
    assert member.desk.votes.mine()[0].state is VoteState.PROVEN


def test_a_newer_version_of_the_text_marks_the_poll_as_stale(member: Member) -> None:
    member.open_poll()
    assert member.desk.votes.poll("bq-1").stale_documents == ()
    member.council.publish_paper("nghi-quyet-1", b"%PDF-1.7 revised", ordinal=2)
    member.sync()
    assert member.desk.votes.poll("bq-1").stale_documents == ("ky-hop-17.ky-hop.nghi-quyet-1",)


def test_checking_the_whole_record_counts_what_was_checked(member: Member) -> None:
    member.open_poll()
    member.cast()
    member.sync()
    check = member.desk.votes.verify_record()
    assert check.alarm is None
    assert (check.size, check.entries_checked) == (member.council.record.size,) * 2
    assert (check.polls_checked, check.own_statements) == (1, 1)
    assert check.root == member.council.record.replay.edge.root().hex()
    assert check.checkpoint_time == member.clock()


def test_a_revoked_device_cannot_sign_any_more(member: Member) -> None:
    member.open_poll()
    council = member.council
    enrolment = member.desk.account.enrolment()
    assert enrolment is not None
    council.log(
        council.secretary,
        Revoke(
            council=COUNCIL,
            log=council.record.origin,
            cert=council.secretary.fingerprint,
            person=PERSON,
            device=enrolment.device_id,
            member_cert=enrolment.certificate_sha256,
            reason="mất máy",
            revoked_at=council.time,
        ),
    )
    entries = [tuple(record) for record in council.record.records]
    held = member.desk.replica.cursors()["record"].seq
    checkpoint = council.record.checkpoint(member.clock())
    member.desk.replica.apply_record(checkpoint, entries[held:], held)  # type: ignore[arg-type]
    with pytest.raises(UserError) as error:
        member.cast()
    assert error.value.code is Code.NOT_ENROLLED
