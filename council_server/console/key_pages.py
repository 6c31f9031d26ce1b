"""The page "this computer's key": the browser makes a key for chair or secretary and enrols it (ADR 19).

The request goes the way of every device (protocol.md 7.5, 10). A cookie remembers which of the enrolled devices this
browser is; it proves nothing, since only the key can sign.
"""

from __future__ import annotations

from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded, set_cookie
from council_server.console.roles import SITTING
from protocol.origins import IDENTIFIER

KEY_PATH = "/console/key"
KEYS_COOKIE = "__Host-keys"
MOST_KEYS = 8
YEARS_SECONDS = 5 * 365 * 24 * 60 * 60


def routes() -> list[Guarded]:
    return [
        guarded(KEY_PATH, show, roles=SITTING),
        guarded(
            KEY_PATH,
            remember,
            roles=SITTING,
            methods=["POST"],
            form=[Field("device", 80)],
            data=True,
        ),
    ]


def devices_here(call: Call) -> list[str]:
    """The devices that this browser said it is, of all its users."""
    found = call.request.cookies.get(KEYS_COOKIE, "").split("~")
    return [name for name in found if IDENTIFIER.fullmatch(name)][:MOST_KEYS]


def device_here(call: Call) -> str:
    """This browser's device for the caller's own role, "" when it has none that is in force."""
    for device in devices_here(call):
        if _certificate(call, device):
            return device
    return ""


def _certificate(call: Call, device: str) -> str:
    """The fingerprint of the caller's own certificate for a device, "" when it is none in force."""
    replay = call.council.record.replay
    chain = replay.devices.get(device)
    held = None if chain is None else replay.certificates[chain.certificate]
    if chain is None or held is None or held.revoked_at is not None:
        return ""
    mine = (held.person, held.role) == (call.who.account, call.who.role)
    return chain.certificate if mine else ""


async def show(call: Call) -> Response:
    """What key this computer has; the rest is the script's."""
    return call.page(
        "key.html",
        person=call.who.account,
        role=call.who.role,
        root=call.council.home.root_sha256,
        device=device_here(call),
    )


async def remember(call: Call) -> Response:
    """This browser is that device from now on; the fingerprint of its certificate, or 404."""
    device = call.form.text("device")
    certificate = _certificate(call, device)
    if not certificate:
        return call.data(404, certificate="")
    known = [name for name in devices_here(call) if name != device]
    response = call.data(certificate=certificate)
    set_cookie(response, KEYS_COOKIE, "~".join([device, *known][:MOST_KEYS]), seconds=YEARS_SECONDS)
    return response
