"""A poll in the console: written down, opened, called last, closed, announced, or void; and raised hands.

While votes are counted these pages show how many receipts there are and who has none, never what was chosen: they
read `PollGlance`, which holds no tally before the end.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse, Response

from council_server.acts import write_ballot
from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.console.glances import (
    Glance,
    PollGlance,
    Programme,
    read_programme,
    take_glance,
)
from council_server.console.guarding import Guarded, guarded
from council_server.console.poll_forms import FIELDS, PollForm, read_poll_form
from council_server.console.poll_words import PollWords
from council_server.console.roles import CHAIR, SECRETARY, SITTING, Role
from council_server.console.roster_names import in_order, read_names
from council_server.console.signing_pages import start_act
from council_server.console.sitting_pages import path_of
from council_server.console.troubles import Trouble
from protocol.passing import meets
from protocol.poll_states import COUNTING, Stage
from protocol.polls import NO_ATTENDANCE
from protocol.votes import LEGAL_LABELS

POLLS_PATH = "/console/polls"
ONE = f"{POLLS_PATH}/{{poll}}"
STEPS = {"open": "open", "last-call": "last-call", "close": "close", "result": "result"}
REASON = 500


def routes() -> list[Guarded]:
    return [
        guarded(f"{POLLS_PATH}/new/{{item}}", ask_definition, roles=SITTING),
        guarded(f"{POLLS_PATH}/new/{{item}}", define, roles=SITTING, methods=["POST"], form=FIELDS),
        guarded(ONE, show, roles=SITTING),
        guarded(f"{ONE}/live", live, roles=SITTING, data=True),
        guarded(f"{ONE}/step", step, roles=CHAIR, methods=["POST"], form=[Field("step", 12)]),
        guarded(f"{ONE}/void", void, roles=CHAIR, methods=["POST"], form=[Field("reason", REASON)]),
        guarded(
            f"{ONE}/hand-vote",
            hand_vote,
            roles=SECRETARY,
            methods=["POST"],
            form=[Field("voter", 80), Field("choice", 32), Field("reason", REASON)],
        ),
    ]


def path_of_poll(poll: str) -> str:
    return f"{POLLS_PATH}/{poll}"


# -------------------------------------------------------------------------------------- define


async def ask_definition(call: Call) -> Response:
    """The form of a new poll on an item, filled in as the item suggests."""
    programme = await read_programme(call)
    item = call.part("item")
    if item not in programme.items:
        raise Trouble(404)
    glance = await take_glance(call)
    draft = PollForm.suggested(programme, item, glance, call.suggest)
    return await _definition(call, programme, glance, draft)


async def _definition(
    call: Call, programme: Programme, glance: Glance, form: PollForm, status: int = 200
) -> Response:
    names = await read_names(call)
    item = programme.items[form.item]
    return call.page(
        "poll_new.html",
        status,
        form=form,
        item=item,
        papers=programme.papers_of(form.item),
        total=programme.council["total"],
        people=[(person, name) for person, name in names.items() if person in programme.delegates],
        voided=[
            (one.poll, f"{one.poll}: {one.void_reason}")
            for one in glance.polls_of(form.item)
            if one.stage is Stage.VOID
        ],
        sitting_path=_back(programme, str(item["session"])),
    )


def _back(programme: Programme, session: str) -> str:
    """The page of the sitting of this session that is going on, or of its last one."""
    mine = [one for one in programme.sittings if one.session == session]
    if programme.current and programme.current in mine:
        return path_of(programme.current)
    return path_of(mine[-1]) if mine else "/console/sittings"


async def define(call: Call) -> Response:
    """The definition is shown for signing exactly as it will be signed."""
    programme = await read_programme(call)
    if call.part("item") not in programme.items:
        raise Trouble(404)
    glance = await take_glance(call)
    form = read_poll_form(call, programme, glance)
    if form.errors:
        return await _definition(call, programme, glance, form, 400)
    act = "define-by-chair" if call.who.role == Role.CHAIR else "define"
    ballot = form.ballot(int(programme.council["total"]))
    return await start_act(call, act, write_ballot(ballot), back=path_of_poll(ballot.poll))


# ---------------------------------------------------------------------------------------- look


async def _found(call: Call) -> tuple[Glance, PollGlance]:
    wanted = call.part("poll")
    glance = await take_glance(call, lambda state: state.definition.poll == wanted)
    poll = glance.poll(wanted)
    if poll is None:
        raise Trouble(404)
    return glance, poll


async def show(call: Call) -> Response:
    """The poll, where it stands, and what the caller's office can do next."""
    glance, poll = await _found(call)
    programme, names = await read_programme(call), await read_names(call)
    session = poll.definition.session
    return call.page(
        "poll.html",
        poll=poll,
        item=programme.items.get(poll.definition.item),
        next_item=_next_item(programme, poll),
        sitting_path=_back(programme, session),
        voters=[(p, name) for p, name in names.items() if p in poll.definition.electorate],
        hand_choices=[(str(code), call.say(f"choice.{code.lower()}")) for code in LEGAL_LABELS],
        electorate=in_order(poll.definition.electorate, names),
        **_standing(call, glance, poll, names),
    )


