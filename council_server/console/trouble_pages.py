"""Error pages: what happened and what to do next, in both languages, and nothing about how the program works."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from council_server.console.calls import Call
from council_server.console.troubles import PAGES, Trouble

RETRY = {429: "60", 503: "2"}


def trouble_answer(call: Call, trouble: Trouble, *, data: bool) -> Response:
    """The answer for a call that ended in trouble."""
    status = trouble.status if trouble.status in PAGES else 500
    more = call.say(trouble.detail, **trouble.values) if trouble.detail else ""
    headers = {"Retry-After": RETRY[status]} if status in RETRY else {}
    if data:
        body = {"status": status, "text": call.say(f"trouble.{status}"), "more": more}
        return JSONResponse(body, status, headers)
    text = call.html("trouble.html", status=status, more=more)
    return Response(text, status, headers, media_type="text/html")
