"""The council over HTTPS: `CouncilApi` with `requests`, behind the six guards of `sync.http_exchange`.

Libraries' errors end here, those that come while a body is read included: a caller sees only what
`protocol.council_api` and `sync.failures` name, and `ProtocolError` for an answer that is none.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from protocol import limits, tiles, wire
from protocol.council_api import Offline
from protocol.feeds import Page
from protocol.records import Record, read_records
from protocol.wire import PROTOCOL_HEADER, PROTOCOL_VERSION
from sync.answers import check_version, raise_for_status
from sync.connections import Line, connection_pool, tls_context, unverified_context
from sync.failures import TooSlow, Untrusted
from sync.http_exchange import Answer, Patience, announced_size, unpacked, whole_body

_PIECE = 256 * 1024
"""Measured: smaller and larger pieces are slower."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
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

    `address` is `https://host[:port]`; `root` the DER of the council's root, or None before it was
    compared with the printed fingerprint: then nothing is trusted and only `root` may be asked.
    """

    def __init__(self, address: str, root: bytes | None, patience: Patience | None = None) -> None:
        self._address = address
        self._patience = patience or Patience()
        self._line = Line()
        context = tls_context(root) if root is not None else unverified_context()
        self._trusted = root is not None
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
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

    # -------------------------------------------------------------------- the calls of 7.4 to 7.13

    def root(self) -> wire.RootAnswer:
        """`protocol.md 7.4`"""
        return wire.read(wire.RootAnswer, self._json("GET", "/v1/root"))
