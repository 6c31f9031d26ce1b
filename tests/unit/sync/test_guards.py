"""The six guards of `sync.http_exchange`, each against a server that does what it guards against; then what a clock does."""

from __future__ import annotations

import gzip
import hashlib
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from protocol import limits
from protocol.council_api import ApiError, Offline
from protocol.errors import Invalid
from sync.failures import TooSlow, WrongClock
from sync.http_council import HttpCouncil
from sync.http_exchange import Patience
from tests.unit.sync.rogue_council import (
    Answer,
    Authority,
    Request,
    RogueCouncil,
    make_authority,
    plain,
)

PAPER = bytes(range(256)) * 64
SHA = hashlib.sha256(PAPER).hexdigest()
HEADS = b'{"heads":{},"time":"2026-11-22T09:30:00+07:00"}'
BOMB = gzip.compress(b" " * 200_000_000)
MEMORY = 16 * limits.ANSWER
"""Bytes that a bomb may make the client take, of the 200,000,000 that it holds."""


@pytest.fixture(scope="module")
def authority() -> Authority:
    return make_authority()


def always(answer: bytes) -> Answer:
    return lambda request: iter([answer])


def dripping(request: Request) -> Iterator[bytes]:
    """A byte every 20 ms: no single read ever waits long."""
    yield plain(HEADS + b" " * 5000)[: -len(HEADS)]
    while not threading.Event().wait(0.02):
        yield b" "


def packed_range(request: Request) -> Iterator[bytes]:
    body = gzip.compress(PAPER)
    span = {"content_range": f"bytes 0-{len(PAPER) - 1}/{len(PAPER)}", "content_encoding": "gzip"}
    yield plain(body, status="206 Partial Content", **span)


def ask_heads(client: HttpCouncil) -> object:
    return client.heads()


def ask_paper(client: HttpCouncil) -> object:
    return list(client.blob(SHA, 0, len(PAPER)))


@dataclass(frozen=True)
class Attack:
    """What a server does to a question, and what comes of it."""

    guard: str
    name: str
    answer: Answer
    asked: str
    comes_of_it: type[Exception]


ATTACKS = [
    Attack("1 total time", "slow drip", dripping, "heads", TooSlow),
    Attack("2 whole bodies", "cut short", always(plain(HEADS)[:-3]), "heads", Offline),
    Attack(
        "2 whole bodies",
        "no length",
        always(b"HTTP/1.1 200 OK\r\nSync-Protocol: 1\r\nConnection: close\r\n\r\n" + HEADS),
        "heads",
        Invalid,
    ),
    Attack(
        "3 nothing of the environment",
        "asks for the machine's password",
        always(plain(b"{}", status="401 Unauthorized", WWW_Authenticate="Basic")),
        "heads",
        ApiError,
    ),
    Attack(
        "4 a cap on what unpacks",
        "decompression bomb",
        always(plain(BOMB, content_encoding="gzip")),
        "heads",
        Invalid,
    ),
    Attack("5 identity for papers", "packed range", packed_range, "paper", Invalid),
    Attack(
        "6 only gzip is offered",
        "zstd",
        always(plain(HEADS, content_encoding="zstd")),
        "heads",
        Invalid,
    ),
]
QUESTIONS = {"heads": ask_heads, "paper": ask_paper}
OFFERED = {"heads": "gzip", "paper": "identity"}


def test_every_guard_has_an_attack() -> None:
    assert {attack.guard[0] for attack in ATTACKS} == set("123456")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.guard}: {attack.name}")
def test_a_guard_holds(
    authority: Authority, attack: Attack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    tracemalloc.start()
    try:
        with RogueCouncil(authority, attack.answer).serving() as council:
            patience = Patience(call=0.5, minimum_rate=1_000_000)
            client = HttpCouncil(council.address, authority.root_der, patience)
            with pytest.raises(attack.comes_of_it):
                QUESTIONS[attack.asked](client)
            client.close()
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MEMORY
    for request in council.requests:
        assert "authorization" not in request.headers
        assert request.headers["accept-encoding"] == OFFERED[attack.asked]


@pytest.mark.parametrize("year", [2000, 2060])
def test_a_certificate_of_another_time_speaks_of_the_clock(year: int) -> None:
    authority = make_authority(start=datetime(year, 1, 1, tzinfo=UTC))
    with RogueCouncil(authority, always(plain(b"{}"))).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        with pytest.raises(WrongClock):
            client.heads()
    assert council.requests == []
