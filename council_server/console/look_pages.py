"""Language, size of letters and contrast, as the buttons at the top of every page set them."""

from __future__ import annotations

import dataclasses

from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded, set_cookie
from council_server.console.looks import LOOK_COOKIE, read_look
from council_server.console.roles import ANYBODY

YEAR_SECONDS = 365 * 24 * 60 * 60


def routes() -> list[Guarded]:
    return [
        guarded(
            "/console/look",
            change_look,
            roles=ANYBODY,
            methods=["POST"],
            form=[
                Field("language", 2),
                Field("size", 10),
                Field("contrast", 10),
                Field("back", 500),
            ],
        )
    ]


async def change_look(call: Call) -> Response:
    """The look with what was asked for, and back to where the button was."""
    asked = {name: call.form.text(name) for name in ("language", "size", "contrast")}
    wanted = dataclasses.replace(call.look, **{name: v for name, v in asked.items() if v})
    response = call.go(call.form.text("back"))
    set_cookie(response, LOOK_COOKIE, read_look(wanted.text()).text(), seconds=YEAR_SECONDS)
    return response
