"""The console's ASGI application: all guarded routes of all its parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from council_server.console import (
    account_pages,
    delivery_pages,
    device_pages,
    draft_pages,
    dry_run_pages,
    hall_pages,
    home_page,
    item_pages,
    key_pages,
    look_pages,
    paper_pages,
    poll_pages,
    record_pages,
    roster_pages,
    screens,
    sign_in_pages,
    signing_pages,
    sitting_pages,
    static_pages,
    trail_pages,
    upload_pages,
    welcome_pages,
)
from council_server.console.calls import Call, Console
from council_server.console.guarding import Endpoint, Guarded, guarded
from council_server.console.headers import Shell
from council_server.console.pages import Pages
from council_server.console.passwords import Line
from council_server.console.roles import ANYBODY
from council_server.console.troubles import Trouble
from council_server.service import Service
from council_server.throttles import Throttle

ROOMS = ("/console", "/hall", "/")
"""The tops of paths that the console answers."""

PARTS: tuple[Callable[[], list[Guarded]], ...] = (
    static_pages.routes,
    look_pages.routes,
    sign_in_pages.routes,
    welcome_pages.routes,
    account_pages.routes,
    home_page.routes,
    draft_pages.routes,
    item_pages.routes,
    paper_pages.routes,
    upload_pages.routes,
    dry_run_pages.routes,
    delivery_pages.routes,
    roster_pages.routes,
    device_pages.routes,
    sitting_pages.routes,
    poll_pages.routes,
    signing_pages.routes,
    key_pages.routes,
    hall_pages.routes,
    record_pages.routes,
    trail_pages.routes,
    screens.routes,
)
"""Each part of the console: a function that gives its routes."""


def all_routes() -> list[Guarded]:
    """Every route of the console."""
    return [route for part in PARTS for route in part()]


def make_console_app(
    service: Service, pages: Pages | None = None, line: Line | None = None
) -> ASGIApp:
    """The application over a council that is being served; the service is started and stopped by `make_app`.

    `pages` and `line` are shared among the councils of a process: one password at a time is looked at in all of them.
    """
    console = Console(service, pages or Pages(), line or Line(), Throttle())
    return Starlette(
        routes=[Endpoint(route, console).as_route() for route in all_routes()],
        middleware=[Middleware(Shell, hosts=service.council.home.hosts)],
        exception_handlers={HTTPException: partial(no_such_page, console)},
    )


async def no_such_page(console: Console, request: Request, error: Exception) -> Response:
    """404 and 405, in the frame of whoever asks."""
    status = error.status_code if isinstance(error, HTTPException) else 500

    async def nothing(call: Call) -> Response:
        raise Trouble(status)

    nowhere = guarded("", nothing, roles=ANYBODY)
    return await Endpoint(nowhere, console).answer(request, checked=False)
