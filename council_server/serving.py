"""Serving a council over TLS: one process, one event loop, one writer thread."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import time
from asyncio.sslproto import SSLProtocol
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from council_server import keys as key_names
from council_server.app import make_app
from council_server.errors import CommandError
from council_server.front import Front
from council_server.hall_app import make_hall_app
from council_server.hall_service import Hall
from council_server.homes import Home
from council_server.hosting import Hosting
from council_server.metrics import Metrics
from council_server.service import Service
from council_server.watching import Watched

GRACE_SECONDS = 5
HANG_UP_SECONDS = 0.02
HEADER_SECONDS = 20.0
"""How long a connection may take over the head of a request, TLS included."""
SWEEP_SECONDS = 5.0
BACKLOG = 2048
TLS_BUFFER = 16 * 1024
"""What asyncio keeps for reading from each connection: one record of TLS. Its own 256 KiB make an idle client cost 289 KB."""


class CouncilServer(uvicorn.Server):
    """A server that answers its waiting clients before it stops."""

    def __init__(
        self,
        service: Service | Hall | Hosting,
        *,
        ready: Callable[[], None] = lambda: None,
        console: bool = False,
    ) -> None:
        app: ASGIApp
        if isinstance(service, Hosting):
            app, keys = service, service.homes.first.path / "keys"
        elif isinstance(service, Hall):
            app, keys = make_hall_app(service), service.home.keys.path
        else:
            app, keys = make_app(service), service.council.home.path / "keys"
            if console:
                app = with_console(app, service)
        if not isinstance(service, Hall):
            app = watched(app, service)
        config = uvicorn.Config(
            app,
            ssl_certfile=str(keys / f"{key_names.TLS}.crt"),
            ssl_keyfile=str(keys / f"{key_names.TLS}.key"),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            backlog=BACKLOG,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        config.load()
        if config.ssl is not None:
            config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
            if isinstance(service, Hosting):
                config.ssl.sni_callback = service.choose
        super().__init__(config)
        self._service = service
        self._ready = ready
        self._sweeping: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._sweeping = asyncio.create_task(self._sweep())
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
        self._service.board.close()
        hanging_up = asyncio.create_task(self._hang_up())
        await super().shutdown(sockets)
        hanging_up.cancel()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    async def _hang_up(self) -> None:
        """Ends connections whose answer is out: TLS would wait for the peer's goodbye, which may never come."""
        while True:
            for connection in list(self.server_state.connections):
                cycle = getattr(connection, "cycle", None)  # the call under way, or the last one
                answered = cycle is None or cycle.response_complete
                if answered and not connection.transport.get_write_buffer_size():
                    connection.transport.abort()
            await asyncio.sleep(HANG_UP_SECONDS)

    async def _sweep(self) -> None:
        """Ends connections over which the head of a request does not come."""
        since: dict[object, float] = {}
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = time.monotonic()
            slow = [one for one in self.server_state.connections if is_asking(one)]
            since = {one: since.get(one, now) for one in slow}
            for connection, first in since.items():
                if now - first >= HEADER_SECONDS:
                    connection.transport.abort()  # type: ignore[attr-defined]

    def serve_on(self, listening: socket.socket) -> None:
        """Serve until told to stop: a signal when this is the main thread, or `should_exit`."""
        SSLProtocol.max_size = TLS_BUFFER
        asyncio.run(self.serve([listening]))


def is_asking(connection: Any) -> bool:
    """Whether the server waits for the rest of a request's head, and no timer of a kept connection runs."""
    cycle = getattr(connection, "cycle", None)
    answered = cycle is None or cycle.response_complete
    return answered and getattr(connection, "timeout_keep_alive_task", None) is None


def watched(app: ASGIApp, service: Service | Hosting) -> ASGIApp:
    """The application with its counters, health and measures."""
    metrics = Metrics()
    metrics.gauges["waiting_desks"] = (
        "Desks that wait for news.",
        lambda: sum(one.board.waiting for one in service.services()),
    )
    metrics.gauges["open_councils"] = ("Councils open now.", lambda: len(service.services()))
    metrics.gauges["record_entries"] = (
        "Entries in the records of the open councils.",
        lambda: sum(one.council.record.replay.size for one in service.services()),
    )
    return Watched(app, metrics, service.check)


def with_console(desks: ASGIApp, service: Service) -> ASGIApp:
    """The desks' application with the console beside it; its templates and texts are read where it is used only."""
    from council_server.console.app import ROOMS, make_console_app  # noqa: PLC0415

    console = make_console_app(service)
    return Front(desks, dict.fromkeys(ROOMS, console))


def consoles() -> Callable[[ASGIApp, Service], ASGIApp]:
    """What `with_console` does, for many councils that share its templates, its texts and its line for passwords."""
    from council_server.console.app import ROOMS, make_console_app  # noqa: PLC0415
    from council_server.console.pages import Pages  # noqa: PLC0415
    from council_server.console.passwords import Line  # noqa: PLC0415

    pages, line = Pages(), Line()

    def with_rooms(desks: ASGIApp, service: Service) -> ASGIApp:
        return Front(desks, dict.fromkeys(ROOMS, make_console_app(service, pages, line)))

    return with_rooms


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises CommandError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio leaves Nagle's algorithm on: an answer's body would wait 40 ms for the client's ACK of its head.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise CommandError(f"cannot serve on {host} port {port}: {error.strerror}") from None
    return listening


def port_of(listening: socket.socket) -> int:
    """The port that the socket listens on."""
    return int(listening.getsockname()[1])


def address_of(home: Home, listening: socket.socket) -> str:
    """The address that a client on the network types."""
    host = home.hosts[0]
    return f"https://{f'[{host}]' if ':' in host else host}:{port_of(listening)}"
