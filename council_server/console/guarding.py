"""Guarded routes: a path, its handler, the roles that may call it. There is no other way to put a page into the console."""

from __future__ import annotations

import hmac
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from sqlalchemy.exc import DBAPIError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from council_server.console.calls import Call, Console
from council_server.console.forms import Field, read_body, read_query
from council_server.console.looks import LOOK_COOKIE, read_look
from council_server.console.reasons import trouble_of
from council_server.console.roles import Role
from council_server.console.trouble_pages import trouble_answer
from council_server.console.troubles import Trouble
from council_server.console.visits import (
    DOOR_COOKIE,
    NOTED_SECONDS,
    SCREEN_COOKIE,
    TOKEN_LENGTH,
    VISIT_COOKIE,
    Visit,
    find_screen,
    find_visit,
    new_token,
    note_seen,
)
from council_server.errors import Busy, CommandError, Refused

Handler = Callable[[Call], Awaitable[Response]]

SAFE = frozenset({"GET", "HEAD"})
TOKEN_FIELD = Field("token", 64)
TOKEN_HEADER = "x-form-token"  # noqa: S105 - the name of a header

REFUSALS = frozenset({401, 403, 429})
"""Answers of which the log says whose they were."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A route as it was declared; `roles` and `methods` are what the matrix of roles is tested against."""

    path: str
    handler: Handler
    roles: frozenset[Role]
    methods: tuple[str, ...]
    query: tuple[Field, ...]
    form: tuple[Field, ...]
    upload: int
    data: bool


def guarded(
    path: str,
    handler: Handler,
    *,
    roles: frozenset[Role],
    methods: Sequence[str] = ("GET",),
    query: Sequence[Field] = (),
    form: Sequence[Field] = (),
    upload: int = 0,
    data: bool = False,
) -> Guarded:
    """A page at `path` for `roles`; visitors among them means everybody.

    `query` and `form` are all the fields that the handler can read. `upload` is the most bytes of a form that carries
    files. `data` says that a script asks: troubles are answered in JSON, and asking does not keep a visit from being
    idle.
    """
    return Guarded(path, handler, roles, tuple(methods), tuple(query), tuple(form), upload, data)


