"""The evidence of an alarm: enough for a stranger to see that the council signed two histories."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from delegate_app.errors import Code, IntegrityError, UserError
from protocol.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from protocol.fields import unb64
from protocol.records import read_records
from tests.unit.delegate_app.member import Member


@pytest.fixture
def deceived(member: Member) -> Member:
    """The council signed another root at a size that this desk had checked."""
    member.open_poll()
    record = member.council.record
    text = sign_checkpoint(
        Checkpoint(record.origin, record.size, b"\x07" * 32, member.clock()),
        member.council.log_key,
    )
    with pytest.raises(IntegrityError):
        member.desk.replica.apply_record(text, [], record.size)
    return member


def refusal(member: Member, target: Path) -> Code:
    with pytest.raises(UserError) as error:
        member.desk.votes.export_alarm_evidence(target)
    return error.value.code


def test_both_heads_open_under_the_log_key_and_contradict_each_other(
    deceived: Member, tmp_path: Path
) -> None:
    folder = tmp_path / "chung-cu"
    deceived.desk.votes.export_alarm_evidence(folder)
    about = json.loads((folder / "canh-bao.json").read_text("utf-8"))
    assert about["code"] == "SPLIT_VIEW"
    heads = [
        open_checkpoint((folder / name).read_text("utf-8"), unb64(about["log_key"]), about["log"])
        for name in ("may-nay.txt", "may-chu.txt")
    ]
    assert heads[0].size == heads[1].size
    assert heads[0].root != heads[1].root
    held = read_records((folder / "muc-dang-giu.bin").read_bytes())
    assert list(held) == list(deceived.council.record.records)
    assert "EVIDENCE" in (folder / "doc-toi.txt").read_text("utf-8")


def test_a_zip_file_holds_the_same(deceived: Member, tmp_path: Path) -> None:
    deceived.desk.votes.export_alarm_evidence(tmp_path / "a")
    deceived.desk.votes.export_alarm_evidence(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}


def test_nothing_is_overwritten_and_nothing_half_written_stays(
    deceived: Member, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a.zip").write_bytes(b"mine")
    assert refusal(deceived, tmp_path / "a") is Code.EXPORT_EXISTS
    assert refusal(deceived, tmp_path / "a.zip") is Code.EXPORT_EXISTS
    assert refusal(deceived, tmp_path / "a.zip" / "b.zip") is Code.EXPORT_FAILED
    assert (tmp_path / "a.zip").read_bytes() == b"mine"


def test_without_an_alarm_there_is_no_evidence(member: Member, tmp_path: Path) -> None:
    assert refusal(member, tmp_path / "a") is Code.NO_ALARM
    assert not (tmp_path / "a").exists()


def test_writing_the_evidence_settles_nothing(deceived: Member, tmp_path: Path) -> None:
    deceived.desk.votes.export_alarm_evidence(tmp_path / "a")
    assert deceived.desk.votes.alarm() is not None
    with pytest.raises(UserError) as error:
        deceived.cast()
    assert error.value.code is Code.SIGNING_FROZEN
