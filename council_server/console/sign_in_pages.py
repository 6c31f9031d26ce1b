"""Signing in and out."""

from __future__ import annotations

from starlette.responses import Response

from council_server.console.calls import HOME, Call
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, drop_cookie, guarded
from council_server.console.roles import ACCOUNTS, ANYBODY
from council_server.console.visits import VISIT_COOKIE, end_visit

SIGN_IN = "/console/sign-in"


def routes() -> list[Guarded]:
    return [
        guarded(SIGN_IN, ask, roles=ANYBODY, query=[Field("next", 500)]),
        guarded("/console/sign-out", sign_out, roles=ACCOUNTS, methods=["POST"]),
    ]


async def ask(call: Call) -> Response:
    """The form; who is signed in already goes on."""
    if call.visit:
        return call.go(call.query.text("next") or HOME)
    return call.page("sign_in.html", next=call.query.text("next"))


async def sign_out(call: Call) -> Response:
    """The visit is over, here and at the server."""
    visit = call.who
    await call.write(lambda batch: end_visit(batch.connection, batch.council, visit.id))
    response = call.go(SIGN_IN)
    drop_cookie(response, VISIT_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
