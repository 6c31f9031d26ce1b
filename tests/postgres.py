"""A PostgreSQL server of the tests' own: in a folder that goes with them, on a local socket only, one for a whole run.

It needs the programs of Debian's package `postgresql`, which `dev.py test` installs where it may; elsewhere the
tests that need it skip with this reason.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

SKIPPED = "PostgreSQL is not installed here (Debian: postgresql)"
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""The tests' own server holds nothing that has to outlive a power cut."""


def programs() -> Path | None:
    """Where initdb and pg_ctl lie, the newest version first; None when there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    places = [*found[::-1], *(Path(p).parent for p in [shutil.which("initdb")] if p)]
    return next((place for place in places if (place / "initdb").is_file()), None)


def as_owner(command: Sequence[str]) -> list[str]:
    """PostgreSQL refuses to run as root: then it is the system's own user `postgres`."""
    if os.geteuid() == 0:
        return ["runuser", "-u", "postgres", "--", *command]
    return list(command)


class PostgresServer:
    """Started once; `database()` makes an empty database and gives its address."""

    def __init__(self, folder: Path, bin_folder: Path, settings: Sequence[str] = QUICK) -> None:
        self._folder = folder
        self._bin = bin_folder
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = str(folder / "data")
        self._run(
            "initdb", "-D", data, "--auth=trust", "--locale=C.UTF-8", "-U", "council", "--no-sync"
        )
        chosen = [f"-c{setting}" for setting in settings]
        chosen += ["-clisten_addresses=", f"-cunix_socket_directories={folder}"]
        log = str(folder / "log")
        self._run("pg_ctl", "-D", data, "-w", "-l", log, "-o", " ".join(chosen), "start")

    def _run(self, program: str, *arguments: str) -> None:
        command = as_owner([str(self._bin / program), *arguments])
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self._folder
        )

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"test_{secrets.token_hex(6)}"
        self._run("createdb", "-h", str(self._folder), "-U", "council", name)
        return f"postgresql+psycopg://council@/{name}?host={self._folder}"

    def pgbench(self, url: str, script: Path, *, clients: int, seconds: int) -> str:
        """What pgbench says of this script against a database of this server."""
        name = url.partition("@/")[2].partition("?")[0]
        command = [str(self._bin / "pgbench"), "-n", "-M", "prepared", "-f", str(script)]
        command += ["-c", str(clients), "-j", "2", "-T", str(seconds)]
        command += ["-h", str(self._folder), "-U", "council", name]
        return subprocess.run(
            as_owner(command), check=True, capture_output=True, text=True, cwd=self._folder
        ).stdout

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server of this run."""
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip(SKIPPED)
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-postgres-"))
    server = PostgresServer(folder, bin_folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
