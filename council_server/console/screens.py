"""The hall's projectors: links that a secretary makes and takes back. A link is traded for a cookie when it is opened.

So the secret does not stand in the address bar that the whole hall sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select
from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.guarding import Guarded, guarded, set_cookie
from council_server.console.roles import ANYBODY
from council_server.console.tables import screens
from council_server.console.troubles import Trouble
from council_server.console.visits import (
    SCREEN_COOKIE,
    SCREEN_SECONDS,
    find_screen,
    hash_of,
    new_token,
)

HALL = "/hall"
OPENING = "/hall/open/{token}"


@dataclass(frozen=True, slots=True)
class Screen:
    """A link that is out; `id` is the hash by which it is taken back."""

    id: str
    name: str
    made_by: str
    made: int


def make_screen(
    connection: Connection, council: str, *, name: str, made_by: str, now: datetime
) -> str:
    """The path of a new link, which nobody can guess and which is kept nowhere: show it once."""
    token = new_token()
    connection.execute(
        insert(screens).values(
            council=council,
            token=hash_of(token),
            name=name,
            made_by=made_by,
            made=int(now.timestamp()),
        )
    )
    return OPENING.format(token=token)


def list_screens(connection: Connection, council: str) -> list[Screen]:
    """All links that are out, the oldest first."""
    query = select(screens).where(screens.c.council == council).order_by(screens.c.made)
    return [Screen(r.token, r.name, r.made_by, r.made) for r in connection.execute(query)]


def take_back(connection: Connection, council: str, screen: str) -> bool:
    """The link with this id shows nothing from now on; whether there was one."""
    mine = (screens.c.council == council) & (screens.c.token == screen)
    return connection.execute(delete(screens).where(mine)).rowcount > 0


def routes() -> list[Guarded]:
    return [guarded(OPENING, open_screen, roles=ANYBODY)]


async def open_screen(call: Call) -> Response:
    """The projector's browser has the cookie, and shows the hall's page."""
    token, council = call.part("token"), call.council

    def look_up() -> bool:
        with council.database.reading() as connection:
            return find_screen(connection, council.id, token, call.now) is not None

    if not await call.think(look_up):
        raise Trouble(404, "trouble.screen")
    response = call.go(HALL)
    set_cookie(response, SCREEN_COOKIE, token, seconds=SCREEN_SECONDS)
    return response
