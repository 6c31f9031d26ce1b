"""S15: a council on a mini PC: memory of `serve` with its console and 50 waiting desks; a hall's server back after kill -9."""

from __future__ import annotations

import asyncio
import http.client
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.councils import Served
from benchmarks.measuring import Series, report, verdict
from benchmarks.s8_idle import KB, Waiting, resident
from council_server.halls import new_hall
from council_server.serving import listen, port_of
from tests.running_council import HOST, RunningCouncil, running_council
from tests.session_folders import write_session

CLIENTS = 50
STARTS = 7
MEMORY_MB, RESTART_SECONDS = 150.0, 2.0


@contextmanager
def program(home: Path, port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The program `serve` as an office starts it, killed at the end."""
    command = [sys.executable, "-m", "council_server", "--home", str(home), "serve", *arguments]
    process = subprocess.Popen(
        [*command, "--host", HOST, "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def answers(port: int, tls: ssl.SSLContext) -> bool:
    """Whether a client gets the council's root there."""
    line = http.client.HTTPSConnection(HOST, port, context=tls, timeout=5)
    try:
        line.request("GET", "/v1/root", headers={"Sync-Protocol": "1"})
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def memory_of(council: RunningCouncil) -> tuple[Series, Series]:
    """MB of the process: at its first answer, and with 50 desks that wait while the console was used."""
    first, busy = Series("at its first answer", "MB"), Series("with 50 waiting desks", "MB")
    with program(council.home.path, council.port) as process:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("it did not start")
        client = council.client(council.delegate("minh"))
        first.figures.append(resident(process.pid) / KB / KB)
        for path in (
            "/console",
            "/console/sign-in",
            "/v1/feeds/public/changes",
            "/v1/log/checkpoint",
        ):
            client.call("GET", path)
        tag = client.call("GET", "/v1/heads").headers["etag"]
        served = Served(council.home, council.address, process.pid)

        async def wait() -> None:
            waiting = Waiting(served, client.token, tag)
            await waiting.connect(CLIENTS)
            waiting.ask()
            await asyncio.sleep(2)
            busy.figures.append(resident(process.pid) / KB / KB)
            await waiting.close()

        asyncio.run(wait())
        client.close()
    return first, busy


def hall_starts(council: RunningCouncil, folder: Path) -> Series:
    """Seconds from the start of a hall's program, killed before, until a desk is answered."""
    listening = listen(HOST, 0)
    port = port_of(listening)
    listening.close()
    home = new_hall(
        council.council,
        folder,
        council.home.keys(),
        device="phong-hop",
        hosts=(HOST,),
        port=port,
        upstream=council.address,
        chair=True,
    )
    series = Series("a hall's server, from kill -9 to its first answer", "s")
    for number in range(STARTS + 1):
        begun = time.perf_counter()
        with program(home.path, port, "--hall"):
            while not answers(port, council.tls):
                if time.perf_counter() - begun > 60:
                    raise RuntimeError("the hall does not answer")
            if number:
                series.figures.append(time.perf_counter() - begun)
    return series


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s15-"))
    try:
        with running_council(folder / "council") as council:
            council.publish(write_session(folder / "s1"))
            starts = hall_starts(council, folder / "hall")
            council.stop()
            first, busy = memory_of(council)
    finally:
        shutil.rmtree(folder)
    report(
        "S15 a small machine",
        f"`council serve` on SQLite and files with its console, whose pages were opened, as a process of its own; {CLIENTS} TLS "
        "connections whose long poll waits. The hall's program is started anew each time, its copy of the council in its folder.",
        [first.row("resident"), busy.row("resident"), starts.row()],
        [
            f"memory {busy.median:.0f} MB (target <= {MEMORY_MB:.0f} MB): {verdict(met=busy.median <= MEMORY_MB)}",
            f"hall {starts.median:.2f} s (target <= {RESTART_SECONDS:.0f} s): {verdict(met=starts.median <= RESTART_SECONDS)}",
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
