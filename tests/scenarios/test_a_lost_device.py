"""Stories of a device that the office revokes: its queue goes out, its keys go, the notes stay with the other device."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from council_server.enrolments import revoke
from delegate_app.domain.accounts import AccountState, Erasure
from delegate_app.domain.records import Alarm
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code, UserError
from delegate_app.security.erasure_marks import ErasureMark
from delegate_app.storage.record import RecordTable
from sync.state import Phase
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import PASSPHRASE, DeskAtWork, enrolled_desk, over_tls
from tests.session_folders import write_session


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=3) as running:
        running.publish(write_session(tmp_path / "s1"))
        yield running


@pytest.fixture
def laptop(council: RunningCouncil, tmp_path: Path) -> Iterator[DeskAtWork]:
    """Minh's laptop, which will be lost."""
    with enrolled_desk(tmp_path / "laptop", council, "minh") as desk:
        yield desk


def revoke_device(council: RunningCouncil, desk: DeskAtWork) -> None:
    enrolment = desk.do(desk.desk.account.enrolment)
    assert enrolment is not None
    device = enrolment.device_id
    council.run(lambda batch: revoke(batch, council.secretary, device, "mất máy"))


def version(desk: DeskAtWork) -> str:
    (document,) = desk.do(desk.desk.documents.all)
    return document.newest.sha256


def texts(desk: DeskAtWork) -> list[str]:
    return sorted(note.text for note in desk.do(desk.desk.annotations.all))


def state(desk: DeskAtWork) -> AccountState:
    return desk.do(desk.desk.account.state)


def test_a_note_of_the_lost_laptop_is_on_the_other_one_before_and_after(
    council: RunningCouncil, laptop: DeskAtWork, tmp_path: Path
) -> None:
    laptop.write(version(laptop), "rất riêng tư")
    assert laptop.sync.run_once().confirmed
    with enrolled_desk(tmp_path / "desktop", council, "minh") as desktop:
        laptop.sync.run_once()  # sees the other device's enrolment
        laptop.sync.run_once()  # and wraps its key for it
        desktop.sync.run_once()
        assert texts(desktop) == ["rất riêng tư"]
        laptop.write(version(laptop), "viết lúc không có mạng")
        revoke_device(council, laptop)
        laptop.sync.run_once()
        assert state(laptop) is AccountState.ERASED
        desktop.sync.run_once()
        assert texts(desktop) == ["rất riêng tư", "viết lúc không có mạng"]
    council.stop()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("council/**/*") if path.is_file())
    council.start()
    for text in ("riêng tư", "không có mạng"):
        assert text.encode() not in stored


def test_the_queue_goes_out_before_the_keys_are_destroyed(
    council: RunningCouncil, laptop: DeskAtWork
) -> None:
    council.define_poll("p1")
    council.open_poll("p1")
    laptop.sync.run_once()
    steps: list[VoteState] = []
    laptop.vote("p1")
    laptop.write(version(laptop), "chưa gửi")
    laptop.desk.changes.subscribe(
        lambda _: (
            steps.extend(vote.state for vote in laptop.desk.votes.mine())
            if laptop.desk.account.state() is AccountState.ENROLLED
            else None
        )
    )
    revoke_device(council, laptop)
    ended = laptop.sync.run_once()
    assert ended.phase is Phase.STOPPED
    assert steps[-1] is VoteState.REFUSED  # by a signed REVOKED
    assert state(laptop) is AccountState.ERASED
    home = laptop.desk.home
    assert not (home / "keyring.json").exists()
    assert list(home.glob("vault.db*")) == []
    for call in (
        lambda: laptop.desk.account.unlock(PASSPHRASE),
        lambda: laptop.desk.account.recover("0000-" * 6 + "0000", PASSPHRASE),
    ):
        with pytest.raises(UserError) as error:
            laptop.do(call)
        assert error.value.code is Code.DEVICE_ERASED
    erasure = laptop.do(laptop.desk.account.erasure)
    assert erasure is not None
    assert erasure.revoked_at <= erasure.erased_at


def test_a_council_that_only_says_so_erases_nothing(
    council: RunningCouncil, laptop: DeskAtWork
) -> None:
    council.stop()
    laptop.sync.run_once()
    council.start()
    assert state(laptop) is AccountState.ENROLLED
    assert not laptop.do(laptop.desk.replica.must_erase)
    assert laptop.do(lambda: laptop.desk.replica.erase(datetime.now(UTC))) == frozenset()
    assert state(laptop) is AccountState.ENROLLED


def test_a_standing_alarm_keeps_the_evidence_from_being_erased(
    council: RunningCouncil, laptop: DeskAtWork
) -> None:
    table = RecordTable(laptop.desk.replica._vault)
    alarm = Alarm(Code.SPLIT_VIEW, "other root", datetime.now(UTC), "ours", "theirs")
    origin = council.home.origin
    laptop.do(lambda: table.raise_alarm(origin, alarm, b""))
    revoke_device(council, laptop)
    laptop.sync.run_once()
    assert state(laptop) is AccountState.ENROLLED
    assert laptop.do(laptop.desk.votes.alarm) == alarm


def test_a_note_that_could_not_be_sent_keeps_the_keys_until_it_was(
    council: RunningCouncil, laptop: DeskAtWork
) -> None:
    laptop.write(version(laptop), "phải đi trước")
    revoke_device(council, laptop)
    replica = laptop.desk.replica
    council.stop()
    laptop.sync.run_once()
    council.start()
    assert not laptop.do(replica.must_erase)
    assert state(laptop) is AccountState.ENROLLED
    laptop.sync.run_once()
    assert state(laptop) is AccountState.ERASED


def test_an_erasure_that_a_crash_interrupted_is_finished_at_the_next_start(
    council: RunningCouncil, tmp_path: Path
) -> None:
    home = tmp_path / "laptop"
    moment = datetime.now(UTC)
    with enrolled_desk(home, council, "minh"):
        ErasureMark(home / "erased.json").write(Erasure("tb-x", moment, moment))
    again = DeskAtWork(home, over_tls, council.clock)
    assert state(again) is AccountState.ERASED
    assert sorted(path.name for path in home.iterdir() if path.is_file()) == [
        "desk.lock",
        "erased.json",
    ]
    again.create()
    assert state(again) is AccountState.UNENROLLED
    assert not (home / "erased.json").exists()
    again.close()
