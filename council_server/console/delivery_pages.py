"""Which delegates' devices fetched which papers: delivery, and never reading."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.guarding import Guarded, guarded
from council_server.console.roles import OFFICE
from council_server.console.troubles import Trouble
from council_server.delivered_files import DeliveryReport, read_report
from council_server.feeds import read_objects
from council_server.logs import PUBLIC


def routes() -> list[Guarded]:
    return [guarded("/console/deliveries/{session}", show, roles=OFFICE)]


async def show(call: Call) -> Response:
    """Of each paper in force, who has it; of each delegate, how many."""
    council, session = call.council, call.part("session")

    def work() -> tuple[dict[str, Any] | None, DeliveryReport]:
        with council.database.reading() as connection:
            body = read_objects(connection, council.id, PUBLIC, "session").get(session)
            return body, read_report(connection, council.id, session)

    body, report = await call.think(work)
    if body is None:
        raise Trouble(404)
    counts = {person: report.count(person) for person in report.names}
    return call.page("delivery.html", session=body, report=report, counts=counts)
