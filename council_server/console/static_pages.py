"""Style sheet and scripts."""

from __future__ import annotations

from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded
from council_server.console.pages import STATIC_PATH
from council_server.console.roles import ANYBODY
from council_server.console.troubles import Trouble

YEAR = "public, max-age=31536000, immutable"


def routes() -> list[Guarded]:
    return [
        guarded(f"{STATIC_PATH}/{{name}}", static, roles=ANYBODY, query=[Field("v", 64)], data=True)
    ]


async def static(call: Call) -> Response:
    """A file by its name; for a year where the address names these very bytes."""
    found = call.console.pages.static.get(call.part("name"))
    if found is None:
        raise Trouble(404)
    lasting = YEAR if call.query.text("v") == found.tag else "no-cache"
    headers = {"Cache-Control": lasting, "ETag": f'"{found.tag}"'}
    if call.request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.data, headers=headers, media_type=found.kind)
