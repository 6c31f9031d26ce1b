"""The commands, as office, chair and administrator type them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from council_server.__main__ import COMMANDS, main
from council_server.command_line import make_parser
from council_server.sealed_keys import is_sealed
from protocol.verify import main as verify
from tests.real_papers import ROOT
from tests.session_folders import SESSION, write_session

ROSTER = """\
[council]
id = "xa-thu"
name = "HĐND xã Thử"
delegates = 3
chair = "an"

[secretary]
id = "thu-ky"
name = "Thư Ký"

[[delegate]]
id = "an"
name = "Nguyễn An"

[[delegate]]
id = "binh"
name = "Trần Bình"

[[delegate]]
id = "cuc"
name = "Lê Cúc"
"""

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a founded council and gives what it printed; `status` is what it should leave with."""
    (tmp_path / "council.toml").write_text(ROSTER, "utf-8")

    def command(*arguments: object, status: int = 0) -> str:
        found = main(["--home", str(tmp_path / "home"), *map(str, arguments)])
        printed = capsys.readouterr()
        assert found == status, printed.err
        return printed.out if status == 0 else printed.err

    command("init", tmp_path / "council.toml", "--host", "127.0.0.1", "--host", "localhost")
    return command


def status_of(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("status", "--json"))
    return found


def test_every_command_of_the_parser_is_there_and_none_besides() -> None:
    """Each line of `docs/running-a-council.md` that names a command names one of these."""
    parser = make_parser()
    manual = (ROOT / "docs" / "running-a-council.md").read_text("utf-8")
    for name in COMMANDS:
        assert f"`{name}" in manual, name
    with pytest.raises(SystemExit) as left:
        parser.parse_args(["--home", "x", "nothing"])
    assert left.value.code == 2


def test_a_council_is_founded_once_with_its_keys_for_its_owner_only(
    run: Run, tmp_path: Path
) -> None:
    found = status_of(run)
    assert (found["council"], found["record"]["size"], found["devices"]) == ("xa-thu", 3, 2)
    if os.name == "posix":
        for key in (tmp_path / "home" / "keys").glob("*.key"):
            assert key.stat().st_mode & 0o777 == 0o600
    error = run("init", tmp_path / "council.toml", "--host", "x", status=1)
    assert "is not empty" in error


def test_without_a_council_each_command_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(tmp_path / "nothing"), "status"]) == 1
    assert "holds no council; make one with: init" in capsys.readouterr().err


def test_sealed_keys_open_with_their_passphrase_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "council.toml").write_text(ROSTER, "utf-8")
    (tmp_path / "right").write_text("một câu dài để khóa\n", "utf-8")
    (tmp_path / "wrong").write_text("câu khác\n", "utf-8")
    folder = write_session(tmp_path / "s1")
    home = ["--home", str(tmp_path / "home")]
    right = [*home, "--passphrase-file", str(tmp_path / "right")]
    wrong = [*home, "--passphrase-file", str(tmp_path / "wrong")]
    assert main([*right, "init", str(tmp_path / "council.toml"), "--host", "localhost"]) == 0
    assert is_sealed((tmp_path / "home" / "keys" / "secretary.key").read_bytes())
    assert main([*home, "publish", str(folder)]) == 1
    assert "--passphrase-file" in capsys.readouterr().err
    assert main([*wrong, "publish", str(folder)]) == 1
    assert main([*right, "publish", str(folder)]) == 0
    assert main([*home, "status"]) == 0


def test_publish_says_what_moved_and_a_dry_run_what_would(run: Run, tmp_path: Path) -> None:
    folder = write_session(tmp_path / "s1")
    assert "dry run: nothing was published" in run("publish", folder, "--dry-run")
    assert "new        s1.m1.du-thao" in run("publish", folder)
    assert "0 new, 0 changed, 1 unchanged, 0 kept" in run("publish", folder)
    write_session(tmp_path / "s1", "two")
    assert "manifest revision 2 signed" in run("publish", folder)


def test_all_problems_of_a_session_file_are_printed_and_the_status_is_1(
    run: Run, tmp_path: Path
) -> None:
    toml = SESSION.replace("chuyen-de", "khac").replace("thao-luan", "khac")
    error = run("publish", write_session(tmp_path / "s1", toml=toml), status=1)
    assert error.count("session.toml, line ") == 2


