"""Many councils served by one process (ADR 20): each by its host name, with its own keys, opened when it is asked for.

A council that nobody uses is closed when another one needs its place; one that is in use never is. When all places are
in use the asker is told to come back (503), so memory is bounded by the number of places.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Receive, Scope, Send

from council_server import keys as key_names
from council_server.app import RETRY_SECONDS, error_answer, make_app
from council_server.clock import vietnam_now
from council_server.councils import Council
from council_server.errors import Busy, CommandError
from council_server.homes import SETTINGS, Home, open_home
from council_server.means import PLACES, Means
from council_server.service import Service

LOOK_AGAIN_SECONDS = 5.0
CONTEXTS = 4096

_log = logging.getLogger(__name__)


class Homes:
    """The homes in a folder, by their host names; a new one is found without a restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_host: dict[str, Home] = {}
        self._known: set[Path] = set()
        self._looked = 0.0
        self._guard = threading.Lock()
        self.look()
        if not self._by_host:
            raise CommandError(f"{folder} holds no council's folder")

    def look(self) -> None:
        """Read every home that is new in the folder; one that is damaged is named in the log and left out."""
        for path in sorted(self._folder.iterdir()):
            if path in self._known or not (path / SETTINGS).is_file():
                continue
            try:
                home = open_home(path)
            except CommandError:
                _log.error("%s is left out: its council.toml is not complete", path.name)
                continue
            self._known.add(path)
            for host in home.hosts:
                if host in self._by_host:
                    _log.error("%s is served for another council already", host)
                self._by_host.setdefault(host, home)
        self._looked = time.monotonic()

    def of(self, host: str) -> Home | None:
        """The council of a host name, None when there is none."""
        found = self._by_host.get(host)
        if found is None and time.monotonic() - self._looked > LOOK_AGAIN_SECONDS:
            with self._guard:
                self.look()
            found = self._by_host.get(host)
        return found

    @property
    def first(self) -> Home:
        """Whose certificate is shown to a client that names nobody."""
        return next(iter(self._by_host.values()))

    def __len__(self) -> int:
        return len(self._known)


@dataclass(slots=True)
class Hosted:
    """An open council; `users` are the calls under way."""

    service: Service
    app: ASGIApp
    users: int = 0


class Hosting:
    """The ASGI application over all homes of a folder. Its `board` is closed before the process stops."""

    def __init__(
        self,
        homes: Homes,
        *,
        places: int = PLACES,
        with_rooms: Callable[[ASGIApp, Service], ASGIApp] | None = None,
        clock: Callable[[], datetime] = vietnam_now,
    ) -> None:
        """`with_rooms` puts the console before a council's application."""
        self.homes = homes
        self.means = Means()
        self.board = self
        self._places = places
        self._with_rooms = with_rooms
        self._clock = clock
        self._open: OrderedDict[str, Hosted] = OrderedDict()
        self._opening: dict[str, asyncio.Task[Hosted]] = {}
        self._contexts: OrderedDict[str, ssl.SSLContext] = OrderedDict()

    @property
    def open_councils(self) -> list[Hosted]:
        """Those that are open, the one used longest ago first."""
        return list(self._open.values())

    def services(self) -> list[Service]:
        """The councils that are open now."""
        return [hosted.service for hosted in self._open.values()]

    def check(self) -> None:
        """Raises what a database says when it does not answer."""
        self.means.check()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        home = self.homes.of(host_of(scope))
        if home is None:
            answer = error_answer(421, {"code": "NO_SUCH_COUNCIL", "detail": ""})
            await answer(scope, receive, send)
            return
        try:
            hosted = await self._hosted(home)
        except (Busy, CommandError, DBAPIError) as error:
            _log.error("%s cannot be opened: %s", home.council, type(error).__name__)
            headers = {"Retry-After": RETRY_SECONDS}
            body: dict[str, object] = {"code": "UNAVAILABLE", "detail": "nothing was done"}
            await error_answer(503, body, headers)(scope, receive, send)
            return
        hosted.users += 1
        try:
            await hosted.app(scope, receive, send)
        finally:
            hosted.users -= 1

    async def _hosted(self, home: Home) -> Hosted:
        """The open council. Raises Busy when all places are in use, and what opening it raises."""
        while True:
            found = self._open.get(home.council)
            if found is not None:
                self._open.move_to_end(home.council)
                return found
            opening = self._opening.get(home.council)
            if opening is None:
                if len(self._open) + len(self._opening) >= self._places and not self._make_room():
                    raise Busy
                opening = asyncio.create_task(self._open_up(home))
                self._opening[home.council] = opening
            # The first asker may hang up while others wait for the same council.
            await asyncio.shield(opening)

    async def _open_up(self, home: Home) -> Hosted:
        try:
            loop = asyncio.get_running_loop()
            service = await loop.run_in_executor(self.means.judges, self._service, home)
            try:
                await service.start()
            except Exception:
                loop.run_in_executor(None, shut, service)
                raise
            app: ASGIApp = make_app(service)
            hosted = Hosted(service, self._with_rooms(app, service) if self._with_rooms else app)
            self._open[home.council] = hosted
            return hosted
        finally:
            del self._opening[home.council]

    def _service(self, home: Home) -> Service:
        return Service(Council(home, self._clock, self.means))

    def _make_room(self) -> bool:
        """Close the council that nobody uses and that was used longest ago; False when all are in use."""
        name = next((name for name, one in self._open.items() if not one.users), None)
        if name is None:
            return False
        hosted = self._open.pop(name)
        asyncio.get_running_loop().run_in_executor(None, shut, hosted.service)
        return True

    # ---------------------------------------------------------------------------- start and end

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(self._shut_all)
        await send({"type": "lifespan.shutdown.complete"})

    def _shut_all(self) -> None:
        for hosted in self._open.values():
            shut(hosted.service)
        self._open.clear()
        self.means.close()

    def close(self) -> None:
        """Every waiting client of every council gets its answer."""
        for hosted in self._open.values():
            hosted.service.board.close()

    # --------------------------------------------------------------------------------------- TLS

    def choose(self, connection: Any, name: str | None, first: ssl.SSLContext) -> int | None:
        """Show the certificate of the council that the client names (RFC 6066, 3)."""
        home = self.homes.of(name or "")
        if home is None or home is self.homes.first:
            return None
        connection.context = self._context(home)
        return None

    def _context(self, home: Home) -> ssl.SSLContext:
        found = self._contexts.get(home.council)
        if found is None:
            found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            found.minimum_version = ssl.TLSVersion.TLSv1_2
            keys = home.path / "keys"
            found.load_cert_chain(keys / f"{key_names.TLS}.crt", keys / f"{key_names.TLS}.key")
            while len(self._contexts) >= CONTEXTS:
                self._contexts.popitem(last=False)
            self._contexts[home.council] = found
        return found


def shut(service: Service) -> None:
    """The council is closed; everything acknowledged is on the disk."""
    service.stop()
    service.council.close()


def host_of(scope: Scope) -> str:
    """The host name that a request is for, without its port."""
    for name, value in scope["headers"]:
        if name == b"host":
            host: str = value.decode("latin-1").lower()
            return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return ""
