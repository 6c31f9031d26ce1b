"""Stories of one delegate's notes on two machines, with the real server between them, and of what that server can read."""

from __future__ import annotations

import base64
import json
import logging
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from council_server.enrolments import revoke
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import write_session

CANARY = "Chim-hoàng-yến-7f3a9"


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=2) as running:
        running.publish(write_session(tmp_path / "s1"))
        yield running


@pytest.fixture
def laptop(council: RunningCouncil, tmp_path: Path) -> Iterator[DeskAtWork]:
    with enrolled_desk(tmp_path / "laptop", council, "minh") as desk:
        yield desk


@pytest.fixture
def desktop(council: RunningCouncil, laptop: DeskAtWork, tmp_path: Path) -> Iterator[DeskAtWork]:
    """Minh's second machine; each has the other's notes key."""
    with enrolled_desk(tmp_path / "desktop", council, "minh") as desk:
        meet(laptop, desk)
        yield desk


def meet(*desks: DeskAtWork) -> None:
    """Everybody synchronises until nobody has anything left to say."""
    for _ in range(4):
        for desk in desks:
            desk.sync.run_once()
    for desk in desks:
        assert desk.sync.run_once().confirmed


def paper(desk: DeskAtWork) -> str:
    (document,) = desk.do(desk.desk.documents.all)
    return document.newest.sha256


def edit(desk: DeskAtWork, note: str, text: str) -> None:
    desk.do(lambda: desk.desk.annotations.edit(note, text=text, now=desk.now()))


