"""A hall's server that lies: it can delay, and nothing else goes unseen (protocol.md 13.6, 13.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from council_server.enrolments import revoke
from council_server.errors import Refused
from council_server.upstream import Upstream
from delegate_app.domain.outbox import EntryPayload
from delegate_app.domain.votes import Disposition, VoteState
from delegate_app.errors import Code, IntegrityError
from protocol import verify
from protocol.enrolments import HALL
from protocol.halls import NO_PREVIOUS, HallReceipt, open_receipt, sign_receipt
from protocol.keys import SoftwareSigner
from protocol.polls import Close
from protocol.records import Record
from protocol.times import write_time
from protocol.wire import EntryAnswer
from tests.running_council import RunningCouncil, running_council
from tests.running_hall import RunningHall, running_hall
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import write_session


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=2) as council:
        council.publish(write_session(tmp_path / "s1"))
        council.define_poll("p1")
        council.open_poll("p1")
        yield council


@pytest.fixture
def hall(running: RunningCouncil, tmp_path: Path) -> Iterator[RunningHall]:
    with running_hall(running, tmp_path / "hall") as made:
        made.wait_for_copy()
        yield made


@pytest.fixture
def minh(running: RunningCouncil, hall: RunningHall, tmp_path: Path) -> Iterator[DeskAtWork]:
    """A desk that knows the hall from the record, with one signed vote."""
    with enrolled_desk(tmp_path / "desk", running, "minh") as desk:
        desk.vote("p1")
        yield desk


def receipt_for(hall: RunningHall, statement: str) -> HallReceipt:
    return HallReceipt(
        council=hall.home.council,
        log=hall.home.origin,
        hall=hall.home.device,
        statement=statement,
        seq=1,
        prev=NO_PREVIOUS,
        received_at="2026-11-28T09:00:00+07:00",
    )


def signed(hall: RunningHall, receipt: HallReceipt) -> str:
    return sign_receipt(receipt, SoftwareSigner(hall.home.keys.signing_key(HALL)))


def held(desk: DeskAtWork, text: str) -> VoteState:
    vote = desk.do(desk.desk.votes.mine)[0]
    desk.do(lambda: desk.desk.replica.sending(vote.identity, desk.now()))
    desk.do(lambda: desk.desk.replica.halls.held(vote.identity, text, desk.now()))
    return desk.do(desk.desk.votes.mine)[0].state


def test_a_provisional_receipt_is_never_shown_as_the_council_s(
    hall: RunningHall, minh: DeskAtWork
) -> None:
    vote = minh.do(minh.desk.votes.mine)[0].identity
    text = signed(hall, receipt_for(hall, vote))
    assert held(minh, text) is VoteState.HELD
    for receipt in (text, f"{text}\n\n{text}"):
        lie = EntryAnswer(receipt=receipt, index=7, disposition="COUNTED")
        with pytest.raises(IntegrityError) as caught:
            minh.do(lambda: minh.desk.replica.receipt(vote, lie, minh.now()))  # noqa: B023
        assert caught.value.code is Code.RECEIPT_INVALID
    with pytest.raises(IntegrityError):
        minh.do(lambda: minh.desk.replica.refused(vote, text, minh.now()))
    assert minh.do(minh.desk.votes.mine)[0].state is VoteState.HELD
    assert minh.do(minh.desk.replica.unsettled) == (1, 0)


def test_only_a_hall_of_the_record_may_say_that_it_holds_a_vote(
    running: RunningCouncil, hall: RunningHall, minh: DeskAtWork
) -> None:
    vote = minh.do(minh.desk.votes.mine)[0].identity
    other, receipt = running.delegate("hoa"), receipt_for(hall, vote)
    forged = [
        sign_receipt(receipt, SoftwareSigner(other.key)),
        sign_receipt(replace(receipt, hall=other.device), SoftwareSigner(other.key)),
        signed(hall, receipt_for(hall, "b" * 64)),
        signed(hall, replace(receipt, log=hall.home.origin[:-1] + "0")),
        signed(hall, replace(receipt, hall="phong-khac")),
        "not a receipt",
    ]
    for text in forged:
        with pytest.raises(IntegrityError) as caught:
            held(minh, text)
        assert caught.value.code is Code.RECEIPT_INVALID
    assert minh.do(minh.desk.votes.mine)[0].state is VoteState.SENT


def test_a_revoked_hall_says_nothing_any_more(
    running: RunningCouncil, hall: RunningHall, minh: DeskAtWork
) -> None:
    vote = minh.do(minh.desk.votes.mine)[0].identity
    running.run(lambda batch: revoke(batch, running.secretary, hall.home.device, "mất máy chủ"))
    minh.sync.run_once()
    with pytest.raises(IntegrityError):
        held(minh, signed(hall, receipt_for(hall, vote)))


def test_a_hall_that_hands_on_in_another_order_leaves_the_proof_with_the_delegate(
    running: RunningCouncil,
    hall: RunningHall,
    minh: DeskAtWork,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It took the vote before the close and hands on the close first: the record says late, its own word says otherwise."""
    (item,) = minh.do(minh.desk.replica.outbox)
    assert isinstance(item.payload, EntryPayload)
    state = running.council.record.replay.polls["p1"]
    running.stop()
    hall.wait_for(lambda: not hall.hall.line_up)
    ours = hall.hall.take(Record(item.payload.statement, item.payload.signature))
    assert held(minh, ours.receipt) is VoteState.HELD
    honest = hall.hall.journal.waiting
    monkeypatch.setattr(hall.hall.journal, "waiting", lambda: honest()[::-1])
    close = Close(
        **running.chair.envelope,
        poll="p1",
        poll_def=state.identity,
        phase="vote",
        closed_at=write_time(running.clock() + timedelta(seconds=2)),  # times are whole seconds
    )
    theirs = hall.hall.take(Record(*running.chair.sign(close, running.clock())))
    running.start()
    hall.wait_for(lambda: not honest())
    minh.sync.run_once()
    vote = minh.do(minh.desk.votes.mine)[0]
    assert vote.disposition is Disposition.LATE
    certificate = running.council.record.certificate_of(hall.home.device)
    kept = minh.do(lambda: minh.desk.replica.halls.receipt_of(vote.identity))
    assert open_receipt(kept, vote.identity, certificate).seq == 1
    assert open_receipt(theirs.receipt, theirs.identity, certificate).seq == 2
    entries = running.council.record.replay.entries
    assert entries[theirs.identity] < entries[vote.identity]
    assert minh.do(minh.desk.votes.contradicted) == (vote,)
    evidence = tmp_path / "bang-chung.zip"
    minh.do(lambda: minh.desk.votes.halls.export(vote.identity, evidence))
    assert verify.main([str(evidence), "--root", running.root_sha256]) == 0
    assert "The receipt is dated before the close" in capsys.readouterr().out


