"""The ASGI application: every call of protocol.md 7 over one council."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from council_server.errors import Busy, CommandError, Refused, StoreDown
from council_server.routes_feeds import FeedRoutes
from council_server.routes_identity import IdentityRoutes
from council_server.routes_record import RecordRoutes
from council_server.service import Service
from protocol.limits import REQUEST
from protocol.versions import Versions, read_version
from protocol.wire import PROTOCOL_HEADER

RETRY_SECONDS = "2"
NOT_MODIFIED = 304

_log = logging.getLogger(__name__)


def make_app(service: Service) -> Starlette:
    """The application; it starts and stops the service with itself."""
    routes: list[BaseRoute] = [
        *IdentityRoutes(service).routes(),
        *FeedRoutes(service).routes(),
        *RecordRoutes(service).routes(),
    ]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await service.start()
        yield
        service.stop()

    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Gate, versions=service.versions)],
        exception_handlers={
            Refused: refused,
            ClientDisconnect: left,
            HTTPException: not_found,
            Busy: unavailable,
            CommandError: unavailable,
            DBAPIError: unavailable,
        },
    )


class Gate:
    """Before and after every call: protocol version (7.1), size (7.3), one line in the log without content."""

    def __init__(self, app: ASGIApp, versions: Versions) -> None:
        self._app = app
        self._versions = versions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500
        asked = read_version(Headers(scope=scope).get(PROTOCOL_HEADER))
        spoken = asked if asked is not None and self._versions.has(asked) else self._versions.most

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[PROTOCOL_HEADER] = str(spoken)
                if (
                    status != NOT_MODIFIED
                ):  # which has no content; every idle client asks for it again and again
                    headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        stopped = self._stop(Headers(scope=scope))
        try:
            await (stopped or self._app)(scope, receive, marked)
        finally:
            milliseconds = (time.perf_counter() - started) * 1000
            path = quote(scope["path"])  # whatever a client sends, it is one line of the log
            _log.info("%s %s %d %.1f ms", scope["method"], path, status, milliseconds)

    def _stop(self, headers: Headers) -> Response | None:
        mine = self._versions
        if not mine.has(read_version(headers.get(PROTOCOL_HEADER))):
            versions = {"code": "PROTOCOL", "min": mine.least, "max": mine.most}
            return error_answer(426, versions, {"Upgrade": "TLS/1.2, HTTP/1.1"})
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 16 or int(length) > REQUEST:
            return error_answer(413, {"code": "TOO_LARGE", "detail": "request"})
        return None


def error_answer(
    status: int, body: dict[str, object], headers: dict[str, str] | None = None
) -> Response:
    """An error as JSON (7.2)."""
    return Response(json.dumps(body), status, headers, media_type="application/json")


def refused(request: Request, error: Exception) -> Response:
    """The answer for a Refused."""
    if not isinstance(error, Refused):
        raise error
    body = {"code": str(error.code), "detail": error.detail, **error.extra}
    return error_answer(error.status, body, error.headers)


def left(request: Request, error: Exception) -> Response:
    """The client went away in the middle of its request: nothing was done, and nobody hears this."""
    return error_answer(400, {"code": "GONE_AWAY", "detail": ""})


def not_found(request: Request, error: Exception) -> Response:
    """The answer for a call that does not exist (404, 405)."""
    if not isinstance(error, HTTPException):
        raise error
    return error_answer(error.status_code, {"code": "NO_SUCH_CALL", "detail": ""})


def unavailable(request: Request, error: Exception) -> Response:
    """The disk is full, the database is locked, a key is missing, or the server is stopping: nothing was done."""
    kind = f" ({error.kind})" if isinstance(error, StoreDown) else ""
    _log.error("cannot be done: %s%s", type(error).__name__, kind)
    headers = {"Retry-After": RETRY_SECONDS}
    return error_answer(503, {"code": "UNAVAILABLE", "detail": "nothing was done"}, headers)
