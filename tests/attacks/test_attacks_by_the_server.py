"""A server that lies about the vote record, and the delegates' real programs that find it out.

Each story ends alike: an alarm, signing is frozen, both checkpoints are kept, nothing of the lie is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from delegate_app.domain.records import Alarm
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code, UserError
from protocol.checkpoints import open_checkpoint
from protocol.polls import Count, Result
from protocol.records import Record
from protocol.statements import decode_statement
from protocol.times import write_time
from sync.state import Phase
from tests.attacks.conftest import defined_poll
from tests.attacks.desk_copies import DeskCopies
from tests.attacks.liars import Liar
from tests.attacks.stage import Stage
from tests.scenarios.desks import DeskAtWork

Desks = Callable[[str], DeskAtWork]


@pytest.fixture(scope="module")
def lying(stage: Stage) -> Liar:
    """Before any connection is made: those that stand keep the application that they found."""
    return Liar(stage.council)


@pytest.fixture
def liar(lying: Liar) -> Iterator[Liar]:
    """Honest until told otherwise."""
    yield lying
    lying.repent()


@pytest.fixture(scope="module")
def copies(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> DeskCopies:
    return DeskCopies(stage.council, tmp_path_factory.mktemp("desks"))


@pytest.fixture
def desks(liar: Liar, copies: DeskCopies, poll: str) -> Iterator[Desks]:
    """The program of a delegate, enrolled and synchronised, before the server begins to lie."""
    with ExitStack() as open_desks:
        yield lambda person: open_desks.enter_context(copies.desk(person))


def alarmed(desk: DeskAtWork, poll: str) -> Alarm:
    """The alarm that the desk's next synchronisation ends in; signing is frozen from then on."""
    held = desk.do(desk.desk.votes.verify_record)
    state = desk.sync.run_once()
    assert state.phase is Phase.FROZEN, state
    alarm = desk.do(desk.desk.votes.alarm)
    assert alarm is not None
    assert alarm.ours
    assert alarm.theirs
    assert alarm.ours != alarm.theirs, "both sides are kept"
    after = desk.do(desk.desk.votes.verify_record)
    assert (after.size, after.root) == (held.size, held.root), "nothing of the lie is stored"
    with pytest.raises(UserError) as caught:
        desk.vote(poll)
    assert caught.value.code is Code.SIGNING_FROZEN
    return alarm


def said(desk: DeskAtWork) -> Code | None:
    """What the desk says after its next synchronisation, which did not end well."""
    state = desk.sync.run_once()
    assert (state.phase, state.confirmed) == (Phase.TROUBLE, False)
    return state.trouble


def cast(stage: Stage, poll: str, *people: str) -> None:
    """These delegates vote, by devices of their own."""
    for person in people:
        delegate = stage.delegate(person)
        assert stage.effect(delegate.vote(poll, "APPROVE"), delegate) == "COUNTED"


def places(records: Sequence[Record], kind: str) -> list[int]:
    return [at for at, record in enumerate(records) if kind_of(record) == kind]


def opened_poll(stage: Stage) -> str:
    """One more poll, so that what is frozen could be signed."""
    name = defined_poll(stage)
    stage.council.open_poll(name)
    return name


def kind_of(record: Record) -> str:
    return decode_statement(record.statement).KIND


