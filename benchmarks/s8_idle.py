"""S8, idle: thousands of clients whose long poll waits on one server process: its memory and its processor time for each."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import ssl
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.chambers import make_chamber_home, open_poll
from benchmarks.councils import Served, serving
from benchmarks.desks import enrolled_desk, fetch_everything
from benchmarks.measuring import Series, processor_seconds, report, verdict
from benchmarks.s8_nothing_new import signed_in
from council_server import keys as key_names
from council_server.councils import open_council
from council_server.offices import open_office

CLIENTS = 4000
AT_ONCE = 64
TARGET_KB = 64.0
"""4,000 idle clients in 256 MB. The 17 KB of the plan were measured without TLS, whose connection alone takes 41 KB."""
SECONDS = 20.0
KB, MILLI = 1024, 1000.0


def resident(process: int) -> int:
    """Bytes of memory that a process holds (Linux)."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Waiting:
    """Clients of one device, each on a connection of its own, that ask for news and wait."""

    def __init__(self, council: Served, token: str, tag: str) -> None:
        host, port = council.address.removeprefix("https://").split(":")
        self._place = (host, int(port))
        self._tls = ssl.create_default_context(cafile=str(council.root_file))
        lines = [
            "GET /v1/heads?wait=25 HTTP/1.1",
            f"Host: {host}:{port}",
            "Sync-Protocol: 1",
            f"Authorization: Bearer {token}",
            f"If-None-Match: {tag}",
        ]
        self._question = "\r\n".join([*lines, "", ""]).encode()
        self.lines: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def connect(self, count: int) -> None:
        """So many connections, no question asked."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def one() -> None:
            async with turns:
                self.lines.append(
                    await asyncio.open_connection(*self._place, ssl=self._tls, limit=4096)
                )

        await asyncio.gather(*(one() for _ in range(count)))

    def ask(self) -> None:
        """Every client asks and waits."""
        for _, writer in self.lines:
            writer.write(self._question)

    async def hear(self) -> float:
        """Seconds from now until the last client has its answer."""
        begun = time.monotonic()

        async def one(reader: asyncio.StreamReader) -> bytes:
            return await reader.readuntil(b"\r\n")

        heads = await asyncio.gather(*(one(reader) for reader, _ in self.lines))
        if set(heads) != {b"HTTP/1.1 200 OK\r\n"}:
            raise RuntimeError(f"not news for everyone: {set(heads)}")
        return time.monotonic() - begun

    async def close(self) -> None:
        """Hang up."""
        for _, writer in self.lines:
            writer.transport.abort()
        await asyncio.sleep(0)


@contextmanager
def council_of(folder: Path) -> Iterator[tuple[Served, str, str]]:
    """A served council, a token of one of its devices, and the tag of its heads."""
    make_chamber_home(folder / "council", 3)
    with serving(folder / "council") as council:
        desk = enrolled_desk(folder / "desk", council)
        fetch_everything(desk)
        line = signed_in(desk)
        heads = line.heads()
        if heads is None:
            raise RuntimeError("heads without a tag are always told")
        desk.close()
        yield council, line._token, heads.etag


async def measure(council: Served, token: str, tag: str) -> list[Series]:
    """Memory a client, processor time while all wait, and how long news take to reach the last one."""
    memory = Series("memory of the server for one waiting client", "KB")
    bare = Series("of this, its open TLS connection", "KB")
    idle = Series("processor of the server while all wait", "ms/s")
    news = Series("news until the last client has them", "ms")
    clients = Waiting(council, token, tag)
    before = resident(council.process)
    await clients.connect(CLIENTS)
    await asyncio.sleep(1)
    bare.figures.append((resident(council.process) - before) / CLIENTS / KB)
    clients.ask()
    await asyncio.sleep(3)
    memory.figures.append((resident(council.process) - before) / CLIENTS / KB)
    used = processor_seconds(council.process)
    await asyncio.sleep(SECONDS / 2)
    idle.figures.append((processor_seconds(council.process) - used) / (SECONDS / 2) * MILLI)
    hearing = asyncio.create_task(clients.hear())
    chair = open_office(council.home, council.home.keys(), key_names.CHAIR)

    def press() -> None:
        with open_council(council.home) as office:
            office.writer.run(lambda batch: open_poll(batch, chair, "bq-1", 3))

    pressing = asyncio.get_running_loop().run_in_executor(None, press)
    await pressing
    begun = time.monotonic()
    await hearing
    news.figures.append((time.monotonic() - begun) * MILLI)
    await clients.close()
    return [memory, bare, idle, news]


def main() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s8-"))
    try:
        with council_of(folder) as (council, token, tag):
            series = asyncio.run(measure(council, token, tag))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        shutil.rmtree(folder)
    memory = series[0]
    report(
        "S8 idle",
        f"{CLIENTS:,} TLS connections to one council server's process, each with a long poll that waits; the clients live in "
        "this process. Memory is what the server's resident size grew by, divided; one round. News: a poll is opened by another "
        "process, from its commit until the last client read the head of its answer (this process reads all of them).",
        [one.row() for one in series],
        [
            f"{memory.median:.1f} KB for each idle client (target <= {TARGET_KB:.0f} KB): "
            + verdict(met=memory.median <= TARGET_KB)
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
