"""Evidence about a hall's word: the four ways in which a record contradicts it, checked by our program and by openssl."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from protocol import verify
from protocol.bundles import write_folder
from protocol.canonical import identity
from protocol.checkpoints import open_checkpoint
from protocol.enrolments import HALL
from protocol.errors import Code, ProtocolError
from protocol.hall_evidence import (
    HALL_FILE,
    READING_FILE,
    RECEIPT_FILE,
    REFUSAL_FILE,
    SCRIPT_FILE,
    SIGNATURE_FILE,
    VOTE_FILE,
    Conflict,
    HallEvidence,
    HallFinding,
    check_evidence,
    evidence_files,
    read_evidence,
)
from protocol.hall_reading import reading
from protocol.halls import NO_PREVIOUS, HallReceipt, sign_receipt
from protocol.record_summary import summary
from protocol.records import Record
from protocol.refusals import Refusal, sign_refusal
from protocol.times import read_time, write_time
from tests.unit.protocol.sample_bundles import bundle_of
from tests.unit.protocol.sample_council import COUNCIL, SampleCouncil, Seat


@dataclass
class Sitting:
    """A council with a hall, an open poll, and the vote of its first delegate."""

    council: SampleCouncil
    hall: Seat
    vote: Record
    evidence: HallEvidence

    @property
    def finding(self) -> HallFinding:
        return check_evidence(self.evidence, self.council.replay)

    def receive(self) -> None:
        """The hall signs that it took the vote now."""
        receipt = HallReceipt(
            council=COUNCIL,
            log=self.council.log,
            hall=self.hall.device,
            statement=identity(self.vote.statement),
            seq=1,
            prev=NO_PREVIOUS,
            received_at=self.council.tick(),
        )
        text = sign_receipt(receipt, self.hall.signer)
        self.evidence = replace(self.evidence, receipt=text)

    def refuse(self, code: Code) -> None:
        """The council signs that it refused the vote."""
        time = read_time(self.council.tick())
        refusal = Refusal(self.council.log, identity(self.vote.statement), code, time)
        self.evidence = replace(self.evidence, refusal=sign_refusal(refusal, self.council.log_key))

    def write(self, folder: Path) -> Path:
        """The evidence as files, with the record beside it."""
        council = self.council
        head = open_checkpoint(council.checkpoint(), council.public_log_key, council.log)
        write_folder(bundle_of(council), summary(council.replay, head), folder)
        finding = self.finding
        text = reading(finding, council.replay, head)
        for name, data in evidence_files(self.evidence, finding.hall, text).items():
            (folder / name).write_bytes(data)
        return folder


@pytest.fixture
def sitting() -> Sitting:
    council = SampleCouncil(delegates=3)
    hall = council.enrol("phong-hop", HALL, by=council.office, device="phong-hop")
    council.define()
    council.open()
    voter = council.delegates[0]
    vote = council.sign(council.vote(voter), voter)
    made = Sitting(council, hall, vote, HallEvidence(vote.statement, vote.signature, ""))
    made.receive()
    return made


def late(sitting: Sitting) -> None:
    sitting.council.close()
    sitting.council.offer(sitting.vote)


def missing(sitting: Sitting) -> None:
    sitting.council.close()
    sitting.council.announce()


def other(sitting: Sitting) -> None:
    voter = sitting.council.delegates[0]
    sitting.council.cast(voter, "ABSTAIN")
    sitting.refuse(Code.CHAIN_FORK)


def refused(sitting: Sitting) -> None:
    sitting.council.revoke(sitting.council.delegates[0])
    sitting.refuse(Code.REVOKED)


WAYS = [
    (late, Conflict.LATE, "đến muộn"),
    (missing, Conflict.MISSING, "mà không có phiếu này"),
    (other, Conflict.OTHER, "ghi một nội dung khác"),
    (refused, Conflict.REFUSED, "mã REVOKED"),
]


@pytest.mark.parametrize(("happens", "conflict", "words"), WAYS)
def test_each_way_is_found_and_checked_by_our_program_and_by_openssl(
    sitting: Sitting,
    happens: Callable[[Sitting], None],
    conflict: Conflict,
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sitting.finding
    happens(sitting)
    assert (before.conflict, sitting.finding.conflict) == (None, conflict)
    folder = sitting.write(tmp_path / "bang-chung")
    root = sitting.council.root_fingerprint
    assert verify.main([str(folder), "--root", root]) == 0
    said = capsys.readouterr().out
    assert words in said
    assert (folder / READING_FILE).read_text("utf-8") in said
    assert "KHÁC" not in said
    (folder / READING_FILE).write_text("mọi việc đều đúng", "utf-8")
    assert verify.main([str(folder)]) == 0
    assert f"{READING_FILE}: KHÁC" in capsys.readouterr().out
    ran = shell(folder, root)
    assert ran.returncode == 0, ran.stderr
    assert "ĐẠT (holds): mọi chữ ký đúng" in ran.stdout
    expected = {
        Conflict.LATE: "=> đứng sau mục đóng",
        Conflict.MISSING: "phiếu không có trong sổ",
        Conflict.OTHER: f"in its place stands entry): {sitting.finding.other}",
        Conflict.REFUSED: "refused by the council, code): REVOKED",
    }
    assert expected[conflict] in ran.stdout


def shell(folder: Path, root: str) -> subprocess.CompletedProcess[str]:
    bash = shutil.which("bash")
    if bash is None or any(shutil.which(tool) is None for tool in ("openssl", "sha256sum", "jq")):
        pytest.skip("bash, openssl, sha256sum or jq is not on this machine")
    command = [bash, str(folder / SCRIPT_FILE), root]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_a_vote_that_was_counted_contradicts_nothing(sitting: Sitting) -> None:
    sitting.council.offer(sitting.vote)
    sitting.council.close()
    assert sitting.finding.conflict is None


def test_a_vote_that_the_hall_took_after_the_close_is_late_without_contradiction(
    sitting: Sitting,
) -> None:
    sitting.council.close()
    sitting.receive()
    sitting.council.offer(sitting.vote)
    assert sitting.finding.conflict is None


def test_a_poll_with_grace_is_measured_by_the_close_that_ended_counting(sitting: Sitting) -> None:
    council, voter = sitting.council, sitting.council.delegates[0]
    council.define("p2", late="grace:60")
    council.open("p2")
    sitting.vote = council.sign(council.vote(voter, poll="p2"), voter)
    sitting.evidence = HallEvidence(sitting.vote.statement, sitting.vote.signature, "")
    council.close("p2")
    sitting.receive()
    before = sitting.finding
    assert before.conflict is None  # votes count until the second close
    council.close("p2", phase="grace", after=60)
    council.offer(sitting.vote)
    assert sitting.finding.conflict is Conflict.LATE


def test_a_refused_vote_whose_place_the_next_one_took_is_refused_and_no_copied_key(
    sitting: Sitting,
) -> None:
    sitting.refuse(Code.VOTER_CERT)
    sitting.council.cast(sitting.council.delegates[0], "ABSTAIN")
    assert sitting.finding.conflict is Conflict.REFUSED


def test_a_hall_that_was_revoked_later_is_named_as_such(sitting: Sitting) -> None:
    missing(sitting)
    sitting.council.revoke(sitting.hall)
    finding = sitting.finding
    assert finding.conflict is Conflict.MISSING
    head = open_checkpoint(
        sitting.council.checkpoint(), sitting.council.public_log_key, sitting.council.log
    )
    assert "revoked later" in reading(finding, sitting.council.replay, head)


def test_a_plain_record_bundle_is_no_evidence(sitting: Sitting, tmp_path: Path) -> None:
    write_folder(bundle_of(sitting.council), "", tmp_path / "so")
    assert read_evidence(tmp_path / "so") is None
    assert verify.hall_reading(tmp_path / "so", sitting.council.replay, None) == []  # type: ignore[arg-type]


def test_nothing_forged_passes(sitting: Sitting) -> None:
    missing(sitting)
    council, good = sitting.council, sitting.evidence
    stranger = council.sign(council.vote(council.delegates[1], poll="p1"), council.delegates[1])
    foreign = council.new_seat("phong-la", HALL, "phong-hop")  # certified, and not in the record
    receipt = HallReceipt(
        council=COUNCIL,
        log=council.log,
        hall="phong-hop",
        statement=identity(sitting.vote.statement),
        seq=1,
        prev=NO_PREVIOUS,
        received_at=write_time(council.now),
    )
    refusal = Refusal(council.log, identity(stranger.statement), Code.REVOKED, council.now)
    forged = [
        replace(good, statement=stranger.statement),
        replace(good, statement=stranger.statement, signature=stranger.signature),
        replace(good, statement=council.records[0].statement),
        replace(good, receipt=sign_receipt(receipt, foreign.signer)),
        replace(good, receipt=sign_receipt(receipt, council.delegates[0].signer)),
        replace(good, receipt="không phải biên nhận"),
        replace(good, refusal=sign_refusal(refusal, council.log_key)),
        replace(good, refusal="từ chối"),
    ]
    for evidence in forged:
        with pytest.raises(ProtocolError):
            check_evidence(evidence, council.replay)
    assert check_evidence(good, council.replay).conflict is Conflict.MISSING


def test_what_was_exchanged_in_the_files_does_not_hold(sitting: Sitting, tmp_path: Path) -> None:
    other(sitting)
    root = sitting.council.root_fingerprint
    changes: dict[str, Callable[[bytes], bytes]] = {
        VOTE_FILE: lambda data: data.replace(b"APPROVE", b"ABSTAIN"),
        SIGNATURE_FILE: lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        RECEIPT_FILE: lambda data: b"A" + data[1:],
        REFUSAL_FILE: lambda data: data.replace(b"CHAIN_FORK", b"REVOKED"),
        HALL_FILE: lambda data: (tmp_path / "0" / "root.pem").read_bytes(),
    }
    for number, (name, change) in enumerate(changes.items()):
        folder = sitting.write(tmp_path / f"{number}")
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(change(data))
        if name != HALL_FILE:  # our program takes the hall's certificate from the record alone
            assert verify.main([str(folder), "--root", root]) == 1, name
        if name in (RECEIPT_FILE, REFUSAL_FILE, HALL_FILE):
            assert shell(folder, root).returncode == 1, name
    folder = sitting.write(tmp_path / "gone")
    (folder / VOTE_FILE).unlink()
    assert verify.main([str(folder)]) == 1
