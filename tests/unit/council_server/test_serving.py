"""The server as a process of its own: it says where it serves, survives kill -9, stops when told."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from council_server.errors import CommandError
from council_server.serving import listen, port_of
from tests.real_papers import ROOT
from tests.running_council import HOST, RunningCouncil, council
from tests.session_folders import write_session

__all__ = ["council"]


@contextmanager
def serving(council: RunningCouncil) -> Iterator[subprocess.Popen[str]]:
    """`python -m council_server serve` on the council's own port, in place of the test's thread."""
    command = [sys.executable, "-m", "council_server", "--home", str(council.home.path), "serve"]
    where = ["--host", HOST, "--port", str(council.port)]
    with subprocess.Popen(
        [*command, *where],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            assert process.stdout is not None
            assert f"port {council.port}" in process.stdout.readline()
            yield process
        finally:
            process.kill()


def test_every_acknowledged_vote_is_there_after_kill_9(
    council: RunningCouncil, tmp_path: Path
) -> None:
    """Attack 32: nothing acknowledged is lost, and the first receipt comes again."""
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    council.open_poll("p1")
    votes = {person: council.delegate(person).vote("p1", "APPROVE") for person in council.delegates}
    council.stop()
    receipts = {}
    for person, vote in votes.items():
        with serving(council) as process:
            client = council.client(council.delegate(person))
            receipts[person] = client.post_entry(*vote).body
            process.kill()
            process.wait()
            client.close()
    council.start()
    assert council.council.record.replay.polls["p1"].tally().approve == len(votes)
    for person, vote in votes.items():
        again = council.client(council.delegate(person)).post_entry(*vote)
        assert again.body == receipts[person]


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX's")
def test_a_server_told_to_stop_stops_in_order(council: RunningCouncil) -> None:
    council.stop()
    with serving(council) as process:
        assert council.client().call("GET", "/v1/root").status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait() in (0, -signal.SIGTERM)
    council.start()


def test_a_client_that_stays_connected_keeps_no_socket_open(council: RunningCouncil) -> None:
    """A warning about a transport left open would fail this test."""
    with socket.create_connection((HOST, council.port)) as raw:
        silent = council.tls.wrap_socket(raw, server_hostname=HOST)
        silent.sendall(b"GET /v1/root HTTP/1.1\r\nHost: x\r\nSync-Protocol: 1\r\n\r\n")
        assert silent.recv(12) == b"HTTP/1.1 200"
        council.stop()
        gc.collect()
        council.start()
        silent.close()


def test_a_port_that_is_taken_is_named(council: RunningCouncil) -> None:
    with pytest.raises(CommandError, match=f"cannot serve on {HOST} port {council.port}"):
        listen(HOST, council.port)
    with listen(HOST, 0) as free:
        assert port_of(free) > 0


def test_an_answers_body_never_waits_for_the_clients_word_about_its_head(
    council: RunningCouncil,
) -> None:
    assert council.client().call("GET", "/v1/root").status == 200
    sockets = [
        connection.transport.get_extra_info("socket")
        for connection in council.server.server_state.connections
    ]
    delays = [raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for raw in sockets]
    assert delays
    assert all(delays)
