"""Items of a draft's programme: add, change, move, remove."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.draft_fields import (
    ITEM_FIELDS,
    REV,
    TITLE,
    Values,
    differing,
    one_line,
    read_item,
    shown_item,
)
from council_server.console.draft_pages import shown_dossier
from council_server.console.draft_reading import (
    DRAFTS,
    change_draft,
    change_quietly,
    item_of,
    open_draft,
    page_of,
    rev_of,
)
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded
from council_server.console.roles import OFFICE
from council_server.console.troubles import Trouble
from council_server.draft_publishing import DraftView
from council_server.drafts import (
    Change,
    Conflict,
    DraftItem,
    DraftPaper,
    add_item,
    move_item,
    neighbour,
    remove_item,
    set_item,
)
from council_server.papers import ITEM_STEPS, NO_ITEM

PLACE = (Field("way", 4), Field("before", 60))
"""Where something moves: `up` or `down` from a button, `to` with `before` from drag and drop ("" is last)."""


def routes() -> list[Guarded]:
    items = f"{DRAFTS}/{{session}}/items"
    one = f"{items}/{{item}}"
    return [
        guarded(items, add, roles=OFFICE, methods=["POST"], form=[Field("title", TITLE)]),
        guarded(one, ask, roles=OFFICE),
        guarded(one, keep, roles=OFFICE, methods=["POST"], form=ITEM_FIELDS),
        guarded(f"{one}/move", move, roles=OFFICE, methods=["POST"], form=PLACE),
        guarded(f"{one}/remove", remove, roles=OFFICE, methods=["POST"], form=[REV]),
        guarded(
            f"{one}/secret",
            tell_secret,
            roles=OFFICE,
            methods=["POST"],
            form=[REV, Field("on_paper", 3)],
        ),
    ]


async def add(call: Call) -> Response:
    """A further item, at the end of the programme."""
    title = one_line(call.form.text("title"))
    if not title:
        raise Trouble(400, "draft.no_title")
    draft = await change_quietly(call, add_item(title), "draft.item-add")
    return call.go(f"{page_of(draft)}?done=saved")


async def ask(call: Call) -> Response:
    """What an item says."""
    row, view = await open_draft(call)
    item = item_of(call, row.draft)
    return _page(call, view, item, shown_item(item))


async def keep(call: Call) -> Response:
    """Keep it; as `draft_pages.keep_head`."""
    row, view = await open_draft(call)
    item = item_of(call, row.draft)
    entered = read_item(call)
    if item.id == NO_ITEM:
        raise Trouble(404, "draft.gone")
    if entered.errors:
        return _page(call, view, item, entered.shown, entered.errors)
    try:
        change = set_item(item.id, rev_of(call), **entered.kept)
        draft = await change_draft(call, change, "draft.item")
    except Conflict:
        row, view = await open_draft(call)
        item = item_of(call, row.draft)
        now = shown_item(item)
        mine = entered.shown | {"rev": now["rev"]}
        return _page(call, view, item, mine, theirs=differing(entered.shown, now))
    return call.go(f"{page_of(draft)}?done=saved")


def _page(
    call: Call,
    view: DraftView,
    item: DraftItem,
    values: Values,
    errors: Any = None,
    theirs: Any = None,
) -> Response:
    return call.page(
        "draft_item.html",
        409 if theirs is not None else 400 if errors else 200,
        draft=view.draft,
        dossier=shown_dossier(view, item),
        item=item,
        values=values,
        errors=errors or {},
        theirs=theirs or [],
        collided=theirs is not None,
        steps=ITEM_STEPS,
        own=NO_ITEM,
    )


async def move(call: Call) -> Response:
    """One place up or down, or before another item."""
    row, _ = await open_draft(call)
    change = place_change(call, row.draft.items, item_of(call, row.draft).id, move_item)
    draft = await change_quietly(call, change, "draft.item-move") if change else row.draft
    return call.go(page_of(draft))


def place_change(
    call: Call,
    parts: tuple[DraftItem, ...] | tuple[DraftPaper, ...],
    name: str,
    move: Callable[[str, str], Change],
) -> Change | None:
    """The move that the form asks for; None where there is nowhere to go. Raises Trouble 400."""
    way = call.form.text("way")
    if way in ("up", "down"):
        if name == NO_ITEM:
            return None
        before = neighbour(parts, name, up=way == "up")
        return None if before is None else move(name, before)
    if way != "to":
        raise Trouble(400)
    return move(name, call.form.text("before"))


async def remove(call: Call) -> Response:
    """An item goes, with its papers, unless one of them is published."""
    row, view = await open_draft(call)
    item = item_of(call, row.draft)
    if view.is_published(item.id):
        raise Trouble(409, "draft.published_stays")
    draft = await change_quietly(call, remove_item(item.id, rev_of(call)), "draft.item-remove")
    return call.go(f"{page_of(draft)}?done=saved")


async def tell_secret(call: Call) -> Response:
    """The placeholder of a paper that is a state secret comes or goes (protocol.md 8.15)."""
    change = set_item(call.part("item"), rev_of(call), on_paper=call.form.text("on_paper") == "yes")
    draft = await change_quietly(call, change, "draft.on-paper")
    return call.go(f"{page_of(draft)}?done=saved")
