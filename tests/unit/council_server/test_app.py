"""What holds for every call: version, size, errors as JSON, tokens (protocol.md 7.1-7.3, 7.6, 7.15)."""

from __future__ import annotations

import socket
import ssl
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from council_server.clock import vietnam_now
from council_server.councils import open_council
from protocol.auth import auth_message
from protocol.fields import b64
from protocol.keys import SoftwareSigner
from protocol.limits import REQUEST
from tests.running_council import HOST, RunningCouncil, council, running_council
from tests.wire_client import WireClient

__all__ = ["council"]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return vietnam_now() + self.ahead


def test_every_answer_carries_the_protocol_version(council: RunningCouncil) -> None:
    client = council.client()
    for path in ("/v1/root", "/v1/heads", "/v1/nothing"):
        assert client.call("GET", path).headers["sync-protocol"] == "1"


@pytest.mark.parametrize("version", ["2", "0", "", "1.0"])
def test_another_version_is_answered_with_the_ones_there_are(
    council: RunningCouncil, version: str
) -> None:
    answer = council.client().call("GET", "/v1/root", headers={"Sync-Protocol": version})
    assert answer.status == 426
    assert (answer.json["min"], answer.json["max"]) == (1, 1)


def test_the_root_is_told_to_anybody_and_is_the_printed_one(council: RunningCouncil) -> None:
    answer = council.client().call("GET", "/v1/root")
    assert answer.json["council"] == "thu-nghiem"
    assert answer.json["log"] == council.home.origin


def test_errors_are_json_also_for_calls_that_do_not_exist(council: RunningCouncil) -> None:
    client = council.client()
    assert client.call("GET", "/v1/nothing").json["code"] == "NO_SUCH_CALL"
    answer = client.call("DELETE", "/v1/root")
    assert (answer.status, answer.json["code"]) == (405, "NO_SUCH_CALL")


def test_a_body_over_the_limit_is_refused_before_it_is_read(council: RunningCouncil) -> None:
    client = council.client(council.delegate("minh"))
    answer = client.call("POST", "/v1/entries", b"x", {"Content-Length": str(REQUEST + 1)})
    assert (answer.status, answer.json["code"]) == (413, "TOO_LARGE")


@pytest.mark.parametrize(
    "sent", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eA=="}]
)
@pytest.mark.parametrize("path", ["/v1/heads", "/v1/feeds/public/changes", "/v1/log/checkpoint"])
def test_calls_with_content_need_a_token(
    council: RunningCouncil, path: str, sent: dict[str, str]
) -> None:
    answer = council.client().call("GET", path, headers=sent)
    assert (answer.status, answer.json["code"]) == (401, "TOKEN")


def test_a_token_ends_after_fifteen_minutes(tmp_path: Path) -> None:
    clock = Clock()
    with running_council(tmp_path / "council", delegates=1, clock=clock) as council:
        client = council.client(council.delegate("minh"))
        clock.ahead = timedelta(minutes=14)
        assert client.call("GET", "/v1/heads").status == 200
        clock.ahead = timedelta(minutes=16)
        assert client.call("GET", "/v1/heads").status == 401
        assert client.sign_in().call("GET", "/v1/heads").status == 200


def test_a_token_outlives_a_restart_of_the_server(council: RunningCouncil) -> None:
    client = council.client(council.delegate("minh"))
    council.stop()
    council.start()
    assert client.call("GET", "/v1/heads").status == 200


def test_a_device_that_another_process_confirmed_just_now_signs_in_at_once(
    council: RunningCouncil,
) -> None:
    serving = council.council
    with open_council(council.home) as office:
        council.council = office
        held = council.enrol("minh", "minh-may-2")
        council.council = serving
        assert council.client(held).call("GET", "/v1/heads").status == 200


def test_a_client_that_leaves_in_the_middle_of_its_request_is_no_fault_of_the_server(
    council: RunningCouncil,
) -> None:
    """A logged error would fail this test."""
    client = council.client(council.delegate("minh"))
    raw = socket.create_connection((HOST, council.port))
    with council.tls.wrap_socket(raw, server_hostname=HOST) as leaving:
        head = f"POST /v1/entries HTTP/1.1\r\nHost: {HOST}\r\nSync-Protocol: 1\r\n"
        head += f"Authorization: Bearer {client.token}\r\nContent-Length: 500\r\n\r\nhalf a"
        leaving.sendall(head.encode())
    assert client.call("GET", "/v1/heads").status == 200


def asked_and_signed(
    running: RunningCouncil, client: WireClient, signed: dict[str, str], sent: dict[str, str]
) -> dict[str, str]:
    """A token request by minh's device; some parts replaced in what is signed, or in what is sent."""
    minh = running.delegate("minh")
    asked = client.call("POST", "/v1/auth/challenge", {"device": minh.device}).json
    parts = {
        "nonce": asked["nonce"],
        "host": f"{HOST}:{running.port}",
        "council": running.home.council,
        "device": minh.device,
        "time": asked["time"],
    }
    signature = b64(SoftwareSigner(minh.key).sign(auth_message(**(parts | signed))))
    return {"device": minh.device, **asked, "signature": signature} | sent


@pytest.mark.parametrize(
    ("signed", "sent"),
    [
        ({"host": "other.example:443"}, {}),
        ({"council": "other"}, {}),
        ({"device": "hoa-may-1"}, {"device": "hoa-may-1"}),
        ({}, {"device": "nobody"}),
        ({"nonce": "0" * 64}, {"nonce": "0" * 64}),
        ({"time": "2020-01-01T00:00:00+07:00"}, {"time": "2020-01-01T00:00:00+07:00"}),
        ({}, {"signature": "AAAA"}),
    ],
)
def test_a_challenge_signed_for_something_else_buys_no_token(
    council: RunningCouncil, signed: dict[str, str], sent: dict[str, str]
) -> None:
    client = council.client()
    request = asked_and_signed(council, client, signed, sent)
    assert client.call("POST", "/v1/auth/token", request).status == 401


def test_a_challenge_buys_one_token(council: RunningCouncil) -> None:
    client = council.client()
    request = asked_and_signed(council, client, {}, {})
    assert client.call("POST", "/v1/auth/token", request).status == 200
    assert client.call("POST", "/v1/auth/token", request).status == 401


def test_an_old_challenge_buys_nothing(tmp_path: Path) -> None:
    clock = Clock()
    with running_council(tmp_path / "council", delegates=1, clock=clock) as council:
        client = council.client()
        request = asked_and_signed(council, client, {}, {})
        clock.ahead = timedelta(minutes=3)
        assert client.call("POST", "/v1/auth/token", request).status == 401


def test_a_server_of_another_name_gives_no_token(council: RunningCouncil) -> None:
    client = council.client()
    request = asked_and_signed(council, client, {"host": "elsewhere.example"}, {})
    answer = client.call("POST", "/v1/auth/token", request, {"Host": "elsewhere.example"})
    assert (answer.status, answer.json["code"]) == (401, "HOST")


def test_old_tls_is_not_spoken(council: RunningCouncil) -> None:
    client = council.client()
    client.council.tls.maximum_version = ssl.TLSVersion.TLSv1_2
    assert client.call("GET", "/v1/root").status == 200
    assert council.server.config.ssl is not None
    assert council.server.config.ssl.minimum_version == ssl.TLSVersion.TLSv1_2


def test_the_token_itself_lies_nowhere_on_the_server_s_disk(council: RunningCouncil) -> None:
    client = council.client(council.delegate("minh"))
    for path in council.home.path.rglob("*"):
        if path.is_file():
            assert client.token.encode() not in path.read_bytes()
