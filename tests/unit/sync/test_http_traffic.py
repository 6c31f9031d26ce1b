"""What travels over the client's line, and that a kept line is not mixed up."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
from collections.abc import Iterator

import pytest

from sync.http_council import HttpCouncil
from tests.unit.sync.rogue_council import (
    Authority,
    Request,
    RogueCouncil,
    TalkingCouncil,
    always,
    kept,
    make_authority,
    plain,
)

SHA = hashlib.sha256(b"a paper").hexdigest()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return make_authority()


class CountingRelay:
    """Passes TCP on to a server and counts what travels, both ways."""

    def __init__(self, port: int) -> None:
        self.carried = 0
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self._listening.getsockname()[1]}"

    def _accept(self) -> None:
        near, _ = self._listening.accept()
        self._listening.close()
        far = socket.create_connection(("127.0.0.1", self._target))
        back = threading.Thread(target=self._pass, args=(far, near))
        back.start()
        self._pass(near, far)
        back.join()
        near.close()
        far.close()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self.carried += len(data)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def end(self) -> int:
        self._threads[0].join()
        return self.carried


@pytest.mark.parametrize("size", [200, 3_000_000])
def test_the_bytes_that_are_counted_are_those_that_travelled(
    authority: Authority, size: int
) -> None:
    body = bytes(size)
    head = f"Content-Range: bytes 0-{size - 1}/{size}"
    answer = plain(body, status="206 Partial Content").replace(
        b"Sync-Protocol: 1", b"Sync-Protocol: 1\r\n" + head.encode()
    )
    with RogueCouncil(authority, always(answer)).serving() as council:
        relay = CountingRelay(int(council.address.rsplit(":", 1)[1]))
        client = HttpCouncil(relay.address, authority.root_der)
        assert b"".join(client.blob(SHA, 0, size)) == body
        counted = client.traffic()
        client.close()
        carried = relay.end()
    assert counted == pytest.approx(carried, rel=0.02, abs=400)
    assert client.traffic() == 0


HEADS = b'{"heads":{},"time":"2026-11-22T09:30:00+07:00"}'


def test_nothing_new_keeps_the_connection(authority: Authority) -> None:
    nothing = kept(b"", status="304 Not Modified").replace(b"Content-Length: 0\r\n", b"")
    with TalkingCouncil(authority, always(nothing)).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        for _ in range(5):
            assert client.heads("tag") is None
        client.traffic()
        client.heads("tag")
        assert client.traffic() < 400
        client.close()
    assert council.connections == 1


def test_an_answer_that_nobody_asked_for_is_never_taken_for_the_next_ones(
    authority: Authority,
) -> None:
    """A server that sends two answers to one question: the second must not answer what is asked later."""
    forged = kept(b'{"nonce":"' + b"0" * 64 + b'","time":"2026-11-22T09:30:00+07:00"}')
    honest = kept(b'{"nonce":"' + b"1" * 64 + b'","time":"2026-11-22T09:30:00+07:00"}')

    def two_at_once(request: Request) -> Iterator[bytes]:
        if request.path.startswith("/v1/heads"):
            yield kept(HEADS) + forged
        else:
            yield honest

    with TalkingCouncil(authority, two_at_once).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        for _ in range(3):
            client.heads()
            assert client.challenge("may").nonce == "1" * 64
        client.close()
