"""The council over HTTPS: `CouncilApi` with `requests`, behind the six guards of `sync.http_exchange`.

Libraries' errors end here, those that come while a body is read included: a caller sees only what
`protocol.council_api` and `sync.failures` name, and `ProtocolError` for an answer that is none.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError

from protocol import limits, tiles, wire
from protocol.council_api import HeldByHall, Offline, TooNew
from protocol.errors import Code, Invalid
from protocol.feeds import Page
from protocol.halls import held_receipt
from protocol.records import Record, read_records
from protocol.versions import SPOKEN, Versions
from protocol.wire import PROTOCOL_HEADER
from sync.answers import check_status, check_version
from sync.connections import CONNECT_SECONDS, Line, connection_pool, tls_context, unverified_context
from sync.failures import TooSlow, Untrusted, WrongClock
from sync.http_exchange import Answer, Patience, announced_size, unpacked, whole

_PIECE = limits.CHUNK
"""A whole chunk is read into one place and never copied on its way to the vault."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_YET_VALID, _EXPIRED = 9, 10
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""
_BROKEN = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
)


class _LineAdapter(HTTPAdapter):
    """Sends over pools of our own, so that no certificate, proxy or password of the machine is used."""

    def __init__(self, context: ssl.SSLContext, line: Line) -> None:
        self._context = context
        self._line = line
        self._pools: dict[tuple[str, int], Any] = {}
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(
        self, request: Any, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """The pool of the request's authority."""
        parts = urlsplit(request.url)
        key = (parts.hostname or "", parts.port or 443)
        if key not in self._pools:
            self._pools[key] = connection_pool(*key, self._context, self._line)
        return self._pools[key]

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Leave the pool's own context alone: requests would add the machine's certificates to it."""

    def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.close()
        super().close()


class HttpCouncil:
    """One council over connections that stay open; calls come from one thread at a time.

    It speaks the newest of `versions` that the council speaks too (`protocol.md 7.1`).
    `address` is `https://host[:port]`; `root` the DER of the council's root, or None before it was
    compared with the printed fingerprint: then nothing is trusted and only `root` may be asked.
    """

    def __init__(
        self,
        address: str,
        root: bytes | None,
        patience: Patience | None = None,
        versions: Versions = SPOKEN,
        *,
        is_hall: bool = False,
    ) -> None:
        self._address = address
        self.is_hall = is_hall
        self._versions = versions
        self._version = versions.most
        self._patience = patience or Patience()
        self._line = Line()
        context = tls_context(root) if root is not None else unverified_context()
        self._trusted = root is not None
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.mount("https://", _LineAdapter(context, self._line))
        self._token = ""

    @property
    def host(self) -> str:
        """The authority of the request URLs."""
        return urlsplit(self._address).netloc

    def cut(self) -> None:
        """End the call under way and refuse every later one; from any thread."""
        self._line.cut()

    def close(self) -> None:
        """Close the connections; no call is under way."""
        self._session.close()

    def traffic(self) -> int:
        """Bytes that went over the network for this council, both ways, since this was asked last."""
        return self._line.take_traffic()

    # -------------------------------------------------------------------- the calls of 7.4 to 7.19

    def root(self) -> wire.RootAnswer:
        """`protocol.md 7.4`"""
        return wire.read(wire.RootAnswer, self._ask("GET", "/v1/root").body)

    def enrol(self, request: wire.EnrolRequest) -> wire.EnrolAnswer:
        """`protocol.md 7.5`"""
        answer = self._ask("POST", "/v1/enrolments", wire.write(request))
        return wire.read(wire.EnrolAnswer, answer.body)

    def enrolment(self, enrolment: str) -> wire.EnrolmentAnswer:
        """`protocol.md 7.5`"""
        return wire.read(wire.EnrolmentAnswer, self._ask("GET", f"/v1/enrolments/{enrolment}").body)

    def challenge(self, device: str) -> wire.Challenge:
        """`protocol.md 7.6`"""
        request = wire.write(wire.ChallengeRequest(device=device))
        return wire.read(wire.Challenge, self._ask("POST", "/v1/auth/challenge", request).body)

    def token(self, request: wire.TokenRequest) -> wire.Token:
        """`protocol.md 7.6`; the token goes with every later call to this host, and to no other."""
        answer = self._ask("POST", "/v1/auth/token", wire.write(request))
        token = wire.read(wire.Token, answer.body)
        self._token = token.token
        return token

    def heads(self, etag: str = "", wait: int = 0) -> wire.Heads | None:
        """`protocol.md 7.7`"""
        headers = {"If-None-Match": etag} if etag else {}
        answer = self._ask("GET", f"/v1/heads?wait={wait}", headers=headers, waits=wait)
        if answer.status == 304:
            return None
        heads = wire.read(wire.Heads, answer.body)
        return replace(heads, etag=answer.headers.get("etag", ""))

    def changes(self, feed: str, epoch: str, after: int, limit: int) -> Page:
        """`protocol.md 7.8`"""
        query = urlencode({"epoch": epoch, "after": after, "limit": limit})
        path = f"/v1/feeds/{quote(feed, safe='')}/changes?{query}"
        return wire.read_page(self._ask("GET", path, limit=limits.PAGE_JSON).body)

    def snapshot(self, feed: str) -> wire.SnapshotAnswer:
        """`protocol.md 7.14`"""
        path = f"/v1/feeds/{quote(feed, safe='')}/snapshot"
        return wire.read(wire.SnapshotAnswer, self._ask("GET", path).body)

    def show_checkpoint(self, feed: str, checkpoint: str) -> wire.CheckpointAnswer:
        """`protocol.md 7.19`"""
        path = f"/v1/feeds/{quote(feed, safe='')}/checkpoint"
        request = wire.write(wire.CheckpointRequest(checkpoint=checkpoint))
        return wire.read(wire.CheckpointAnswer, self._ask("POST", path, request).body)

    def blob(self, sha256: str, start: int, stop: int) -> Iterator[bytes]:
        """`protocol.md 7.9`; unpacked, and from wherever the council sends us, without the token there."""
        headers = {"Range": f"bytes={start}-{stop - 1}", "Accept-Encoding": "identity"}
        url = self._address + f"/v1/blobs/{sha256}"
        with self._border():
            with closing(self._open("GET", url, None, headers, self._patience.call)) as response:
                if response.status_code in _REDIRECTS:
                    moved = urljoin(url, response.headers.get("Location", ""))
                else:
                    moved = ""
                    yield from self._range(response, start, stop)
            if moved:
                yield from self._moved_blob(moved, headers, start, stop)

    def post_entry(self, statement: bytes, signature: bytes) -> wire.EntryAnswer:
        """`protocol.md 7.10`, `13.3`"""
        request = wire.write(wire.EntryRequest.of(Record(statement, signature)))
        answer = self._ask("POST", "/v1/entries", request)
        if answer.status == 202 and self.is_hall:  # from anybody else it reads as no answer
            raise HeldByHall(held_receipt(answer.body))
        return wire.read(wire.EntryAnswer, answer.body)

    def log_checkpoint(self) -> str:
        """`protocol.md 7.11`"""
        body = self._ask("GET", "/v1/log/checkpoint", limit=limits.NOTE).body
        try:
            return body.decode()
        except UnicodeDecodeError:
            raise Invalid(Code.BAD_CHECKPOINT, "not UTF-8") from None

    def log_records(self, first: int, stop: int) -> Sequence[Record]:
        """`protocol.md 7.11`"""
        records: list[Record] = []
        for path in tiles.paths_at(stop, tiles.RECORDS, first=first):
            body = self._ask("GET", f"/v1/log/{path}", limit=limits.RECORD_BUNDLE).body
            found = read_records(body)
            if len(found) != path.width:
                raise Invalid(Code.BAD_TILE, "width")
            records += found[max(0, first - path.first) :]
        return records

    def put_note(self, note: str, request: wire.NoteRequest) -> wire.NoteAnswer:
        """`protocol.md 7.12`"""
        path = f"/v1/notes/{quote(note, safe='')}"
        return wire.read(wire.NoteAnswer, self._ask("PUT", path, wire.write(request)).body)

    def post_tail(self, first: int, records: Sequence[Record], checkpoint: str = "") -> int:
        """`protocol.md 7.13`"""
        entries = tuple(wire.EntryRequest.of(record) for record in records)
        request = wire.TailRequest(first=first, records=entries, checkpoint=checkpoint)
        answer = self._ask("POST", "/v1/log/tail", wire.write(request))
        return wire.read(wire.TailAnswer, answer.body).size

    # ------------------------------------------------------------------------------- one exchange

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        limit: int = limits.ANSWER,
        waits: float = 0,
    ) -> Answer:
        """The council's good answer, whole and unpacked, in a version that both speak.

        Raises what `protocol.council_api` names.
        """
        ask = partial(self._ask_once, method, path, body, headers=headers, limit=limit, waits=waits)
        try:
            return ask()
        except TooNew as error:
            self._agree(error)
        return ask()

    def _agree(self, error: TooNew) -> None:
        """Speak the newest version that both know; raises TooNew when there is none."""
        common = self._versions.common(Versions(error.least, error.most))
        if common is None:
            raise error
        if common == self._version:
            raise Invalid(Code.BAD_MESSAGE, "426 to a version that it names") from error
        self._version = common

    def _ask_once(
        self,
        method: str,
        path: str,
        body: bytes | None,
        *,
        headers: Mapping[str, str] | None,
        limit: int,
        waits: float,
    ) -> Answer:
        seconds = self._patience.call + waits + self._patience.for_body(len(body or b""))
        sent = {"Accept-Encoding": "gzip", **(headers or {})}
        with (
            self._border(),
            closing(self._open(method, self._address + path, body, sent, seconds)) as response,
        ):
            answer = self._whole(response, limit)
        check_version(answer, self._version)
        if answer.status == 401:
            self._token = ""
        check_status(answer)
        if answer.status not in (200, 201, 202, 304):
            raise Invalid(Code.BAD_MESSAGE, f"status {answer.status}")
        return answer

    def _open(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        seconds: float,
        *,
        token: bool = True,
    ) -> requests.Response:
        """The head of an answer; its body is still to be read, and the response to be closed."""
        sent = {
            PROTOCOL_HEADER: str(self._version),
            "User-Agent": "nghi-truong",
            **headers,
        }
        if body is not None:
            sent["Content-Type"] = "application/json"
        if token and self._token and self._trusted:
            sent["Authorization"] = f"Bearer {self._token}"
        self._line.allow(seconds)
        return self._session.request(
            method,
            url,
            data=body,
            headers=sent,
            stream=True,
            allow_redirects=False,
            timeout=(CONNECT_SECONDS, seconds),
        )

    def _whole(self, response: requests.Response, limit: int) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        if response.status_code == 304:  # read to its end, or its connection would be closed
            return Answer(304, headers, b"".join(self._body(response, 0)))
        size = announced_size(headers, limit)
        body = b"".join(self._body(response, size))
        encoding = headers.get("content-encoding", "").lower()
        return Answer(response.status_code, headers, unpacked(body, encoding, limit))

    def _body(self, response: requests.Response, size: int) -> Iterator[bytes]:
        self._line.extend(self._patience.for_body(size))
        return whole(response.raw.stream(_PIECE, decode_content=False), size)

    def _range(self, response: requests.Response, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of a range; a council that answers with anything else is not believed."""
        if response.status_code != 206:
            answer = self._whole(response, limits.ANSWER)
            check_version(answer, self._version)
            if answer.status == 401:
                self._token = ""
            check_status(answer)
            raise Invalid(Code.BAD_MESSAGE, f"status {answer.status} to a range")
        headers = {name.lower(): value for name, value in response.headers.items()}
        if not headers.get("content-range", "").startswith(f"bytes {start}-{stop - 1}/"):
            raise Invalid(Code.BAD_MESSAGE, "another range")
        if headers.get("content-encoding", "identity") != "identity":
            raise Invalid(Code.BAD_MESSAGE, "a packed range")
        if announced_size(headers, stop - start) != stop - start:
            raise Invalid(Code.BAD_MESSAGE, "another length")
        yield from self._body(response, stop - start)

    def _moved_blob(
        self, url: str, headers: Mapping[str, str], start: int, stop: int
    ) -> Iterator[bytes]:
        """One step to where the file lies: the same root is trusted there, and no token is sent."""
        if urlsplit(url).scheme != "https":
            raise Invalid(Code.BAD_MESSAGE, "moved away from https")
        response = self._open("GET", url, None, headers, self._patience.call, token=False)
        with closing(response):
            if response.status_code in _REDIRECTS:
                raise Invalid(Code.BAD_MESSAGE, "moved twice")
            yield from self._range(response, start, stop)

    @contextmanager
    def _border(self) -> Iterator[None]:
        """Libraries' errors stop here."""
        try:
            yield
        except _BROKEN as error:
            raise _offline(error) from error


def _offline(error: BaseException) -> Offline:
    """Why nothing is known about what the council did."""
    causes = list(_causes(error))
    name = type(causes[-1]).__name__
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            of_time = cause.verify_code in (_NOT_YET_VALID, _EXPIRED)
            return WrongClock(name) if of_time else Untrusted(name)
    if any(isinstance(cause, NewConnectionError) for cause in causes):
        return Offline(name)
    if any(isinstance(cause, TimeoutError | urllib3.exceptions.TimeoutError) for cause in causes):
        return TooSlow(name)
    return Offline(name)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what lies beneath it; libraries hide some in `reason` and in their arguments."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        cause = waiting.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__, getattr(cause, "reason", None)]
        waiting += cause.args
