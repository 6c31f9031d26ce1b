"""A hall's word beside the record: what the desk finds, and the one file that shows it to a third person."""

from __future__ import annotations

import zipfile
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from delegate_app.domain.halls import HallConflict, HallWord
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code, DeskError
from delegate_app.services.hall_words import checked_reading
from protocol import verify
from tests.simulation.halls import NAME, SimulatedHall
from tests.unit.delegate_app.member import PASSPHRASE, Member

SECRET = "ghi chú riêng chỉ để mình tôi đọc"


@pytest.fixture
def held(member: Member) -> tuple[Member, str]:
    """A vote that a hall took while its line was down; the council does not have it."""
    hall = SimulatedHall(member.council)
    version = member.open_poll()
    member.write(version, SECRET)
    member.sync()
    member.clock.forward(60)
    name = member.cast()
    hold(member, name, hall)
    member.clock.forward(60)
    return member, name


def hold(member: Member, name: str, hall: SimulatedHall) -> None:
    text = hall.receipt(name, member.clock())
    member.desk.replica.sending(name, member.clock())
    member.desk.replica.halls.held(name, text, member.clock())


def follow(member: Member) -> None:
    """The record comes, by a stick say, and nothing is sent."""
    record = member.council.record
    size = member.desk.replica.known_size()
    pairs = [(one.statement, one.signature) for one in record.records[size:]]
    member.desk.replica.apply_record(record.checkpoint(member.clock()), pairs, size)


def word(member: Member, name: str) -> HallWord:
    found = next(vote for vote in member.desk.votes.mine() if vote.identity == name)
    assert found.hall is not None
    return found.hall


def close_without_it(member: Member, name: str) -> None:
    member.council.close_poll("bq-1")
    follow(member)


def close_before_it(member: Member, name: str) -> None:
    member.council.close_poll("bq-1")
    member.sync()


WAYS = [(close_without_it, HallConflict.MISSING), (close_before_it, HallConflict.LATE)]


@pytest.mark.parametrize(("happens", "conflict"), WAYS)
def test_what_contradicts_the_hall_is_found_and_saved_so_that_anyone_can_check_it(
    held: tuple[Member, str],
    happens: Callable[[Member, str], None],
    conflict: HallConflict,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    member, name = held
    assert word(member, name).conflict is None
    assert member.desk.votes.contradicted() == ()
    happens(member, name)
    assert (word(member, name).hall, word(member, name).seq) == (NAME, 1)
    assert word(member, name).conflict is conflict
    assert [vote.identity for vote in member.desk.votes.contradicted()] == [name]
    target = tmp_path / "bang-chung.zip"
    member.desk.votes.halls.export(name, target)
    root = member.council.root.fingerprint
    text, found = checked_reading(target, root)
    assert found == conflict.value
    assert NAME in text
    assert verify.main([str(target), "--root", root]) == 0
    said = capsys.readouterr().out
    assert "KHÁC" not in said
    with zipfile.ZipFile(target) as archive:
        assert archive.read("doc-toi.txt").decode() in said
    with pytest.raises(DeskError) as caught:
        checked_reading(target, "f" * 64)
    assert caught.value.code is Code.EVIDENCE_FALSE


def test_no_note_key_or_passphrase_is_in_the_file(held: tuple[Member, str], tmp_path: Path) -> None:
    member, name = held
    close_without_it(member, name)
    target = tmp_path / "bang-chung.zip"
    member.desk.votes.halls.export(name, target)
    with zipfile.ZipFile(target) as archive:
        everything = b"\n".join(archive.read(one) for one in archive.namelist())
    keys = member.desk.account._open_keys.require()
    raw = [bytes(keys.notes), keys.box.private_bytes_raw()]
    words = [
        text.encode() for text in (SECRET, PASSPHRASE, "PRIVATE KEY", "delegate.", str(member.home))
    ]
    for secret in [
        *words,
        *(form for key in raw for form in (key, b64encode(key), key.hex().encode())),
    ]:
        assert secret not in everything
    assert NAME.encode() in everything  # what is looked through is the whole of it


def test_a_vote_that_counts_or_was_taken_after_the_close_contradicts_nothing(
    held: tuple[Member, str], tmp_path: Path
) -> None:
    member, name = held
    member.sync()
    member.council.close_poll("bq-1")
    member.sync()
    assert word(member, name).conflict is None
    with pytest.raises(DeskError) as caught:
        member.desk.votes.halls.export(name, tmp_path / "a.zip")
    assert caught.value.code is Code.HALL_AGREES
    assert not (tmp_path / "a.zip").exists()
    with pytest.raises(DeskError) as caught:
        member.desk.votes.halls.export("0" * 64, tmp_path / "a.zip")
    assert caught.value.code is Code.POLL_UNKNOWN


def test_nothing_is_overwritten(held: tuple[Member, str], tmp_path: Path) -> None:
    member, name = held
    close_without_it(member, name)
    (tmp_path / "a.zip").write_bytes(b"mine")
    with pytest.raises(DeskError) as caught:
        member.desk.votes.halls.export(name, tmp_path / "a.zip")
    assert caught.value.code is Code.EXPORT_EXISTS
    assert (tmp_path / "a.zip").read_bytes() == b"mine"


def test_a_missing_vote_that_still_comes_is_late_and_stays_owed_until_then(
    held: tuple[Member, str],
) -> None:
    member, name = held
    close_without_it(member, name)
    assert member.desk.replica.unsettled() == (1, 0)
    member.sync()
    assert word(member, name).conflict is HallConflict.LATE
    mine = member.desk.votes.mine()[0]
    assert mine.state is VoteState.PROVEN
