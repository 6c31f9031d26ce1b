"""The day that nobody wants, as docs/operations.md tells it: a backup, a loss, and a council that is whole again."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from council_server.__main__ import main
from council_server.blobs import measure
from council_server.homes import open_home
from tests.postgres import PostgresServer, as_owner, postgres
from tests.running_council import RunningCouncil, running_council
from tests.s3_server import S3Server, s3
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import write_session

__all__ = ["postgres", "s3"]

PAPER = "Dự thảo " + "b" * 3_000


@pytest.fixture(params=["SQLite and a folder", "PostgreSQL and a bucket"])
def council(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningCouncil]:
    database, store = "", ""
    if request.param.startswith("PostgreSQL"):
        server: PostgresServer = request.getfixturevalue("postgres")
        bucket: S3Server = request.getfixturevalue("s3")
        database, store = server.database(), bucket.url
    with running_council(tmp_path / "council", database_url=database, store_url=store) as running:
        running.publish(write_session(tmp_path / "s1", PAPER))
        running.define_poll("p1")
        running.open_poll("p1")
        yield running


def command(council: RunningCouncil, *arguments: str) -> int:
    return main(["--home", str(council.home.path), *arguments])


def lose_everything_and_put_back(
    council: RunningCouncil, backup: Path, request: pytest.FixtureRequest
) -> None:
    """Steps 1 and 2: the machine, its database and its bucket are gone; the backup takes their place."""
    council.stop()
    home = council.home
    home.path.rename(home.path.with_name("lost"))
    shutil.copytree(backup, home.path)
    if home.database_url:
        server: PostgresServer = request.getfixturevalue("postgres")
        request.getfixturevalue("s3").objects.clear()
        url = server.database()
        name, host = str(make_url(url).database), str(make_url(url).query["host"])
        restore = ["pg_restore", "--no-owner", "-h", host, "-U", "council", "--dbname", name]
        dump = (home.path / "server.pgdump").read_bytes()
        subprocess.run(as_owner(restore), check=True, input=dump, cwd="/")
        settings = home.path / "council.toml"
        settings.write_text(settings.read_text("utf-8").replace(home.database_url, url), "utf-8")
    council.home = open_home(home.path)


def synced(desk: DeskAtWork) -> None:
    for _ in range(3):
        state = desk.sync.run_once()
    assert state.confirmed, state


@pytest.mark.parametrize("known", [True, False], ids=["entries known", "entries unknown"])
def test_what_was_acknowledged_after_the_backup_is_there_again(
    council: RunningCouncil,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    known: bool,
) -> None:
    with (
        enrolled_desk(tmp_path / "hoa", council, "hoa") as hoa,
        enrolled_desk(tmp_path / "tuan", council, "tuan") as tuan,
    ):
        assert command(council, "backup", str(tmp_path / "backup")) == 0
        hoa.vote("p1")
        synced(hoa)
        council.close_poll("p1")
        council.announce_result("p1")
        synced(hoa)
        before = council.council.record.replay
        size, root = before.size, before.edge.root()
        lose_everything_and_put_back(council, tmp_path / "backup", request)
        entries = ["--entries", str(size)] if known else []
        assert command(council, "restored", *entries) == 0
        council.start()

        tuan.vote("p1")
        tuan.sync.run_once()  # it saw nothing of what was lost, and its vote waits
        assert command(council, "poll", "void", "p1", "--reason", "thử") == 1
        assert "say: resume" in capsys.readouterr().err
        assert council.council.record.replay.size < size

        synced(hoa)  # who was there brings back what was lost
        assert council.council.record.replay.size >= size
        capsys.readouterr()
        assert command(council, "status", "--json") == 0
        record = json.loads(capsys.readouterr().out)["record"]
        assert ("held_since" in record) is not known
        if not known:
            assert record["size"] == size
            assert command(council, "resume", "--entries", str(size + 1)) == 1
            assert command(council, "resume", "--entries", str(size)) == 0
        synced(tuan)
        synced(hoa)

        replay = council.council.record.replay
        assert replay.root_at(size) == root
        tally = replay.polls["p1"].tally()
        assert (tally.counted, tally.approve) == (1, 1), "what came after the close is late"
        assert [vote.voter for vote in replay.polls["p1"].late] == ["tuan"]
        for name in council.council.blobs.names():
            paper = council.council.blobs.file_of(name, tmp_path / "work")
            assert measure(paper, mime="", name="").sha256 == name
        assert list(council.council.blobs.names())
