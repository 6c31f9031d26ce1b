"""The record as files that any web server can host: the bytes of the routes, and enough for a stranger to check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from council_server.__main__ import main
from council_server.log_files import files_at, write_log
from council_server.polls import take_attendance
from council_server.rotation import rotate_log_key
from protocol.verify import main as verify
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import write_session

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=7)))


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCouncil]:
    """More than one full tile of entries, at a time that stands still: so a signature is the same twice."""
    tmp_path = tmp_path_factory.mktemp("static")
    with running_council(tmp_path / "council", delegates=1, clock=lambda: NOW) as running:
        running.publish(write_session(tmp_path / "s1"))
        running.define_poll("p1")
        running.open_poll("p1")
        for number in range(260):
            call_the_roll(running, number)
        yield running


def call_the_roll(council: RunningCouncil, number: int) -> None:
    council.run(
        lambda batch: take_attendance(
            batch, council.secretary, session="s1", sitting=f"phien-{number}", absent=()
        )
    )


def test_the_files_are_the_bytes_of_the_routes(council: RunningCouncil, tmp_path: Path) -> None:
    folder = tmp_path / "log"
    write_log(council.council, folder)
    client = council.client(council.delegate("minh"))
    names = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    size = council.council.record.replay.size
    assert size > 256
    assert sorted(names) == sorted(["checkpoint", *map(str, files_at(size))])
    assert "tile/1/000.p/1" in names
    for name in names:
        assert client.call("GET", f"/v1/log/{name}").body == (folder / name).read_bytes(), name


def test_a_copied_folder_is_checked_by_a_stranger(
    council: RunningCouncil, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, home = tmp_path / "log", str(council.home.path)
    rotate_log_key(council.council, council.home.keys())
    assert main(["--home", home, "export-log", str(folder)]) == 0
    assert verify([str(folder), "--root", council.root_sha256]) == 0
    call_the_roll(council, 999)
    assert main(["--home", home, "export-log", str(folder)]) == 0
    size = council.council.record.replay.size
    assert f"{size} entries, 3 new files" in capsys.readouterr().out
    assert verify([str(folder), "--root", council.root_sha256]) == 0
    assert f"ĐẠT (holds): {size}" in capsys.readouterr().out
    assert verify([str(folder), "--root", "0" * 64]) == 1


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


SPOILT: dict[str, Callable[[Path], object]] = {
    "a hash": lambda folder: flipped(folder / "tile/0/000"),
    "a hash above": lambda folder: flipped(folder / "tile/1/000.p/1"),
    "a leaf": lambda folder: flipped(folder / "tile/entries/000"),
    "a signature": lambda folder: flipped(folder / "records/000"),
    "a file missing": lambda folder: (folder / "records/000").unlink(),
    "the checkpoint": lambda folder: flipped(folder / "checkpoint"),
    "no checkpoint": lambda folder: (folder / "checkpoint").unlink(),
    "no entry": lambda folder: (folder / "checkpoint").write_text("x\n0\n\n"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_folder_with_a_spoilt_file_is_refused(
    council: RunningCouncil, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    folder = tmp_path / "log"
    write_log(council.council, folder)
    spoil(folder)
    assert verify([str(folder), "--root", council.root_sha256]) == 1
