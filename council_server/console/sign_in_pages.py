"""Signing in and out."""

from __future__ import annotations

from starlette.responses import Response

from council_server.console.calls import HOME, Call
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, drop_cookie, guarded, set_cookie
from council_server.console.passwords import MOST
from council_server.console.proving import MOST_CODE, Claim, Failed, key_of, prove
from council_server.console.roles import ACCOUNTS, ANYBODY
from council_server.console.throttling import KNOWN_COOKIE, KNOWN_SECONDS, known_cookie
from council_server.console.trail import add_act
from council_server.console.visits import VISIT_COOKIE, end_visit, hash_of, open_visit
from council_server.writer import Batch

SIGN_IN = "/console/sign-in"


def routes() -> list[Guarded]:
    return [
        guarded(SIGN_IN, ask, roles=ANYBODY, query=[Field("next", 500)]),
        guarded(
            SIGN_IN,
            sign_in,
            roles=ANYBODY,
            methods=["POST"],
            form=[
                Field("account", 80),
                Field("password", MOST),
                Field("code", MOST_CODE),
                Field("next", 500),
            ],
        ),
        guarded("/console/sign-out", sign_out, roles=ACCOUNTS, methods=["POST"]),
    ]


async def ask(call: Call) -> Response:
    """The form; who is signed in already goes on."""
    if call.visit and call.visit.account:
        return call.go(call.query.text("next") or HOME)
    return call.page("sign_in.html", next=call.query.text("next"), account="", missing=[], error="")


async def sign_in(call: Call) -> Response:
    """A new visit and on to the page that was asked for, or the form with what was wrong."""
    form = call.form
    claim = Claim(form.text("account").lower(), form.raw("password"), form.text("code"))
    values = {"next": form.text("next"), "account": claim.account}
    sent = {"account": claim.account, "password": claim.password, "code": claim.code}
    missing = [name for name, text in sent.items() if not text]
    if missing:
        return call.page("sign_in.html", 400, **values, missing=missing, error="")
    token = await prove(
        call, claim, "sign_in", lambda batch: begin_visit(batch, call, claim.account)
    )
    if isinstance(token, Failed):
        error = call.say(token.word, minutes=token.minutes)
        return call.page("sign_in.html", token.status, **values, missing=[], error=error)
    response = call.go(values["next"] or HOME)
    give_cookies(call, response, claim.account, token)
    return response


def begin_visit(batch: Batch, call: Call, account: str) -> str:
    """The token of a new visit; the one that this browser had is over."""
    connection, council = batch.connection, batch.council
    before = call.request.cookies.get(VISIT_COOKIE, "")
    end_visit(connection, council, hash_of(before))
    add_act(
        connection,
        council,
        now=batch.now,
        account=account,
        role="",
        act="sign_in",
        address=call.address,
    )
    return open_visit(
        connection,
        council,
        account,
        now=batch.now,
        address=call.address,
        browser=call.request.headers.get("user-agent", ""),
    )


def give_cookies(call: Call, response: Response, account: str, token: str) -> None:
    """The browser holds the visit, and is known to the account from now on."""
    set_cookie(response, VISIT_COOKIE, token)
    before = call.request.cookies.get(KNOWN_COOKIE, "")
    known = known_cookie(key_of(call), call.council.id, account, before)
    set_cookie(response, KNOWN_COOKIE, known, seconds=KNOWN_SECONDS)


async def sign_out(call: Call) -> Response:
    """The visit is over, here and at the server."""
    visit = call.who

    def work(batch: Batch) -> None:
        end_visit(batch.connection, batch.council, visit.id)
        call.note(batch, "sign_out")

    await call.write(work)
    response = call.go(SIGN_IN)
    drop_cookie(response, VISIT_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
