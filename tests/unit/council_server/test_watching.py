"""Health, measures, bounds and log lines of a server that is being served."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import ssl
from contextlib import suppress
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from council_server import serving, throttles, watching
from council_server.database import Database
from council_server.log_lines import JsonLines
from council_server.metrics import Metrics, room_of
from council_server.throttles import Bound
from council_server.watching import TOKEN, Watched, may_measure
from tests.running_council import RunningCouncil, council
from tests.session_folders import write_session

__all__ = ["council"]

PATIENCE = 30


def test_a_server_says_that_it_lives_and_that_its_database_does(council: RunningCouncil) -> None:
    client = council.client()
    assert client.call("GET", "/health/live").json == {"live": True}
    assert client.call("GET", "/health/ready").json == {"ready": True}
    assert client.call("GET", "/health/other").status == 404


@pytest.mark.expects_warnings
def test_a_server_whose_database_is_away_is_not_ready(
    council: RunningCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Database(council.home.path / "nowhere" / "server.db")
    monkeypatch.setattr(council.council, "database", elsewhere)
    client = council.client()
    assert client.call("GET", "/health/ready").status == 503
    assert client.call("GET", "/health/live").status == 200
    monkeypatch.undo()
    elsewhere.close()


def test_measures_count_calls_and_name_nobody(council: RunningCouncil, tmp_path: Path) -> None:
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    council.open_poll("p1")
    minh = council.delegate("minh")
    client = council.client(minh)
    client.post_entry(*minh.vote("p1", "APPROVE"))
    client.call("GET", "/v1/../../minh-bi-mat")
    answer = client.call("GET", "/metrics")
    text = answer.body.decode()
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'nghi_truong_calls_total{room="entries",status="200"} 1' in text
    assert 'nghi_truong_call_seconds_count{room="entries"} 1' in text
    assert f"nghi_truong_record_entries {council.council.record.replay.size}" in text
    assert "minh" not in text
    assert "APPROVE" not in text


def scope(address: str, *headers: tuple[bytes, bytes]) -> Scope:
    return {"type": "http", "client": (address, 1), "headers": list(headers)}


def test_measures_are_for_this_machine_or_for_who_has_the_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert may_measure(scope("127.0.0.1"))
    assert may_measure(scope("::1"))
    assert not may_measure(scope("192.0.2.7"))
    assert not may_measure(scope("unix"))
    monkeypatch.setenv(TOKEN, "bi-mat")
    assert not may_measure(scope("127.0.0.1"))
    assert may_measure(scope("192.0.2.7", (b"authorization", b"Bearer bi-mat")))
    assert not may_measure(scope("192.0.2.7", (b"authorization", b"Bearer sai")))


def test_a_device_that_asks_too_often_is_told_when_to_come_back(
    council: RunningCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = council.client(council.delegate("minh"))
    monkeypatch.setitem(throttles.BOUNDS, "reads", Bound(2, 0.001))
    council.service.throttle = throttles.Throttle()
    answers = [client.call("GET", "/v1/heads") for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 900
    assert council.client(council.delegate("hoa")).call("GET", "/v1/heads").status == 200


def raw(council: RunningCouncil) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", council.port), PATIENCE)
    return council.tls.wrap_socket(plain, server_hostname="127.0.0.1")


HEAD = b"POST /v1/auth/challenge HTTP/1.1\r\nHost: 127.0.0.1\r\nSync-Protocol: 1\r\n"


def test_a_body_that_does_not_come_is_not_waited_for(
    council: RunningCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BODY_SECONDS", 0.2)
    with raw(council) as line:
        line.sendall(HEAD + b"Content-Length: 1000\r\n\r\nthe first bytes")
        assert line.recv(100).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    ("path", "wanted"), [("/v1/entries", "http.disconnect"), ("/console/x", "http.request")]
)
def test_an_upload_of_the_office_may_take_longer_than_a_desk_s_request(
    path: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BODY_SECONDS", -1.0)
    heard: list[str] = []

    async def room(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append((await receive())["type"])

    async def late() -> Message:
        if wanted == "http.disconnect":
            await asyncio.Event().wait()
        await asyncio.to_thread(
            lambda: None
        )  # a turn of the loop, in which a bound would have its say
        return {"type": "http.request", "body": b"the last piece"}

    async def nowhere(message: Message) -> None:
        raise AssertionError(message)

    app = Watched(room, Metrics(), lambda: None)
    asyncio.run(app({"type": "http", "path": path}, late, nowhere))
    assert heard == [wanted]


def test_a_head_that_does_not_come_is_not_waited_for(
    council: RunningCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "SWEEP_SECONDS", 0.1)
    monkeypatch.setattr(serving, "HEADER_SECONDS", 0.2)
    council.stop()
    council.start()
    with raw(council) as line:
        line.sendall(HEAD)
        with suppress(ConnectionError, ssl.SSLError):  # hung up without a goodbye
            assert line.recv(100) == b""


def test_a_chunked_body_is_bounded_as_well(council: RunningCouncil) -> None:
    with raw(council) as line:
        line.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        answer = b""
        try:
            for _ in range(200):
                line.sendall(piece)
            answer = line.recv(100)
        except (ConnectionError, ssl.SSLError):
            answer = answer or b"HTTP/1.1 413"  # hung up in the middle
        assert answer.startswith(b"HTTP/1.1 413")


def test_rooms_are_ours_and_never_a_client_s_words() -> None:
    assert [
        room_of(p) for p in ("/v1/entries", "/console/x", "/v1/bi-mat", "/", "", "/bi/mat")
    ] == [
        "entries",
        "console",
        "other",
        "other",
        "other",
        "other",
    ]
    metrics = Metrics()
    metrics.observe("heads", 304, 30.0)
    assert 'nghi_truong_call_seconds_bucket{room="heads",le="10.0"} 0' in metrics.text()
    assert 'nghi_truong_call_seconds_bucket{room="heads",le="+Inf"} 1' in metrics.text()


def test_log_lines_are_json_and_hold_no_content(
    council: RunningCouncil, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    council.publish(write_session(tmp_path / "s1", "canary-van-ban"))
    council.define_poll("p1", question="canary-cau-hoi?")
    council.open_poll("p1")
    minh = council.delegate("minh")
    client = council.client(minh)
    client.post_entry(*minh.vote("p1", "DISAPPROVE"))
    client.call("GET", "/v1/feeds/public/changes")
    lines = [JsonLines().format(record) for record in caplog.records]
    assert {"time", "level", "logger", "message"} <= json.loads(lines[-1]).keys()
    assert any("/v1/entries 200" in line for line in lines)
    for secret in ("canary", "DISAPPROVE", client.token):
        assert secret not in "\n".join(lines)
