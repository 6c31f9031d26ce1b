"""Attacks on offices whose key is in a browser: what is done is exactly what was shown and signed (ADR 19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from council_server.clock import vietnam_now
from council_server.enrolments import revoke
from council_server.errors import CommandError
from council_server.prepared_acts import LIFE, Gone, NoKey, put_together
from council_server.remote_offices import Changed
from protocol.enrolments import CHAIR, SECRETARY
from protocol.errors import Code, Refused
from protocol.poll_states import Stage
from tests.remote_keys import RemoteSeat, plain_signature
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import write_session


class Clock:
    """Real time, and more when told."""

    def __init__(self) -> None:
        self.more = timedelta()

    def __call__(self) -> datetime:
        return vietnam_now() + self.more


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def council(tmp_path: Path, clock: Clock) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=3, clock=clock) as running:
        running.publish(write_session(tmp_path / "s1"))
        running.define_poll("p1")
        yield running


@pytest.fixture
def chair(council: RunningCouncil) -> RemoteSeat:
    return RemoteSeat(council, council.enrol("minh", "trinh-duyet-chu-toa", role=CHAIR))


@pytest.fixture
def secretary(council: RunningCouncil) -> RemoteSeat:
    held = council.enrol("thu-ky", "trinh-duyet-thu-ky", role=SECRETARY)
    return RemoteSeat(council, held, session="b" * 64)


def stage(council: RunningCouncil) -> Stage:
    return council.council.record.replay.polls["p1"].stage


def test_a_poll_is_opened_by_a_key_that_the_server_never_had(
    council: RunningCouncil, chair: RemoteSeat
) -> None:
    size = council.council.record.replay.size
    prepared = chair.prepare("open", poll="p1")
    assert (stage(council), council.council.record.replay.size) == (Stage.DEFINED, size)
    assert chair.finish(prepared) == "/console"
    assert (stage(council), council.council.record.replay.size) == (Stage.OPEN, size + 1)
    opened = council.council.record.replay.polls["p1"].opened
    assert opened
    assert opened.cert == council.council.record.replay.devices[chair.held.device].certificate


def test_a_prepared_act_of_another_session_is_not_there(
    council: RunningCouncil, chair: RemoteSeat
) -> None:
    prepared = chair.prepare("open", poll="p1")
    thief = replace(chair, session="c" * 64)
    with pytest.raises(Gone):
        chair.acts.find(prepared.act, thief.session)
    stolen = replace(prepared, wish=replace(prepared.wish, session=thief.session))
    with pytest.raises(Gone):
        thief.finish(stolen)
    assert stage(council) is Stage.DEFINED


def test_a_signature_over_other_bytes_is_refused_and_the_act_can_still_be_signed(
    council: RunningCouncil, chair: RemoteSeat
) -> None:
    prepared = chair.prepare("open", poll="p1")
    for at in range(0, len(prepared.to_sign[0]), 16):
        other = bytearray(prepared.to_sign[0])
        other[at] ^= 1
        with pytest.raises(Refused) as caught:
            chair.finish(prepared, [plain_signature(chair.held.key, bytes(other))])
        assert caught.value.code is Code.SIGNATURE
    tampered = replace(
        prepared, statements=(prepared.statements[0].replace(b"hdnd-open", b"hdnd-void"),)
    )
    with pytest.raises(Refused):
        put_together(tampered, chair.answers(prepared))
    assert stage(council) is Stage.DEFINED
    chair.finish(prepared)
    assert stage(council) is Stage.OPEN


@pytest.mark.parametrize(
    "value", [b"", b"\x00" * 64, b"\xff" * 64, b"\x01" * 63, b"\x01" * 65, b"\x01" * 64]
)
def test_what_is_no_signature_of_this_statement_is_refused(
    council: RunningCouncil, chair: RemoteSeat, value: bytes
) -> None:
    prepared = chair.prepare("open", poll="p1")
    with pytest.raises(Refused) as caught:
        chair.finish(prepared, [value])
    assert caught.value.code is Code.SIGNATURE
    with pytest.raises(Refused):
        chair.finish(prepared, [])
    assert stage(council) is Stage.DEFINED


def test_the_signature_of_another_key_is_refused(
    council: RunningCouncil, chair: RemoteSeat, secretary: RemoteSeat
) -> None:
    prepared = chair.prepare("open", poll="p1")
    with pytest.raises(Refused) as caught:
        chair.finish(prepared, secretary.answers(prepared))
    assert caught.value.code is Code.SIGNATURE
    with pytest.raises(Refused):
        chair.finish(prepared, [plain_signature(council.chair.key, prepared.to_sign[0])])
    assert stage(council) is Stage.DEFINED


def test_an_act_is_done_once_however_often_its_signature_is_sent(
    council: RunningCouncil, secretary: RemoteSeat
) -> None:
    size = council.council.record.replay.size
    prepared = secretary.prepare("attendance", session="s1", sitting="sang", absent=["hoa"])
    values = secretary.answers(prepared)
    secretary.finish(prepared, values)
    for _ in range(3):
        with pytest.raises(Gone):
            secretary.finish(prepared, values)
    assert council.council.record.replay.size == size + 1


def test_an_act_is_not_done_when_the_council_changed_after_it_was_shown(
    council: RunningCouncil, chair: RemoteSeat, secretary: RemoteSeat, tmp_path: Path
) -> None:
    size = council.council.record.replay.size
    ballot = {
        "poll": "p2",
        "item": "s1.m1",
        "question": "Tán thành?",
        "documents": ["s1.m1.du-thao"],
        "total": 3,
        "rule": ["total", 1, 2, True],
        "quorum": [0, 1],
    }
    prepared = secretary.prepare("define", **ballot)
    council.publish(write_session(tmp_path / "s1", text="Another text"))
    with pytest.raises(Changed):
        secretary.finish(prepared)
    with pytest.raises(Gone):
        secretary.finish(prepared)
    assert council.council.record.replay.size == size + 1  # the manifest, and nothing of the act
    secretary.do("define", **ballot)
    assert "p2" in council.council.record.replay.polls

    opened = chair.prepare("open", poll="p1")
    council.open_poll("p1")
    with pytest.raises(CommandError, match="the poll is open already"):
        chair.finish(opened)


def test_the_same_act_a_minute_later_is_the_same_act(
    council: RunningCouncil, chair: RemoteSeat, clock: Clock
) -> None:
    prepared = chair.prepare("open", poll="p1")
    clock.more += timedelta(minutes=1)
    chair.finish(prepared)
    assert stage(council) is Stage.OPEN


def test_an_act_that_waited_too_long_is_not_done(
    council: RunningCouncil, chair: RemoteSeat, clock: Clock
) -> None:
    prepared = chair.prepare("open", poll="p1")
    clock.more += LIFE + timedelta(seconds=2)
    with pytest.raises(Gone):
        chair.acts.find(prepared.act, chair.session)
    with pytest.raises(Gone):
        chair.finish(prepared)
    assert stage(council) is Stage.DEFINED


def test_no_key_does_what_is_another_offices(
    council: RunningCouncil, chair: RemoteSeat, secretary: RemoteSeat
) -> None:
    with pytest.raises(NoKey):
        chair.prepare("attendance", session="s1", sitting="sang", absent=[])
    with pytest.raises(NoKey):
        secretary.prepare("open", poll="p1")
    delegate = RemoteSeat(council, council.delegate("minh"))
    with pytest.raises(NoKey):
        delegate.prepare("open", poll="p1")
    another = RemoteSeat(council, replace(chair.held, person="hoa"))
    with pytest.raises(NoKey):
        another.prepare("open", poll="p1")


def test_a_key_that_was_revoked_after_signing_does_nothing(
    council: RunningCouncil, chair: RemoteSeat
) -> None:
    prepared = chair.prepare("open", poll="p1")
    council.run(lambda batch: revoke(batch, council.secretary, chair.held.device, "mất máy"))
    with pytest.raises(NoKey):
        chair.finish(prepared)
    with pytest.raises(NoKey):
        chair.prepare("open", poll="p1")
    assert stage(council) is Stage.DEFINED


def test_a_rehearsal_leaves_nothing_in_record_feeds_and_tables(
    council: RunningCouncil, secretary: RemoteSeat
) -> None:
    heads, root = council.council.heads(), council.council.record.replay.edge.root()
    secretary.prepare("attendance", session="s1", sitting="sang", absent=[])
    assert council.council.heads() == heads
    assert council.council.record.replay.edge.root() == root
    assert not council.council.record.replay.attendance
