"""The outermost wrapper of a server: it counts every call, ends bodies that do not come, and answers /health and /metrics.

/health/live: this process answers. /health/ready: and its database does too, so a balancer may send desks here.
/metrics is for this machine, or for who sends the token of COUNCIL_METRICS_TOKEN.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import logging
import os
import time
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from council_server.metrics import CONTENT_TYPE, Metrics, room_of

BODY_SECONDS = 60.0
"""A desk's whole request: 1 MiB at 17 KiB a second. The console's forms and uploads have bounds of their own (`forms`)."""
DESKS = "/v1/"
READY_SECONDS = 5.0
TOKEN = "COUNCIL_METRICS_TOKEN"  # noqa: S105 - the variable's name

_log = logging.getLogger(__name__)


class Watched:
    """An application that is watched. `ready` asks the databases, off the loop, and raises when one does not answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics, ready: Callable[[], None]) -> None:
        self._app = app
        self._metrics = metrics
        self._ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith("/health/"):
            await (await self._health(scope["path"]))(scope, receive, send)
        elif scope["path"] == "/metrics":
            await self._measures(scope)(scope, receive, send)
        else:
            await self._call(scope, receive, send)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = time.perf_counter(), 500
        from_desk = scope["path"].startswith(DESKS)
        deadline = asyncio.get_running_loop().time() + BODY_SECONDS if from_desk else None
        whole = False

        async def in_time() -> Message:
            nonlocal whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:  # as if the client had gone away: nothing is done
                return {"type": "http.disconnect"}
            whole = not message.get("more_body", False)
            return message

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._metrics.under_way += 1
        try:
            await self._app(scope, in_time, noted)
        finally:
            self._metrics.under_way -= 1
            seconds = time.perf_counter() - started
            self._metrics.observe(room_of(scope["path"]), status, seconds)

    async def _health(self, path: str) -> Response:
        if path == "/health/live":
            return JSONResponse({"live": True})
        if path != "/health/ready":
            return JSONResponse({}, 404)
        try:
            async with asyncio.timeout(READY_SECONDS):
                await asyncio.to_thread(self._ready)
        except Exception as error:
            _log.warning("not ready: %s", type(error).__name__)
            return JSONResponse({"ready": False}, 503)
        return JSONResponse({"ready": True})

    def _measures(self, scope: Scope) -> Response:
        if not may_measure(scope):
            return JSONResponse({}, 404)
        return PlainTextResponse(self._metrics.text(), headers={"Content-Type": CONTENT_TYPE})


def may_measure(scope: Scope) -> bool:
    """With a token set, who sends it; else this machine."""
    wanted = os.environ.get(TOKEN, "")
    if wanted:
        sent = Headers(scope=scope).get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(sent.encode(), wanted.encode())
    client = scope.get("client")
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
