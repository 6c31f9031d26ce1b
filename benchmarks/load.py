"""A country votes while its servers are killed: `dev.py bench load --councils 3355`, or `--councils 1 --delegates 500`.

Two or more processes `serve --all` on one PostgreSQL; every delegate signs in over TLS by the council's own name and casts
a vote, going on to another server whenever one does not answer. Servers are killed (-9) and started again all the
while. Afterwards, for every council: votes acknowledged with a checked receipt == votes in the record == the tally.
"""

from __future__ import annotations

import argparse
import http.client
import json
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from benchmarks.corpus import SEED
from benchmarks.countries import POLL, Ballot, durable_postgres, found_country
from benchmarks.measuring import report, verdict
from council_server.councils import Council
from council_server.homes import open_home
from council_server.means import Means
from council_server.record import read_records
from protocol.auth import auth_message
from protocol.fields import b64
from protocol.keys import SoftwareSigner
from protocol.receipts import check_receipt
from protocol.records import record_hash
from protocol.roots import LogKeys
from protocol.votes import Vote

PATIENCE = 10.0
PAUSE = 0.2
FIRST_KILL, NEXT_KILLS = 3.0, 8.0
TRIES = 200


class Replica:
    """One `serve --all` of the folder, which can be killed and comes back on its port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "council_server", "--home", str(self._folder), "serve"]
        command += ["--all", "--no-console", "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        if self._process.stdout is None or not self._process.stdout.readline():
            raise RuntimeError("a server did not start")

    def stop(self, *, kill: bool) -> None:
        if self._process is not None:
            self._process.kill() if kill else self._process.terminate()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()


class Named(http.client.HTTPSConnection):
    """A line to the council of a name, at one replica."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=PATIENCE, context=tls)
        self._tls = tls

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


class Crowd:
    """All delegates; `acknowledged` are the votes whose receipt was checked, by council and statement."""

    def __init__(self, folder: Path, ports: list[int]) -> None:
        self._folder = folder
        self._ports = ports
        self._tls: dict[str, ssl.SSLContext] = {}
        self._guard = threading.Lock()
        self.acknowledged: dict[str, set[str]] = defaultdict(set)
        self.seconds: list[float] = []
        self.troubles: Counter[str] = Counter()

    def cast(self, ballot: Ballot) -> None:
        """Until there is a receipt, at whichever server answers."""
        started, chance = time.perf_counter(), Random(ballot.device + ballot.council)
        for turn in range(TRIES):
            port = self._ports[(turn + chance.randrange(len(self._ports))) % len(self._ports)]
            try:
                self._cast_at(ballot, port)
            except (OSError, http.client.HTTPException, ConnectionError) as error:
                with self._guard:
                    self.troubles[type(error).__name__] += 1
                time.sleep(chance.uniform(0, PAUSE))
                continue
            with self._guard:
                self.acknowledged[ballot.council].add(ballot.statement)
                self.seconds.append(time.perf_counter() - started)
            return
        raise RuntimeError(f"{ballot.council}: no receipt after {TRIES} tries")

    def _cast_at(self, ballot: Ballot, port: int) -> None:
        line = Named(ballot.host, port, self._context(ballot))
        try:
            token = self._sign_in(line, ballot)
            body = {"statement": ballot.statement, "signature": ballot.signature}
            answer = ask(line, "/v1/entries", body, token)
        finally:
            line.close()
        home = open_home(self._folder / ballot.council)
        vote = ballot.record
        leaf = record_hash(Vote.KIND, vote.statement, vote.signature)
        keys = LogKeys(tuple((1, key) for key in home.keys().log_keys()))
        check_receipt(str(answer["receipt"]), leaf, keys, home.origin)

    def _sign_in(self, line: Named, ballot: Ballot) -> str:
        key = load_pem_private_key(ballot.key.encode(), None)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise TypeError
        asked = ask(line, "/v1/auth/challenge", {"device": ballot.device})
        message = auth_message(
            nonce=str(asked["nonce"]),
            host=f"{ballot.host}:{line.port}",
            council=ballot.council,
            device=ballot.device,
            time=str(asked["time"]),
        )
        signed = b64(SoftwareSigner(key).sign(message))
        request = {"device": ballot.device, **asked, "signature": signed}
        return str(ask(line, "/v1/auth/token", request)["token"])

    def _context(self, ballot: Ballot) -> ssl.SSLContext:
        found = self._tls.get(ballot.council)
        if found is None:
            root = (self._folder / ballot.council / "keys" / "root.crt").read_text("ascii")
            found = self._tls[ballot.council] = ssl.create_default_context(cadata=root)
        return found


