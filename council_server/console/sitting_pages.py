"""Leading a sitting: which one, who is there, which item it is at."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from council_server.committees import committee_id
from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.console.glances import Glance, Programme, read_programme, take_glance
from council_server.console.guarding import Guarded, guarded
from council_server.console.poll_words import PollWords
from council_server.console.roles import SECRETARY, SITTING
from council_server.console.roster_names import read_names
from council_server.console.signing_pages import start_act
from council_server.console.troubles import Trouble
from council_server.sittings import OVER, PAUSED, RUNNING, Sitting, show_sitting
from council_server.writer import Batch

SITTINGS_PATH = "/console/sittings"
ONE = f"{SITTINGS_PATH}/{{session}}/{{sitting}}"
ID = 80


def routes() -> list[Guarded]:
    return [
        guarded(SITTINGS_PATH, choose, roles=SITTING),
        guarded(
            SITTINGS_PATH,
            begin,
            roles=SITTING,
            methods=["POST"],
            form=[Field("session", ID), Field("name", 60)],
        ),
        guarded(ONE, show, roles=SITTING),
        guarded(
            f"{ONE}/at",
            move,
            roles=SITTING,
            methods=["POST"],
            form=[Field("item", 2 * ID), Field("state", 10)],
        ),
        guarded(f"{ONE}/attendance", ask_attendance, roles=SECRETARY),
        guarded(
            f"{ONE}/attendance",
            take_attendance,
            roles=SECRETARY,
            methods=["POST"],
            form=[Field("present", ID, many=True)],
        ),
    ]


def path_of(sitting: Sitting) -> str:
    """The page of a sitting."""
    return f"{SITTINGS_PATH}/{sitting.session}/{sitting.sitting}"


async def choose(call: Call) -> Response:
    """All sittings, and the form to begin one; the one that is going on stands first."""
    return await _choose(call)


async def _choose(call: Call, status: int = 200, **errors: str) -> Response:
    programme = await read_programme(call)
    values = {"session": "", "name": "", **dict.fromkeys(("name_error",), ""), **errors}
    return call.page(
        "sittings.html",
        status,
        programme=programme,
        sessions=[
            (name, body["title"]) for name, body in reversed(list(programme.sessions.items()))
        ],
        sittings=[one for one in reversed(programme.sittings) if one != programme.current],
        path_of=path_of,
        **values,
    )


async def begin(call: Call) -> Response:
    """The sitting is going on, at no item yet; one that was going on is over."""
    session, title = call.form.text("session"), call.form.text("name")
    name = committee_id(title)
    if not name:
        return await _choose(
            call, 400, session=session, name=title, name_error=call.say("sitting.name_missing")
        )
    programme = await read_programme(call)
    if session not in programme.sessions:
        raise Trouble(404)
    sitting = programme.sitting(session, name) or Sitting(session, name, title=title)
    await _put(call, replace(sitting, state=RUNNING))
    return call.go(path_of(sitting))


async def _put(call: Call, sitting: Sitting) -> None:
    def work(batch: Batch) -> None:
        show_sitting(batch, sitting)
        call.note(batch, f"sitting.{sitting.state}", sitting.item or sitting.id)

    await call.write(work)


async def _found(call: Call) -> tuple[Programme, Sitting]:
    programme = await read_programme(call)
    sitting = programme.sitting(call.part("session"), call.part("sitting"))
    if sitting is None:
        raise Trouble(404)
    return programme, sitting


async def show(call: Call) -> Response:
    """The sitting: roll, programme, and the polls of each item."""
    programme, sitting = await _found(call)
    glance = await take_glance(call, lambda state: state.definition.session == sitting.session)
    return call.page(
        "sitting.html",
        sitting=sitting,
        here=path_of(sitting),
        session=programme.sessions[sitting.session],
        items=_items(programme, sitting, glance),
        roll=_roll(glance, sitting),
        total=programme.council["total"],
        words=PollWords(call.say),
    )


def _items(programme: Programme, sitting: Sitting, glance: Glance) -> list[dict[str, object]]:
    return [
        {
            "id": body["id"],
            "position": body["position"],
            "title": body["title"],
            "presenter": body["presenter"],
            "current": body["id"] == sitting.item,
            "polls": glance.polls_of(body["id"]),
            "papers": len(programme.papers_of(body["id"])),
        }
        for body in programme.items_of(sitting.session)
    ]


def _roll(glance: Glance, sitting: Sitting) -> dict[str, object] | None:
    """The last roll of the session, and whether it is this sitting's."""
    roll = glance.attendance.get(sitting.session)
    if roll is None:
        return None
    return {
        "present": len(roll.present),
        "of": len(roll.present) + len(roll.absent),
        "taken_at": roll.taken_at,
        "here": roll.sitting == sitting.sitting,
    }


async def move(call: Call) -> Response:
    """The sitting is at another item, pauses, goes on, or is over; delegates see it at once."""
    _, sitting = await _found(call)
    item, state = call.form.text("item") or sitting.item, call.form.text("state") or RUNNING
    if state not in (RUNNING, PAUSED, OVER):
        raise Trouble(400)
    await _put(call, replace(sitting, item="" if state == OVER else item, state=state))
    return call.go(path_of(sitting))


async def ask_attendance(call: Call) -> Response:
    """Everyone of the roster with a tick; at first as the last roll of the session says, else all present."""
    programme, sitting = await _found(call)
    glance, names = await take_glance(call, lambda _: False), await read_names(call)
    roll = glance.attendance.get(sitting.session)
    absent = set(roll.absent) if roll else set()
    people = [
        {
            "id": person,
            "name": name,
            "group": programme.delegates[person]["group"],
            "chair": programme.delegates[person]["chair"],
            "present": person not in absent,
        }
        for person, name in names.items()
        if person in programme.delegates
    ]
    return call.page("attendance.html", sitting=sitting, here=path_of(sitting), people=people)


async def take_attendance(call: Call) -> Response:
    """The roll is shown for signing."""
    programme, sitting = await _found(call)
    present = set(call.form.texts("present"))
    if present - programme.delegates.keys():
        raise Trouble(400)
    arguments = {
        "session": sitting.session,
        "sitting": sitting.sitting,
        "absent": sorted(programme.delegates.keys() - present),
    }
    return await start_act(call, "attendance", arguments, back=path_of(sitting))
