"""A council of the real server with many papers, in a process of its own: `python -m benchmarks.councils HOME`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.corpus import title
from council_server import keys as key_names
from council_server.clock import vietnam_now
from council_server.councils import open_council
from council_server.enrolments import confirm, list_enrolments, new_sheet
from council_server.founding import found_council
from council_server.homes import Home, open_home
from council_server.offices import open_office
from council_server.publishing import publish
from council_server.rosters import read_roster
from council_server.service import Service
from council_server.serving import CouncilServer, address_of, listen
from council_server.session_files import read_session_file
from protocol.wire import PENDING

DELEGATE = "dai-bieu-1"
ROSTER = """
[council]
id = "hdnd-do-thu"
name = "HĐND đo thử"
name_en = "Council for measuring"
full_name = "Hội đồng nhân dân đo thử"
term = "2026 - 2031"
delegates = 3
chair = "chu-tich"
learner = "dai-bieu-1"

[secretary]
id = "thu-ky"
name = "Thư ký"

[[delegate]]
id = "chu-tich"
name = "Chủ tịch"

[[delegate]]
id = "dai-bieu-1"
name = "Đại biểu một"

[[delegate]]
id = "dai-bieu-2"
name = "Đại biểu hai"
"""


@dataclass(frozen=True, slots=True)
class Published:
    """A session to publish: its files are the papers."""

    session: str
    starts: str
    files: tuple[Path, ...]


def make_council(folder: Path, sessions: Iterable[Published], people: str = ROSTER) -> None:
    """Found a council in `folder` and publish the sessions with its own commands' functions.

    `people` is the text of its council.toml.
    """
    roster = folder.with_name(folder.name + ".toml")
    roster.write_text(people, "utf-8")
    read = read_roster(roster)
    roster.unlink()
    home = found_council(
        folder, read, hosts=["127.0.0.1"], port=8443, passphrase=None, clock=vietnam_now
    )
    secretary = open_office(home, home.keys(), key_names.SECRETARY)
    with open_council(home) as council:
        for session in sessions:
            written = _write_session(folder, session)
            publish(council, secretary, read_session_file(written))
            shutil.rmtree(written)


def _write_session(folder: Path, session: Published) -> Path:
    """The session's folder as an office keeps it, its papers ten to an item."""
    written = folder / session.session
    written.mkdir()
    lines = [
        "[session]",
        f'id = "{session.session}"',
        'kind = "thuong-le"',
        f'title = "{title(len(session.session))}"',
        'place = "Hội trường"',
        f"starts = {session.starts}T07:30:00+07:00",
        f"ends = {session.starts}T16:30:00+07:00",
    ]
    for number, file in enumerate(session.files):
        if number % 10 == 0:
            lines += ["", "[[item]]", f'id = "muc-{number // 10}"', f'title = "{title(number)}"']
            lines += ['step = "trinh"']
        (written / file.name).hardlink_to(file)
        lines += ["", "[[item.paper]]", f'id = "giay-{number}"', 'type = "bao-cao"']
        lines += [f'number = "{number}/BC-UBND"', f'title = "{title(number + 7)}"']
        lines += [f'file = "{file.name}"', f"issued = {session.starts}", 'issuer = "UBND"']
    (written / "session.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return written


@dataclass(frozen=True, slots=True)
class Served:
    """A council that answers at `address`."""

    home: Home
    address: str
    process: int = 0
    """The server's process."""

    @property
    def root_file(self) -> Path:
        """The council's own root in PEM, for a client that is not ours."""
        return self.home.path / "keys" / f"{key_names.ROOT}.crt"

    def code(self) -> str:
        """A fresh enrolment code for the delegate."""
        with open_council(self.home) as council:
            sheet = council.writer.run(
                lambda batch: new_sheet(batch, person=DELEGATE, name="Đại biểu một")
            )
        return str(sheet.code)

    def confirm(self) -> None:
        """The clerk confirms every request that waits."""
        keys = self.home.keys()
        root = open_office(self.home, keys, key_names.ROOT)
        secretary = open_office(self.home, keys, key_names.SECRETARY)
        with open_council(self.home) as council:
            with council.database.reading() as connection:
                rows = list_enrolments(connection, council.id)
            for row in rows:
                if row.state == PENDING:
                    settle = partial(confirm, name=row.enrolment, root=root, secretary=secretary)
                    council.writer.run(settle)


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """The council in `folder`, answering from a process of its own while the block runs."""
    command = [sys.executable, "-m", "benchmarks.councils", str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None:
            raise RuntimeError("no pipe")
        address = process.stdout.readline().strip()
        if not address:
            raise RuntimeError("the council's process did not start")
        yield Served(open_home(folder), address, process.pid)
    finally:
        process.terminate()
        process.wait()


def serve(folder: Path) -> None:
    """Serve on a free port of this machine and print the address, until a signal comes."""
    home = open_home(folder)
    listening = listen("127.0.0.1", 0)
    with open_council(home) as council:

        def ready() -> None:
            print(address_of(home, listening), flush=True)

        CouncilServer(Service(council), ready=ready).serve_on(listening)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
