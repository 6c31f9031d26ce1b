"""S6: the first sync of 200 files / 400 MB over TLS into the vault, against curl to the disk from the same server."""

from __future__ import annotations

import base64
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import MB, SEED, kept, source, write_files
from benchmarks.councils import Published, Served, make_council, serving
from benchmarks.desks import enrolled_desk, fetch_everything
from benchmarks.measuring import Series, processor_seconds, ratio, report, rounds, verdict
from benchmarks.pouchdb import MISSING, Pouch, pouch
from delegate_app.services.desk import Desk
from protocol.auth import auth_message
from protocol.wire import TokenRequest
from sync.http_council import HttpCouncil

FILES, SIZE = 200, 2 * MB
ROUNDS = 3
TARGET = 1.5


def make(folder: Path) -> None:
    """The council's home with one session of 200 papers."""
    files = folder / "files"
    files.mkdir()
    write_files(files, count=FILES, size=SIZE)
    papers = tuple(sorted(files.iterdir()))
    make_council(folder / "council", [Published("2026-ky-hop-1", "2026-12-01", papers)])
    shutil.rmtree(files)


@dataclass
class Bench:
    """A served council, a folder on the disk that is measured, and a device's token for curl."""

    council: Served
    folder: Path
    count: int = 0
    by_desk: list[float] = field(default_factory=list)
    by_curl: list[float] = field(default_factory=list)
    """Processor seconds of each round, those of the server included."""

    def desk(self) -> float:
        """Seconds of the first run of a new device: changes, record and all files, durable and checked."""
        self.count += 1
        home = self.folder / f"desk-{self.count}"
        with closing(enrolled_desk(home, self.council)) as desk:
            started, worked = time.perf_counter(), self._worked()
            fetch_everything(desk)
            elapsed = time.perf_counter() - started
            self.by_desk.append(self._worked() - worked)
            self._check(desk)
        shutil.rmtree(home)
        return elapsed

    def _worked(self) -> float:
        """Processor seconds so far of this process, of curl and of the server."""
        curl = resource.getrusage(resource.RUSAGE_CHILDREN)
        ours = time.process_time() + curl.ru_utime + curl.ru_stime
        return ours + processor_seconds(self.council.process)

    def _check(self, desk: Desk) -> None:
        arrival = desk.thread.submit(lambda: desk.documents.arrival("2026-ky-hop-1")).result()
        if (arrival.complete_files, arrival.complete_bytes) != (FILES, FILES * SIZE):
            raise RuntimeError(f"not everything came: {arrival}")

    def curl(self, list_file: Path) -> float:
        """Seconds of one curl process that fetches every file over one connection."""
        target = self.folder / "curled"
        target.mkdir()
        started, worked = time.perf_counter(), self._worked()
        command = ["curl", "--silent", "--fail", "--config", str(list_file)]
        subprocess.run(command, cwd=target, check=True)
        elapsed = time.perf_counter() - started
        self.by_curl.append(self._worked() - worked)
        size = sum(path.stat().st_size for path in target.iterdir())
        shutil.rmtree(target)
        if size != FILES * SIZE:
            raise RuntimeError(f"curl fetched {size} bytes")
        return elapsed

    def curl_list(self) -> Path:
        """curl's configuration: every blob by its address, with a device's token and the council's root."""
        with closing(enrolled_desk(self.folder / "token", self.council)) as desk:
            token = desk.thread.submit(lambda: _token(desk)).result()
            fetch_everything(desk)
            documents = desk.thread.submit(desk.documents.all).result()
        shutil.rmtree(self.folder / "token")
        lines = [f'cacert = "{self.council.root_file}"']
        lines += [f'header = "Authorization: Bearer {token}"', 'header = "Sync-Protocol: 1"']
        for document in documents:
            sha256 = document.newest.sha256
            lines += [f'url = "{self.council.address}/v1/blobs/{sha256}"', f'output = "{sha256}"']
        path = self.folder / "curl.conf"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path