def test_a_poll_goes_through_its_life_and_its_record_is_checked_by_the_verifier(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("publish", write_session(tmp_path / "s1"))
    run("attendance", "s1", "phien-1", "--absent", "cuc")
    ballot = ["--item", "s1.m1", "--question", "Tán thành?", "--document", "s1.m1.du-thao"]
    run("poll", "open", "p1", *ballot, "--total", 3, "--last-call", 0)
    run("poll", "hand-vote", "p1", "an", "APPROVE", "--reason", "máy hỏng")
    run("poll", "hand-vote", "p1", "binh", "APPROVE", "--reason", "máy hỏng")
    run("poll", "last-call", "p1")
    run("poll", "close", "p1", "--wait")
    said = run("poll", "result", "p1")
    assert "2/3 đại biểu có mặt; 2 tán thành" in said
    assert "tán thành đạt 66,7 % tổng số đại biểu: Thông qua" in said
    (poll,) = json.loads(run("poll", "list", "--json"))
    assert (poll["stage"], poll["outcome"], poll["counts"]["APPROVE"]) == ("RESULT", "passed", 2)
    run("export-record", tmp_path / "record")
    root = status_of(run)["root_sha256"]
    assert verify([str(tmp_path / "record"), "--root", root]) == 0
    assert "exists already" in run("export-record", tmp_path / "record", status=1)
    run("export-record", tmp_path / "record.zip")
    assert verify([str(tmp_path / "record.zip"), "--root", root]) == 0
    capsys.readouterr()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--total", "4"], "the roster says N = 3, the poll 4"),
        (["--item", "s1.m9"], "there is no item s1.m9; published are s1.m1"),
        (["--document", "s1.m1.khac"], "not published: s1.m1.khac; published are s1.m1.du-thao"),
        (["--pass", "half"], "--pass is more-than:FRACTION or at-least:FRACTION"),
        (["--quorum", "2:3"], "no fraction like 2/3"),
        (["--late", "sometime"], "FORMAT"),
        (["--only", "an", "la"], "not in the roster: la"),
    ],
)
def test_a_poll_that_cannot_be_is_refused_with_the_reason(
    run: Run, tmp_path: Path, change: list[str], words: str
) -> None:
    run("publish", write_session(tmp_path / "s1"))
    ballot = ["--item", "s1.m1", "--question", "Tán thành?", "--total", "3"]
    error = run("poll", "define", "p1", *ballot, *change, status=1)
    assert words in error
    assert json.loads(run("poll", "list", "--json")) == []


def test_a_poll_keeps_its_order_of_steps(run: Run, tmp_path: Path) -> None:
    run("publish", write_session(tmp_path / "s1"))
    ballot = ["--item", "s1.m1", "--question", "Tán thành?", "--total", "3"]
    assert "to define it say --item, --question, --total too" in run("poll", "open", "p1", status=1)
    run("poll", "define", "p1", *ballot)
    assert "POLL_EXISTS" in run("poll", "define", "p1", *ballot, "--late", "grace:5", status=1)
    assert "POLL_STATE" in run("poll", "close", "p1", status=1)
    assert "a result follows its close" in run("poll", "result", "p1", status=1)
    run("poll", "open", "p1")
    run("poll", "void", "p1", "--reason", "dự thảo thay đổi")
    assert "POLL_STATE" in run("poll", "last-call", "p1", status=1)
    run("poll", "define", "p2", *ballot, "--replaces", "p1")
    assert "there is no poll p9" in run("poll", "close", "p9", status=1)


def test_a_sheet_is_printed_for_whom_the_roster_names(run: Run) -> None:
    text = run("enrol", "sheet", "binh")
    assert "Trần Bình (binh)" in text
    assert "https://127.0.0.1:8443" in text
    assert '"la" is not in the roster; there are an, binh, cuc' in run(
        "enrol", "sheet", "la", status=1
    )
    assert "there is no enrolment 12" in run("enrol", "confirm", "12", status=1)
    assert "there is no enrolment 12" in run("enrol", "refuse", "12", status=1)
    listed = json.loads(run("enrol", "list", "--json"))
    assert [device["role"] for device in listed["devices"]] == ["secretary", "chair"]
    chair = listed["devices"][1]["device"]
    assert "is revoked" in run("enrol", "revoke", chair, "--reason", "thay người")


def test_a_changed_roster_is_published_and_another_council_s_is_not(
    run: Run, tmp_path: Path
) -> None:
    roster = tmp_path / "council.toml"
    roster.write_text(ROSTER.replace("Trần Bình", "Trần Thanh Bình"), "utf-8")
    assert run("roster", roster) == "1 rows changed\n"
    assert run("roster", roster) == "0 rows changed\n"
    roster.write_text(ROSTER.replace("xa-thu", "xa-khac"), "utf-8")
    assert "is about xa-khac" in run("roster", roster, status=1)


def test_a_backup_is_a_council_that_can_be_put_back(run: Run, tmp_path: Path) -> None:
    run("publish", write_session(tmp_path / "s1"))
    run("backup", tmp_path / "backup")
    before = status_of(run)
    (tmp_path / "home").rename(tmp_path / "lost")
    (tmp_path / "backup").rename(tmp_path / "home")
    assert status_of(run) == before
    size = str(before["record"]["size"])
    assert "the record is whole" in run("restored", "--entries", size)
    after = status_of(run)
    assert after["record"] == before["record"]
    assert after["public"]["epoch"] != before["public"]["epoch"]
    assert "0 new, 0 changed, 1 unchanged" in run("publish", tmp_path / "s1")


def test_a_new_certificate_carries_the_new_names(run: Run, tmp_path: Path) -> None:
    run("certificate", "--host", "hdnd.example", "--port", "443")
    assert status_of(run)["address"] == "https://hdnd.example:443"
    sheet = run("enrol", "sheet", "an")
    assert "https://hdnd.example:443" in sheet


def test_a_place_that_the_system_refuses_is_named_without_a_trace(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "council.toml"
    said = run("backup", file / "copy", status=1)
    assert str(file) in said
    assert "Traceback" not in said
    arguments = ["--home", str(file / "home"), "init", str(file), "--host", "localhost"]
    assert main(arguments) == 1
    assert "Not a directory" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_said_to_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster, foreign = tmp_path / "council.toml", tmp_path / "foreign"
    roster.write_text(ROSTER, "utf-8")
    foreign.mkdir(mode=0o500)
    arguments = ["--home", str(foreign), "init", str(roster), "--host", "localhost"]
    assert main(arguments) == 1
    assert "has to own that folder" in capsys.readouterr().err
