"""Delegates, groups and committees, and N."""

from __future__ import annotations

from collections import Counter

from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.draft_fields import is_day, one_line
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded
from council_server.console.roles import OFFICE, SECRETARY, Role
from council_server.console.troubles import Trouble
from council_server.roster_edits import (
    RosterProblem,
    RosterView,
    put_delegate,
    read_roster_view,
    state_total,
)
from council_server.rosters import NAME_LENGTH, Person
from council_server.writer import Batch
from protocol.enrolments import DELEGATE

DELEGATES = "/console/delegates"
PERSON_FIELDS = (
    Field("name", NAME_LENGTH),
    Field("title", NAME_LENGTH),
    Field("group", NAME_LENGTH),
    Field("committee", NAME_LENGTH),
    Field("until", 10),
    Field("total", 5),
)


def routes() -> list[Guarded]:
    return [
        guarded(DELEGATES, overview, roles=OFFICE, query=[Field("done", 5)]),
        guarded(f"{DELEGATES}/new", ask_new, roles=SECRETARY),
        guarded(
            f"{DELEGATES}/new", keep_new, roles=SECRETARY, methods=["POST"], form=PERSON_FIELDS
        ),
        guarded(
            f"{DELEGATES}/total",
            keep_total,
            roles=SECRETARY,
            methods=["POST"],
            form=[Field("total", 5)],
        ),
        guarded(f"{DELEGATES}/one/{{person}}", ask, roles=SECRETARY),
        guarded(
            f"{DELEGATES}/one/{{person}}",
            keep,
            roles=SECRETARY,
            methods=["POST"],
            form=PERSON_FIELDS,
        ),
    ]


async def _view(call: Call) -> RosterView:
    council = call.council

    def work() -> RosterView:
        with council.database.reading() as connection:
            return read_roster_view(connection, council.id)

    return await call.think(work)


async def overview(call: Call) -> Response:
    """Everybody by name, with groups, committees and devices; N."""
    return await _overview(call)


async def _overview(call: Call, error: str = "", total: str = "") -> Response:
    view = await _view(call)
    chains = call.council.record.replay.devices.values()
    certificates = call.council.record.replay.certificates
    held = [certificates[chain.certificate] for chain in chains]
    devices = Counter(c.person for c in held if c.role == DELEGATE and c.revoked_at is None)
    return call.page(
        "delegates.html",
        400 if error else 200,
        view=view,
        devices=devices,
        held=sum(not person.until for person in view.delegates),
        total=total or str(view.total),
        error=error,
        done=bool(call.query.values and call.query.text("done")),
        may_edit=call.who.role is Role.SECRETARY,
    )


async def keep_total(call: Call) -> Response:
    """N as the secretary states it."""
    text = call.form.text("total")
    if not text.isdecimal():
        return await _overview(call, call.say("roster_problem.total"), text)

    def work(batch: Batch) -> None:
        state_total(batch, int(text))
        call.note(batch, "roster.total")

    try:
        await call.write(work)
    except RosterProblem as error:
        return await _overview(call, call.say(f"roster_problem.{error.code}"), text)
    return call.go(f"{DELEGATES}?done=yes")


async def ask_new(call: Call) -> Response:
    """The form of a new delegate; N is one more unless the secretary says otherwise."""
    view = await _view(call)
    return _page(call, view, Person("", "", "", "", ""), str(view.total))


async def ask(call: Call) -> Response:
    """A delegate's form."""
    view = await _view(call)
    person = view.delegate(call.part("person"))
    if person is None:
        raise Trouble(404)
    return _page(call, view, person, str(view.total))


async def keep_new(call: Call) -> Response:
    """A new delegate."""
    return await _keep(call, "")


async def keep(call: Call) -> Response:
    """A delegate as said."""
    person = call.part("person")
    if (await _view(call)).delegate(person) is None:
        raise Trouble(404)
    return await _keep(call, person)


async def _keep(call: Call, name: str) -> Response:
    given = {f.name: one_line(call.form.text(f.name)) for f in PERSON_FIELDS}
    person = Person(
        name, given["name"], given["title"], given["group"], given["committee"], given["until"]
    )
    problem = ""
    if not given["total"].isdecimal():
        problem = "total"
    elif not is_day(person.until):
        problem = "until"
    if not problem:

        def work(batch: Batch) -> None:
            put_delegate(batch, person, int(given["total"]))
            call.note(batch, "roster.delegate", name)

        try:
            await call.write(work)
        except RosterProblem as error:
            problem = error.code
    if problem:
        return _page(call, await _view(call), person, given["total"], problem)
    return call.go(f"{DELEGATES}?done=yes")


def _page(call: Call, view: RosterView, person: Person, total: str, problem: str = "") -> Response:
    return call.page(
        "delegate.html",
        400 if problem else 200,
        view=view,
        person=person,
        total=total,
        problem=problem,
        text=call.say(f"roster_problem.{problem}") if problem else "",
    )