def _token(desk: Desk) -> str:
    """A token for a client that is not ours."""
    identity = desk.replica.identity()
    if identity is None:
        raise RuntimeError("not enrolled")
    line = HttpCouncil(identity.address, identity.root_der)
    try:
        challenge = line.challenge(identity.device_id)
        message = auth_message(
            nonce=challenge.nonce,
            host=line.host,
            council=identity.council_id,
            device=identity.device_id,
            time=challenge.time,
        )
        signature = base64.b64encode(desk.replica.sign_challenge(message)).decode()
        request = TokenRequest(
            device=identity.device_id,
            nonce=challenge.nonce,
            time=challenge.time,
            signature=signature,
        )
        return line.token(request).token
    finally:
        line.close()


def curl_version() -> str:
    """curl's version, "" when it is missing."""
    if not shutil.which("curl"):
        return ""
    done = subprocess.run(["curl", "--version"], stdout=subprocess.PIPE, text=True, check=True)
    found = re.match(r"curl (\S+)", done.stdout)
    return found[1] if found else "?"


def main() -> int:
    council = kept("s6-council", make) / "council"
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s6-"))
    desk, curl = Series("first sync into the vault", "s"), Series("curl to disk", "s")
    version, rival = curl_version(), pouch()
    theirs = Series(f"{rival.version if rival else ''} replication", "s")
    try:
        with ExitStack() as servers:
            served = servers.enter_context(serving(council))
            bench = Bench(served, folder)
            subjects: list[tuple[Series, Callable[[], float]]] = [(desk, bench.desk)]
            if version:
                config = bench.curl_list()
                subjects.insert(0, (curl, lambda: bench.curl(config)))
            if rival:
                address = servers.enter_context(pouch_served(rival, council))
                root = served.root_file
                subjects.append(
                    (theirs, lambda: rival.replicate(address, folder, root, FILES, SIZE))
                )
            rounds(ROUNDS, *subjects)
    finally:
        shutil.rmtree(folder)
    by_curl = Series("curl and server, processor time", "s", bench.by_curl[1:])
    by_desk = Series("desk and server, processor time", "s", bench.by_desk[1:])
    rows = [curl.row(f"anchor, curl {version}")] if version else []
    rows.append(desk.row(f"{FILES * SIZE / MB / desk.median:.0f} MB/s"))
    rows += [by_curl.row()] if version else []
    rows.append(by_desk.row())
    rows += [theirs.row("not encrypted, no fsync")] if rival else []
    verdicts = ["curl is not on this machine: no anchor, so no verdict"]
    if version:
        share = ratio(desk, curl)
        found = f"first sync / curl = {share:.2f} (target <= {TARGET}): "
        verdicts = [found + verdict(met=share <= TARGET)]
        verdicts.append(f"processor time, both sides: {ratio(by_desk, by_curl):.2f} times curl's")
    verdicts.append(f"first sync / PouchDB = {ratio(desk, theirs):.2f}" if rival else MISSING)
    report(
        "S6 first sync",
        f"{FILES} files of {SIZE / MB:.0f} MB ({FILES * SIZE / MB:.0f} MB; {source()}, padded with noise, seed {SEED}) "
        "from one process of the council server over TLS on this machine. The sync signs in, follows the feeds and the "
        "vote record, and stores every chunk checked and durable; curl writes plain files over one connection, with no "
        "check and no fsync. PouchDB replicates the same files as attachments from its own server over TLS.",
        rows,
        verdicts,
    )
    return 0


@contextmanager
def pouch_served(rival: Pouch, council: Path) -> Iterator[str]:
    """PouchDB's server with the council's papers and under its certificate."""
    filled = kept("s6-pouch", lambda target: rival.fill(council / "blobs", target))
    keys = council / "keys"
    with rival.serving(filled, keys / "tls.key", keys / "tls.crt") as address:
        yield address


if __name__ == "__main__":
    sys.exit(main())
