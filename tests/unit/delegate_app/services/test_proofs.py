"""Proving a vote: against the record here, and in files for strangers."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from delegate_app.domain.votes import Disposition
from delegate_app.errors import Code, DeskError
from delegate_app.services.proofs import write_folder
from tests.unit.delegate_app.member import Member


@pytest.fixture
def voted(member: Member) -> tuple[Member, str]:
    """A vote that the council recorded."""
    member.open_poll()
    name = member.cast()
    member.sync()
    return member, name


def test_a_recorded_vote_is_proven_against_the_record_held_here(voted: tuple[Member, str]) -> None:
    member, name = voted
    proof = member.desk.votes.proofs.prove(name)
    replay = member.council.record.replay
    assert (proof.identity, proof.index) == (name, replay.entries[name])
    assert proof.record_agrees is True
    assert bytes.fromhex(proof.root) == replay.root_at(proof.size)
    assert proof.disposition is Disposition.COUNTED


def test_a_vote_that_was_not_sent_has_no_proof(member: Member) -> None:
    member.open_poll()
    name = member.cast()
    with pytest.raises(DeskError) as refused:
        member.desk.votes.proofs.prove(name)
    assert refused.value.code is Code.RECEIPT_INVALID


def test_nobody_elses_vote_is_proven(member: Member) -> None:
    with pytest.raises(DeskError) as refused:
        member.desk.votes.proofs.prove("0" * 64)
    assert refused.value.code is Code.POLL_UNKNOWN


def test_stock_openssl_accepts_what_is_saved(voted: tuple[Member, str], tmp_path: Path) -> None:
    member, name = voted
    folder = tmp_path / "phieu"
    member.desk.votes.proofs.save(name, folder)
    statement = (folder / "phieu.json").read_bytes()
    assert hashlib.sha256(statement).hexdigest() == name
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER"]
    command += ["-in", "phieu.p7s", "-content", "phieu.json", "-CAfile", "hoi-dong.pem"]
    command += ["-purpose", "any", "-no_check_time", "-out", "kept.json"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    assert (folder / "kept.json").read_bytes() == statement
    guide = (folder / "doc-toi.txt").read_text("utf-8")
    assert member.council.root.fingerprint in guide


def test_a_folder_that_exists_is_left_as_it_is(voted: tuple[Member, str], tmp_path: Path) -> None:
    member, name = voted
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(DeskError) as refused:
        member.desk.votes.proofs.save(name, tmp_path)
    assert refused.value.code is Code.EXPORT_EXISTS
    assert [path.name for path in tmp_path.glob("*.txt")] == ["mine.txt"]


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(DeskError) as refused:
        write_folder(tmp_path / "a", {"b": b"", "no/such/place": b""})
    assert refused.value.code is Code.EXPORT_FAILED
    assert list(tmp_path.iterdir()) == []
