"""Everything that a server never does, and what the client makes of it."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol import wire
from protocol.council_api import (
    ApiError,
    ChainGap,
    EntryRefused,
    Gone,
    Offline,
    RetryLater,
    SeenAhead,
    TooNew,
)
from protocol.errors import Invalid
from protocol.wire import TokenRequest
from sync.failures import TooSlow, Untrusted
from sync.http_council import HttpCouncil
from sync.http_exchange import Patience
from tests.unit.sync.rogue_council import (
    Answer,
    Authority,
    Request,
    RogueCouncil,
    always,
    make_authority,
    plain,
)

CHUNK = bytes(range(256)) * 64
SHA = hashlib.sha256(CHUNK).hexdigest()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return make_authority()


def failing(authority: Authority, answer: bytes) -> BaseException:
    """What asking for the heads raises when the council answers so."""
    with RogueCouncil(authority, always(answer)).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the caller looks at it
            client.heads()
        client.close()
    return caught.value


def test_another_root_is_not_trusted_and_nothing_is_sent(authority: Authority) -> None:
    stranger = make_authority()
    with RogueCouncil(stranger, always(plain(b"{}"))).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        with pytest.raises(Untrusted):
            client.heads()
    assert council.requests == []


def test_a_certificate_for_another_name_is_not_trusted() -> None:
    elsewhere = make_authority("council.example")
    with RogueCouncil(elsewhere, always(plain(b"{}"))).serving() as council:
        client = HttpCouncil(council.address, elsewhere.root_der)
        with pytest.raises(Untrusted):
            client.heads()
    assert council.requests == []


def test_a_closed_port_is_offline() -> None:
    client = HttpCouncil("https://127.0.0.1:1", make_authority().root_der)
    with pytest.raises(Offline) as caught:
        client.heads()
    assert type(caught.value) is Offline


def test_an_answer_cut_short_is_no_answer(authority: Authority) -> None:
    whole = plain(b'{"heads":{},"time":"2026-11-22T09:30:00+07:00"}')
    assert isinstance(failing(authority, whole[:-7]), Offline)


def test_an_answer_without_a_length_is_refused(authority: Authority) -> None:
    answer = b"HTTP/1.1 200 OK\r\nSync-Protocol: 1\r\nConnection: close\r\n\r\n{}"
    assert isinstance(failing(authority, answer), Invalid)


@pytest.mark.expects_warnings  # urllib3 says that it cannot read the half header
def test_headers_cut_short_are_no_answer(authority: Authority) -> None:
    assert isinstance(failing(authority, b"HTTP/1.1 200 OK\r\nSync-Pro"), Invalid)


def test_an_answer_larger_than_any_may_be_is_refused_unread(authority: Authority) -> None:
    answer = b"HTTP/1.1 200 OK\r\nSync-Protocol: 1\r\nContent-Length: 900000000\r\n\r\n"
    assert isinstance(failing(authority, answer), Invalid)


def test_a_gzip_bomb_stops_at_the_cap(authority: Authority) -> None:
    bomb = gzip.compress(b"[" + b" " * 200_000_000)
    assert len(bomb) < 250_000
    assert "unpacks" in str(failing(authority, plain(bomb, content_encoding="gzip")))


def test_a_gzip_body_cut_short_inside_its_length_is_refused(authority: Authority) -> None:
    packed = gzip.compress(b'{"heads":{},"time":"2026-11-22T09:30:00+07:00"}' * 20)
    answer = plain(packed[:-9], content_encoding="gzip")
    assert isinstance(failing(authority, answer), Invalid)


def test_an_encoding_that_was_not_offered_is_refused(authority: Authority) -> None:
    assert isinstance(failing(authority, plain(b"{}", content_encoding="zstd")), Invalid)


def test_an_answer_of_something_else_than_a_council_is_refused(authority: Authority) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    assert "not a council" in str(failing(authority, answer))


def test_a_packed_answer_is_unpacked(authority: Authority) -> None:
    body = b'{"heads":{"public":["e",3]},"time":"2026-11-22T09:30:00+07:00"}'
    answer = plain(gzip.compress(body), content_encoding="gzip", ETag='"7"')
    with RogueCouncil(authority, always(answer)).serving() as council:
        heads = HttpCouncil(council.address, authority.root_der).heads()
    assert heads is not None
    assert heads.heads["public"] == wire.Head(epoch="e", seq=3)
    assert heads.etag == '"7"'


def error_answer(status: str, body: bytes, **headers: str) -> bytes:
    return plain(body, status=status, **headers)


def test_every_status_becomes_its_own_error(authority: Authority) -> None:
    def raised(status: str, body: bytes = b"", **headers: str) -> BaseException:
        return failing(authority, error_answer(status, body, **headers))

    gone = raised("410 Gone", b'{"code":"EPOCH","epoch":"abc"}')
    assert isinstance(gone, Gone)
    assert gone.epoch == "abc"
    gap = raised("409 Conflict", b'{"code":"CHAIN_GAP","expected":4}')
    assert isinstance(gap, ChainGap)
    assert gap.expected == 4
    ahead = raised("409 Conflict", b'{"code":"SEEN_AHEAD","size":9}')
    assert isinstance(ahead, SeenAhead)
    assert ahead.size == 9
    refused = raised("422 No", b'{"code":"FORMAT","refusal":"signed"}')
    assert isinstance(refused, EntryRefused)
    assert refused.refusal == "signed"
    old = raised("426 Upgrade", b'{"min":2,"max":3}')
    assert isinstance(old, TooNew)
    assert (old.least, old.most) == (2, 3)
    busy = raised("503 Busy", b"", Retry_After="17")
    assert isinstance(busy, RetryLater)
    assert busy.seconds == 17
    plain_error = raised("404 Not Found", b'{"code":"NOT_FOUND"}')
    assert isinstance(plain_error, ApiError)
    assert plain_error.final


def test_a_later_moment_in_retry_after_counts_from_the_servers_own_clock(
    authority: Authority,
) -> None:
    answer = plain(
        b"",
        status="503 Busy",
        Retry_After="Sun, 22 Nov 2026 10:00:30 GMT",
        Date="Sun, 22 Nov 2026 10:00:00 GMT",
    )
    busy = failing(authority, answer)
    assert isinstance(busy, RetryLater)
    assert busy.seconds == 30


def drip(body: bytes, ended: threading.Event) -> Answer:
    """An answer whose bytes come one by one, a little faster than any single read gives up."""

    def answer(request: Request) -> Iterator[bytes]:
        yield plain(body)[: -len(body)]
        for position in range(len(body)):
            if ended.wait(0.05):
                return
            yield body[position : position + 1]

    return answer


@pytest.mark.parametrize("drips_headers", [False, True])
def test_a_slow_drip_ends_at_the_deadline(authority: Authority, *, drips_headers: bool) -> None:
    ended = threading.Event()

    def slow_headers(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        while not ended.wait(0.05):
            yield b"X-Filler: 1\r\n"

    answer = slow_headers if drips_headers else drip(b" " * 10_000, ended)
    with RogueCouncil(authority, answer).serving() as council:
        patience = Patience(call=0.4, minimum_rate=1_000_000)
        client = HttpCouncil(council.address, authority.root_der, patience)
        started = time.monotonic()
        with pytest.raises(TooSlow):
            client.heads()
        took = time.monotonic() - started
        ended.set()
    assert took < 5


def test_a_cut_ends_a_waiting_call_at_once(authority: Authority) -> None:
    ended = threading.Event()

    def silent(request: Request) -> Iterator[bytes]:
        ended.wait(20)
        yield b""

    with RogueCouncil(authority, silent).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        threading.Timer(0.2, client.cut).start()
        started = time.monotonic()
        with pytest.raises(Offline):
            client.heads("tag", 25)
        took = time.monotonic() - started
        ended.set()
        with pytest.raises(Offline):
            client.heads()
    assert took < 5


TOKEN = "secret-token-0123456789"


def signed_in(client: HttpCouncil) -> HttpCouncil:
    client.token(
        TokenRequest(
            device="tb-1", nonce="n" * 22, time="2026-11-22T09:30:00+07:00", signature="MA=="
        )
    )
    return client


def serving_blobs(answer: Answer) -> Answer:
    """Gives a token to whoever asks, else what the test says."""

    def answers(request: Request) -> Iterator[bytes]:
        if request.path == "/v1/auth/token":
            body = wire.write(wire.Token(token=TOKEN, expires="2026-11-22T09:45:00+07:00"))
            yield plain(body)
        else:
            yield from answer(request)

    return answers


def ranged(body: bytes, start: int, size: int) -> bytes:
    return plain(
        body,
        status="206 Partial Content",
        Content_Range=f"bytes {start}-{start + len(body) - 1}/{size}",
    )


def test_a_redirect_never_carries_the_token(authority: Authority) -> None:
    stored = RogueCouncil(authority, always(ranged(CHUNK, 0, len(CHUNK))))
    with stored.serving():
        moved = plain(b"", status="302 Found", Location=f"{stored.address}/bucket/{SHA}")
        council = RogueCouncil(authority, serving_blobs(always(moved)))
        with council.serving():
            client = signed_in(HttpCouncil(council.address, authority.root_der))
            assert b"".join(client.blob(SHA, 0, len(CHUNK))) == CHUNK
    asked = council.requests[-1]
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["accept-encoding"] == "identity"
    assert len(stored.requests) == 1
    assert TOKEN not in str(stored.requests)


def test_a_redirect_away_from_https_is_not_followed(authority: Authority) -> None:
    moved = plain(b"", status="302 Found", Location="http://127.0.0.1:9/bucket")
    with RogueCouncil(authority, always(moved)).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        with pytest.raises(Invalid):
            list(client.blob(SHA, 0, 10))


@pytest.mark.parametrize(
    "answer",
    [
        ranged(CHUNK[:-1], 0, len(CHUNK)),
        ranged(CHUNK, 5, len(CHUNK) + 5),
        plain(CHUNK),
        plain(CHUNK, status="206 Partial Content"),
    ],
    ids=["shorter", "another range", "the whole", "no range named"],
)
def test_another_range_than_asked_for_is_refused(authority: Authority, answer: bytes) -> None:
    with RogueCouncil(authority, always(answer)).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        with pytest.raises(Invalid):
            list(client.blob(SHA, 0, len(CHUNK)))


def test_a_range_cut_short_raises_while_it_is_read(authority: Authority) -> None:
    whole = ranged(CHUNK, 0, len(CHUNK))
    with RogueCouncil(authority, always(whole[:-5])).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        with pytest.raises(Offline):
            list(client.blob(SHA, 0, len(CHUNK)))


def test_cookies_and_the_environments_proxies_are_not_used(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    body = b'{"heads":{},"time":"2026-11-22T09:30:00+07:00"}'
    answer = plain(body, Set_Cookie="who=you; Path=/")
    with RogueCouncil(authority, always(answer)).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        client.heads()
        client.heads()
    assert "cookie" not in council.requests[1].headers
    assert council.requests[1].headers["sync-protocol"] == "1"


def test_before_the_root_is_known_no_token_leaves(authority: Authority) -> None:
    answer = serving_blobs(always(plain(b'{"heads":{},"time":""}')))
    with RogueCouncil(authority, answer).serving() as council:
        signed_in(HttpCouncil(council.address, None)).heads()
    assert TOKEN not in str(council.requests)


HEADS = b'{"heads":{},"time":"2026-11-22T09:30:00+07:00"}'


def test_passwords_of_the_machine_are_never_sent(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with RogueCouncil(authority, always(plain(HEADS))).serving() as council:
        client = HttpCouncil(council.address, authority.root_der)
        client.heads()
        client.close()
    assert "authorization" not in council.requests[0].headers
