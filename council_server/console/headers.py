"""What every answer of the console carries, whatever answered, and the one name under which it answers."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # "no-referrer" would make browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NO_STORE = "no-store"

_log = logging.getLogger(__name__)


class Shell:
    """Around the console: its headers, one line in the log without content, and no answer under a strange name."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        started, status = time.perf_counter(), 500

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", NO_STORE)
            await send(message)

        app = self._app if self._is_ours(scope) else misdirected
        try:
            await app(scope, receive, marked)
        finally:
            milliseconds = (time.perf_counter() - started) * 1000
            _log.info("%s %s %d %.1f ms", scope["method"], top_of(scope), status, milliseconds)

    def _is_ours(self, scope: Scope) -> bool:
        """Whether the call names a host that the council's certificate names."""
        return host_of(Headers(scope=scope).get("host", "")) in self._hosts


def host_of(text: str) -> str:
    """The name in a Host header, without the port and without an IPv6 address's brackets."""
    if text.startswith("["):
        return text[1:].partition("]")[0].lower()
    return text.partition(":")[0].lower()


def top_of(scope: Scope) -> str:
    """The path for the log, on one line: a path's later parts may be secrets of a link."""
    return quote("/".join(str(scope["path"]).split("/")[:3]))


async def misdirected(scope: Scope, receive: Receive, send: Send) -> None:
    """421 (RFC 9110 15.5.20): a name that leads here from elsewhere is no name of this council."""
    await PlainTextResponse("421 Misdirected Request\n", 421)(scope, receive, send)
