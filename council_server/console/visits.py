"""Visits: a browser that is signed in. (What web standards call a session; here that word is the council's.)

The cookie holds 256 random bits, the database their SHA-256. A visit ends after 30 idle minutes, after 12 hours, at
sign-out, when its account is closed, or when its person ends it from another browser.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from council_server.console.roles import Role
from council_server.console.tables import OPEN, accounts, screens, visits

IDLE_SECONDS = 30 * 60
LIFE_SECONDS = 12 * 60 * 60
SCREEN_SECONDS = 30 * 24 * 60 * 60
"""A projector's link is made anew for each month's sessions."""
NOTED_SECONDS = 60
"""How old `seen` may be before it is written again."""
VISIT_COOKIE = "__Host-visit"
DOOR_COOKIE = "__Host-door"
SCREEN_COOKIE = "__Host-screen"
TOKEN_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Visit:
    """Who calls. `token` is the cookie's text; `id` what the database calls the visit."""

    token: str
    account: str
    name: str
    role: Role
    made: int
    seen: int
    proven: int
    address: str
    browser: str
    id: str


def new_token() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def form_token(token: str) -> str:
    """What forms of this visit carry: made from the cookie, and telling nothing about it."""
    made = hmac.digest(token.encode(errors="replace"), b"console form", "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def open_visit(
    connection: Connection, council: str, account: str, *, now: datetime, address: str, browser: str
) -> str:
    """The token of a new visit; visits that are over are swept out."""
    token, seconds = new_token(), int(now.timestamp())
    over = (visits.c.seen < seconds - IDLE_SECONDS) | (visits.c.made < seconds - LIFE_SECONDS)
    connection.execute(delete(visits).where(visits.c.council == council, over))
    connection.execute(
        insert(visits).values(
            council=council,
            token=hash_of(token),
            account=account,
            made=seconds,
            seen=seconds,
            proven=seconds,
            address=address[:45],
            browser=browser[:200],
        )
    )
    return token


def find_visit(connection: Connection, council: str, token: str, now: datetime) -> Visit | None:
    """The visit of this token, None when it is over, unknown, or its account is not open."""
    if len(token) != TOKEN_LENGTH:
        return None
    query = select(visits, accounts.c.name, accounts.c.role, accounts.c.state).where(
        visits.c.council == council,
        visits.c.token == hash_of(token),
        accounts.c.council == council,
        accounts.c.account == visits.c.account,
    )
    row = connection.execute(query).one_or_none()
    seconds = int(now.timestamp())
    if row is None or row.state != OPEN:
        return None
    if seconds >= row.seen + IDLE_SECONDS or seconds >= row.made + LIFE_SECONDS:
        return None
    return Visit(
        token,
        row.account,
        row.name,
        Role(row.role),
        row.made,
        row.seen,
        row.proven,
        row.address,
        row.browser,
        row.token,
    )


def find_screen(connection: Connection, council: str, token: str, now: datetime) -> Visit | None:
    """The projector that came with this token, None when its link was taken back or is too old."""
    if len(token) != TOKEN_LENGTH:
        return None
    query = select(screens).where(screens.c.council == council, screens.c.token == hash_of(token))
    row = connection.execute(query).one_or_none()
    if row is None or now.timestamp() >= row.made + SCREEN_SECONDS:
        return None
    return Visit(token, "", row.name, Role.SCREEN, row.made, row.made, 0, "", "", row.token)


def note_seen(connection: Connection, council: str, visit: Visit, now: datetime) -> None:
    """The visit is not idle."""
    mine = (visits.c.council == council) & (visits.c.token == visit.id)
    connection.execute(update(visits).where(mine).values(seen=int(now.timestamp())))


def end_visit(connection: Connection, council: str, visit: str) -> None:
    """The visit with this id is over."""
    connection.execute(delete(visits).where(visits.c.council == council, visits.c.token == visit))


def end_visits_of(connection: Connection, council: str, account: str, *, but: str = "") -> int:
    """All visits of an account are over, except the one with the id `but`; how many."""
    mine = (visits.c.council == council) & (visits.c.account == account) & (visits.c.token != but)
    return connection.execute(delete(visits).where(mine)).rowcount


def end_all_visits(connection: Connection, council: str) -> None:
    """Everybody is signed out."""
    connection.execute(delete(visits).where(visits.c.council == council))


def list_visits(connection: Connection, council: str, account: str, now: datetime) -> list[Visit]:
    """The account's browsers that are signed in, the newest first; `token` is empty, the database does not know it."""
    seconds = int(now.timestamp())
    query = (
        select(visits)
        .where(
            visits.c.council == council,
            visits.c.account == account,
            visits.c.seen > seconds - IDLE_SECONDS,
            visits.c.made > seconds - LIFE_SECONDS,
        )
        .order_by(visits.c.made.desc())
    )
    return [
        Visit(
            "", r.account, "", Role.VISITOR, r.made, r.seen, r.proven, r.address, r.browser, r.token
        )
        for r in connection.execute(query)
    ]