def _next_item(programme: Programme, poll: PollGlance) -> dict[str, Any] | None:
    items = programme.items_of(poll.definition.session)
    at = [body["id"] for body in items]
    place = at.index(poll.definition.item) + 1 if poll.definition.item in at else len(at)
    return dict(items[place]) if place < len(items) else None


def _standing(
    call: Call, glance: Glance, poll: PollGlance, names: dict[str, str]
) -> dict[str, Any]:
    """What the live part shows; `line` is the result in words, "" before there is one."""
    words, progress = PollWords(call.say), poll.progress
    return {
        "words": words,
        "progress": progress,
        "counting": poll.stage in COUNTING,
        "too_few": progress.present != NO_ATTENDANCE
        and not meets(poll.definition.quorum, present=progress.present, total=progress.total),
        "ends": int(progress.ends.timestamp() * 1000) if progress.ends else 0,
        "left": progress.seconds_left(glance.now),
        "waiting": in_order(progress.waiting, names),
        "absent": in_order(progress.absent, names),
        "by_hand": in_order(progress.by_hand, names),
        "line": words.result(poll.tally, poll.definition) if poll.tally else "",
    }


async def live(call: Call) -> Response:
    """The part of the page that changes while people vote, as HTML."""
    glance, poll = await _found(call)
    names = await read_names(call)
    text = call.html("poll_live.html", poll=poll, **_standing(call, glance, poll, names))
    return fragment(text, glance, poll.stage)


def fragment(text: str, glance: Glance, stage: str) -> Response:
    """A part of a page for live.js, with the server's time and a word that reloads the page when it changes."""
    headers = {"X-Time": str(int(glance.now.timestamp() * 1000)), "X-Stage": stage}
    return HTMLResponse(text, headers=headers)


# ----------------------------------------------------------------------------------------- act


async def step(call: Call) -> Response:
    """The chair's next word about the poll, shown for signing."""
    name = STEPS.get(call.form.text("step"))
    if name is None:
        raise Trouble(400)
    poll = call.part("poll")
    return await start_act(call, name, {"poll": poll}, back=path_of_poll(poll))


async def void(call: Call) -> Response:
    """The poll does not count, for a reason that everybody will read."""
    _, poll = await _found(call)
    reason = call.form.text("reason")
    if not reason:
        raise Trouble(400, "poll.reason_missing")
    arguments = {"poll": poll.poll, "reason": reason}
    return await start_act(call, "void", arguments, back=path_of_poll(poll.poll))


async def hand_vote(call: Call) -> Response:
    """A raised hand under a delegate's name, with its reason."""
    _, poll = await _found(call)
    given = {name: call.form.text(name) for name in ("voter", "choice", "reason")}
    if not given["voter"]:
        raise Trouble(400, "poll.voter_missing")
    if not given["choice"]:
        raise Trouble(400, "poll.choice_missing")
    if not given["reason"]:
        raise Trouble(400, "poll.reason_missing")
    arguments = {"poll": poll.poll, **given}
    return await start_act(call, "hand-vote", arguments, back=path_of_poll(poll.poll))
