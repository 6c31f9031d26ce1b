"""The hall's page for the projector, and the links that show it.

It says what everybody in the hall may know: the item, the question, how many receipts there are, and once counting
ended the result with its rule and the record's checkpoint. It has no running count, like every page here
(`poll_progress`).
"""

from __future__ import annotations

import segno
from markupsafe import Markup
from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.console.glances import Glance, PollGlance, read_programme, take_glance
from council_server.console.guarding import Guarded, guarded
from council_server.console.poll_pages import fragment
from council_server.console.poll_words import PollWords
from council_server.console.roles import HALL, SECRETARY
from council_server.console.screens import list_screens, make_screen, take_back
from council_server.console.troubles import Trouble
from council_server.logs import RECORD
from council_server.writer import Batch
from protocol.checkpoint_codes import checkpoint_code
from protocol.poll_states import COUNTING, Stage

HALL_PATH = "/hall"
SCREENS_PATH = "/console/screens"


def routes() -> list[Guarded]:
    pages = HallPages()
    return [
        guarded(HALL_PATH, pages.show, roles=HALL, query=[Field("ground", 5)]),
        guarded(f"{HALL_PATH}/now", pages.now, roles=HALL, data=True),
        guarded(SCREENS_PATH, screens, roles=SECRETARY),
        guarded(SCREENS_PATH, make, roles=SECRETARY, methods=["POST"], form=[Field("name", 100)]),
        guarded(f"{SCREENS_PATH}/{{screen}}/take-back", end, roles=SECRETARY, methods=["POST"]),
    ]


class HallPages:
    """The projector's page; keeps the newest checkpoint's picture, which costs a quarter of a second to make."""

    def __init__(self) -> None:
        self._made: tuple[tuple[int, bytes], dict[str, object]] | None = None

    async def show(self, call: Call) -> Response:
        """The whole page; what changes on it is `now`."""
        inner = await self._inner(call)
        light = call.query.text("ground") == "light"
        return call.page("hall.html", inner=Markup(inner[0]), light=light)  # noqa: S704 - our own template's

    async def now(self, call: Call) -> Response:
        """The part that changes, as HTML."""
        text, glance, stage = await self._inner(call)
        return fragment(text, glance, stage)

    async def _inner(self, call: Call) -> tuple[str, Glance, str]:
        programme = await read_programme(call)
        sitting = programme.current
        session = sitting.session if sitting else ""
        glance = await take_glance(call, lambda state: state.definition.session == session)
        poll = shown_poll(glance, sitting.session, sitting.item) if sitting else None
        item = (
            programme.items.get(poll.definition.item if poll else sitting.item) if sitting else None
        )
        quiet = not any(one.stage in COUNTING for one in glance.polls)
        values = {
            "sitting": sitting,
            "session": programme.sessions.get(sitting.session) if sitting else None,
            "item": item,
            "poll": poll,
            "counting": poll is not None and poll.stage in COUNTING,
            "words": PollWords(call.say),
            "ends": int(poll.progress.ends.timestamp() * 1000)
            if poll and poll.progress.ends
            else 0,
            "left": poll.progress.seconds_left(glance.now) if poll else 0,
            "line": PollWords(call.say).result(poll.tally, poll.definition)
            if poll and poll.tally
            else "",
            "checkpoint": await self._checkpoint(call, glance) if quiet and sitting else None,
        }
        text = call.html("hall_now.html", **values)
        return text, glance, poll.stage if poll else ""

    async def _checkpoint(self, call: Call, glance: Glance) -> dict[str, object]:
        """Size, code (protocol.md 4.11) and QR code of the record's newest checkpoint."""
        wanted = (glance.size, glance.root)
        made = self._made
        if made is None or made[0] != wanted:
            made = (wanted, await call.think(lambda: _picture(call, glance)))
            self._made = made
        return made[1]


def _picture(call: Call, glance: Glance) -> dict[str, object]:
    council = call.council
    origin = council.home.origin
    with council.nodes(RECORD) as nodes:
        text = council.checkpoint(nodes, origin, glance.size, glance.now)
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return {
        "size": glance.size,
        "code": checkpoint_code(origin, glance.size, glance.root),
        "qr": Markup(drawn),  # noqa: S704 - drawn here, with no text of anybody in it
    }


def shown_poll(glance: Glance, session: str, item: str) -> PollGlance | None:
    """The poll that the hall is at: one that is counting, else the newest of the current item that was opened."""
    counting = [
        one for one in glance.polls if one.stage in COUNTING and one.definition.session == session
    ]
    if counting:
        return counting[-1]
    mine = glance.polls_of(item)
    begun = [one for one in mine if one.stage is not Stage.DEFINED]
    waiting = [one for one in mine if one.stage is Stage.DEFINED]
    if waiting and (not begun or waiting[-1].index > begun[-1].index):
        return waiting[-1]
    return begun[-1] if begun else None


# ---------------------------------------------------------------------------------- the links


async def screens(call: Call) -> Response:
    """The links that are out, and the form for another."""
    return await _screens(call)


async def _screens(call: Call, link: str = "", error: str = "") -> Response:
    def work() -> list[dict[str, object]]:
        with call.council.database.reading() as connection:
            found = list_screens(connection, call.council.id)
        return [{"id": one.id, "name": one.name, "made_by": one.made_by} for one in found]

    return call.page(
        "screens.html",
        400 if error else 200,
        screens=await call.think(work),
        link=link,
        error=error,
    )


async def make(call: Call) -> Response:
    """A new link, shown this once."""
    name = call.form.text("name")
    if not name:
        return await _screens(call, error=call.say("hall.name_missing"))

    def work(batch: Batch) -> str:
        call.note(batch, "screen.make")
        return make_screen(
            batch.connection,
            batch.council,
            name=name,
            made_by=call.who.account,
            now=batch.now,
        )

    path = await call.write(work)
    return await _screens(call, link=f"https://{call.request.url.netloc}{path}")


async def end(call: Call) -> Response:
    """A link shows nothing any more."""
    screen = call.part("screen")

    def work(batch: Batch) -> bool:
        call.note(batch, "screen.take-back", screen[:16])
        return take_back(batch.connection, batch.council, screen)

    if not await call.write(work):
        raise Trouble(404)
    return call.go(SCREENS_PATH)
