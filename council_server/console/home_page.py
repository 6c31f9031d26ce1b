"""The console's first page: what there is to do."""

from __future__ import annotations

from starlette.responses import Response

from council_server.console.calls import HOME, Call
from council_server.console.duties import duties_of
from council_server.console.guarding import Guarded, guarded
from council_server.console.roles import ACCOUNTS, ANYBODY


def routes() -> list[Guarded]:
    return [
        guarded("/", to_the_console, roles=ANYBODY),
        guarded(HOME, home, roles=ACCOUNTS),
    ]


async def to_the_console(call: Call) -> Response:
    """Who types the server's bare address means the console."""
    return call.go(HOME)


async def home(call: Call) -> Response:
    """What there is to do, for the caller's role."""
    role, council = call.who.role, call.council
    return call.page("home.html", duties=await call.think(lambda: duties_of(council, role)))
