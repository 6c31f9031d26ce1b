"""Record bundles: checked by our program and by openssl, sha256sum and jq; tampered ones refused."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from protocol import certificates, verify
from protocol.bundles import Bundle, bundle_files, read_bundle, write_folder, write_zip
from protocol.checkpoints import open_checkpoint, sign_checkpoint
from protocol.errors import Invalid, ProtocolError
from protocol.polls import PHASE_GRACE
from protocol.record_summary import summary
from protocol.records import Record
from protocol.verify import check_bundle
from protocol.votes import Choice
from tests.unit.protocol.sample_bundles import bundle_of, shell
from tests.unit.protocol.sample_council import SampleCouncil

__all__ = ["shell"]


def a_day() -> SampleCouncil:
    """A record with everything in it: revoting, a hand vote, a late vote, grace, a void poll."""
    council = SampleCouncil(delegates=4)
    one, two, three, four = council.delegates
    council.roll(absent=(four.person,))
    council.define("p1", revote=True, last_call=10)
    council.open("p1")
    council.cast(one, Choice.APPROVE, "p1")
    first = council.replay.polls["p1"].standing[one.person].identity
    council.cast(one, Choice.DISAPPROVE, "p1", supersedes=first)
    council.cast(two, Choice.APPROVE, "p1")
    council.cast(two, Choice.ABSTAIN, "p1")
    council.hand_vote(two, Choice.APPROVE, "p1")
    council.closing("p1")
    council.cast(three, Choice.APPROVE, "p1")
    council.close("p1")
    council.cast(four, Choice.APPROVE, "p1")
    council.announce("p1")
    council.define("p2", late="grace:60")
    council.open("p2")
    council.close("p2")
    council.cast(one, Choice.ABSTAIN, "p2")
    council.cast(two, "MAYBE", "p2")
    council.close("p2", phase=PHASE_GRACE, after=60)
    council.announce("p2")
    council.revoke(one)
    council.define("p3")
    council.open("p3")
    council.void("p3")
    return council


@pytest.fixture(scope="module")
def council() -> SampleCouncil:
    return a_day()


@pytest.fixture(scope="module")
def bundle(council: SampleCouncil) -> Bundle:
    return bundle_of(council)


@pytest.fixture
def folder(council: SampleCouncil, bundle: Bundle, tmp_path: Path) -> Path:
    path = tmp_path / "ho-so"
    write_folder(bundle, text_of(council, bundle), path)
    return path


@pytest.fixture(scope="module")
def short() -> SampleCouncil:
    """A record of twelve entries: votes at 8 and 9, their result at 11."""
    council = SampleCouncil(delegates=2)
    council.define()
    council.open()
    for seat in council.delegates:
        council.cast(seat)
    council.close()
    council.announce()
    return council


def text_of(council: SampleCouncil, bundle: Bundle) -> str:
    head = open_checkpoint(bundle.checkpoint, bundle.log_key, bundle.origin)
    return summary(council.replay, head)


def test_a_bundle_comes_back_from_a_folder_and_from_a_zip(
    council: SampleCouncil, bundle: Bundle, folder: Path, tmp_path: Path
) -> None:
    assert read_bundle(folder) == bundle
    path = tmp_path / "ho-so.zip"
    write_zip(bundle, text_of(council, bundle), path)
    assert read_bundle(path) == bundle
    again = tmp_path / "lai.zip"
    write_zip(bundle, text_of(council, bundle), again)
    assert path.read_bytes() == again.read_bytes()
    with pytest.raises(FileExistsError):
        write_zip(bundle, "", path)
    with pytest.raises(FileExistsError):
        write_folder(bundle, "", folder)


def test_an_honest_bundle_holds(council: SampleCouncil, bundle: Bundle) -> None:
    replay, head = check_bundle(bundle, root=council.root_fingerprint)
    assert replay.polls["p1"].tally() == council.replay.polls["p1"].tally()
    assert head.size == len(council.records)


def test_the_summary_says_what_the_record_says(council: SampleCouncil, bundle: Bundle) -> None:
    text = text_of(council, bundle)
    assert "HĐND xã Bình Minh" in text
    assert "Kết quả: Không thông qua" in text
    assert "Tổng số đại biểu: 4; có mặt: 3; đã biểu quyết: 3" in text
    assert "Đại biểu db-02: Tán thành (giơ tay, thư ký ghi)" in text
    assert "Đến muộn - không được tính:\n    Đại biểu db-04" in text
    assert "Lý do hủy: Thay văn bản" in text


def test_the_command_says_whether_a_bundle_holds(
    council: SampleCouncil, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(folder), "--root", council.root_fingerprint.upper()]) == 0
    assert "ĐẠT (holds)" in capsys.readouterr().out
    assert verify.main([str(folder)]) == 0
    assert "So chứng thư gốc" in capsys.readouterr().out
    assert verify.main([str(folder), "--root", "0" * 64]) == 1
    assert "KHÔNG ĐẠT" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["a", "b"]])
def test_a_command_that_is_not_understood_says_so(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        verify.main(command)
    assert left.value.code == 2
    assert "usage" in capsys.readouterr().err


# Tampering; each is refused by our check and, where it can see it, by the script

Tamper = Callable[[Path], None]


def swap(first: str, second: str) -> Tamper:
    def tamper(folder: Path) -> None:
        one, two = folder / first, folder / second
        held = one.read_bytes()
        one.write_bytes(two.read_bytes())
        two.write_bytes(held)

    return tamper


def edit(name: str, old: bytes, new: bytes) -> Tamper:
    def tamper(folder: Path) -> None:
        data = (folder / name).read_bytes()
        assert old in data
        (folder / name).write_bytes(data.replace(old, new, 1))

    return tamper


def drop_last(folder: Path) -> None:
    last = max(folder.glob("entries/*.json"))
    last.unlink()
    last.with_suffix(".p7s").unlink()


def drop_from_the_middle(folder: Path) -> None:
    (folder / "entries/000009.json").unlink()


def repeat_last(folder: Path) -> None:
    last = max(folder.glob("entries/*.json"))
    following = f"{int(last.stem) + 1:06}"
    for suffix in (".json", ".p7s"):
        data = last.with_suffix(suffix).read_bytes()
        (folder / f"entries/{following}{suffix}").write_bytes(data)


def foreign(name: str) -> Tamper:
    """The file of another council's record."""

    def tamper(folder: Path) -> None:
        files = dict(bundle_files(bundle_of(SampleCouncil(delegates=1)), ""))
        (folder / name).write_bytes(files[name])

    return tamper