def test_23_a_false_result_that_the_server_logged_all_the_same_is_found_by_recounting(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    cast(stage, poll, "minh", "hoa")
    stage.council.close_poll(poll)
    other = opened_poll(stage)
    lan = desks("lan")
    state = stage.poll(poll)
    tally = state.tally()
    lie = stage.by_office(
        "chair",
        Result,
        poll=poll,
        poll_def=state.identity,
        size=state.counted_size,
        counts=(Count("APPROVE", 4), *tally.counts[1:]),
        total=tally.total,
        present=tally.present,
        outcome="passed",
        announced_at=write_time(stage.council.clock()),
    )
    assert stage.refusal(lie, stage.delegate("minh")) == "TALLY_MISMATCH"
    liar.show([*liar.records(), Record(*lie)])
    assert alarmed(lan, other).code is Code.TALLY_MISMATCH


def test_24_a_log_rebuilt_without_a_vote_is_found_by_whoever_had_seen_it(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    cast(stage, poll, "minh", "hoa")
    lan = desks("lan")
    records = liar.records()
    first = places(records, "vote")[-2]
    cast(stage, poll, "tuan")
    liar.show([*records[:first], *liar.records()[first + 1 :]])
    assert alarmed(lan, poll).code in (Code.SPLIT_VIEW, Code.ROOT_MISMATCH)


def test_24_a_log_rebuilt_without_a_vote_is_found_by_a_fresh_auditor(
    stage: Stage, liar: Liar, copies: DeskCopies, poll: str
) -> None:
    """The later votes name size and root of the log that their devices had seen."""
    copies.image("lan")
    cast(stage, poll, "minh", "hoa", "tuan")
    records = liar.records()
    dropped = places(records, "vote")[-3]
    liar.show([*records[:dropped], *records[dropped + 1 :]])
    with copies.newcomer("lan") as lan:
        assert lan.sync.run_once().phase is Phase.FROZEN
        alarm = lan.do(lan.desk.votes.alarm)
        assert alarm is not None
        assert alarm.code in (Code.SPLIT_VIEW, Code.RECORD_FORGED)
        assert "SEEN_AHEAD" in alarm.detail or "SPLIT_VIEW" in alarm.detail
        assert lan.do(lan.desk.votes.verify_record).size == 0


def test_24_the_voter_whose_vote_was_dropped_knows_by_the_receipt(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    lan = desks("lan")
    before = liar.records()
    lan.vote(poll)
    liar.show(before)  # the vote is taken and receipted, and the record shown lacks it
    lan.sync.run_once()
    (mine,) = lan.do(lan.desk.votes.mine)
    assert mine.receipt is not None
    cast(stage, poll, "minh")
    later = [record for record in liar.records() if record not in before]
    liar.show([*before, later[-1]])
    state = lan.sync.run_once()
    assert state.phase is Phase.FROZEN
    alarm = lan.do(lan.desk.votes.alarm)
    assert alarm is not None
    assert alarm.code in (Code.OWN_MISSING, Code.RECORD_FORGED, Code.SPLIT_VIEW)


def test_25_a_late_vote_moved_before_the_close_is_found(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    other = opened_poll(stage)
    cast(stage, poll, "minh")
    lan = desks("lan")
    stage.council.close_poll(poll)
    hoa = stage.delegate("hoa")
    assert stage.effect(hoa.vote(poll, "APPROVE"), hoa) == "LATE"
    stage.council.announce_result(poll)
    *before, close, late, result = liar.records()
    assert [kind_of(record) for record in (close, late, result)] == ["close", "vote", "result"]
    liar.show([*before, late, close, result])
    alarm = alarmed(lan, other)
    assert alarm.code in (Code.TALLY_MISMATCH, Code.SPLIT_VIEW, Code.RECORD_FORGED)


def forged_vote(stage: Stage, poll: str) -> Record:
    hoa, minh = stage.delegate("hoa"), stage.delegate("minh")
    data, _ = hoa.vote(poll, "APPROVE")
    return Record(*stage.signed_by(minh.key, hoa.certificate, data))


@pytest.mark.parametrize(
    ("insert", "code"),
    [
        (lambda stage, poll, records: forged_vote(stage, poll), "SIGNATURE"),
        (lambda stage, poll, records: records[-1], "ALREADY_LOGGED"),
        (lambda stage, poll, records: Record(b'{"a":1}', b""), "WRONG_COUNCIL"),
    ],
    ids=["forged", "twice", "no statement"],
)
def test_26_an_entry_that_breaks_a_rule_is_found_when_the_server_logs_it(
    stage: Stage, liar: Liar, desks: Desks, poll: str, insert: Any, code: str
) -> None:
    cast(stage, poll, "minh")
    lan = desks("lan")
    records = liar.records()
    liar.show([*records, insert(stage, poll, records)])
    state = lan.sync.run_once()
    assert not state.confirmed
    assert lan.do(lan.desk.votes.verify_record).size == len(records)
    if code != "WRONG_COUNCIL":  # bytes that are no statement have no leaf: nobody's word
        assert alarmed(lan, poll).detail.startswith(code)


def test_27_two_delegates_who_were_shown_two_logs_find_it_at_the_first_contact(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    lan, duc = desks("tuan"), desks("lan")
    common = liar.records()
    hoa, minh = stage.delegate("hoa"), stage.delegate("minh")
    by_hoa, by_minh = hoa.vote(poll, "APPROVE"), minh.vote(poll, "DISAPPROVE")
    liar.show([*common, Record(*by_hoa)], to="tuan")
    liar.show([*common, Record(*by_minh)], to="lan")
    for desk in (lan, duc):
        assert desk.sync.run_once().confirmed, "each view is well formed"
    liar.shows["lan"] = liar.shows["tuan"]
    alarm = alarmed(duc, poll)
    assert alarm.code is Code.SPLIT_VIEW
    heads = [opened(stage, text) for text in (alarm.ours, alarm.theirs)]
    assert heads[0].size == heads[1].size
    assert heads[0].root != heads[1].root


def test_27_a_vote_signed_over_the_other_view_gives_the_fork_away_to_everybody(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    lan = desks("lan")
    hoa, minh = stage.delegate("hoa"), stage.delegate("minh")
    liar.show([*liar.records(), Record(*hoa.vote(poll, "APPROVE"))], to="lan")
    assert lan.sync.run_once().confirmed
    assert stage.effect(minh.vote(poll, "APPROVE"), minh) == "COUNTED"
    lan.vote(poll)
    lan.sync.run_once()
    (vote,) = lan.do(lan.desk.votes.mine)
    assert (vote.state, vote.refusal) == (VoteState.REFUSED, "SPLIT_VIEW")


def opened(stage: Stage, text: str) -> Any:
    return open_checkpoint(text, stage.log_key, stage.council.home.origin)


def test_28_a_log_that_was_rolled_back_and_stays_so_is_an_alarm(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    cast(stage, poll, "minh", "hoa")
    lan = desks("lan")
    liar.show(liar.records()[:-1])
    assert said(lan) is Code.SERVER_BEHIND, (
        "it may have been signed before the desk gave back what lacks"
    )
    liar.shows[""].ahead = timedelta(minutes=59)
    assert said(lan) is Code.SERVER_BEHIND
    liar.shows[""].ahead = timedelta(hours=1)
    assert alarmed(lan, poll).code is Code.LOG_SHRANK


def test_28_a_smaller_log_that_is_dated_back_gains_nothing_and_never_looks_well(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    cast(stage, poll, "minh", "hoa")
    lan = desks("lan")
    held = lan.do(lan.desk.votes.verify_record)
    liar.show(liar.records()[:-1])
    liar.shows[""].ahead = -timedelta(days=1)
    for _ in range(3):
        assert said(lan) is Code.SERVER_TROUBLE
    assert lan.do(lan.desk.votes.verify_record) == held
    assert lan.do(lan.desk.votes.alarm) is None, "a mirror with an old copy would look the same"
    lan.vote(poll)
    assert said(lan) is Code.SERVER_TROUBLE
    liar.shows.clear()
    assert lan.sync.run_once().confirmed


def test_28_the_same_size_under_another_root_is_an_alarm(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    lan = desks("lan")
    records = liar.records()
    cast(stage, poll, "minh")
    assert lan.sync.run_once().confirmed
    liar.show([*records, Record(*stage.delegate("hoa").vote(poll, "ABSTAIN"))])
    # the heads say what they said: only the checkpoint differs
    cast(stage, poll, "tuan")
    assert alarmed(lan, poll).code is Code.SPLIT_VIEW


def test_28_a_checkpoint_under_a_foreign_key_changes_nothing(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    lan = desks("lan")
    held = lan.do(lan.desk.votes.verify_record)
    cast(stage, poll, "minh")
    liar.show(liar.records())
    liar.shows[""].key = Ed25519PrivateKey.generate()
    state = lan.sync.run_once()
    assert (state.phase, state.trouble) == (Phase.TROUBLE, Code.PAGE_FORGED)
    assert lan.do(lan.desk.votes.verify_record) == held
    assert lan.do(lan.desk.votes.alarm) is None, "it is nobody's word, so no evidence"
    liar.shows.clear()
    assert lan.sync.run_once().confirmed


def test_29_a_receipt_with_anything_changed_is_no_receipt(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    lan = desks("lan")
    lan.vote(poll)
    for line in (*range(1, 4), *range(-6, -4), -3, -2):
        liar.twists = lambda body, line=line: {
            **body,
            "receipt": with_a_letter_changed(str(body["receipt"]), line),
        }
        state = lan.sync.run_once()
        assert (state.unsent_votes, state.trouble) == (1, Code.RECEIPT_INVALID), line
        (vote, *_) = lan.do(lan.desk.votes.mine)
        assert (vote.state, vote.receipt) == (VoteState.SENT, None)
    liar.repent()
    assert lan.sync.run_once().confirmed
    assert stage.tally(poll).counted == 1


def with_a_letter_changed(receipt: str, line: int) -> str:
    """The receipt with another letter in the middle of the last word of a line."""
    lines = receipt.split("\n")
    head, space, word = lines[line].rpartition(" ")
    at = len(word) // 2
    other = "1" if word.isdigit() and word[at] != "1" else "B" if word[at] != "B" else "C"
    lines[line] = f"{head}{space}{word[:at]}{other}{word[at + 1 :]}"
    return "\n".join(lines)


def test_29_the_receipt_of_another_vote_is_no_receipt(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    lan, minh = desks("lan"), stage.delegate("minh")
    other = stage.client(minh).post_entry(*minh.vote(poll, "APPROVE")).json
    lan.vote(poll)
    liar.twists = lambda body: other
    assert lan.sync.run_once().trouble is Code.RECEIPT_INVALID
    (vote,) = lan.do(lan.desk.votes.mine)
    assert vote.receipt is None


def test_29_a_refusal_that_the_log_key_did_not_sign_is_not_believed(
    stage: Stage, liar: Liar, desks: Desks, poll: str
) -> None:
    lan, minh = desks("lan"), stage.delegate("minh")
    data, _ = minh.vote(poll, "APPROVE")
    of_another = stage.client(minh).post_entry(data, b"").json["refusal"]
    lan.vote(poll)
    liar.twists = lambda body: {**body, "receipt": of_another}
    assert lan.sync.run_once().trouble is Code.RECEIPT_INVALID
    liar.twists = None
    assert lan.sync.run_once().confirmed
