"""S8: nothing new is one request: its time in the server, its bytes on the wire, what the client spends on it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.chambers import make_chamber_home
from benchmarks.councils import serving
from benchmarks.desks import enrolled_desk, fetch_everything
from benchmarks.measuring import (
    Series,
    processor_seconds,
    ratio,
    report,
    rounds,
    seconds,
    verdict,
)
from delegate_app.services.desk import Desk
from protocol.auth import auth_message
from protocol.fields import b64
from protocol.wire import TokenRequest
from sync.connections import HANDSHAKE_BYTES
from sync.http_council import HttpCouncil

ROUNDS, ASKED = 9, 500
MOST_MILLISECONDS, MOST_BYTES = 2.0, 400
MILLI = 1000.0


def signed_in(desk: Desk) -> HttpCouncil:
    """The desk's own connection, with a token."""
    identity = desk.thread.submit(desk.replica.identity).result()
    if identity is None:
        raise RuntimeError("the desk belongs to no council")
    line = HttpCouncil(identity.address, identity.root_der)
    asked = line.challenge(identity.device_id)
    message = auth_message(
        nonce=asked.nonce,
        host=line.host,
        council=identity.council_id,
        device=identity.device_id,
        time=asked.time,
    )
    signature = desk.thread.submit(lambda: desk.replica.sign_challenge(message)).result()
    line.token(
        TokenRequest(
            device=identity.device_id, nonce=asked.nonce, time=asked.time, signature=b64(signature)
        )
    )
    return line


class Asking:
    """The same question over one connection, whose answer is that nothing is new."""

    def __init__(self, line: HttpCouncil) -> None:
        self._line = line
        heads = line.heads()
        if heads is None:
            raise RuntimeError("heads without a tag are always told")
        self._tag = heads.etag

    def nothing_new(self) -> float:
        """Milliseconds for one question and its 304, at the client."""

        def ask() -> None:
            for _ in range(ASKED):
                if self._line.heads(self._tag) is not None:
                    raise RuntimeError("something was new")

        return seconds(ask) / ASKED * MILLI

    def smallest(self) -> float:
        """Milliseconds for the smallest answer that the server has, over the same connection: the anchor."""

        def ask() -> None:
            for _ in range(ASKED):
                self._line.challenge("x")

        return seconds(ask) / ASKED * MILLI

    def server_time(self, process: int) -> float:
        """Milliseconds of the server's processor for one question and its 304."""
        before = processor_seconds(process)
        self.nothing_new()
        return (processor_seconds(process) - before) / ASKED * MILLI

    def bytes(self) -> float:
        """Bytes both ways of one question and its 304, TLS included."""
        self._line.traffic()
        self._line.heads(self._tag)
        used = self._line.traffic()
        if used > HANDSHAKE_BYTES:
            raise RuntimeError("the connection was not kept")
        return used


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="nghi-truong-s8-"))
    anchor, asked = Series("a challenge, the smallest call", "ms"), Series("nothing new", "ms")
    server = Series("the server's processor", "ms")
    wire, run = Series("bytes both ways", "B"), Series("a whole run of the desk", "ms")
    try:
        make_chamber_home(folder / "council", 3)
        with serving(folder / "council") as council:
            desk = enrolled_desk(folder / "desk", council)
            fetch_everything(desk)
            asking = Asking(signed_in(desk))
            rounds(
                ROUNDS,
                (anchor, asking.smallest),
                (asked, asking.nothing_new),
                (server, lambda: asking.server_time(council.process)),
                (wire, asking.bytes),
                (run, lambda: seconds(lambda: fetch_everything(desk)) * MILLI),
            )
            desk.close()
    finally:
        shutil.rmtree(folder)
    report(
        "S8 nothing new",
        f"`GET /v1/heads` with the tag that is known, {ASKED} times over one TLS connection to a council server's process, by "
        "the desk's own client. Bytes are headers of both directions with what TLS adds. The whole run makes a new connection, "
        "signs in and asks everything a run asks. Anchor: the smallest other call over the same connection.",
        [
            anchor.row("anchor"),
            asked.row(),
            server.row(),
            wire.row(),
            run.row("with a new connection"),
        ],
        [
            f"one request takes {server.median:.2f} ms of the server (target <= {MOST_MILLISECONDS} ms): "
            + verdict(met=server.median <= MOST_MILLISECONDS)
            + f"; {asked.median:.2f} ms with client and loopback, {ratio(asked, anchor):.2f} times its anchor",
            f"{wire.median:.0f} bytes (target < {MOST_BYTES}): {verdict(met=wire.median < MOST_BYTES)}",
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