TAMPERINGS: dict[str, Tamper] = {
    "a choice": edit("entries/000008.json", b'"APPROVE"', b'"ABSTAIN"'),
    "a signature of another entry": swap("entries/000008.p7s", "entries/000009.p7s"),
    "two entries change places": lambda folder: (
        swap("entries/000008.json", "entries/000009.json")(folder),
        swap("entries/000008.p7s", "entries/000009.p7s")(folder),
    )[0],
    "the last entry dropped": drop_last,
    "an entry in the middle dropped": drop_from_the_middle,
    "the last entry twice": repeat_last,
    "a space after a statement": edit("entries/000008.json", b"}", b"} "),
    "another size": edit("checkpoint", b"\n12\n", b"\n13\n"),
    "another root certificate": foreign("root.pem"),
    "another log key": foreign("log_key.pem"),
    "another checkpoint": foreign("checkpoint"),
    "another origin": foreign("origin"),
    "another first entry": foreign("entries/000000.json"),
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_a_tampered_bundle_is_refused(
    short: SampleCouncil,
    tmp_path: Path,
    tamper: Tamper,
    shell: Callable[[Path, str], subprocess.CompletedProcess[str]],
) -> None:
    folder = tmp_path / "ho-so"
    write_folder(bundle_of(short), "", folder)
    check_bundle(read_bundle(folder), root=short.root_fingerprint)
    tamper(folder)
    with pytest.raises(ProtocolError):
        check_bundle(read_bundle(folder), root=short.root_fingerprint)
    done = shell(folder, short.root_fingerprint)
    assert done.returncode == 1, done.stdout
    assert "KHÔNG ĐẠT" in done.stderr


def test_the_script_alone_recounts_an_honest_bundle(
    council: SampleCouncil,
    folder: Path,
    shell: Callable[[Path, str], subprocess.CompletedProcess[str]],
) -> None:
    done = shell(folder, council.root_fingerprint)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:3] == [
        "p1 [RESULT] APPROVE 2, DISAPPROVE 1, ABSTAIN 0 -> not-passed; late: db-04",
        "p2 [RESULT] APPROVE 0, DISAPPROVE 0, ABSTAIN 1 -> not-passed",
        "p3 [VOID] APPROVE 0, DISAPPROVE 0, ABSTAIN 0",
    ]
    assert f"ĐẠT (holds): {len(council.records)}" in done.stdout


