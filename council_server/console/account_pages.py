"""One's own account: browsers that are signed in, password, recovery codes, telephone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded, set_cookie
from council_server.console.invitations import renew_recovery_codes
from council_server.console.passwords import MOST, hash_password
from council_server.console.proving import MOST_CODE, Claim, Failed, key_of, prove
from council_server.console.roles import ACCOUNTS
from council_server.console.second_factors import (
    accepted_step,
    enrolment_uri,
    new_secret,
    plain_code,
    qr_image,
    sealed_about,
    secret_text,
)
from council_server.console.sign_in_pages import begin_visit
from council_server.console.tables import accounts, acts, recovery_codes
from council_server.console.trail import REFUSED
from council_server.console.visits import (
    VISIT_COOKIE,
    Visit,
    end_visit,
    end_visits_of,
    list_visits,
)
from council_server.console.welcome_pages import codes_page, password_errors
from council_server.writer import Batch

ACCOUNT = "/console/account"
PROOF = (Field("current", MOST), Field("code", MOST_CODE))


def routes() -> list[Guarded]:
    post = ["POST"]
    new = [Field("password", MOST), Field("again", MOST)]
    telephone = [Field("sealed", 400), Field("new_code", MOST_CODE)]
    return [
        guarded(ACCOUNT, show, roles=ACCOUNTS, query=[Field("done", 20)]),
        guarded(
            f"{ACCOUNT}/end-visit", end_one, roles=ACCOUNTS, methods=post, form=[Field("visit", 64)]
        ),
        guarded(f"{ACCOUNT}/end-others", end_others, roles=ACCOUNTS, methods=post),
        guarded(
            f"{ACCOUNT}/password",
            change_password,
            roles=ACCOUNTS,
            methods=post,
            form=[*PROOF, *new],
        ),
        guarded(f"{ACCOUNT}/codes", new_codes, roles=ACCOUNTS, methods=post, form=PROOF),
        guarded(f"{ACCOUNT}/telephone", ask_telephone, roles=ACCOUNTS),
        guarded(
            f"{ACCOUNT}/telephone",
            change_telephone,
            roles=ACCOUNTS,
            methods=post,
            form=[*PROOF, *telephone],
        ),
    ]


@dataclass(frozen=True, slots=True)
class Own:
    """What one's account page shows."""

    visits: list[Visit]
    codes: int
    refused: int
    """Failed sign-ins of the last thirty days."""


DONE_WORDS = {"password", "ended", "telephone"}


async def own_page(call: Call, status: int = 200, done: str = "", **errors: str) -> Response:
    """The page, with what is wrong beside the fields."""
    visit, council = call.who, call.council

    def look_up() -> Own:
        mine = recovery_codes.c
        with council.database.reading() as connection:
            left = select(func.count()).where(
                mine.council == council.id, mine.account == visit.account
            )
            since = datetime.fromtimestamp(call.now.timestamp() - 30 * 86400, call.now.tzinfo)
            refused = select(func.count()).where(
                acts.c.council == council.id,
                acts.c.account == visit.account,
                acts.c.act == "sign_in",
                acts.c.outcome == REFUSED,
                acts.c.time >= since.isoformat(timespec="seconds"),
            )
            return Own(
                list_visits(connection, council.id, visit.account, call.now),
                connection.execute(left).scalar_one(),
                connection.execute(refused).scalar_one(),
            )

    own = await call.think(look_up)
    return call.page("account.html", status, own=own, errors=errors, done=done)


async def show(call: Call) -> Response:
    done = call.query.text("done")
    return await own_page(call, done=done if done in DONE_WORDS else "")


async def end_one(call: Call) -> Response:
    """One of the caller's own browsers is signed out; another person's id does nothing."""
    wanted, account = call.form.text("visit"), call.who.account

    def work(batch: Batch) -> None:
        found = list_visits(batch.connection, batch.council, account, batch.now)
        if wanted in {one.id for one in found}:
            end_visit(batch.connection, batch.council, wanted)
            call.note(batch, "visit_ended")

    await call.write(work)
    return call.go(f"{ACCOUNT}?done=ended")