def ask(line: Named, path: str, body: object, token: str = "") -> dict[str, object]:
    """The JSON answer; OSError for any status but 200, which is tried again."""
    headers = {"Sync-Protocol": "1"} | ({"Authorization": f"Bearer {token}"} if token else {})
    line.request("POST", path, json.dumps(body), headers)
    answer = line.getresponse()
    data = answer.read()
    if answer.status != 200:
        raise OSError(f"{path}: {answer.status}")
    found: dict[str, object] = json.loads(data)
    return found


def kill_and_start(replicas: list[Replica], over: threading.Event, killed: list[int]) -> None:
    """One server after the other is killed and comes back, until it is over."""
    wait = FIRST_KILL
    while not over.wait(wait):
        wait, replica = NEXT_KILLS, replicas[len(killed) % len(replicas)]
        replica.stop(kill=True)
        killed.append(replica.port)
        replica.start()


def differences(folder: Path, ballots: list[Ballot], crowd: Crowd) -> list[str]:
    """Councils whose record or tally is not what was acknowledged."""
    means, wrong = Means(), []
    choices: dict[str, Counter[str]] = defaultdict(Counter)
    for ballot in ballots:
        choices[ballot.council][ballot.choice] += 1
    for name, expected in choices.items():
        council = Council(open_home(folder / name), means=means)
        council.catch_up()
        state = council.record.replay.polls[POLL]
        counted = {one.code: one.count for one in state.tally().counts if one.count}
        with council.database.reading() as connection:
            recorded = read_records(connection, name, 0, council.record.replay.size)
        votes = {b64(record.statement) for kind, record in recorded if kind == Vote.KIND}
        if counted != dict(expected) or votes != crowd.acknowledged[name]:
            wrong.append(name)
        council.close()
    means.close()
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench load")
    parser.add_argument("--councils", type=int, default=20)
    parser.add_argument("--delegates", type=int, default=3, help="of each council")
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--clients", type=int, default=32, help="delegates at once")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-load-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        server = stack.enter_context(durable_postgres())
        url = server.database()
        ballots = found_country(folder, url, options.councils, options.delegates)
        print(f"{len(ballots)} signed votes", flush=True)
        replicas = [Replica(folder) for _ in range(options.replicas)]
        for replica in replicas:
            replica.start()
            stack.callback(replica.stop, kill=False)
        crowd = Crowd(folder, [replica.port for replica in replicas])
        over = threading.Event()
        killed: list[int] = []
        killer = threading.Thread(target=kill_and_start, args=(replicas, over, killed))
        Random(SEED).shuffle(ballots)
        started = time.perf_counter()
        killer.start()
        with ThreadPoolExecutor(options.clients) as clients:
            for done in [clients.submit(crowd.cast, ballot) for ballot in ballots]:
                done.result()
        elapsed = time.perf_counter() - started
        over.set()
        killer.join()
        wrong = differences(folder, ballots, crowd)
    tell(options, crowd, elapsed, len(killed), wrong)
    return 1 if wrong else 0


def tell(
    options: argparse.Namespace, crowd: Crowd, elapsed: float, kills: int, wrong: list[str]
) -> None:
    times = sorted(crowd.seconds)
    troubles = ", ".join(f"{name} {count}" for name, count in sorted(crowd.troubles.items()))
    report(
        f"Load {options.councils} councils of {options.delegates}",
        f"{options.replicas} processes `serve --all`, killed (-9) one after the other and started again, one PostgreSQL (every "
        f"commit on the disk), {options.clients} delegates at once in one client process, all on the same machine: TLS by the "
        "council's name, challenge, token, vote, receipt checked, each delegate on a line of its own.",
        [
            ["votes acknowledged", f"{len(times):,}", f"{len(times) / elapsed:,.0f} a second"],
            ["median of a delegate's sign-in and vote", f"{times[len(times) // 2]:.2f} s", ""],
            ["the longest", f"{times[-1]:.2f} s", "over a kill"],
            ["servers killed", f"{kills}", troubles],
        ],
        [
            f"councils where acknowledged, record and tally differ: {len(wrong)} (target 0): {verdict(met=not wrong)}"
        ],
        columns=("figure",),
    )


if __name__ == "__main__":
    sys.exit(main())