def test_a_false_result_is_refused_by_both_checks(
    council: SampleCouncil,
    tmp_path: Path,
    shell: Callable[[Path, str], subprocess.CompletedProcess[str]],
) -> None:
    """The chair and the server agree on a lie: the log is signed, but the votes say otherwise."""
    liar = SampleCouncil(delegates=3)
    liar.define()
    liar.open()
    liar.cast(liar.delegates[0])
    liar.close()
    lie = liar.sign(liar.result(outcome="passed"), liar.chair)
    liar.replay.accept(
        replace(
            liar.replay.judge(*liar.sign(liar.result(), liar.chair)),
            data=lie.statement,
            identity="0" * 64,
        ),
        lie.signature,
    )
    liar.records.append(lie)
    forged = bundle_of(liar)
    with pytest.raises(ProtocolError) as caught:
        check_bundle(forged, root=liar.root_fingerprint)
    assert caught.value.code == "TALLY_MISMATCH"
    write_folder(forged, "", tmp_path / "gia")
    done = shell(tmp_path / "gia", liar.root_fingerprint)
    assert done.returncode == 1
    assert f"entry {len(liar.records) - 1}" in done.stderr


def test_a_log_key_that_the_record_does_not_name_is_refused(short: SampleCouncil) -> None:
    stranger = SampleCouncil(delegates=1)
    head = open_checkpoint(short.checkpoint(), short.public_log_key, short.log)
    forged = replace(
        bundle_of(short),
        checkpoint=sign_checkpoint(head, stranger.log_key),
        log_key=stranger.public_log_key,
    )
    with pytest.raises(Invalid) as caught:
        check_bundle(forged, root=short.root_fingerprint)
    assert caught.value.code == "BAD_BUNDLE"


@pytest.mark.parametrize(
    "name", ["root.pem", "log_key.pem", "origin", "checkpoint", "entries/000003.p7s"]
)
def test_a_bundle_with_a_file_missing_or_in_disorder_is_refused(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    for data in (None, b"", b"\xff" * 10, b"x" * 100_000):
        if data is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(data)
        with pytest.raises(ProtocolError):
            check_bundle(read_bundle(folder))
    (folder / name).write_bytes(whole)
    check_bundle(read_bundle(folder))


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rong").mkdir()
    (tmp_path / "khong-phai.zip").write_bytes(b"PK\x03\x04 no archive")
    for name in ("rong", "khong-phai.zip", "khong-co"):
        with pytest.raises(Invalid):
            read_bundle(tmp_path / name)


def test_an_rsa_log_key_is_refused(folder: Path, council: SampleCouncil) -> None:
    pem = certificates.to_pem(council.root)
    (folder / "log_key.pem").write_text(pem)
    with pytest.raises(Invalid):
        read_bundle(folder)


def test_an_origin_that_is_no_record_is_refused(bundle: Bundle) -> None:
    feed = replace(bundle, origin="hdnd/binh-minh/public/0123456789abcdef")
    with pytest.raises(Invalid):
        _ = feed.council
    assert bundle.records[0] == Record(*bundle.records[0])