class Endpoint:
    """Everything that stands between a request and its handler, in this order: who, role, origin, body, token."""

    def __init__(self, route: Guarded, console: Console) -> None:
        self.route = route
        self._console = console

    def as_route(self) -> Route:
        async def endpoint(request: Request) -> Response:
            return await self.answer(request)

        return Route(self.route.path, endpoint, methods=list(self.route.methods))

    async def answer(self, request: Request, *, checked: bool = True) -> Response:
        """The handler's answer, or a page that says why there is none. Never raises.

        `checked=False` is for a handler that does nothing whatever is sent.
        """
        call = Call(
            console=self._console,
            request=request,
            visit=None,
            look=read_look(request.cookies.get(LOOK_COOKIE, "")),
            now=self._console.council.clock(),
            door=door_of(request),
        )
        try:
            response = await self._answer(call, checked=checked)
        except Trouble as trouble:
            if trouble.status in REFUSALS:
                whose = call.visit.account if call.visit else "-"
                _log.info("%d %s for %s", trouble.status, trouble.detail, whose)
            response = trouble_answer(call, trouble, data=self.route.data)
        except ClientDisconnect:
            response = Response(status_code=400)
        except CommandError as error:
            response = trouble_answer(call, trouble_of(error), data=self.route.data)
        except (Busy, DBAPIError) as error:
            _log.error("cannot write: %s", type(error).__name__)
            response = trouble_answer(call, Trouble(503), data=self.route.data)
        except Exception as error:
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s at %s\n%s", type(error).__name__, self.route.path, where)
            response = trouble_answer(call, Trouble(500), data=self.route.data)
        if call.visit is None and not self.route.data:
            put_in_order(call, response)
        return response

    async def _answer(self, call: Call, *, checked: bool) -> Response:
        call.visit = await self._who(call)
        self._count(call)
        if call.visit is None and Role.VISITOR not in self.route.roles:
            return self._send_to_sign_in(call)
        if call.visit and not {call.visit.role, Role.VISITOR} & self.route.roles:
            raise Trouble(403)
        call.query = read_query(call.request, self.route.query)
        if checked and call.request.method not in SAFE:
            check_origin(call.request)
            fields = (*self.route.form, TOKEN_FIELD)
            call.form = await read_body(call.request, fields, upload=self.route.upload)
            check_token(call)
        return await self.route.handler(call)

    async def _who(self, call: Call) -> Visit | None:
        """Who calls: somebody signed in, or else a screen where the route is for screens too."""
        cookies, council = call.request.cookies, call.council
        token, screen = cookies.get(VISIT_COOKIE, ""), cookies.get(SCREEN_COOKIE, "")
        if len(token) != TOKEN_LENGTH and len(screen) != TOKEN_LENGTH:
            return None

        def look_up() -> Visit | None:
            with council.database.reading() as connection:
                visit = find_visit(connection, council.id, token, call.now)
                if visit and {visit.role, Role.VISITOR} & self.route.roles:
                    return visit
                return find_screen(connection, council.id, screen, call.now) or visit

        visit = await call.think(look_up)
        asked = call.request.method in SAFE and self.route.data
        idle = call.now.timestamp() - visit.seen if visit else 0
        if visit and visit.account and not asked and idle >= NOTED_SECONDS:
            found = visit
            await call.write(
                lambda batch: note_seen(batch.connection, batch.council, found, batch.now)
            )
        return visit

    def _count(self, call: Call) -> None:
        """One more call of this visit, or of a visitor's address; raises Trouble 429 when there were too many."""
        kind, who = ("reads", call.visit.id) if call.visit else ("knocks", call.address)
        try:
            self._console.throttle.take(kind, who)
        except Refused as refused:
            raise Trouble(refused.status) from None

    def _send_to_sign_in(self, call: Call) -> Response:
        if call.request.method not in SAFE or self.route.data:
            raise Trouble(401)
        return RedirectResponse(f"/console/sign-in?next={quote(call.path, safe='')}", 303)


def door_of(request: Request) -> str:
    """What the forms of this browser's visitor hang on: its cookie, or a new one."""
    door = request.cookies.get(DOOR_COOKIE, "")
    return door if len(door) == TOKEN_LENGTH else new_token()


def put_in_order(call: Call, response: Response) -> None:
    """A visitor's browser keeps its door, and forgets a visit that is over, unless the answer began one."""
    if call.request.cookies.get(DOOR_COOKIE) != call.door:
        set_cookie(response, DOOR_COOKIE, call.door)
    given = "".join(response.headers.getlist("set-cookie"))
    for name in (VISIT_COOKIE, SCREEN_COOKIE):
        if name in call.request.cookies and name not in given:
            drop_cookie(response, name)


def check_origin(request: Request) -> None:
    """Returns when a page of ours sent the request; raises Trouble 403 (a browser says so in one of two headers)."""
    site = request.headers.get("sec-fetch-site", "")
    origin = request.headers.get("origin", "")
    if site not in {"", "same-origin"} or not (site or origin):
        raise Trouble(403, "trouble.origin")
    if origin:
        sent = urlsplit_or_none(origin)
        if sent != ("https", request.headers.get("host", "").lower()):
            raise Trouble(403, "trouble.origin")


def urlsplit_or_none(origin: str) -> tuple[str, str] | None:
    try:
        found = urlsplit(origin)
    except ValueError:
        return None
    return found.scheme, found.netloc.lower()


def check_token(call: Call) -> None:
    """Returns when the form is one of this browser's own; raises Trouble 403."""
    sent = call.form.text(TOKEN_FIELD.name) or call.request.headers.get(TOKEN_HEADER, "")
    if not hmac.compare_digest(sent.encode(errors="replace"), call.token.encode()):
        raise Trouble(403, "trouble.token")


def set_cookie(response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """A cookie that scripts cannot read and other sites cannot send; without `seconds` it goes with the browser."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict"
    )


def drop_cookie(response: Response, name: str) -> None:
    """The browser forgets the cookie."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="strict")
