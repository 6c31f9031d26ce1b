"""Where a one-time link leads: choose a password, take the second factor, keep the recovery codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import HTMLResponse, Response

from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded
from council_server.console.invitations import WELCOME, accept, find_invited
from council_server.console.passwords import MOST, fault_of, hash_password
from council_server.console.proving import MOST_CODE, key_of
from council_server.console.roles import ANYBODY
from council_server.console.second_factors import (
    accepted_step,
    enrolment_uri,
    grouped,
    plain_code,
    qr_image,
    sealed_about,
    secret_text,
)
from council_server.console.sign_in_pages import begin_visit, give_cookies
from council_server.console.throttling import ADDRESS_TRIES, Bucket, take_try
from council_server.console.trail import add_act
from council_server.console.troubles import Trouble
from council_server.writer import Batch


def routes() -> list[Guarded]:
    fields = [Field("password", MOST), Field("again", MOST), Field("code", MOST_CODE)]
    return [
        guarded(WELCOME, welcome, roles=ANYBODY),
        guarded(WELCOME, begin, roles=ANYBODY, methods=["POST"], form=fields),
    ]


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom the link is for, and the secret that their telephone gets."""

    account: str
    name: str
    role: str
    secret: bytes


async def guest_of(call: Call) -> Guest:
    """Raises Trouble 404 for a link that was used, is too old, or never was."""
    token, council = call.part("token"), call.council

    def look_up() -> Guest | None:
        with council.database.reading() as connection:
            row: Any = find_invited(connection, council.id, token, call.now)
        if row is None:
            return None
        secret = key_of(call).open(row.factor, sealed_about(council.id, row.account))
        return Guest(row.account, row.name, row.role, secret) if secret else None

    found = await call.think(look_up)
    if found is None:
        raise Trouble(404, "welcome.no_link")
    return found


def form_page(call: Call, guest: Guest, status: int = 200, **errors: str) -> Response:
    """The form; the page holds the second factor's secret and is kept by no cache."""
    uri = enrolment_uri(guest.secret, guest.account, call.council_name)
    return call.page(
        "welcome.html",
        status,
        guest=guest,
        qr=qr_image(uri),
        secret=secret_text(guest.secret),
        errors=errors,
    )


async def welcome(call: Call) -> Response:
    return form_page(call, await guest_of(call))


async def begin(call: Call) -> Response:
    """The account is open, its person signed in, and the recovery codes shown this once."""
    address = [Bucket(f"address:{call.address}", ADDRESS_TRIES)]
    if await call.write(lambda b: take_try(b.connection, b.council, address, b.now)):
        raise Trouble(429)
    guest, form = await guest_of(call), call.form
    password, again = form.raw("password"), form.raw("again")
    errors = password_errors(call, password, again, guest.account, guest.name)
    step = accepted_step(guest.secret, plain_code(form.text("code")), call.now, 0)
    if step is None:
        errors["code"] = call.say("welcome.code_wrong")
    if errors or step is None:
        return form_page(call, guest, 400, **errors)
    kept = await call.console.line.run(lambda: hash_password(password))
    key, token, taken = key_of(call), call.part("token"), step

    def work(batch: Batch) -> tuple[str, list[str]]:
        connection, council = batch.connection, batch.council
        if find_invited(connection, council, token, batch.now) is None:
            raise Trouble(404, "welcome.no_link")
        codes = accept(connection, key, council, guest.account, password=kept, step=taken)
        add_act(
            connection,
            council,
            now=batch.now,
            account=guest.account,
            role=guest.role,
            act="account_begun",
            address=call.address,
        )
        return begin_visit(batch, call, guest.account), codes

    visit, codes = await call.write(work)
    response = codes_page(call, codes)
    give_cookies(call, response, guest.account, visit)
    return response


def password_errors(call: Call, password: str, again: str, *about: str) -> dict[str, str]:
    """What is wrong with a new password, by field."""
    fault = fault_of(password, about=(*about, call.council.id, call.council.home.name))
    if fault:
        return {"password": call.say(fault)}
    return {} if password == again else {"again": call.say("password.differ")}


def codes_page(call: Call, codes: list[str]) -> HTMLResponse:
    """The recovery codes, to be printed or written down: the server knows them no more after this."""
    return HTMLResponse(call.html("codes.html", codes=[grouped(code) for code in codes]))
