"""The hall's line to the council's server: the calls of protocol.md 7 that it makes, over TLS to the council's root only."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from council_server.errors import Refused
from protocol import limits, tiles, wire
from protocol.auth import auth_message
from protocol.certificates import to_pem
from protocol.errors import Code, Invalid
from protocol.feeds import Page
from protocol.fields import b64
from protocol.keys import SoftwareSigner
from protocol.records import Record, read_records
from protocol.versions import SPOKEN

SECONDS = 10.0
"""What a connection and each read may take; a long poll waits so much longer."""


class LineDown(Exception):
    """Nobody answered, or not the council: nothing is known about what it did."""


@dataclass
class Upstream:
    """One signed-in connection as `device`. Not for two threads at once."""

    address: str
    root: bytes
    council: str
    device: str
    signer: SoftwareSigner
    _token: str = ""
    _connection: http.client.HTTPSConnection | None = field(default=None, repr=False)

    def cut(self) -> None:
        """From another thread: the call under way ends as if the line had failed."""
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up; the next call connects anew. Only on the thread that makes the calls."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # --------------------------------------------------------------------------------- the calls

    def heads(self, etag: str, wait: int) -> tuple[wire.Heads | None, str]:
        """7.7, with its tag; None when nothing changed."""
        headers = {"If-None-Match": etag} if etag else {}
        status, found, body = self._ask("GET", f"/v1/heads?wait={wait}", headers=headers, wait=wait)
        if status == 304:
            return None, etag
        return wire.read(wire.Heads, body), found.get("etag", "")

    def changes(self, feed: str, epoch: str, after: int) -> Page:
        """7.8; raises Refused 410."""
        query = urlencode({"epoch": epoch, "after": after, "limit": limits.PAGE_ROWS})
        path = f"/v1/feeds/{quote(feed, safe='')}/changes?{query}"
        return wire.read_page(self._ask("GET", path)[2])

    def checkpoint(self) -> str:
        """7.11"""
        return self._ask("GET", "/v1/log/checkpoint")[2].decode(errors="replace")

    def records(self, first: int, stop: int) -> list[Record]:
        """7.11; entries first..stop-1, unverified."""
        found: list[Record] = []
        for path in tiles.paths_at(stop, tiles.RECORDS, first=first):
            records = read_records(self._ask("GET", f"/v1/log/{path}")[2])
            found += records[max(0, first - path.first) :]
        return found

    def blob(self, sha256: str, start: int, stop: int) -> bytes:
        """7.9"""
        headers = {"Range": f"bytes={start}-{stop - 1}"}
        return self._ask("GET", f"/v1/blobs/{sha256}", headers=headers)[2]

    def post_entry(self, record: Record) -> Mapping[str, Any]:
        """7.10; the council's answer as JSON. Raises Refused with its status and body."""
        body = wire.write(wire.EntryRequest.of(record))
        return self._json(self._ask("POST", "/v1/entries", body)[2])

    def post_tail(self, first: int, records: Sequence[Record]) -> None:
        """7.13"""
        entries = tuple(wire.EntryRequest.of(record) for record in records)
        request = wire.TailRequest(first=first, records=entries)
        self._ask("POST", "/v1/log/tail", wire.write(request))

    # ------------------------------------------------------------------------------ one exchange

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        wait: int = 0,
    ) -> tuple[int, dict[str, str], bytes]:
        """A good answer; signs in when asked to. Raises LineDown, Refused."""
        if not self._token:
            self._sign_in()
        status, found, data = self._exchange(method, path, body, headers or {}, wait)
        if status == 401:
            self._sign_in()
            status, found, data = self._exchange(method, path, body, headers or {}, wait)
        if status >= 400:
            raise self._refused(status, data)
        return status, found, data

    def _sign_in(self) -> None:
        """7.6"""
        asked = self._call("/v1/auth/challenge", {"device": self.device})
        message = auth_message(
            nonce=str(asked.get("nonce")),
            host=urlsplit(self.address).netloc,
            council=self.council,
            device=self.device,
            time=str(asked.get("time")),
        )
        signature = b64(self.signer.sign(message))
        request = {"device": self.device, **asked, "signature": signature}
        self._token = str(self._call("/v1/auth/token", request)["token"])

    def _call(self, path: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        status, _, data = self._exchange("POST", path, json.dumps(body).encode(), {}, 0)
        if status >= 400:
            raise self._refused(status, data)
        return self._json(data)

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], wait: int
    ) -> tuple[int, dict[str, str], bytes]:
        sent = {wire.PROTOCOL_HEADER: str(SPOKEN.most), **headers}
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        try:
            connection = self._connect(wait)
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            data = answer.read(limits.RECORD_BUNDLE + 1)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise LineDown(type(error).__name__) from error
        found = {name.lower(): value for name, value in answer.getheaders()}
        if wire.PROTOCOL_HEADER.lower() not in found or len(data) > limits.RECORD_BUNDLE:
            self.close()
            raise LineDown("not a council")
        return answer.status, found, data

    def _connect(self, wait: int) -> http.client.HTTPSConnection:
        if self._connection is None:
            parts = urlsplit(self.address)
            context = ssl.create_default_context(cadata=to_pem(self.root))
            self._connection = http.client.HTTPSConnection(
                parts.hostname or "", parts.port, context=context, timeout=SECONDS
            )
            self._connection.connect()
        if self._connection.sock is None:
            self._connection.connect()
        self._connection.sock.settimeout(SECONDS + wait)
        return self._connection

    @staticmethod
    def _json(data: bytes) -> Mapping[str, Any]:
        try:
            return wire.load(data, limits.ANSWER)
        except Invalid as error:
            raise LineDown(error.detail) from None

    def _refused(self, status: int, data: bytes) -> Refused:
        try:
            body = wire.load(data, limits.ANSWER)
        except Invalid:
            body = {}
        code = str(body.pop("code", Code.BAD_MESSAGE))
        return Refused(status, code, str(body.pop("detail", "")), extra=body)