async def end_others(call: Call) -> Response:
    """Every other browser of the account is signed out."""
    visit = call.who

    def work(batch: Batch) -> None:
        end_visits_of(batch.connection, batch.council, visit.account, but=visit.id)
        call.note(batch, "visit_ended")

    await call.write(work)
    return call.go(f"{ACCOUNT}?done=ended")


def claim_of(call: Call) -> Claim:
    return Claim(call.who.account, call.form.raw("current"), call.form.text("code"))


def failure(call: Call, failed: Failed) -> str:
    return call.say(failed.word, minutes=failed.minutes)


async def change_password(call: Call) -> Response:
    """The new password holds, other browsers are signed out, and this one has a new visit."""
    password, again = call.form.raw("password"), call.form.raw("again")
    errors = password_errors(call, password, again, call.who.account, call.who.name)
    if errors:
        return await own_page(call, 400, **errors)
    kept = await call.console.line.run(lambda: hash_password(password))

    def done(batch: Batch) -> str:
        change_own(batch, call, password=kept)
        end_visits_of(batch.connection, batch.council, call.who.account)
        call.note(batch, "password_changed")
        return begin_visit(batch, call, call.who.account)

    token = await prove(call, claim_of(call), "password_changed", done)
    if isinstance(token, Failed):
        return await own_page(call, token.status, current=failure(call, token))
    response = call.go(f"{ACCOUNT}?done=password")
    set_cookie(response, VISIT_COOKIE, token)
    return response


def change_own(batch: Batch, call: Call, **values: Any) -> None:
    mine = (accounts.c.council == batch.council) & (accounts.c.account == call.who.account)
    batch.connection.execute(update(accounts).where(mine).values(**values))


async def new_codes(call: Call) -> Response:
    """Ten new recovery codes, shown this once; the old ones are no longer good."""
    key = key_of(call)

    def done(batch: Batch) -> list[str]:
        call.note(batch, "codes_renewed")
        return renew_recovery_codes(batch.connection, key, batch.council, call.who.account)

    codes = await prove(call, claim_of(call), "codes_renewed", done)
    if isinstance(codes, Failed):
        return await own_page(call, codes.status, codes=failure(call, codes))
    return codes_page(call, codes)


def sealed_for(call: Call) -> str:
    """A new telephone's secret travels in the form, sealed for this visit alone."""
    return f"new telephone\n{call.council.id}\n{call.who.account}\n{call.who.id}"


def telephone_page(call: Call, secret: bytes, status: int = 200, **errors: str) -> Response:
    uri = enrolment_uri(secret, call.who.account, call.council_name)
    return call.page(
        "telephone.html",
        status,
        qr=qr_image(uri),
        secret=secret_text(secret),
        sealed=key_of(call).seal(secret, sealed_for(call)).hex(),
        errors=errors,
    )


async def ask_telephone(call: Call) -> Response:
    return telephone_page(call, new_secret())


async def change_telephone(call: Call) -> Response:
    """The new telephone's codes hold; the old one's no longer do."""
    key = key_of(call)
    try:
        sealed = bytes.fromhex(call.form.text("sealed"))
    except ValueError:
        sealed = b""
    secret = key.open(sealed, sealed_for(call))
    if secret is None:
        return call.go(f"{ACCOUNT}/telephone")
    step = accepted_step(secret, plain_code(call.form.text("new_code")), call.now, 0)
    if step is None:
        return telephone_page(call, secret, 400, new_code=call.say("welcome.code_wrong"))
    taken = step

    def done(batch: Batch) -> bool:
        factor = key.seal(secret, sealed_about(batch.council, call.who.account))
        change_own(batch, call, factor=factor, step=taken)
        end_visits_of(batch.connection, batch.council, call.who.account, but=call.who.id)
        call.note(batch, "telephone_changed")
        return True

    proven = await prove(call, claim_of(call), "telephone_changed", done)
    if isinstance(proven, Failed):
        return telephone_page(call, secret, proven.status, current=failure(call, proven))
    return call.go(f"{ACCOUNT}?done=telephone")
