"""Acts that a key in the browser signs: a page's form starts one, the confirm page shows it, and then it is done.

    async def open_poll(call: Call) -> Response:
        return await start_act(call, "open", {"poll": call.part("poll")}, back=f"/console/polls/{...}")

The person sees every statement in words and in its exact bytes, signs, and comes back to `back`. Whoever has no key
of the role on this computer is sent to the page that makes one.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from council_server.acts import ACTS, Act
from council_server.console import reasons
from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.console.glances import read_programme
from council_server.console.guarding import Guarded, guarded
from council_server.console.key_pages import KEY_PATH, device_here
from council_server.console.roles import SITTING
from council_server.console.roster_names import read_names
from council_server.console.statement_words import StatementWords, in_words
from council_server.console.trail import REFUSED
from council_server.console.troubles import Trouble
from council_server.errors import CommandError
from council_server.office_acts import OFFICE_ACTS
from council_server.prepared_acts import Gone, NoKey, Prepared, PreparedActs, Wish, put_together
from council_server.remote_offices import Changed
from council_server.writer import Batch
from protocol.certificates import fingerprint
from protocol.errors import ProtocolError
from protocol.statements import identity

SIGN_PATH = "/console/sign"
PLAIN_SIGNATURE = 88  # characters of b64 of r || s
MOST_STATEMENTS = 60

ALL_ACTS: Mapping[str, Act] = {**ACTS, **OFFICE_ACTS}
"""Every act that the console offers, by name."""


def routes() -> list[Guarded]:
    return [
        guarded(f"{SIGN_PATH}/{{act}}", show, roles=SITTING),
        guarded(
            f"{SIGN_PATH}/{{act}}",
            finish,
            roles=SITTING,
            methods=["POST"],
            form=[Field("value", PLAIN_SIGNATURE, many=True)],
        ),
        guarded(f"{SIGN_PATH}/{{act}}/cancel", cancel, roles=SITTING, methods=["POST"]),
    ]


async def start_act(call: Call, name: str, arguments: Mapping[str, Any], *, back: str) -> Response:
    """To the confirm page of this act, after a rehearsal that changed nothing.

    Raises Trouble 409 with the reason when the act cannot be done, 403 when it is another role's.
    """
    acts = PreparedActs(call.council, ALL_ACTS)
    role = acts.role_of(name)
    if call.who.role != role:
        raise Trouble(403)
    device = device_here(call)
    if not device:
        return call.go(KEY_PATH)
    wish = Wish(
        session=call.who.id,
        person=call.who.account,
        device=device,
        name=name,
        arguments=arguments,
        back=back,
    )
    try:
        act = await call.write(lambda batch: acts.prepare(batch, wish))
    except NoKey:
        return call.go(KEY_PATH)
    except CommandError as error:
        await call.note_alone(f"sign.{name}", wish.back, REFUSED)
        raise trouble_of(error) from None
    return call.go(f"{SIGN_PATH}/{act}")


def trouble_of(error: Exception) -> Trouble:
    """The page for an act that cannot be done."""
    if isinstance(error, Changed):
        return Trouble(409, "signing.changed")
    if isinstance(error, Gone):
        return Trouble(409, "signing.gone")
    if isinstance(error, NoKey):
        return Trouble(409, "signing.no_key")
    return reasons.trouble_of(error)


async def show(call: Call) -> Response:
    """Everything that will be signed, in words and byte for byte."""
    prepared = await _find(call)
    words = StatementWords(call.say, await read_names(call), await _titles(call))
    shown = [
        {
            "parts": in_words(data, words),
            "text": data.decode(),
            "identity": identity(data),
            "attributes": base64.b64encode(attributes).decode(),
        }
        for data, attributes in zip(prepared.statements, prepared.to_sign, strict=True)
    ]
    return call.page(
        "signing.html",
        act=prepared.act,
        name=prepared.wish.name,
        device=prepared.wish.device,
        certificate=fingerprint(prepared.certificate.der),
        statements=shown,
    )


async def _titles(call: Call) -> dict[str, str]:
    programme = await read_programme(call)
    bodies = [*programme.sessions.items(), *programme.items.items()]
    return {name: str(body["title"]) for name, body in bodies}


async def finish(call: Call) -> Response:
    """The act is done with these signatures, and back to the page that asked for it."""
    prepared = await _find(call)
    acts, name = PreparedActs(call.council, ALL_ACTS), prepared.wish.name
    values = [_unb64(text) for text in call.form.texts("value")]

    def work(batch: Batch) -> str:
        back = acts.finish(batch, prepared, signed)
        call.note(batch, f"sign.{name}", prepared.wish.back)
        return back

    try:
        signed = await call.think(lambda: put_together(prepared, values))
        back = await call.write(work)
    except (CommandError, ProtocolError) as error:
        await call.note_alone(f"sign.{name}", prepared.wish.back, REFUSED)
        raise trouble_of(error) from None
    return call.go(back)


async def cancel(call: Call) -> Response:
    """Nothing is done, and back to the page that asked."""
    prepared = await _find(call)
    acts = PreparedActs(call.council, ALL_ACTS)
    await call.write(lambda batch: acts.forget(batch, prepared.act))
    return call.go(prepared.wish.back)


async def _find(call: Call) -> Prepared:
    acts, act, session = PreparedActs(call.council, ALL_ACTS), call.part("act"), call.who.id
    try:
        return await call.think(lambda: acts.find(act, session))
    except Gone as error:
        raise trouble_of(error) from None


def _unb64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
