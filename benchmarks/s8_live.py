"""S8, live: a poll that the chair opens in one process until it is painted in the windows of N others, over TLS."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.chambers import make_chamber_home, open_poll
from benchmarks.councils import serving
from benchmarks.desks import enrolled_desk, fetch_everything
from benchmarks.measuring import Series, report, verdict
from benchmarks.passphrase import PASSPHRASE
from council_server import keys as key_names
from council_server.councils import open_council
from council_server.offices import open_office

CLIENTS = 4
POLLS = 12
TARGET = 1000.0
MILLION = 1e6


@contextmanager
def window(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A delegate's program, listening."""
    environ = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, "-m", "benchmarks.live_window", str(home)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environ) as process:
        if process.stdin is None:
            raise RuntimeError("no pipe")
        process.stdin.write(PASSPHRASE + "\n")
        process.stdin.flush()
        yield process
        process.stdin.close()


def next_line(process: subprocess.Popen[str]) -> list[str]:
    """What a client says next."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError("a client ended")
    return line.split()


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s8-"))
    each, last = Series("one client", "ms"), Series("the last of all clients", "ms")
    try:
        make_chamber_home(folder / "council", 3)
        with serving(folder / "council") as council, ExitStack() as stack:
            for number in range(CLIENTS):
                desk = enrolled_desk(folder / f"desk-{number}", council)
                fetch_everything(desk)
                desk.close()
            clients = [
                stack.enter_context(window(folder / f"desk-{number}")) for number in range(CLIENTS)
            ]
            for client in clients:
                next_line(client)
            chair = open_office(council.home, council.home.keys(), key_names.CHAIR)
            with open_council(council.home) as office:
                for number in range(POLLS):
                    pressed = time.monotonic_ns()
                    office.writer.run(
                        lambda batch, number=number: open_poll(batch, chair, f"bq-{number}", 3)  # type: ignore[misc]
                    )
                    shown = [(int(next_line(c)[2]) - pressed) / MILLION for c in clients]
                    if number:
                        each.figures += shown
                        last.figures.append(max(shown))
    finally:
        shutil.rmtree(folder)
    slowest = max(last.figures)
    report(
        "S8 live",
        f"{CLIENTS} delegates' programs with their windows, each a process of its own, on a council server's process over TLS; "
        f"a fourth process, the office's, defines and opens {POLLS} polls one after the other (the first is thrown away). From "
        "its call to the poll painted on the home page: commit, the server's notice (every 0.1 s it looks whether another "
        "process committed), long poll, heads, entries of the record checked, replayed, the page read and drawn. "
        f"Everything shares {os.cpu_count()} cores, on which {os.getloadavg()[0]:.0f} programs wanted to run.",
        [each.row(), last.row("every screen")],
        [
            f"slowest of all {slowest:.0f} ms (target <= {TARGET:.0f} ms): {verdict(met=slowest <= TARGET)}"
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