def notes(desk: DeskAtWork) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Text and losing texts of every note, by id."""
    found = desk.do(desk.desk.annotations.all)
    return {note.id: (note.text, note.older) for note in found}


def settled(desk: DeskAtWork) -> bool:
    return all(note.settled for note in desk.do(desk.desk.annotations.all))


# ------------------------------------------------------------------ edits without the network


def test_edits_made_apart_agree_and_the_losing_text_is_kept_on_both(
    laptop: DeskAtWork, desktop: DeskAtWork
) -> None:
    note = laptop.write(paper(laptop), "bản đầu")
    meet(laptop, desktop)
    edit(laptop, note, "sửa trên máy xách tay")
    edit(desktop, note, "sửa trên máy bàn")
    meet(laptop, desktop)
    expected = ("sửa trên máy bàn", ("sửa trên máy xách tay",))
    assert notes(laptop) == notes(desktop) == {note: expected}


def test_a_clock_that_is_wrong_by_a_year_loses_no_text(
    laptop: DeskAtWork, desktop: DeskAtWork
) -> None:
    note = laptop.write(paper(laptop), "bản đầu")
    meet(laptop, desktop)
    right = laptop.now
    laptop.now = lambda: right() - timedelta(days=400)
    edit(laptop, note, "viết sau, đồng hồ sai")
    meet(laptop, desktop)
    assert notes(desktop)[note][0] == "viết sau, đồng hồ sai", "a later edit of a text beats it"
    desktop.now = lambda: right() + timedelta(days=400)
    edit(desktop, note, "từ năm sau")
    edit(laptop, note, "cùng lúc ấy")
    meet(laptop, desktop)
    assert notes(laptop) == notes(desktop) == {note: ("từ năm sau", ("cùng lúc ấy",))}


def test_a_deletion_does_not_take_a_text_that_was_written_without_knowing_of_it(
    laptop: DeskAtWork, desktop: DeskAtWork
) -> None:
    note, gone = (laptop.write(paper(laptop), text) for text in ("sẽ viết tiếp", "bỏ"))
    meet(laptop, desktop)
    edit(laptop, note, "đã viết tiếp")
    for one in (note, gone):
        desktop.do(lambda one=one: desktop.desk.annotations.remove(one, now=desktop.now()))  # type: ignore[misc]
    meet(laptop, desktop)
    assert notes(laptop) == notes(desktop)
    assert notes(laptop)[note][0] == "đã viết tiếp"
    assert gone not in notes(laptop)


# ------------------------------------------------------------------ a server that went back in time


def backup_of(council: RunningCouncil, folder: Path) -> Path:
    """The database as it is now, taken while the server is down."""
    council.stop()
    copy = folder / "backup.db"
    shutil.copyfile(council.home.database, copy)
    council.start()
    return copy


def put_back(council: RunningCouncil, copy: Path) -> None:
    """The old database stands in the place of the new one, and nobody runs `restored`."""
    council.stop()
    for path in council.home.path.glob("server.db*"):
        path.unlink()
    shutil.copyfile(copy, council.home.database)
    council.start()


@pytest.mark.parametrize("begun", ["nothing", "a note"])
def test_every_note_is_there_again_after_an_old_backup_was_put_back(
    council: RunningCouncil, laptop: DeskAtWork, desktop: DeskAtWork, tmp_path: Path, begun: str
) -> None:
    """`begun` says what was in the backup: with a note, what comes back are edits too."""
    early = laptop.write(paper(laptop), "trước sao lưu") if begun == "a note" else ""
    meet(laptop, desktop)
    copy = backup_of(council, tmp_path)
    if early:
        edit(desktop, early, "sửa sau sao lưu")
    kept = [laptop.write(paper(laptop), f"sau sao lưu {number}") for number in range(3)]
    removed = desktop.write(paper(desktop), "đã xóa")
    meet(laptop, desktop)
    desktop.do(lambda: desktop.desk.annotations.remove(removed, now=desktop.now()))
    meet(laptop, desktop)
    before = notes(laptop)
    assert set(kept) <= before.keys()
    put_back(council, copy)
    meet(laptop, desktop)
    assert notes(laptop) == notes(desktop) == before
    assert settled(laptop)
    assert settled(desktop)
    with enrolled_desk(tmp_path / "third", council, "minh") as third:
        meet(laptop, desktop, third)
        assert notes(third) == before


def test_losing_texts_are_there_again_after_an_old_backup_was_put_back(
    council: RunningCouncil, laptop: DeskAtWork, desktop: DeskAtWork, tmp_path: Path
) -> None:
    """Any machine gives back what it has, whoever wrote it: to the other one, and to one enrolled later."""
    begun, deleted = (laptop.write(paper(laptop), text) for text in ("trước sao lưu", "sẽ bỏ"))
    meet(laptop, desktop)
    copy = backup_of(council, tmp_path)
    fresh, alone = (laptop.write(paper(laptop), text) for text in ("sau sao lưu", "một mình"))
    meet(laptop, desktop)
    for number in range(2):
        for note in (begun, fresh, deleted):
            edit(laptop, note, f"máy xách tay {number}")
            edit(desktop, note, f"máy bàn {number}")
        laptop.sync.run_once()
        laptop.sync.run_once()  # the desktop has not heard of it: its texts are later and win
        meet(laptop, desktop)
    desktop.do(lambda: desktop.desk.annotations.remove(deleted, now=desktop.now()))
    meet(laptop, desktop)
    before = notes(laptop)
    texts = ("máy bàn 1", ("máy xách tay 0", "máy xách tay 1"))
    assert before == notes(desktop) == {begun: texts, fresh: texts, alone: ("một mình", ())}
    put_back(council, copy)
    assert older_rows(council) == []
    meet(desktop)
    with enrolled_desk(tmp_path / "third", council, "minh") as third:
        meet(desktop, third)
        assert notes(third) == before, "the laptop, which wrote some of it, was never asked"
        meet(laptop, desktop, third)
        assert notes(laptop) == notes(desktop) == notes(third) == before
    rows = older_rows(council)
    assert len(rows) == 4
    assert not any(row.startswith(deleted) for row in rows), "what was deleted stays unsaid"
    meet(laptop, desktop)
    assert older_rows(council) == rows, "and nobody offers it again"


def older_rows(council: RunningCouncil) -> list[str]:
    rows = [str(row[1]) for row in private_rows(council) if row[2] == "note-older"]
    return [row for row in rows if not row.startswith("key.")]


def test_a_revoked_machine_s_key_opens_old_notes_and_seals_no_new_ones(
    council: RunningCouncil, laptop: DeskAtWork, desktop: DeskAtWork, tmp_path: Path
) -> None:
    old = laptop.write(paper(laptop), "trước khi mất máy")
    meet(laptop, desktop)
    enrolment = laptop.do(laptop.desk.account.enrolment)
    assert enrolment is not None
    council.run(lambda batch: revoke(batch, council.secretary, enrolment.device_id, "mất máy"))
    desktop.sync.run_once()
    desktop.sync.run_once()
    new = desktop.write(paper(desktop), "sau khi mất máy")
    meet(desktop)
    with enrolled_desk(tmp_path / "third", council, "minh") as third:
        meet(desktop, third)
        assert {text for text, _ in notes(third).values()} == {
            "trước khi mất máy",
            "sau khi mất máy",
        }
    sealed = {row[1]: cipher_of(row[6]) for row in private_rows(council) if row[2] == "note"}
    assert sealed[old][1:5] != sealed[new][1:5], "the lost machine's key seals nothing new"


def private_rows(council: RunningCouncil) -> list[list[object]]:
    client = council.client(council.delegate("minh"))
    found: list[list[object]] = client.call("GET", "/v1/feeds/delegate.minh/changes").json["rows"]
    return found


def cipher_of(body: object) -> bytes:
    return base64.b64decode(json.loads(str(body))["cipher"])


# ------------------------------------------------------------------ what the server can read


def forms(text: str) -> set[bytes]:
    """How a text may lie in a file: as it is, in other alphabets, escaped, and in base64 at any offset."""
    plain = text.encode()
    found = {plain, text.encode("utf-16-le"), plain.hex().encode()}
    found.add(json.dumps(text).strip('"').encode())
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + plain)
        found.add(coded[4:-4])
    return found


def test_neither_files_nor_logs_of_the_server_hold_a_word_of_a_note(
    council: RunningCouncil,
    laptop: DeskAtWork,
    desktop: DeskAtWork,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    version = paper(laptop)
    note = laptop.write(version, f"{CANARY} một")
    long = laptop.write(version, f"{CANARY} dài " * 200)
    laptop.do(
        lambda: laptop.desk.annotations.edit(note, tags=("nhãn-bí-mật-55",), now=laptop.now())
    )
    meet(laptop, desktop)
    edit(laptop, note, f"{CANARY} hai")
    edit(desktop, note, f"{CANARY} ba")
    meet(laptop, desktop)
    desktop.do(lambda: desktop.desk.annotations.remove(long, now=desktop.now()))
    meet(laptop, desktop)
    assert notes(laptop)[note][1] == (f"{CANARY} hai",), "the losing text travelled too"
    files = {path: path.read_bytes() for path in council.home.path.rglob("*") if path.is_file()}
    names = {path.name for path in files}
    assert {"server.db", "server.db-wal"} <= names, "the running server's own files are looked at"
    secrets = [CANARY, "nhãn-bí-mật-55"]
    for path, data in files.items():
        for secret in secrets:
            for form in forms(secret):
                assert form not in data, f"{secret} in {path.name}"
        for key in notes_keys(laptop) + notes_keys(desktop):
            assert key not in data
            assert base64.b64encode(key) not in data
    assert CANARY not in caplog.text
    rows = [row for row in private_rows(council) if not str(row[1]).startswith("key.")]
    assert {row[2] for row in rows} == {"note", "note-older"}
    assert any(note in str(row[1]) for row in rows), "ids are no secret: this is where they are"


def notes_keys(desk: DeskAtWork) -> list[bytes]:
    """The notes keys in this desk's memory."""
    held = desk.do(desk.desk.replica._sharing._keys.held)
    assert held
    return [bytes(key.key) for key in held]