def test_a_vote_that_a_hall_replays_is_logged_once(
    running: RunningCouncil, hall: RunningHall
) -> None:
    vote = Record(*running.delegate("hoa").vote("p1", "APPROVE"))
    hall.hall.take(vote)
    hall.wait_for(lambda: not hall.hall.journal.waiting())
    size = running.council.record.replay.size
    home = hall.home
    signer = SoftwareSigner(home.keys.signing_key(HALL))
    root = home.keys.certificate("root")
    line = Upstream(home.upstream, root, home.council, home.device, signer)
    assert line.post_entry(vote)["index"] == size - 1
    line.close()
    running.council.catch_up()
    assert running.council.record.replay.size == size


def test_a_member_cannot_give_the_hall_a_record_that_the_council_did_not_sign(
    running: RunningCouncil, hall: RunningHall
) -> None:
    copy = hall.hall.copy
    size, checkpoint = len(copy.records), copy.checkpoint
    vote = Record(*running.delegate("hoa").vote("p1", "APPROVE"))
    for first, text in ((size, checkpoint), (size, ""), (size + 1, checkpoint), (0, checkpoint)):
        records = [*copy.records[first:size], vote]
        with pytest.raises(Refused):
            hall.hall.learn(first, records, text)
    assert (len(copy.records), copy.checkpoint) == (size, checkpoint)
    assert hall.hall.learn(0, copy.records, checkpoint) == size  # nothing new is no harm
